// What each record holds by itself: canonical bytes, the shape of its type, this repository, and a time that does not run back.
import { isCanonicalForm } from '../canonical.ts';
import { parseInstant } from '../time.ts';
import { claimsOf, type Entry, type History, type LedgerYear, type Remark } from './history.ts';

/** How far a writer's clock may be behind that of the one before it, in milliseconds. */
const SKEW = 300_000;

/** RFC 8785: duplicate keys, other number forms or white space would let two readers see two records in one; bytes that were let go have been canonical. */
export function canonicalBytes({ ledgers }: History): readonly Remark[] {
  return entriesOf(ledgers).flatMap((entry): readonly Remark[] => {
    if (entry.bytes === null) return []; // its value is not asked for: reading it takes a while
    if (entry.value === undefined)
      return [{ ...placeOf(entry), code: 'record-unreadable', sentence: 'The record is no JSON text in UTF-8.' }];
    if (isCanonicalForm(entry.value, entry.bytes)) return [];
    return [
      { ...placeOf(entry), code: 'record-not-canonical', sentence: 'The record is not in canonical form (RFC 8785).' },
    ];
  });
}

/** The schema of the record's type (policies/schemas/record.json). */
export function schemaValid({ ledgers }: History): readonly Remark[] {
  return entriesOf(ledgers).flatMap((entry) =>
    entry.shape.map((sentence) => ({ ...placeOf(entry), code: 'record-malformed', sentence })),
  );
}

/** A record of another repository is genuine and still no proof here. */
export function sameRepository({ trust, known }: History): readonly Remark[] {
  const claimed = trust.originBase?.split('/')[1];
  const expected = claimed === undefined ? known.map(({ record }) => record.repository).find(Boolean) : Number(claimed);
  return known.flatMap(({ entry, record }) =>
    record.repository === undefined || record.repository === expected
      ? []
      : [
          {
            ...placeOf(entry),
            code: 'repository-differs',
            sentence: `The record is of repository ${record.repository}, not ${expected}.`,
          },
        ],
  );
}

/** Records stand in the order in which they were written; a clock may be five minutes behind, not more. */
export function timeForward({ ledgers }: History): readonly Remark[] {
  let latest = Number.NEGATIVE_INFINITY;
  const remarks: Remark[] = [];
  for (const entry of entriesOf(ledgers)) {
    const text = claimsOf(entry).at;
    const at = typeof text === 'string' ? parseInstant(text) : null;
    if (at === null || typeof text !== 'string') continue; // the schema says so
    if (at < latest - SKEW) {
      const sentence = `The record is of ${text}, more than five minutes before one that precedes it.`;
      remarks.push({ ...placeOf(entry), code: 'time-backwards', sentence });
    }
    if (!text.startsWith(`${entry.year}-`)) {
      const sentence = `The record is of ${text} and lies in ledger/${entry.year}.`;
      remarks.push({ ...placeOf(entry), code: 'year-differs', severity: 'reported', sentence });
    }
    latest = Math.max(latest, at);
  }
  return remarks;
}

function entriesOf(ledgers: readonly LedgerYear[]): readonly Entry[] {
  return ledgers.flatMap(({ entries }) => entries);
}

function placeOf({ id, path, commit }: Entry): Pick<Remark, 'record' | 'file' | 'commit'> {
  return { record: id, file: path, commit };
}
