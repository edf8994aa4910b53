// The populations of an auditor's pack: every record of a period, and each kind of thing that an auditor tests as a table of its own.
import { actionOf, pullOf } from '../audit/history.ts';
import type { Sha } from '../facts.ts';
import type { RecordId } from '../record-parts.ts';
import type { Indexed } from '../records.ts';
import type { ClosedPart } from '../sealed.ts';
import { changesOf } from './changes.ts';
import { contactsOf } from './contacts.ts';
import { exceptionsOf } from './exceptions.ts';
import { failuresOf } from './failures.ts';
import { type Ground, groundOf } from './ground.ts';
import { keysOf } from './keys.ts';
import { numbersOf, readsOf, settingsOf } from './looks.ts';
import type { Period } from './period.ts';
import { requestsOf } from './requests.ts';
import { type Columns, tableOf } from './table.ts';

/** A record with its place in the ledger. */
export interface Told {
  /** For example `2026/17`. */
  readonly id: RecordId;
  readonly year: number;
  /** The commit of the ledger that brought it. */
  readonly commit: Sha;
  readonly path: string;
  /** RFC 6962 leaf hash, hexadecimal. */
  readonly leaf: string;
  /** With placeholders where a personal part is closed. */
  readonly record: Indexed;
  readonly closed: readonly ClosedPart[];
}

/** A table that stands for all of something in a period. */
export interface Population {
  /** Also the name of its file, without `.csv`. */
  readonly name: string;
  /** What a row is and which rows there are, in a sentence. */
  readonly about: string;
  /** The trust services criteria that it is evidence for, for example `CC8.1`. */
  readonly criterion: string;
  readonly columns: readonly string[];
  /** As many cells as columns; the first one names the row. */
  readonly rows: readonly (readonly string[])[];
}

/**
 * Every population of the period, `records` first; the counts are in counts.ts. Each record of the period is one row of `records`,
 * and is named by one of the others: nothing is passed over in silence.
 * @param all the records of all years, in the ledger's order
 */
export function populationsOf(all: readonly Told[], period: Period): readonly Population[] {
  const ground = groundOf(all, period);
  return [
    recordsOf(ground),
    requestsOf(ground),
    changesOf(ground),
    exceptionsOf(ground),
    failuresOf(ground),
    contactsOf(ground),
    keysOf(ground),
    readsOf(ground),
    settingsOf(ground),
    numbersOf(ground),
  ];
}

function recordsOf({ within }: Pick<Ground, 'within'>): Population {
  return tableOf(
    {
      name: 'records',
      about: "Every record of the period, by the moment that it was written, in the ledger's order.",
      criterion: 'CC7.2',
    },
    RECORDS,
    within,
  );
}

const RECORDS: Columns<Told> = {
  id: ({ id }) => id,
  at: ({ record }) => record.at,
  type: ({ record }) => record.type,
  request: ({ record }) => pullOf(record),
  action: ({ record }) => actionOf(record)?.id,
  path: ({ path }) => path,
  commit: ({ commit }) => commit,
  leaf: ({ leaf }) => leaf,
};
