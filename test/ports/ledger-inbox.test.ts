// The inbox of claims: laid there without a key, and in the ledger only as what the sequencer makes of them.
import { afterEach, describe, expect, it } from 'vitest';
import { formatClaims } from '../../scripts/core/ledger-inbox.ts';
import { signBatch } from '../../scripts/core/ledger-queue.ts';
import { gitLedger } from '../../scripts/ports/git-ledger.ts';
import type { Admit } from '../../scripts/ports/ledger.ts';
import { actionsIn, denied, foundedWorld, NOW, ORIGIN_BASE, type World } from './ledger-world.ts';
import { batch, FIRST, inbox, lay, queue, reasons, refsAt, SECOND } from './ledger-waiting.ts';

let world: World | null = null;
const open = (made: World): World => (world = made);
afterEach(() => world?.remove());

describe('claims in the inbox', () => {
  const admit: Admit = ({ type, action }) =>
    type === 'note' && typeof action === 'string'
      ? { draft: denied(action), unless: [{ types: ['action-denied'], where: { action } }] }
      : `${type} cannot be claimed`;

  it('are laid there without a key, and come in as what the sequencer makes of them', async () => {
    const here = open(await foundedWorld());
    const { key: _, ...keyless } = here.settings('keyless');
    const name = await (await gitLedger(keyless)).claim([{ type: 'note', action: 'A1' }], NOW);
    expect(refsAt(here, 'inbox')).toEqual([inbox(name)]);
    const ledger = await here.ledger('a');
    // An append takes only along what is signed.
    await ledger.append(() => [denied('B1')], NOW);
    expect(await actionsIn(ledger)).toEqual(['B1']);
    const { appended, refused } = await ledger.sequence(admit, NOW);
    expect([appended.map(({ record }) => record['action']), refused]).toEqual([['A1'], []]);
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['B1', 'A1']);
    expect(refsAt(here, 'inbox')).toEqual([]);
    expect(await ledger.sequence(admit, NOW)).toEqual({ appended: [], refused: [] });
  });

  it('are refused as a whole where one is not admitted, and kept', async () => {
    const here = open(await foundedWorld());
    const claims = [
      { type: 'note', action: 'A1' },
      { type: 'action-approved', action: 'A2' },
    ];
    lay(here, inbox(FIRST), formatClaims(ORIGIN_BASE, FIRST, claims));
    lay(here, inbox(SECOND), 'junk');
    const { appended, refused } = await (await here.ledger('a')).sequence(admit, NOW);
    expect(appended).toEqual([]);
    expect(refused).toEqual([
      { batch: FIRST, why: 'action-approved cannot be claimed' },
      { batch: SECOND, why: 'it is no batch of claims for this inbox' },
    ]);
    expect(reasons(here)).toEqual(refused.map(({ why }) => `refused: ${why}`));
    expect([refsAt(here, 'inbox'), await actionsIn(await here.ledger('reader'))]).toEqual([[], []]);
  });

  it('and what waits signed are brought in together', async () => {
    const here = open(await foundedWorld());
    lay(here, queue(FIRST), signBatch(ORIGIN_BASE, batch(FIRST, 'A1'), here.key));
    lay(here, inbox(SECOND), formatClaims(ORIGIN_BASE, SECOND, [{ type: 'note', action: 'C1' }]));
    const [one, other] = [await here.ledger('a'), await here.ledger('b')];
    await Promise.all([one.sequence(admit, NOW), other.sequence(admit, NOW)]);
    expect((await actionsIn(await here.ledger('reader'))).map(String).sort()).toEqual(['A1', 'C1']);
    expect([refsAt(here, 'inbox'), refsAt(here, 'queue')]).toEqual([[], []]);
  });

  it('are brought in by the holder of the key alone', async () => {
    const here = open(await foundedWorld());
    lay(here, inbox(FIRST), 'junk');
    const { key: _, ...keyless } = here.settings('keyless');
    await expect((await gitLedger(keyless)).sequence(admit, NOW)).rejects.toThrow('it has no signing key');
    expect(refsAt(here, 'inbox')).toEqual([inbox(FIRST)]);
  });

  it('that the origin does not take are a fault', async () => {
    const here = open(await foundedWorld());
    here.hook('pre-receive', 'exit 1');
    await expect((await here.ledger('a')).claim([{ type: 'note' }], NOW)).rejects.toThrow(
      /refs\/countersign\/inbox\/\w+: the origin does not take the claim: .*pre-receive hook declined/s,
    );
  });
});
