// Slips of a ledger whose key was changed: signed by the new key, and never of what a stolen key has signed.
import { afterEach, expect, it } from 'vitest';
import { formatVerifierKey } from '../scripts/core/note-keys.ts';
import { markCompromised, rotateKey } from '../scripts/keys.ts';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import type { RecordDraft } from '../scripts/ports/ledger.ts';
import { makeSlip, verifySlip, verifySlipAgainst } from '../scripts/slip.ts';
import { foundedWorld, NOW, ORIGIN_BASE, type World } from './ports/ledger-world.ts';

let world: World | null = null;
afterEach(() => world?.remove());

const base = { repository: 700001, main: 'a'.repeat(40) };
const EARLY = '01KABCDEFGHJKMNPQRSTVWXYZ1';
const STOLEN = '01KABCDEFGHJKMNPQRSTVWXYZ2';
const LATE = '01KABCDEFGHJKMNPQRSTVWXYZ3';

function withdrawn(id: string, pull: number): RecordDraft {
  const digest = `sha256:${'0'.repeat(64)}`;
  const action = {
    id,
    path: `actions-queue/2026/11/${id}.yaml`,
    digest,
    payload: digest,
    operation: 'ninjarmm/isolate-device',
    targets: [],
    portfolio: false,
    parameters: {},
  };
  const ending = { reason: 'closed', outcome: 'nothing ran' };
  return { type: 'action-withdrawn', at: '2026-11-20T10:00:00Z', ...base, pull, action, ...ending };
}

/** Three actions: two before the key was changed, the second of them after it was stolen, and one after. */
async function rotatedWorld() {
  const made = (world = await foundedWorld());
  const next = generateLedgerKey(ORIGIN_BASE).key;
  const text = `origin: ${ORIGIN_BASE}\nfirstKey: ${formatVerifierKey(made.key)}\n`;
  const file = `M 100644 inline policies/keys.yaml\ndata ${text.length}\n${text}`;
  made.git(['fast-import', '--quiet'], `commit refs/heads/main\ncommitter M <m@x> 1700000000 +0000\ndata 0\n${file}\n`);
  const ledger = await made.ledger('writer', { nextKey: next });
  const work = { ledger, originBase: ORIGIN_BASE, base, now: NOW };
  await ledger.append(() => [withdrawn(EARLY, 1)], NOW); // record 1
  await ledger.append(() => [withdrawn(STOLEN, 2)], NOW); // record 2
  await rotateKey(work, formatVerifierKey(next));
  await ledger.append(() => [withdrawn(LATE, 3)], NOW);
  return { made, work, keys: { old: formatVerifierKey(made.key), now: formatVerifierKey(next) } };
}

it('a slip is signed by the key in force, for records from before the change too', async () => {
  const { made, keys } = await rotatedWorld();
  for (const id of [EARLY, STOLEN, LATE]) {
    const bytes = Buffer.from((await makeSlip(made.origin, id)).text);
    expect(verifySlip(bytes, keys.now)).toMatchObject({ ok: true, findings: [] });
    expect(verifySlip(bytes, `${keys.old}, ${keys.now}`).ok).toBe(true);
    expect(verifySlip(bytes, keys.old).findings.map(({ code }) => code)).toContain('slip-key');
    expect(await verifySlipAgainst(bytes, made.origin)).toMatchObject({ ok: true, compared: true });
  }
});

it('no slip is made of what a stolen key has signed, and what came before and after still has one', async () => {
  const { made, work } = await rotatedWorld();
  const before = Buffer.from((await makeSlip(made.origin, STOLEN)).text);
  expect(
    await markCompromised(work, { key: null, from: { year: 2026, index: 2 }, reason: 'The laptop was stolen.' }),
  ).toMatchObject({ kind: 'done' });
  await expect(makeSlip(made.origin, STOLEN)).rejects.toThrow(
    'Record 2026/2 was signed by a key that record 2026/5 says is compromised from 2026/2 on: it proves nothing.',
  );
  for (const id of [EARLY, LATE]) expect((await makeSlip(made.origin, id)).text).toContain(id);
  // Whoever has an older slip of it learns that from a clone.
  const report = await verifySlipAgainst(before, made.origin);
  expect(report.findings).toMatchObject([{ code: 'key-compromised', severity: 'failure', record: '2026/2' }]);
});
