// Neither branch can be taken back alone: records name main's tips, merge commits name the ledger's size and root.
import { tellsOfCommit } from '../gate-failures.ts';
import { mergedChange } from '../merged-change.ts';
import type { Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import { type History, type LedgerYear, mergedOf, ofTypes, pullOf, type Remark, short } from './history.ts';
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
  let furthest = { place: -1, moment: 0 };
  return known.flatMap((one): readonly Remark[] => {
    const { record } = one;
    const named = [record.main, ...('policy' in record ? [record.policy.commit] : [])].filter(Boolean);
    const gone = named.find((sha) => main.placeOf(sha) === undefined);
    if (gone !== undefined) {
      return [
        {
          ...at(one, 'main-rewound', `Main had the commit ${short(gone)} when this was written, and has it no more.`),
          commit: gone,
        },
      ];
    }
    // A ledger that was founded before main has a first record that names none, and only a commit's id has a place.
    const [place = -1] = [record.main].filter(Boolean).map((sha) => main.placeOf(sha));
    const moment = momentOf(record.at);
    // A slow run or a late merge may name an older tip for a while; hours behind, somebody looks at an old copy.
    if (place >= 0 && place < furthest.place && moment - furthest.moment > LAG && !isOfItsCommit(record)) {
      const sentence = `It names the tip ${short(record.main)}, and the ledger had seen a newer one an hour before.`;
      return [{ ...at(one, 'main-behind', sentence), severity: 'reported' } as const];
    }
    if (place > furthest.place) furthest = { place, moment };
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
    trailersOf(message, 'Ledger').flatMap((text): readonly Remark[] => {
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
  const merges = new Set(mergedOf(known).map(({ record }) => record.merge.commit));
  const failed = new Set(
    ofTypes(known, 'gate-failure').flatMap(({ record }) => (tellsOfCommit(record) ? [record.main] : [])),
  );
  return (main?.commits ?? []).flatMap(({ sha, message }): readonly Remark[] => {
    const name = TRAILERS.find((one) => trailersOf(message, one).length > 0);
    if (name === undefined || merges.has(sha)) return [];
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
    return Object.entries(expected).flatMap(([name, value]) => {
      const said = trailersOf(commit.message, name);
      // Merged by hand: the approval still counts, and the ledger's size is missing from this commit alone.
      if (said.length === 0 && name !== 'Request') return [];
      const place = { ...at(one, 'trailer-differs', ''), commit: commit.sha };
      if (said.length === 0) {
        const sentence = `Its merge ${short(commit.sha)} has no trailers: it was not the merge bot that merged it.`;
        return [{ ...place, code: 'trailer-missing', severity: 'reported', sentence } as const];
      }
      if (said.every((text) => text === value)) return [];
      return [
        {
          ...place,
          sentence: `Its merge ${short(commit.sha)} says "Countersign-${name}: ${said.join(', ').slice(0, 120)}", not ${value}.`,
        },
      ];
    });
  });
}

function trailersOf(message: string, name: string): readonly string[] {
  const start = `Countersign-${name}: `;
  return message.split('\n').flatMap((line) => (line.startsWith(start) ? [line.slice(start.length)] : []));
}
