// Neither branch can be taken back alone: records name main's tips, merge commits name the ledger's size and root.
import { tellsOfCommit } from '../gate-failures.ts';
import { mergedChange } from '../merged-change.ts';
import type { Indexed } from '../records.ts';
import type { Sha } from '../facts.ts';
import {
  type History,
  type LedgerYear,
  mergedOf,
  mergesOn,
  momentIn,
  ofTypes,
  pullOf,
  type Remark,
  short,
} from './history.ts';
import { at } from './requests.ts';

/** A tip this much older than one that the ledger knew already is worth a word, in milliseconds. */
const LAG = 3_600_000;

/** Main is here as a whole, from its first commit. */
export function mainIsWhole({ main }: History): readonly Remark[] {
  if (main === null)
    return [{ code: 'main-missing', sentence: 'There is no branch main here: nothing shows what was merged.' }];
  return main.commits.flatMap(({ sha, parents }, place) => {
    if (parents[0] === main.commits[place - 1]?.sha) return [];
    const sentence = `Main's history breaks off before commit ${short(sha)}: make a new clone of all of it.`;
    return [{ code: 'main-incomplete', commit: sha, sentence }];
  });
}

/** Every tip, base and policy commit that a record names is still on main's line. */
export function tipsAreOnMain({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  // A ledger that was founded before main has a first record that names none, and only a commit's id has a place.
  const placeOf = (sha: Sha | undefined): number | undefined => (sha ? main.placeOf(sha) : -1);
  let furthest = { place: -1, moment: 0 };
  return known.flatMap((one): readonly Remark[] => {
    const { record } = one;
    const { main: tip } = record;
    const policy = 'policy' in record ? record.policy.commit : tip;
    const place = placeOf(tip);
    if (place === undefined || (policy !== tip && placeOf(policy) === undefined)) {
      const gone = place === undefined ? tip : policy;
      const sentence = `Main had the commit ${short(gone)} when this was written, and has it no more.`;
      return [{ ...at(one, 'main-rewound', sentence), commit: gone }];
    }
    // A slow run or a late merge may name an older tip for a while; hours behind, somebody looks at an old copy.
    const isBehind = place >= 0 && place < furthest.place && momentIn(one) - furthest.moment > LAG;
    if (isBehind && !isOfItsCommit(record)) {
      const sentence = `It names the tip ${short(tip)}, and the ledger had seen a newer one an hour before.`;
      return [{ ...at(one, 'main-behind', sentence), severity: 'reported' } as const];
    }
    if (place > furthest.place) furthest = { place, moment: momentIn(one) };
    return [];
  });
}

/** A record about a merge names that, however late it is written. */
function isOfItsCommit(record: Indexed): boolean {
  return 'merge' in record || tellsOfCommit(record);
}

/** The trailers on main against the ledger: a ledger that was cut off or written anew is found from here. */
export function trailersAgree({ main, ledgers }: History): readonly Remark[] {
  return (main?.commits ?? []).flatMap(({ sha, message }) =>
    trailersOf(message.split('\n'), 'Ledger').flatMap((text): readonly Remark[] => {
      const wrong = wrongWith(text, ledgers);
      const sentence = `Commit ${short(sha)} of main says "Countersign-Ledger: ${text.slice(0, 120)}", and ${wrong}.`;
      return wrong === null ? [] : [{ code: 'ledger-rewound', commit: sha, sentence }];
    }),
  );
}

function wrongWith(text: string, ledgers: readonly LedgerYear[]): string | null {
  if (text === 'none 0 none') return null;
  const [, year, digits, root] = /^(\d{4}) (\d{1,15}) (\S+)$/.exec(text) ?? [];
  const ledger = ledgers.find((one) => one.year === Number(year));
  if (root === undefined) return 'that is no size and root';
  if (ledger === undefined) return `there is no ledger/${year}`;
  const size = Number(digits);
  if (size >= ledger.roots.length) return `ledger/${year} has only ${ledger.entries.length} records`;
  return ledger.roots.at(size) === root ? null : `the first ${size} records of ledger/${year} have another root`;
}

const TRAILERS = ['Ledger', 'Request', 'Id', 'File'] as const;

/** Trailers say that the merge bot merged what a record tells of: a commit that no record knows must not say so. */
export function trailersAreOfMerges({ main, known }: Pick<History, 'main' | 'known'>): readonly Remark[] {
  if (main === null) return [];
  const merges = mergesOn(main, known);
  const failed = new Set(
    ofTypes(known, 'gate-failure').flatMap(({ record }) => (tellsOfCommit(record) ? [record.main] : [])),
  );
  return main.commits.flatMap((commit, place): readonly Remark[] => {
    if (merges.has(place)) return [];
    const { sha, message } = commit;
    const lines = message.split('\n');
    const name = TRAILERS.find((one) => trailersOf(lines, one).length > 0);
    if (name === undefined) return [];
    const sentence = `Commit ${short(sha)} of main has the trailer "Countersign-${name}", and no record knows it.`;
    return [{ code: 'trailer-forged', severity: failed.has(sha) ? 'reported' : 'failure', commit: sha, sentence }];
  });
}

/** The pointers of each merge commit lead to the record that knows it. */
export function pointersAgree({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  return mergedOf(known).flatMap((one) => {
    const { record } = one;
    const commit = main.commits[main.placeOf(record.merge.commit) ?? -1];
    if (commit === undefined) return [];
    const { id, digest } = mergedChange(record);
    const expected = { Request: String(pullOf(record)), Id: id, File: digest };
    const lines = commit.message.split('\n');
    return Object.entries(expected).flatMap(([name, value]) => {
      const said = trailersOf(lines, name);
      // Merged by hand: the approval still counts, and the ledger's size is missing from this commit alone.
      if (said.length === 0 && name !== 'Request') return [];
      if (said.length === 0) {
        const sentence = `Its merge ${short(commit.sha)} has no trailers: it was not the merge bot that merged it.`;
        return [{ ...at(one, 'trailer-missing', sentence), severity: 'reported', commit: commit.sha } as const];
      }
      if (said.every((text) => text === value)) return [];
      const sentence = `Its merge ${short(commit.sha)} says "Countersign-${name}: ${said.join(', ').slice(0, 120)}", not ${value}.`;
      return [{ ...at(one, 'trailer-differs', sentence), commit: commit.sha }];
    });
  });
}

function trailersOf(lines: readonly string[], name: string): readonly string[] {
  const start = `Countersign-${name}: `;
  return lines.filter((line) => line.startsWith(start)).map((line) => line.slice(start.length));
}
