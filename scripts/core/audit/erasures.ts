// What was erased and what is merely gone: a personal part may be missing only where two people approved that, and the ledger says so.
import { isBefore } from '../key-history.ts';
import { recordId, type Indexed } from '../records.ts';
import type { ErasureApproved, RecordErased } from '../records-of-erasure.ts';
import { type History, type Known, ofTypes, type Remark } from './history.ts';
import { placeOf } from './keys.ts';
import { at } from './requests.ts';

/** Every personal part opens its commitment, or is named by an approved erasure (SECURITY: What must never happen, 5). */
export function partsAreHeld({ known, ledgers }: History): readonly Remark[] {
  const erased = erasedParts(known);
  const unsealed = ledgers.flatMap(({ year, isUnsealed = false }) => (isUnsealed ? [year] : []));
  return [
    ...known.flatMap((one) => (unsealed.includes(one.entry.year) ? [] : closedRemarks(one, erased))),
    ...unsealed.flatMap((year) => unsealedRemarks(year, known, erased)),
    ...strange(ledgers),
  ];
}

/** A branch that was not fetched, or is gone, is one thing to be told and not one for each of its parts. */
function unsealedRemarks(
  year: number,
  known: readonly Known[],
  erased: ReadonlyMap<string, string>,
): readonly Remark[] {
  const parts = known.flatMap((one) => (one.entry.year === year ? closedRemarks(one, erased) : []));
  if (parts.length === 0) return [];
  const records = new Set(parts.map(({ record }) => record)).size;
  const sentence = `There is no branch sealed/${year} here, so ${count(parts.length, 'personal part')} of ${count(records, 'record')} cannot be opened, and no record says that they were erased. Where git ls-remote origin shows it, get it with: git fetch origin "+refs/heads/*:refs/remotes/origin/*"`;
  return [{ code: 'sealed-part-missing', sentence }];
}

/** Which record says that a part is gone, by `record path`. */
export function erasedParts(known: readonly Known[]): ReadonlyMap<string, string> {
  const erased = new Map<string, string>();
  for (const { entry, record } of ofTypes(known, 'record-erased')) {
    for (const part of record.parts) erased.set(`${part.record} ${part.path}`, entry.id);
  }
  return erased;
}

function closedRemarks(one: Known, erased: ReadonlyMap<string, string>): readonly Remark[] {
  return (one.closed ?? []).flatMap(({ path, why }) => {
    if (why === 'altered') {
      const sentence = `What is held for its part ${path} is not what was sealed in it.`;
      return [at(one, 'sealed-part-altered', sentence)];
    }
    if (erased.has(`${one.entry.id} ${path}`)) return [];
    const sentence = `Its part ${path} is not on sealed/${one.entry.year}, and no record says that it was erased.`;
    return [at(one, 'sealed-part-missing', sentence)];
  });
}

/** What belongs to no part of a record could be anything, and nobody would ever ask for it. */
function strange(ledgers: History['ledgers']): readonly Remark[] {
  return ledgers.flatMap(({ year, foreignParts = [] }) =>
    foreignParts.map((name) => {
      const sentence = `sealed/${year} holds ${name}, which belongs to no personal part of a record.`;
      return { code: 'sealed-part-foreign', sentence };
    }),
  );
}

/** Every erasure rests on the approval that it names, tells what it dropped as it was, and has really dropped it. */
export function erasuresHold({ known }: History): readonly Remark[] {
  return erasureRemarksIn(known, true);
}

/** The same where only some records are at hand: an erasure may have dropped parts of others too. */
export function erasuresHoldHere({ known }: Pick<History, 'known'>): readonly Remark[] {
  return erasureRemarksIn(known, false);
}

function erasureRemarksIn(known: readonly Known[], isWhole: boolean): readonly Remark[] {
  const erasures = ofTypes(known, 'record-erased').map(({ record }) => record);
  const named = new Set(erasures.flatMap(({ approval, parts }) => [approval, ...parts.map((part) => part.record)]));
  if (named.size === 0) return [];
  const records = new Map<string, Known>();
  return known.flatMap((one) => {
    const { record } = one;
    const remarks = record.type === 'record-erased' ? erasureRemarks(one, record, records, isWhole) : [];
    if (named.has(recordId(record))) records.set(recordId(record), one);
    return remarks;
  });
}

function erasureRemarks(
  one: Known,
  record: Indexed<RecordErased>,
  before: ReadonlyMap<string, Known>,
  isWhole: boolean,
): readonly Remark[] {
  const known = before.get(record.approval);
  const approval = known?.record;
  if (known === undefined || approval?.type !== 'erasure-approved' || approval.erasure !== record.erasure) {
    const sentence = `It names ${record.approval} as its approval, and no erasure approved before it is called that.`;
    return [at(one, 'erasure-unapproved', sentence)];
  }
  const parts = isWhole ? record.parts : record.parts.filter((part) => before.has(part.record));
  const wrong = parts.flatMap((part) => partRemarks(one, part, { known, approval }, before.get(part.record)));
  return [...wrong, { ...at(one, 'record-erased', said(record, approval)), severity: 'reported' }];
}

function partRemarks(
  one: Known,
  { record, path, commitment }: RecordErased['parts'][number],
  { known, approval }: { readonly known: Known; readonly approval: ErasureApproved },
  target: Known | undefined,
): readonly Remark[] {
  if (!approval.targets.some((named) => named.record === record && named.parts.includes(path))) {
    return [
      at(one, 'erasure-unapproved', `It erased ${path} of record ${record}, and its approval does not name that.`),
    ];
  }
  if (target !== undefined && !isBefore(placeOf(target.entry), placeOf(known.entry))) {
    const sentence = `It erased ${path} of record ${record}, which was written only after record ${known.entry.id} approved that: nobody had seen what would go.`;
    return [at(one, 'erasure-unapproved', sentence)];
  }
  const closed = target?.closed?.find((part) => part.path === path);
  if (closed?.commitment === commitment) return [];
  if (closed !== undefined || target === undefined) {
    return [at(one, 'erasure-differs', `It says that ${path} of record ${record} was something else than it was.`)];
  }
  const sentence = `It says that ${path} of record ${record} is erased, and the part is still there.`;
  return [at(one, 'erased-part-held', sentence)];
}

function said({ parts, erasure }: RecordErased, { approvals }: ErasureApproved): string {
  const records = new Set(parts.map(({ record }) => record)).size;
  const names = approvals.map(({ name }) => name).join(' and ');
  return `Erased ${count(parts.length, 'personal part')} of ${count(records, 'record')} as "${erasure}" asks; approved by ${names}.`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** Why a decision was not derived again where personal parts of its evidence are not there. */
export const PARTS_GONE = 'personal parts of its evidence are not here';

type Underived = { readonly record: string; readonly why: string };

/** The same with the record that erased them, where there is one: what was let go in the light of day is told so. */
export function withErasures(underived: readonly Underived[], known: readonly Known[]): readonly Underived[] {
  const erased = erasedParts(known);
  const by = new Map([...erased].map(([part, id]) => [part.slice(0, part.indexOf(' ')), id]));
  return underived.map(({ record, why }) => {
    const id = why === PARTS_GONE ? by.get(record) : undefined;
    return { record, why: id === undefined ? why : `its evidence was erased by record ${id}` };
  });
}
