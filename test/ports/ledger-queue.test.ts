// The queue of writers: what waits comes in once, and nothing comes in that may not.
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalize } from '../../scripts/core/canonical.ts';
import { signBatch } from '../../scripts/core/ledger-queue.ts';
import { signNote } from '../../scripts/core/note.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import type { Wishes } from '../../scripts/ports/ledger.ts';
import { actionsIn, denied, foundedWorld, NOW, ORIGIN_BASE, type World } from './ledger-world.ts';
import { batch, FIRST, lay, NAMES, once, queue, reasons, refsAt, SECOND } from './ledger-waiting.ts';

let world: World | null = null;
const open = (made: World): World => (world = made);
afterEach(() => world?.remove());

describe('a batch that waits', () => {
  it('is taken along by whoever appends next, and leaves the queue in the same push', async () => {
    const here = open(await foundedWorld());
    lay(here, queue(FIRST), signBatch(ORIGIN_BASE, batch(FIRST, 'A1'), here.key));
    const result = await (await here.ledger('a')).append(() => [denied('B1')], NOW);
    expect(result.kind === 'appended' && result.records.map(({ record }) => record['action'])).toEqual(['B1']);
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['B1', 'A1']);
    expect(here.git(['log', '-1', '--format=%B', 'ledger/2026'])).toContain(`Taken: ${FIRST} 2 1`);
    expect(refsAt(here, 'queue')).toEqual([]);
  });

  it('that brings what is in already brings nothing, and leaves the queue', async () => {
    const here = open(await foundedWorld(1));
    lay(here, queue(FIRST), signBatch(ORIGIN_BASE, batch(FIRST, 'A1'), here.key));
    lay(here, queue(SECOND), signBatch(ORIGIN_BASE, batch(SECOND, 'B1'), here.key));
    await (await here.ledger('a')).append(() => [denied('B1')], NOW);
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['A1', 'B1']);
    expect(refsAt(here, 'queue')).toEqual([]);
  });

  it('comes in once, however many take it along at once', async () => {
    const here = open(await foundedWorld());
    for (const [at, name] of NAMES.entries()) {
      lay(here, queue(name), signBatch(ORIGIN_BASE, batch(name, `A${at}`), here.key));
    }
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => here.ledger(name)));
    await Promise.all(all.map((ledger, at) => ledger.append(once(`B${at}`), NOW)));
    const wanted = ['A0', 'A1', 'A2', 'B0', 'B1', 'B2', 'B3'];
    expect((await actionsIn(await here.ledger('reader'))).map(String).sort()).toEqual(wanted);
    expect(refsAt(here, 'queue')).toEqual([]);
  });

  it('of another writer is left to a key that is in force', async () => {
    const here = open(await foundedWorld());
    lay(here, queue(FIRST), signBatch(ORIGIN_BASE, batch(FIRST, 'A1'), here.key));
    await expect(
      (await here.ledger('a', { key: generateLedgerKey(ORIGIN_BASE).key })).append(() => [denied('B1')], NOW),
    ).rejects.toThrow('has to sign, and it is not the one at hand');
    expect(refsAt(here, 'queue')).toEqual([queue(FIRST)]);
  });

  it('from a clock that is ahead waits for its year, and one from the year before is refused', async () => {
    const here = open(await foundedWorld());
    const [later, earlier] = ['2027-01-01T00:00:00Z', '2025-12-31T23:59:59Z'].map((at): Wishes => [
      { draft: denied('A1', at), unless: [{ types: ['action-denied'], where: { action: 'A1' } }] },
    ]);
    const [ahead, behind] = [batch(FIRST, '', { wishes: later ?? [] }), batch(SECOND, '', { wishes: earlier ?? [] })];
    lay(here, queue(FIRST), signBatch(ORIGIN_BASE, ahead, here.key));
    lay(here, queue(SECOND), signBatch(ORIGIN_BASE, behind, here.key));
    await (await here.ledger('a')).append(() => [denied('B1')], NOW);
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['B1']);
    expect([refsAt(here, 'queue'), reasons(here)]).toEqual([[queue(FIRST)], ['refused: it came too late']]);
  });
});

describe('what the key has not signed for this place', () => {
  const rows: readonly (readonly [string, (here: World) => string, string])[] = [
    ['no signature', () => `${ORIGIN_BASE}/queue\n${FIRST}\n{}\n`, 'it is not a well-formed signed note'],
    [
      'the signature of another key',
      () => signBatch(ORIGIN_BASE, batch(FIRST, 'A1'), generateLedgerKey(ORIGIN_BASE).key),
      'no known key has signed it',
    ],
    [
      'a copy under another name',
      ({ key }) => signBatch(ORIGIN_BASE, batch(SECOND, 'A1'), key),
      `it is a copy of ${SECOND}`,
    ],
    [
      'another repository',
      ({ key }) => signBatch('countersign/9', batch(FIRST, 'A1'), key),
      'it is meant for countersign/9/queue',
    ],
    ['too late', ({ key }) => signBatch(ORIGIN_BASE, batch(FIRST, 'A1', { until: NOW - 1 }), key), 'it came too late'],
    ['no batch', ({ key }) => signNote(`${ORIGIN_BASE}/queue\n${FIRST}\n{"v":2}\n`, key), 'it is no batch of records'],
    [
      'a record about keys',
      ({ key }) => signNote(noteOf([{ draft: { type: 'key-retired', at: formatInstant(NOW) }, unless: [] }]), key),
      'it holds a record that never waits, or that would come in twice',
    ],
    [
      'a record that nothing bars from coming twice',
      ({ key }) => signNote(noteOf([{ draft: denied('A1'), unless: [] }]), key),
      'it holds a record that never waits, or that would come in twice',
    ],
  ];
  it.each(rows)('is refused and kept with the reason: %s', async (_, text, why) => {
    const here = open(await foundedWorld());
    lay(here, queue(FIRST), text(here));
    const laid = here.git(['rev-parse', queue(FIRST)]);
    await (await here.ledger('a')).append(() => [denied('B1')], NOW);
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['B1']);
    expect(refsAt(here, 'queue')).toEqual([]);
    expect(reasons(here)).toEqual([`refused: ${why}`]);
    const [kept = ''] = refsAt(here, 'refused');
    expect(kept).toMatch(new RegExp(`^refs/countersign/refused/${FIRST}-[0-9a-f]{12}$`));
    // Behind the reason lies what was brought, untouched; what the key has signed is not kept, it may have to be erased.
    if (why === 'it came too late') expect(here.git(['rev-list', '--count', kept])).toBe('1');
    else expect(here.git(['log', '-1', '--format=%B', `${kept}~1`])).toBe(here.git(['log', '-1', '--format=%B', laid]));
  });

  it('is refused where it is not even a commit, and a name that no batch has is not looked at', async () => {
    const here = open(await foundedWorld());
    here.git(['update-ref', queue(FIRST), here.git(['hash-object', '-w', '--stdin'], 'junk')]);
    here.git(['update-ref', queue('junk'), here.git(['rev-parse', 'ledger/2026'])]);
    await (await here.ledger('a')).append(() => [denied('B1')], NOW);
    expect(reasons(here)).toEqual(['refused: it is not a well-formed signed note']);
    expect(refsAt(here, 'queue')).toEqual([queue('junk')]);
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['B1']);
  });

  function noteOf(wishes: readonly unknown[]): string {
    return `${ORIGIN_BASE}/queue\n${FIRST}\n${canonicalize({ v: 1, until: formatInstant(NOW), wishes })}\n`;
  }
});

describe('a writer that lost a race', () => {
  it('waits in the queue, and brings itself in where it is first there', async () => {
    const here = open(await foundedWorld());
    const [mine, rival] = [await here.ledger('mine'), await here.ledger('rival')];
    await mine.read();
    await rival.append(() => [denied('R')], NOW);
    const result = await mine.append(once('A1'), NOW);
    // One into the queue, one for the records: that the branch had moved was seen before anything was sent.
    expect([result.kind, result.pushes]).toEqual(['appended', 2]);
    expect(await actionsIn(mine)).toEqual(['R', 'A1']);
    expect(refsAt(here, 'queue')).toEqual([]);
    // Nobody else was there, so the next one goes straight in.
    expect((await mine.append(once('A2'), NOW)).pushes).toBe(1);
  });

  it('is told what others did with its batch', async () => {
    const here = open(await foundedWorld());
    const rival = await here.ledger('rival');
    const taking = { once: false };
    // Whenever the loser waits, somebody else appends.
    const mine = await here.ledger('mine', {
      wait: async () => {
        taking.once = true;
        await rival.append(() => [denied(`R${Math.random()}`)], NOW);
      },
    });
    lay(here, queue('00000000000000000000000000'), 'a dead writer, ahead of everybody');
    await mine.read();
    await rival.append(() => [denied('R')], NOW);
    const result = await mine.append(once('A1'), NOW);
    expect(result.kind === 'appended' && result.records.map(({ record }) => record['action'])).toEqual(['A1']);
    expect((await actionsIn(mine)).filter((action) => action === 'A1')).toEqual(['A1']);
  });

  it('that wants what is in already is told so', async () => {
    const here = open(await foundedWorld());
    const [mine, rival] = [await here.ledger('mine'), await here.ledger('rival')];
    await mine.read();
    await rival.append(() => [denied('A1')], NOW);
    expect((await mine.append(once('A1'), NOW)).kind).toBe('nothing');
    expect(await actionsIn(mine)).toEqual(['A1']);
  });

  it('brings what waits behind a dead writer after it has looked a while', async () => {
    const here = open(await foundedWorld());
    lay(here, queue(FIRST), signBatch(ORIGIN_BASE, batch(FIRST, 'A1'), here.key));
    const [mine, rival] = [await here.ledger('mine'), await here.ledger('rival')];
    await mine.read();
    here.git(['update-ref', '-d', queue(FIRST)]);
    await rival.append(() => [denied('R')], NOW);
    lay(here, queue(FIRST), signBatch(ORIGIN_BASE, batch(FIRST, 'A1'), here.key));
    expect((await mine.append(once('B1'), NOW)).kind).toBe('appended');
    expect((await actionsIn(mine)).map(String).sort()).toEqual(['A1', 'B1', 'R']);
  });

  it('comes in although somebody keeps moving what waits', async () => {
    const here = open(await foundedWorld());
    const [one, two] = [FIRST, SECOND].map((name) => {
      lay(here, queue(name), `junk ${name}`);
      const sha = here.git(['rev-parse', queue(name)]);
      here.git(['update-ref', '-d', queue(name)]);
      return sha;
    });
    const [mine, rival] = [await here.ledger('mine'), await here.ledger('rival')];
    await mine.read();
    await rival.append(() => [denied('R')], NOW);
    here.git(['update-ref', queue(FIRST), one ?? '']);
    // Whatever is pushed, the ref is another one by then.
    here.hook(
      'pre-receive',
      `next=${one}; [ "$(git rev-parse ${queue(FIRST)})" = ${one} ] && next=${two}
      env -u GIT_QUARANTINE_PATH git update-ref ${queue(FIRST)} $next`,
    );
    expect((await mine.append(once('A1'), NOW)).kind).toBe('appended');
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['R', 'A1']);
    expect((await mine.append(() => [denied('A2')], NOW)).kind).toBe('appended');
  });

  it.each([
    [
      'takes no refs of ours',
      'while read old new ref; do case $ref in refs/countersign/*) exit 1;; esac; done; exit 0',
    ],
    [
      'lets nobody clear the queue',
      'while read old new ref; do case $new$ref in 000*refs/countersign/*) exit 1;; esac; done; exit 0',
    ],
  ])('goes on racing where the origin %s', async (_, hook) => {
    const here = open(await foundedWorld());
    const [mine, rival] = [await here.ledger('mine'), await here.ledger('rival')];
    await mine.read();
    await rival.append(() => [denied('R')], NOW);
    here.hook('pre-receive', hook);
    expect((await mine.append(once('A1'), NOW)).kind).toBe('appended');
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['R', 'A1']);
  });
});
