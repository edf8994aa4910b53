// One year's ledger, read once as it lies there: nothing is refused, what the checks need is kept, the rest is judged and let go.
import { isCanonical } from '../core/audit/content.ts';
import type { Entry, HistoryCommit, Known, LedgerCommit, LedgerYear } from '../core/audit/history.ts';
import { lightened, type Pool } from '../core/audit/light.ts';
import { shapeFaults } from '../core/audit/shape.ts';
import type { Sha } from '../core/facts.ts';
import { appendLeaf, EMPTY_FRONTIER, type Frontier, leafHash, rootOfFrontier } from '../core/merkle.ts';
import type { Indexed } from '../core/records.ts';
import type { Git } from '../ports/git.ts';
import { lineBatches } from './commits.ts';
import { LeanCommit, LeanEntry, type Leaves, leavesStore } from './lean.ts';
import { type GitObject, type ObjectReader, openReader } from './objects.ts';

/** What goes along while a ledger is read. */
export interface Companion {
  /** Is shown each well-formed record with all its evidence, in the ledger's order, before that is let go. */
  readonly judge: (known: Known) => Promise<void>;
  /** Is told of each checkpoint, and says beside the reading which keys have signed it. */
  readonly signers: (checkpoint: string) => Promise<readonly string[]>;
  /** Records before this place were verified another time: their commits' checkpoints are not looked at again. */
  readonly from: (year: number) => number;
  readonly pool: Pool;
}

/** What is known of a year while it is being read. */
interface Reading {
  readonly year: number;
  readonly entries: Entry[];
  readonly commits: LedgerCommit[];
  readonly roots: string[];
  readonly known: Known[];
  readonly leaves: Leaves;
  frontier: Frontier;
}

/** How many records are worked on before git is listened to again. */
const BREATH = 32;

/**
 * Reads every record that the branch ever brought, in its order, and every checkpoint.
 * @param companion without one everything is kept as it is
 * @returns the year, and its well-formed records
 * @throws GitFault as `lineBatches` does
 */
export async function readLedgerYear(
  git: Git,
  year: number,
  head: Sha,
  companion: Companion | null = null,
): Promise<LedgerYear & { readonly known: readonly Known[] }> {
  const reading: Reading = {
    year,
    entries: [],
    commits: [],
    roots: [],
    known: [],
    leaves: leavesStore(),
    frontier: EMPTY_FRONTIER,
  };
  reading.roots.push(rootText(reading.frontier));
  const reader = openReader(git);
  try {
    let before: Batch | null = null;
    for await (const commits of lineBatches(git, head)) {
      const next = ask(commits, reader);
      if (before !== null) await take(before, reading, companion);
      before = next;
    }
    if (before !== null) await take(before, reading, companion);
  } finally {
    reader.close();
  }
  const { entries, commits, roots, known } = reading;
  return { year, head, commits, entries, roots, known };
}

/** Commits whose files git is reading meanwhile. */
interface Batch {
  readonly commits: readonly HistoryCommit[];
  readonly files: Promise<readonly (GitObject | null)[]>;
}

function ask(commits: readonly HistoryCommit[], reader: ObjectReader): Batch {
  const files = reader.read(commits.flatMap(filesOf).map(({ blob }) => blob));
  files.catch(() => undefined); // awaited when its turn comes
  return { commits, files };
}

function filesOf({ changes }: HistoryCommit): HistoryCommit['changes'] {
  const checkpoint = checkpointIn(changes);
  return checkpoint === undefined ? recordsOf(changes) : [...recordsOf(changes), checkpoint];
}

function checkpointIn(changes: HistoryCommit['changes']): HistoryCommit['changes'][number] | undefined {
  return changes.find(({ path, status }) => path === 'checkpoint' && status !== 'D');
}

/** The files that a commit adds below records/, in the order of their paths' numbers. */
function recordsOf(changes: HistoryCommit['changes']): HistoryCommit['changes'] {
  const added = changes.filter(({ path, status }) => status === 'A' && path.startsWith('records/'));
  return added.length < 2
    ? added
    : added.toSorted((a, b) => numberIn(a.path) - numberIn(b.path) || (a.path < b.path ? -1 : 1));
}

function numberIn(path: string): number {
  return Number(/\/(\d+)-[^/]*$/.exec(path)?.[1] ?? Number.MAX_SAFE_INTEGER);
}

async function take(batch: Batch, reading: Reading, companion: Companion | null): Promise<void> {
  const files = await batch.files;
  const signing: Promise<void>[] = [];
  let next = 0;
  for (const commit of batch.commits) {
    for (const { path, mode } of recordsOf(commit.changes)) {
      const bytes = files[next++]?.bytes ?? new Uint8Array();
      await addRecord({ path, mode, commit: commit.sha }, bytes, reading, companion);
      if (next % BREATH === 0) await new Promise(setImmediate);
    }
    const note = checkpointIn(commit.changes) === undefined ? null : (files[next++] ?? null);
    const own = { ...commit, message: '', size: reading.entries.length };
    // One that a trusted later checkpoint covers was looked at before that was saved.
    const isOld = companion !== null && own.size < companion.from(reading.year);
    const lean = new LeanCommit(own, note === null || isOld ? null : note.bytes);
    reading.commits.push(lean);
    const { checkpoint } = lean;
    if (checkpoint === null || companion === null) continue;
    signing.push(companion.signers(checkpoint).then((signedBy) => void (lean.signedBy = signedBy)));
  }
  await Promise.all(signing);
}

const NONE: readonly string[] = [];

async function addRecord(
  place: Pick<Entry, 'path' | 'mode' | 'commit'>,
  bytes: Uint8Array,
  reading: Reading,
  companion: Companion | null,
): Promise<void> {
  const { year, entries } = reading;
  const position = entries.length;
  const leaf = leafHash(bytes);
  reading.frontier = appendLeaf(reading.frontier, leaf);
  reading.roots.push(rootText(reading.frontier));
  const value = parse(bytes);
  const faults = value === undefined ? NONE : shapeFaults(value);
  const shape = faults.length === 0 ? NONE : faults;
  const entry: Entry = { year, position, id: `${year}/${position}`, ...place, leaf, bytes, value, shape };
  if (value === undefined || shape.length > 0) {
    reading.leaves.add(leaf);
    entries.push({ ...entry, bytes: Buffer.from(bytes) }); // no longer a part of all that git said with it
    return;
  }
  // The schema has just been asked about this very value: that is what makes it a record.
  const known: Known = { entry, record: value as Indexed };
  if (companion === null) {
    entries.push(entry);
    reading.known.push(known);
    return;
  }
  const kept = isCanonical(entry) ? null : Buffer.from(bytes);
  await companion.judge(known);
  const light = lightened(known.record, companion.pool, kept === null ? JSON.stringify : undefined);
  reading.leaves.add(leaf);
  const lean = new LeanEntry({ ...entry, bytes: kept, value: light.record }, reading.leaves);
  entries.push(lean);
  reading.known.push({ ...light, entry: lean });
}

function rootText(frontier: Frontier): string {
  return Buffer.from(rootOfFrontier(frontier)).toString('base64');
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(DECODER.decode(bytes));
  } catch {
    return undefined;
  }
}

const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
