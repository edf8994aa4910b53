// The two branches against each other: each file of the queue has its one record, and each record its file, byte for byte.
import type { Digest } from '../facts.ts';
import { tellsOfCommit } from '../gate-failures.ts';
import { mergedChange } from '../merged-change.ts';
import type { MergeReference } from '../record-parts.ts';
import type { RecordedFile } from '../records-of-kinds.ts';
import {
  type Change,
  type HeadFile,
  type History,
  type HistoryCommit,
  type Known,
  type MainLine,
  mergedOf,
  mergesOn,
  ofTypes,
  type Remark,
  short,
} from './history.ts';
import { at } from './requests.ts';

type Merged = ReturnType<typeof mergedOf>[number];

/** A record that put files on main. */
interface Cover {
  readonly known: Known;
  readonly files: readonly RecordedFile[];
  readonly merge: MergeReference;
}

/** Every record's merge: on main, onto the recorded base, bringing exactly the recorded files with those bytes. */
export function mergesAreOnMain({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  return mergedOf(known).flatMap((one) => {
    const cover = coverOf(one);
    const { merge, files } = cover;
    const commit = main.commits[main.placeOf(merge.commit) ?? -1];
    const place = { commit: merge.commit, file: files[0]?.path ?? null };
    if (commit === undefined) {
      return [{ ...at(one, 'merge-absent', `Its merge ${short(merge.commit)} is not on main.`), ...place }];
    }
    const wrong = wrongWith(commit, cover, main);
    return wrong === null ? [] : [{ ...at(one, 'merge-differs', wrong), ...place }];
  });
}

const LETTERS: Readonly<Record<string, string>> = { added: 'A', modified: 'M', removed: 'D' };

function wrongWith(
  { sha, parents, changes }: HistoryCommit,
  { known, merge, files }: Cover,
  main: MainLine,
): string | null {
  if (parents[0] !== merge.base) return `Its merge ${short(sha)} is not onto the recorded ${short(merge.base)}.`;
  if (parents[1] !== undefined && parents[1] !== merge.head)
    return `Its merge ${short(sha)} brought another head than the recorded one.`;
  if (parents.length > 2) return `Its merge ${short(sha)} brought a further head along, which nobody looked at.`;
  const found = new Map(changes.map((change) => [change.path, change]));
  // What is read as data is never run; only code may be executable.
  const modes = known.record.type === 'policy-changed' ? ['100644', '100755'] : ['100644'];
  const odd = files.find(({ path, status }) => !isAs(found.get(path), LETTERS[status], modes));
  if (odd !== undefined || changes.length !== files.length) {
    const what = listed(changes) || 'nothing';
    const wanted =
      files[1] === undefined && files[0]?.status === 'added' ? `adding ${files[0].path} alone` : listed(files);
    return `Its merge ${short(sha)} changes ${what} instead of ${wanted}.`;
  }
  const approved = new Map(files.map(({ path, digest }) => [path, digest]));
  const isSame = ({ path, status, blob }: Change): boolean =>
    status === 'D' || main.digestOf(blob) === approved.get(path);
  return changes.every(isSame) ? null : `Its merge ${short(sha)} brought other bytes than the approved ones.`;
}

/** A regular file, except where it was taken away; that it was one the approved list says. */
function isAs(change: Change | undefined, letter: string | undefined, modes: readonly string[]): boolean {
  return change !== undefined && change.status === letter && (letter === 'D' || modes.includes(change.mode));
}

function listed(files: readonly { readonly path: string }[]): string {
  const shown = files.slice(0, 5).map(({ path }) => path);
  return `${shown.join(', ')}${files.length > shown.length ? ` and ${files.length - shown.length} more` : ''}`;
}

/** Every file of the queue on main, and every file that a record put there (SECURITY: What must never happen, 1). */
export function queueIsCovered({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  const covers = coversOf(known, inQueue);
  const failed = failures(known, main);
  const remarks: Remark[] = [];
  for (const file of main.files) {
    if (!inQueue(file.path)) continue;
    remarks.push(...coverRemarks(file.path, file, covers.get(file.path) ?? [], failed.paths, main));
    covers.delete(file.path);
  }
  for (const [path, mine] of covers) remarks.push(...coverRemarks(path, null, mine, failed.paths, main));
  return remarks;
}

function coverRemarks(
  file: string,
  present: HeadFile | null,
  mine: readonly Covered[],
  failed: ReadonlySet<string>,
  main: MainLine,
): readonly Remark[] {
  const [first, second] = mine;
  // What the ledger names as a gate failure is known; it is listed as such.
  const severity = failed.has(file) ? 'reported' : 'failure';
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
  if (present === null) {
    return [{ ...place, code: 'queue-file-gone', sentence: 'The file was approved and is not on main any more.' }];
  }
  if (present.mode === '100644' && main.digestOf(present.blob) === first.digest) return [];
  return [{ ...place, code: 'queue-file-changed', sentence: 'The file on main is not the one that was approved.' }];
}

/**
 * Every commit of main is the merge of a record: of the queue from the beginning, of everything else since the ledger was
 * founded. What main had before that is the seed, which the founders answer for.
 */
export function mainIsTouchedByMerges({ main, known }: Pick<History, 'main' | 'known'>): readonly Remark[] {
  if (main === null) return [];
  const merges = mergesOn(main, known);
  const failed = failures(known, main);
  const seed = main.placeOf(known[0]?.record.main ?? '') ?? 0;
  return main.commits.flatMap((commit, place): readonly Remark[] => {
    if (merges.has(place)) return [];
    const { sha, changes } = commit;
    const queued = changes.find(({ path }) => inQueue(path));
    const touched = queued ?? (place > seed ? changes[0] : undefined);
    if (touched === undefined) return [];
    // A failure that names a request tells of the commit that brought its very file and nothing else, not of whatever touches it later.
    const isNamed = changes.every(
      ({ path, status, blob }) => status === 'A' && failed.files.has(`${main.digestOf(blob)} ${path}`),
    );
    const severity = failed.commits.has(sha) || isNamed ? 'reported' : 'failure';
    const what = queued === undefined ? `changes ${listed(changes)}` : 'touches the queue';
    const sentence = `Commit ${short(sha)} of main ${what}, and no record knows it.`;
    const code = queued === undefined ? 'main-uncovered' : 'queue-touched';
    return [{ code, severity, commit: sha, file: touched.path, sentence }];
  });
}

const PERMITS: readonly (readonly [paths: RegExp, what: string])[] = [
  [/^policies\/windows\/.*\.yaml$/, 'window'],
  [/^exceptions\/[^/]+\.yaml$/, 'exception'],
];

/** Windows and exceptions without an approval let nothing pass (gate.md rules 5 and 6), so they are told and fail no audit. */
export function permitsAreApproved({ main, known }: History): readonly Remark[] {
  if (main === null) return [];
  const permits: HeadFile[] = [];
  for (const file of main.files) if (permitAt(file.path) !== undefined) permits.push(file);
  if (permits.length === 0) return []; // every record would be read for nothing
  const approved = coversOf(known, (path) => permitAt(path) !== undefined);
  const remarks: Remark[] = [];
  for (const { path: file, blob } of permits) {
    const kind = permitAt(file);
    const mine = approved.get(file) ?? [];
    if (mine.some(({ digest }) => digest === main.digestOf(blob))) continue;
    const what = mine.length === 0 ? 'was never approved' : 'is not the one that was approved';
    const sentence = `The ${kind} on main ${what}, so the gate does not count it.`;
    remarks.push({ code: `${kind}-unapproved`, severity: 'reported', file, sentence });
  }
  return remarks;
}

function permitAt(file: string): string | undefined {
  return PERMITS.find(([paths]) => paths.test(file))?.[1];
}

function coverOf(known: Merged): Cover {
  const { record } = known;
  return { known, files: mergedChange(record).files, merge: record.merge };
}

/** One file of a record's merge. */
interface Covered {
  readonly known: Known;
  readonly digest: Digest | null;
}

/** What the records' merges brought of these files, by path. */
function coversOf(known: readonly Known[], isWanted: (path: string) => boolean): Map<string, Covered[]> {
  const covers = new Map<string, Covered[]>();
  for (const one of mergedOf(known)) {
    for (const { path, digest } of mergedChange(one.record).files.filter((file) => isWanted(file.path))) {
      const cover = { known: one, digest };
      const mine = covers.get(path);
      if (mine === undefined) covers.set(path, [cover]);
      else mine.push(cover);
    }
  }
  return covers;
}

/** The files and commits that the ledger itself names as gate failures. */
function failures(
  known: readonly Known[],
  main: MainLine,
): {
  readonly paths: ReadonlySet<string>;
  /** Each with the digest of its bytes before it. */
  readonly files: ReadonlySet<string>;
  readonly commits: ReadonlySet<string>;
} {
  const records = ofTypes(known, 'gate-failure').map(({ record }) => record);
  const commits = new Set(records.filter(tellsOfCommit).map((record) => record.main));
  const brought = main.commits.filter(({ sha }) => commits.has(sha)).flatMap(({ changes }) => changes);
  const named = records.flatMap(({ action }) => action ?? []);
  return {
    commits,
    files: new Set(named.map(({ digest, path }) => `${digest} ${path}`)),
    paths: new Set([
      ...named.map(({ path }) => path),
      ...brought.filter(({ status }) => status === 'A').map(({ path }) => path),
    ]),
  };
}

function inQueue(path: string): boolean {
  return path.startsWith('actions-queue/') && path !== 'actions-queue/README.md';
}
