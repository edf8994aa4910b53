// The ledger's commits: one line from nothing, each adding records in order and renewing the checkpoint, and nothing else.
import {
  type Change,
  claimsOf,
  type Entry,
  type History,
  type HistoryCommit,
  type LedgerCommit,
  type LedgerYear,
  type Remark,
  short,
} from './history.ts';
import type { Sha } from '../facts.ts';
import { isTile } from './tiles.ts';

const RECORD_PATH = /^records\/(\d\d)\/(\d\d)\/(\d{8})-([a-z][a-z0-9-]*)\.json$/;

/** Every commit of every year's branch (README: The ledger, "append-only"). */
export function ledgerStructure({ ledgers }: History): readonly Remark[] {
  if (ledgers.length === 0) {
    const sentence =
      'There is no branch ledger/<year> here: nothing shows what was decided. Where git ls-remote origin shows one, get it with: git fetch origin "+refs/heads/*:refs/remotes/origin/*"';
    return [{ code: 'ledger-missing', sentence }];
  }
  return ledgers.flatMap((ledger) => [
    ...lineOf(ledger),
    ...ledger.commits.flatMap((commit, at) => changesOf(commit, ledger, at)),
    ...ledger.entries.flatMap(placeOf),
  ]);
}

/**
 * Whether a commit does what an append of records does and nothing else, so that there is nothing to say about it here. One that
 * brings a tile as well is looked at with its tile.
 * @param before the commit before it on the branch, `null` for the first one
 */
export function isAppend(
  { parents, changes }: Pick<HistoryCommit, 'parents' | 'changes'>,
  before: Sha | null,
): boolean {
  if (parents.length !== (before === null ? 0 : 1) || (before !== null && parents[0] !== before)) return false;
  let renewed = 0;
  for (const { path, status, mode } of changes) {
    if (mode !== '100644') return false;
    if (path === 'checkpoint' && status === (before === null ? 'A' : 'M')) renewed += 1;
    else if (status !== 'A' || !RECORD_PATH.test(path)) return false;
  }
  return renewed === 1 && changes.length > 1;
}

function lineOf({ year, commits }: LedgerYear): readonly Remark[] {
  return commits.flatMap((commit, at): readonly Remark[] => {
    if (commit.isAppend === true) return NOTHING;
    const { sha, parents } = commit;
    const expected = at === 0 ? [] : [commits[at - 1]?.sha];
    if (parents.length === expected.length && parents[0] === expected[0]) return [];
    const what =
      at === 0 ? 'is the first one and has a parent' : `has the parents ${parents.map(short).join(', ') || 'none'}`;
    return [
      {
        code: 'ledger-not-a-line',
        commit: sha,
        sentence: `Commit ${short(sha)} of ledger/${year} ${what}; the branch must be one line from nothing.`,
      },
    ];
  });
}

const NOTHING: readonly Remark[] = [];

function changesOf(commit: LedgerCommit, { year }: LedgerYear, at: number): readonly Remark[] {
  if (commit.isAppend === true) return NOTHING;
  const { sha, changes } = commit;
  const remarks = changes.flatMap((change) => changeOf(change, commit));
  const added = changes.some(({ path, status }) => status === 'A' && RECORD_PATH.test(path));
  if (!added) {
    remarks.push({
      code: 'commit-empty',
      commit: sha,
      sentence: `Commit ${short(sha)} of ledger/${year} brings no record.`,
    });
  }
  const [checkpoint, other] = changes.filter(({ path }) => path === 'checkpoint');
  if (checkpoint === undefined || checkpoint.status === 'D' || checkpoint.mode !== '100644') {
    const sentence = `Commit ${short(sha)} of ledger/${year} does not renew the checkpoint.`;
    remarks.push({ code: 'checkpoint-missing', commit: sha, sentence });
  } else if (other !== undefined || (checkpoint.status === 'A' && at > 0)) {
    // A tree may name a file twice: whoever reads the first one and whoever reads the last one see two ledgers.
    const sentence = `Commit ${short(sha)} of ledger/${year} does not renew the one checkpoint there was: it can have two, and which one counts depends on the reader.`;
    remarks.push({ code: 'checkpoint-twice', commit: sha, file: 'checkpoint', sentence });
  }
  return remarks;
}

function changeOf({ path, status, mode }: Change, { sha }: LedgerCommit): Remark[] {
  if (path === 'checkpoint' || isTile(path)) return []; // what they hold is judged by itself
  const place = { file: path, commit: sha };
  if (!RECORD_PATH.test(path)) {
    return [{ ...place, code: 'file-foreign', sentence: 'The file is no record and has no place in the ledger.' }];
  }
  if (status === 'D') return [{ ...place, code: 'record-dropped', sentence: 'The record was removed.' }];
  if (status !== 'A')
    return [{ ...place, code: 'record-edited', sentence: 'The record was changed after it was written.' }];
  if (mode === '100644') return [];
  return [{ ...place, code: 'record-not-regular', sentence: `The record is no plain file (mode ${mode}).` }];
}

/** Path, order and content have to tell the same place. */
function placeOf(entry: Entry): readonly Remark[] {
  const { position, path, year } = entry;
  const [, month, day, digits, type] = RECORD_PATH.exec(path) ?? [];
  const remarks: Remark[] = [];
  const say = (code: string, sentence: string): unknown =>
    remarks.push({ code, record: entry.id, file: path, commit: entry.commit, sentence });
  if (Number(digits) !== position) {
    say('index-gap', `The path says record ${Number(digits)}, and it is number ${position} on ledger/${year}.`);
  }
  if (entry.heading === undefined && (typeof entry.value !== 'object' || entry.value === null)) return remarks; // said elsewhere
  const { index, at, type: own } = claimsOf(entry);
  if (index !== Number(digits)) say('path-differs', `The record says that it is number ${String(index)}.`);
  if (own !== type) say('path-differs', `The record says that its type is ${JSON.stringify(own)}.`);
  if (typeof at !== 'string' || at.slice(5, 7) !== month || at.slice(8, 10) !== day) {
    say('path-differs', `The record says that it is of ${JSON.stringify(at)}, and lies under ${month}/${day}.`);
  }
  return remarks;
}
