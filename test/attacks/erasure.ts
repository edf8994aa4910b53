// Attack 31 of the list: personal parts are taken out by less than two people, or an erasure is used to take out more than was approved.
import { canonicalize } from '../../scripts/core/canonical.ts';
import { sealedPath } from '../../scripts/core/sealed-file.ts';
import { sealedPartsOf } from '../../scripts/core/sealed.ts';
import { LEDGER, type Loose, type Tampered } from '../fixtures/tampering.ts';
import { type Attack, insider } from './attack.ts';

export const SEALED = 'refs/heads/sealed/2026';

/** The file that opens a record's parts. */
export function fileOf(copy: Tampered, index: number): string {
  return sealedPath(Number(copy.records[index]?.['index']));
}

/** The places of the records that have personal parts. */
export function sealedPlaces(copy: Tampered): readonly number[] {
  return copy.records.flatMap((record, at) => (sealedPartsOf(record).length > 0 ? [at] : []));
}

/** One whose parts are held: the newest denial. */
function held(copy: Tampered): number {
  return copy.records.findLastIndex((record) => record['type'] === 'action-denied');
}

/** The one whose parts were erased. */
function erasedAt(copy: Tampered): number {
  const [part] = copy.records[copy.records.findIndex((record) => record['type'] === 'record-erased')]?.['parts'] ?? [];
  return Number(String(part?.record).split('/')[1]);
}

function opened(copy: Tampered, index: number): Loose {
  return JSON.parse(copy.git('show', `${SEALED}:${fileOf(copy, index)}`)) as Loose; // our own ledger wrote it
}

function put(copy: Tampered, index: number, file: Loose | null): void {
  copy.commit(SEALED, { [fileOf(copy, index)]: file === null ? null : canonicalize(file) });
}

/** Gives the branch an older commit that holds what was erased. @param beside further parents of the newest one */
function withHistory(copy: Tampered, beside: readonly string[]): void {
  const [before, file] = [copy.git('rev-parse', `${SEALED}^{tree}`), fileOf(copy, erasedAt(copy))];
  copy.commit(SEALED, { [file]: '{"parts":{"reason":{"salt":"","text":"the words"}}}' });
  const by = ['-c', 'user.name=M', '-c', 'user.email=m@x'];
  const older = copy.git(...by, 'commit-tree', `${SEALED}^{tree}`, '-m', 'older');
  copy.git('update-ref', SEALED, copy.git('rev-parse', `${SEALED}^`));
  copy.git('update-ref', SEALED, copy.git(...by, 'commit-tree', before, ...beside, '-p', older, '-m', 'newer'));
}

/** Drops the parts of a record and says so in a record of its own, signed as the key's holder could. */
function erases(copy: Tampered, index: number, change: (record: Loose) => Loose): void {
  const parts = sealedPartsOf(copy.records[index] ?? {}).map((part) => ({ record: `2026/${index}`, ...part }));
  const approval = copy.records.findLastIndex((record) => record['type'] === 'erasure-approved');
  const { repository, main, at } = copy.records.at(-1) ?? {};
  const { erasure } = copy.records[approval] ?? {};
  const base = { v: 1, type: 'record-erased', at, repository, main, erasure, approval: `2026/${approval}`, parts };
  put(copy, index, null);
  copy.resign([...copy.records, change(base)]);
}

export const ERASURE_ATTACK: Attack = {
  number: 31,
  does: 'takes personal data out without two people, or more of it than they approved',
  ways: [
    [(copy) => put(copy, held(copy), null), 'sealed-part-missing', 'no record says that it was erased'],
    [(copy) => copy.git('update-ref', '-d', SEALED), 'sealed-part-missing', 'no record says that they were erased'],
    [
      (copy) => copy.git('update-ref', SEALED, copy.git('rev-list', '--max-parents=0', SEALED)),
      'sealed-part-missing',
      'is not on sealed/2026',
    ],
    [
      (copy) => {
        const { parts, ...rest } = opened(copy, held(copy));
        const reason = { ...parts.reason, text: '"It was a good idea."' };
        put(copy, held(copy), { ...rest, parts: { ...parts, reason } });
      },
      'sealed-part-altered',
      'What is held for its part reason is not what was sealed in it',
    ],
    [
      (copy) => {
        const { parts, ...rest } = opened(copy, held(copy));
        put(copy, held(copy), { ...rest, parts: { ...parts, detail: parts.reason } });
      },
      'sealed-part-foreign',
      'detail, which belongs to no personal part of a record',
    ],
    [
      (copy) => put(copy, erasedAt(copy), { v: 2, parts: { reason: 'Mrs Example is in hospital.' } }),
      'sealed-part-foreign',
      'a file of another form',
    ],
    [
      (copy) => put(copy, held(copy), { ...opened(copy, held(copy)), note: 'Mrs Example is in hospital.' }),
      'sealed-part-foreign',
      'a file of another form',
    ],
    [
      (copy) => {
        const twice = canonicalize(opened(copy, held(copy))).replace('{', '{"parts":{"reason":"It was a good idea."},');
        copy.commit(SEALED, { [fileOf(copy, held(copy))]: twice });
      },
      'sealed-part-foreign',
      'a file of another form',
    ],
    [(copy) => copy.commit(SEALED, { 'more.txt': 'x' }), 'sealed-part-foreign', 'sealed/2026 holds more.txt'],
    [(copy) => copy.commit(SEALED, { '390/00099999.json': '{}' }), 'sealed-part-foreign', 'the file of record 99999'],
    [
      (copy) => erases(copy, held(copy), (record) => ({ ...record, approval: '2026/0' })),
      'erasure-unapproved',
      'no erasure approved before it is called that',
    ],
    [
      (copy) => erases(copy, sealedPlaces(copy).at(0) ?? 0, (record) => record),
      'erasure-unapproved',
      'its approval does not name that',
    ],
    [
      (copy) => erases(copy, held(copy), (record) => record),
      'erasure-under-hold',
      'which the legal hold sample-v-northwind covered',
    ],
    [
      // It speaks of main as it was before the hold was placed.
      (copy) => erases(copy, held(copy), (record) => ({ ...record, main: copy.records[1]?.['main'] as string })),
      'erasure-under-hold',
      'which the legal hold sample-v-northwind covered',
    ],
    [
      (copy) =>
        erases(copy, held(copy), (record) => ({
          ...record,
          parts: record['parts'].map((part: Loose) => ({ ...part, commitment: `sha256:${'0'.repeat(64)}` })),
        })),
      'erasure-differs',
      'was something else than it was',
    ],
    [
      (copy) => {
        const before = copy.git('rev-parse', SEALED);
        erases(copy, held(copy), (record) => record);
        copy.git('update-ref', SEALED, before);
      },
      'erased-part-held',
      'and the part is still there',
    ],
    [
      (copy) => insider(copy, 'record-erased', ({ parts, ...record }) => ({ ...record, parts: parts.slice(1) })),
      'sealed-part-missing',
      'no record says that it was erased',
    ],
    [
      (copy) => insider(copy, 'action-denied', (record) => ({ ...record, at: { $sealed: record['reason'].$sealed } })),
      'record-malformed',
      'at',
    ],
    [(copy) => copy.git('update-ref', SEALED, LEDGER), 'sealed-part-missing', 'is not on sealed/2026'],
    // The same files as before, with the words behind them in the history: of a merge, and of a commit that takes them out.
    [
      (copy) => withHistory(copy, ['-p', SEALED]),
      'erased-part-held',
      'an older commit of sealed/2026 still has its file',
    ],
    [(copy) => withHistory(copy, []), 'erased-part-held', 'an older commit of sealed/2026 still has its file'],
  ],
};
