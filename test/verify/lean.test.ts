// A ledger in little memory: whatever a commit or a record is like, it is told as it was read.
import { describe, expect, it } from 'vitest';
import type { Entry, HistoryCommit } from '../../scripts/core/audit/history.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { LeanCommit } from '../../scripts/verify/lean-commit.ts';
import { LeanRecord } from '../../scripts/verify/lean-record.ts';
import { leanYear, type LeanYear, rootsOf } from '../../scripts/verify/lean.ts';
import { finderOf, piecesOf } from '../../scripts/ports/pieces.ts';

const { key } = generateLedgerKey('countersign/1');
const origin = 'countersign/1/ledger/2026';
const IDS = ['a', 'b', 'c'].map((letter) => letter.repeat(40));
const root = (size: number): Uint8Array => new Uint8Array(32).fill(size);
const note = (size: number, by = key): string =>
  signCheckpoint({ origin, size, root: Buffer.from(root(size)).toString('base64') }, by);

/** A year of so many records, each in a commit as the append verb makes it, of which the last may differ. */
function yearOf(
  count: number,
  commit: Partial<HistoryCommit> = {},
  entry: Partial<Entry> = {},
  text?: string,
): LeanYear {
  const year = leanYear(2026, 40);
  year.roots.add(root(0));
  for (let at = 0; at < count; at += 1) {
    const isLast = at === count - 1;
    const value = { at: '2026-11-20T10:00:00Z', type: 'population', index: at };
    const ordinary = { year: 2026, position: at, id: '', path: pathOf(at), mode: '100644', commit: '', shape: [] };
    const own: Entry = { ...ordinary, leaf: root(9), bytes: null, value, ...(isLast ? entry : {}) };
    year.leaves.add(root(at));
    year.roots.add(root(at + 1));
    year.entries.push(recordOf(year, own));
    const whole = { ...ordinaryCommit(at), ...(isLast ? commit : {}) };
    year.commits.push(new LeanCommit(year, whole, isLast && text !== undefined ? text : note(at + 1)));
  }
  return year;
}

/** As it is read, and put away. */
function recordOf(year: LeanYear, entry: Entry): LeanRecord {
  const record = entry.value as Indexed; // of a record what is asked for here
  return new LeanRecord(year, entry, { record });
}

function pathOf(at: number): string {
  return `records/11/20/0000000${at}-population.json`;
}

function ordinaryCommit(at: number): HistoryCommit {
  const parents = IDS.slice(at - 1, at);
  const changes = [
    { path: 'checkpoint', status: at === 0 ? 'A' : 'M', mode: '100644', blob: 'x' },
    { path: pathOf(at), status: 'A', mode: '100644', blob: 'y' },
  ];
  return { sha: IDS[at] ?? '', parents: at === 0 ? [] : parents, message: 'm', changes };
}

const blobless = ({ changes }: HistoryCommit): unknown => changes.map((one) => ({ ...one, blob: '' }));

describe('a commit as the append verb makes it', () => {
  it('is told again from what is kept of the records, but for the ids of the blobs', () => {
    const { commits } = yearOf(2);
    for (const at of [0, 1]) {
      const { sha, parents } = ordinaryCommit(at);
      expect(commits[at]).toMatchObject({ sha, parents, message: '', size: at + 1, checkpoint: note(at + 1) });
      expect(commits[at]?.changes).toEqual(blobless(ordinaryCommit(at)));
      expect(commits[at]).toMatchObject({ isAppend: true, covers: origin });
    }
  });
});

describe('a commit that somebody else made', () => {
  it.each<readonly [string, Partial<HistoryCommit>]>([
    ['two parents', { parents: [IDS[0] ?? '', IDS[2] ?? ''] }],
    ['another parent', { parents: [IDS[2] ?? ''] }],
    ['no change', { changes: [] }],
    ['a file more', { changes: [...ordinaryCommit(1).changes, { path: 'x', status: 'A', mode: '100644', blob: 'z' }] }],
    ['another mode', { changes: ordinaryCommit(1).changes.map((one) => ({ ...one, mode: '100755' })) }],
    ['another status', { changes: ordinaryCommit(1).changes.map((one) => ({ ...one, status: 'A' })) }],
    ['another path', { changes: ordinaryCommit(1).changes.map((one) => ({ ...one, path: 'records/x' })) }],
  ])('with %s is told as it is', (_name, commit) => {
    expect(yearOf(2, commit).commits[1]).toMatchObject({ ...commit, isAppend: false, covers: origin });
  });

  it.each([
    ['another root', note(1)],
    ['two signatures', note(2) + note(2, generateLedgerKey('other').key).split('\n\n')[1]],
    ['another signer', note(2, generateLedgerKey('other').key)],
    ['a text more', `${note(2)}x`],
    ['no signature', 'x'],
    ['nothing', ''],
    ['a signature of another length', `${note(2).slice(0, -40)}\n`],
  ])('whose checkpoint has %s is told as it is', (_name, text) => {
    expect(yearOf(2, {}, {}, text).commits[1]).toMatchObject({ checkpoint: text, covers: null, isAppend: true });
  });

  it('with a checkpoint that no key has signed by name is told as it is, also before a good one', () => {
    const year = yearOf(0);
    const nameless = note(1).replace(origin, '').replace(key.name, '');
    for (const [at, text] of [nameless, note(2)].entries()) {
      year.roots.add(root(at + 1));
      year.entries.push(...yearOf(at + 1).entries.slice(-1));
      year.commits.push(new LeanCommit(year, ordinaryCommit(at), text));
    }
    expect(year.commits.map(({ checkpoint, covers }) => [checkpoint, covers])).toEqual([
      [nameless, null],
      [note(2), origin],
    ]);
  });

  it('without a checkpoint that matters has none', () => {
    const year = yearOf(1);
    year.commits.push(new LeanCommit(year, { ...ordinaryCommit(1), changes: [] }, null));
    expect(year.commits[1]?.checkpoint).toBeNull();
    expect(year.commits[1]?.changes).toEqual([]);
  });
});

describe('a record', () => {
  it.each<readonly [string, Partial<Entry>]>([
    ['as it is appended', {}],
    ['in another place', { path: 'records/11/21/00000001-population.json' }],
    ['of another mode', { mode: '120000' }],
    ['with its bytes', { bytes: Buffer.from('x') }],
    ['that says another number', { value: { at: '2026-11-20T10:00:00Z', type: 'population', index: 9 } }],
    ['with a finer moment', { value: { at: '2026-11-20T10:00:00.5Z', type: 'population', index: 1 } }],
  ])('%s is told as it is', (_name, entry) => {
    const year = yearOf(2, {}, entry);
    const expected = { year: 2026, position: 1, id: '2026/1', path: pathOf(1), mode: '100644', bytes: null, shape: [] };
    expect(year.entries[1]).toMatchObject({ ...expected, commit: IDS[1], ...entry });
    const { record: told, heading, type, moment } = year.entries[1] as LeanRecord; // right above
    const { at, ...rest } = told;
    expect(heading).toEqual({ at, ...rest });
    expect([type, moment]).toEqual([told.type, Date.parse(at)]);
    expect([...(year.entries[1]?.leaf ?? [])]).toEqual([...root(1)]);
  });
});

describe('the roots', () => {
  it('are those of each size, and the last one', () => {
    const roots = rootsOf(yearOf(2));
    const text = (size: number): string => Buffer.from(root(size)).toString('base64');
    expect([0, 1, 2, 3, -1, -4].map((size) => roots.at(size))).toEqual([
      text(0),
      text(1),
      text(2),
      undefined,
      text(2),
      undefined,
    ]);
    expect(roots).toHaveLength(3);
  });
});

describe('pieces of memory', () => {
  it('give back what they took, over many of them, and nothing beyond', () => {
    const pieces = piecesOf(2);
    for (let at = 0; at < 3_000; at += 1) pieces.add(Uint8Array.of(at % 256, Math.floor(at / 256)));
    expect([0, 1_023, 1_024, 2_999].map((at) => Buffer.from(pieces.at(at)).readUInt16LE())).toEqual([
      0, 1_023, 1_024, 2_999,
    ]);
    expect([pieces.at(3_000).length, pieces.at(-1).length, pieces.length()]).toEqual([0, 0, 3_000]);
    expect(() => pieces.add(new Uint8Array(3))).toThrow('3 bytes were given where each has 2');
  });

  it('are found by what they are, also among those that begin alike, and nothing else is', () => {
    const pieces = piecesOf(20);
    const idOf = (at: number): string => `${'c0ffee'.repeat(5)}${String(at).padStart(10, '0')}`;
    for (let at = 0; at < 600; at += 1) pieces.add(Buffer.from(idOf(at), 'hex'));
    const find = finderOf(pieces);
    expect([0, 1, 599].map((at) => find(idOf(at)))).toEqual([0, 1, 599]);
    const others = ['', 'c0ffee', idOf(600), idOf(1).toUpperCase(), `${idOf(1)}0`, 'no hexadecimal text'];
    expect(others.map(find)).toEqual(others.map(() => undefined));
    expect(finderOf(piecesOf(20))(idOf(0))).toBeUndefined();
  });
});
