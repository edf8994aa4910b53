// The two branches against each other: each file of the queue has its one record, and each record its file, byte for byte.
import type { Digest } from '../facts.ts';
import type { MergeReference } from '../record-parts.ts';
import { type History, type HistoryCommit, type Known, type MainLine, type Remark, short } from './history.ts';
import { at } from './requests.ts';

/** A record that put a file on main. */
interface Cover {
  readonly known: Known;
  readonly path: string;
  readonly digest: Digest;
  readonly merge: MergeReference;
}

/** Every record's merge: on main, onto the recorded base, bringing that one file with those bytes and nothing else. */
export function mergesAreOnMain({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  const commits = new Map(main.commits.map((commit) => [commit.sha, commit]));
  return known.flatMap(coverOf).flatMap((cover) => {
    const { merge, known: one, path } = cover;
    const commit = commits.get(merge.commit);
    const place = { commit: merge.commit, file: path };
    if (commit === undefined) {
      return [{ ...at(one, 'merge-absent', `Its merge ${short(merge.commit)} is not on main.`), ...place }];
    }
    const wrong = wrongWith(commit, cover, main);
    return wrong === null ? [] : [{ ...at(one, 'merge-differs', wrong), ...place }];
  });
}

function wrongWith(
  { sha, parents, changes }: HistoryCommit,
  { merge, path, digest }: Cover,
  main: MainLine,
): string | null {
  if (parents[0] !== merge.base) return `Its merge ${short(sha)} is not onto the recorded ${short(merge.base)}.`;
  if (parents[1] !== undefined && parents[1] !== merge.head)
    return `Its merge ${short(sha)} brought another head than the recorded one.`;
  const [only] = changes;
  if (changes.length !== 1 || only?.path !== path || only.status !== 'A' || only.mode !== '100644') {
    const what =
      changes
        .map((change) => change.path)
        .slice(0, 5)
        .join(', ') || 'nothing';
    return `Its merge ${short(sha)} changes ${what} instead of adding ${path} alone.`;
  }
  return main.digests.get(only.blob) === digest
    ? null
    : `Its merge ${short(sha)} brought other bytes than the approved ones.`;
}

/** Every file of the queue on main, and every file that a record put there (ARCHITECTURE: What must never happen, 1). */
export function queueIsCovered({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  const covers = Map.groupBy(
    known.flatMap(coverOf).filter(({ path }) => inQueue(path)),
    ({ path }) => path,
  );
  const failed = failures(known, main);
  const paths = new Set([...[...main.files.keys()].filter(inQueue), ...covers.keys()]);
  return [...paths].flatMap((file): readonly Remark[] => {
    const present = main.files.get(file);
    const mine = covers.get(file) ?? [];
    const [first, second] = mine;
    // What the ledger names as a gate failure is known; it is listed as such.
    const severity = failed.paths.has(file) ? 'reported' : 'failure';
    const place = { file, record: first?.known.entry.id ?? null, severity } as const;
    if (first === undefined) {
      return [{ ...place, code: 'queue-file-uncovered', sentence: 'The file is on main, and no record approves it.' }];
    }
    if (second !== undefined) {
      const ids = mine.map((cover) => cover.known.entry.id).join(', ');
      return [
        { ...place, code: 'queue-file-covered-twice', sentence: `The file is approved by several records: ${ids}.` },
      ];
    }
    if (present === undefined) {
      return [{ ...place, code: 'queue-file-gone', sentence: 'The file was approved and is not on main any more.' }];
    }
    if (present.mode === '100644' && main.digests.get(present.blob) === first.digest) return [];
    return [{ ...place, code: 'queue-file-changed', sentence: 'The file on main is not the one that was approved.' }];
  });
}

/** Every commit of main that touches the queue is the merge of a record. */
export function queueIsTouchedByMerges({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  const merges = new Set(known.flatMap(coverOf).map(({ merge }) => merge.commit));
  const failed = failures(known, main);
  return main.commits.flatMap(({ sha, changes }) => {
    const touched = changes.find(({ path }) => inQueue(path));
    if (touched === undefined || merges.has(sha)) return [];
    const severity = failed.commits.has(sha) || failed.paths.has(touched.path) ? 'reported' : 'failure';
    const sentence = `Commit ${short(sha)} of main touches the queue, and no record knows it.`;
    return [{ code: 'queue-touched', severity, commit: sha, file: touched.path, sentence } as const];
  });
}

/** Windows without an approval let nothing pass (gate.md rule 5), so they are told and do not fail the audit. */
export function windowsAreApproved({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  const approved = known.flatMap(coverOf);
  return [...main.files].flatMap(([file, { blob }]) => {
    if (!file.startsWith('policies/windows/') || !file.endsWith('.yaml')) return [];
    const mine = approved.filter(({ path }) => path === file);
    if (mine.some(({ digest }) => digest === main.digests.get(blob))) return [];
    const what = mine.length === 0 ? 'was never approved' : 'is not the one that was approved';
    const sentence = `The window on main ${what}, so the gate does not count it.`;
    return [{ code: 'window-unapproved', severity: 'reported', file, sentence } as const];
  });
}

function coverOf(known: Known): readonly Cover[] {
  const { record } = known;
  if (!('merge' in record)) return [];
  const { path, digest } = 'action' in record ? record.action : record;
  return [{ known, path, digest, merge: record.merge }];
}

/** The files and commits that the ledger itself names as gate failures. */
function failures(
  known: readonly Known[],
  main: MainLine,
): { readonly paths: ReadonlySet<string>; readonly commits: ReadonlySet<string> } {
  const records = known.map(({ record }) => record).filter((record) => record.type === 'gate-failure');
  const commits = new Set(records.map((record) => record.main));
  const brought = main.commits.filter(({ sha }) => commits.has(sha)).flatMap(({ changes }) => changes);
  const named = records.flatMap((record) => record.action?.path ?? []);
  return {
    commits,
    paths: new Set([...named, ...brought.filter(({ status }) => status === 'A').map(({ path }) => path)]),
  };
}

function inQueue(path: string): boolean {
  return path.startsWith('actions-queue/') && path !== 'actions-queue/README.md';
}
