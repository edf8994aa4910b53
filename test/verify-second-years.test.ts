// Both verifiers on a ledger of two years whose key was changed in the first: they agree on it, tampered with or not.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { formatVerifierKey } from '../scripts/core/note-keys.ts';
import { foundLedger } from '../scripts/ports/found-ledger.ts';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import type { RecordDraft } from '../scripts/ports/ledger.ts';
import { agrees, second } from './fixtures/second.ts';
import { BRANCH as FIRST, denied, foundedWorld, NOW, ORIGIN_BASE, type World } from './ports/ledger-world.ts';

const LAST = 'refs/heads/ledger/2027';
const NEXT_YEAR = Date.parse('2027-01-02T10:00:00Z');
const { key, vkey } = generateLedgerKey(ORIGIN_BASE);

let world: World;
let heads: readonly (readonly [branch: string, commit: string])[];

beforeAll(async () => {
  world = await foundedWorld(2);
  const old = formatVerifierKey(world.key);
  const origin = `${ORIGIN_BASE}/ledger/2026`;
  const rotation = {
    type: 'key-enrolled',
    role: 'rotation',
    origin,
    previous: null,
    key: vkey,
    replaces: old,
  } as const;
  const rotating = await world.ledger('a', { nextKey: key });
  await rotating.append(() => [{ ...rotation, at: '2026-11-20T10:00:00Z' }], NOW);
  const many: readonly RecordDraft[] = Array.from({ length: 260 }, (_, at) => denied(`B${at}`));
  await (await world.ledger('b', { key })).append(() => many, NOW);
  const next = await world.ledger('next', { key });
  await foundLedger(next, { originBase: ORIGIN_BASE, key }, NEXT_YEAR);
  await next.append(() => [denied('C', '2027-01-02T10:00:00Z')], NEXT_YEAR);
  const pin = `origin: ${ORIGIN_BASE}\nfirstKey: ${old}\n`;
  commitOnto('refs/heads/main', { 'policies/keys.yaml': pin }, '');
  heads = [FIRST, LAST].map((branch) => [branch, world.git(['rev-parse', branch])]);
}, 60_000);
afterEach(() => {
  for (const [branch, commit] of heads) world.git(['update-ref', branch, commit]);
});
afterAll(() => world.remove());

/** What the second verifier finds; ours has found something too, or nothing either. */
async function findings(): Promise<readonly string[]> {
  const report = await second(world.origin);
  await agrees(world.origin, report);
  return report.findings.map(({ sentence }) => sentence);
}

type Changes = Readonly<Record<string, string | null>>;

/** An ordinary commit on top, as anybody with push rights can make it. */
function commitOnto(branch: string, changes: Changes, from = `from ${branch}^0\n`): void {
  const lines = Object.entries(changes).map(([path, text]) =>
    text === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  );
  const head = `commit ${branch}\ncommitter M <m@x> 1800000000 +0000\ndata 1\nm\n${from}`;
  world.git(['fast-import', '--quiet', '--force'], `${head}${lines.join('')}\n`);
}

function recordAt(branch: string, index: number): string {
  const paths = world.git(['ls-tree', '-r', '--name-only', branch, 'records']).split('\n');
  return paths.find((path) => path.includes(`/${String(index).padStart(8, '0')}-`)) ?? expect.fail('no such record');
}

const REWRITES: readonly (readonly [what: string, branch: string, changes: () => Changes])[] = [
  ['edits a record of the first year', FIRST, () => ({ [recordAt(FIRST, 1)]: '{}' })],
  ['edits a record of the second year', LAST, () => ({ [recordAt(LAST, 1)]: '{}' })],
  ['drops a record of the first year', FIRST, () => ({ [recordAt(FIRST, 2)]: null })],
  ['drops the change of the key', FIRST, () => ({ [recordAt(FIRST, 3)]: null })],
  ['writes a tile anew', FIRST, () => ({ 'tile/0/000': 'x' })],
  ['drops a tile', FIRST, () => ({ 'tile/0/000': null })],
  ['drops the checkpoint', FIRST, () => ({ checkpoint: null })],
  ['adds a record without signing', LAST, () => ({ 'records/01/02/00000002-action-denied.json': '{}' })],
  ['adds a foreign file', FIRST, () => ({ 'notes.txt': 'x' })],
  ['copies the checkpoint of the other year', LAST, () => ({ checkpoint: world.git(['show', `${FIRST}:checkpoint`]) })],
];

describe('a ledger of two years whose key was changed in the first', () => {
  it('is sound to both verifiers', async () => {
    expect(await findings()).toEqual([]);
  });

  it.each(REWRITES)('is sound to neither where somebody %s', async (_what, branch, changes) => {
    commitOnto(branch, changes());
    expect(await findings()).not.toEqual([]);
  });

  it('is sound to neither where the first year was cut off, which the second quotes', async () => {
    world.git(['update-ref', FIRST, `${FIRST}~1`]);
    expect(await findings()).not.toEqual([]);
  });

  it('is sound to both where the end of the last year was cut off, which only an anchor could show', async () => {
    world.git(['update-ref', LAST, `${LAST}~1`]);
    expect(await findings()).toEqual([]);
  });
});
