// Writing a batch of records as one commit into the mirror, with one git process and without naming it by a ref.
import { randomUUID } from 'node:crypto';
import { ledgerOrigin, signCheckpoint } from '../core/checkpoint.ts';
import type { Sha } from '../core/facts.ts';
import { historyFrom, type KeyHistory } from '../core/key-history.ts';
import { appendLeaf, EMPTY_FRONTIER, type Hash } from '../core/merkle.ts';
import { formatVerifierKey, type SigningKey } from '../core/note-keys.ts';
import { type Tile, tilesCompleted } from '../core/tiles.ts';
import type { Instant } from '../core/time.ts';
import type { Git } from './git.ts';
import { type BranchState, rootText } from './ledger-branch.ts';
import { recordFile, type RecordFile } from './ledger-record.ts';
import type { RecordDraft } from './ledger.ts';
import { previousOf } from './ledger-years.ts';
import { objectId } from './object-id.ts';

/** Who stands in the commits. */
export interface Identity {
  readonly name: string;
  readonly email: string;
}

export interface Writer {
  readonly originBase: string;
  readonly key: SigningKey;
  /** The key that it hands over to: a rotation is signed by both. */
  readonly nextKey?: SigningKey;
  /** The keys after these drafts; where nothing is said, those before them. */
  readonly keys?: KeyHistory;
  readonly identity: Identity;
}

/**
 * Writes the drafts behind `before`, or as the first commit of a year where that is `null`.
 * @returns the branch as it will be once the commit is pushed; until then nothing points to it.
 * @throws TypeError where a draft is no record, or the identity has a line break or angle brackets.
 */
export async function writeCommit(
  git: Git,
  writer: Writer,
  year: number,
  before: BranchState | null,
  drafts: readonly RecordDraft[],
  now: Instant,
): Promise<BranchState> {
  const first = before?.size ?? 0;
  const files = drafts.map((draft, at) => recordFile(draft, year, first + at));
  const frontier = files.reduce((range, { leaf }) => appendLeaf(range, leaf), before?.frontier ?? EMPTY_FRONTIER);
  const root = rootText(frontier);
  const origin = ledgerOrigin(writer.originBase, year);
  const checkpoint = signCheckpoint(
    { origin, size: frontier.size, root },
    writer.key,
    ...(writer.nextKey === undefined ? [] : [writer.nextKey]),
  );
  const leafAt = (index: number): Hash => (before?.records[index] ?? files[index - first])?.leaf ?? new Uint8Array();
  const tiles = tilesCompleted(leafAt, first, frontier.size);
  const input = importStream(writer.identity, before?.head ?? null, files, tiles, checkpoint, now);
  const head = objectId((await git.raw(['fast-import', '--quiet', '--date-format=raw'], { input })).trim());
  const records = [...(before?.records ?? []), ...files.map((file) => ({ ...file, commit: head }))];
  return {
    year,
    head,
    size: frontier.size,
    root,
    checkpoint,
    records,
    frontier,
    keys: writer.keys ?? before?.keys ?? historyFrom(formatVerifierKey(writer.key)),
    previous: before === null ? previousOf(writer.originBase, year, records) : before.previous,
  };
}

/** The commit in git's fast-import language; every text is given by its length, so none can end early. */
function importStream(
  { name, email }: Identity,
  parent: Sha | null,
  files: readonly RecordFile[],
  tiles: readonly Tile[],
  checkpoint: string,
  now: Instant,
): Buffer {
  if (/[<>\n\0]/.test(name + email)) throw new TypeError('the identity of the ledger has a line break or < or >');
  const range =
    files.length === 1 ? `record ${files[0]?.index}` : `records ${files[0]?.index} to ${files.at(-1)?.index}`;
  // Two writers with the same records at the same moment would make the very same commit, and the later one would take the
  // other's success for its own: both would act on one intent. So every attempt has a name that nobody else has.
  const message = Buffer.from(`ledger: ${range}\n\nAttempt: ${randomUUID()}\n`);
  // The ref exists only inside this process: it is taken back before git would write it.
  const ref = `refs/countersign/${randomUUID()}`;
  return Buffer.concat([
    Buffer.from(`commit ${ref}\nmark :1\ncommitter ${name} <${email}> ${Math.floor(now / 1_000)} +0000\n`),
    ...data(message),
    Buffer.from(parent === null ? '' : `from ${objectId(parent)}\n`),
    ...[...files, ...tiles].flatMap(({ path, bytes }) => [Buffer.from(`M 100644 inline ${path}\n`), ...data(bytes)]),
    Buffer.from('M 100644 inline checkpoint\n'),
    ...data(Buffer.from(checkpoint)),
    Buffer.from(`get-mark :1\nreset ${ref}\nfrom ${'0'.repeat(parent?.length ?? 40)}\n\n`),
  ]);
}

function data(bytes: Uint8Array): readonly Uint8Array[] {
  return [Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')];
}
