// One branch's first-parent line with what each commit changes: three processes, however long the branch, and never all of it in memory.
import { spawn } from 'node:child_process';
import type { Change, HistoryCommit } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { parseRaw } from '../ports/git-history.ts';
import { type Git, GitFault } from '../ports/git.ts';
import { objectId } from '../ports/object-id.ts';
import { openReader } from './objects.ts';

/** How many commits are worked on at a time: enough to keep git busy, few enough to forget again. */
const BATCH = 256;

/** The whole line at once. See `lineBatches`. */
export async function lineOf(git: Git, head: Sha): Promise<readonly HistoryCommit[]> {
  const commits: HistoryCommit[] = [];
  for await (const batch of lineBatches(git, head)) commits.push(...batch);
  return commits;
}

/**
 * Lists the line that ends at `head`, oldest first, some at a time. Parents come from the commits themselves, so that a
 * graft or a shallow clone shows as a commit that does not follow the one before it.
 * @throws GitFault where git lacks a tree of the line
 */
export async function* lineBatches(git: Git, head: Sha): AsyncGenerator<readonly HistoryCommit[]> {
  const listing = await git.raw(['rev-list', '--first-parent', '--reverse', '--end-of-options', objectId(head)]);
  const ids = listing.split('\n').filter(Boolean).map(objectId);
  const reader = openReader(git);
  const changes = changesOf(git, ids);
  try {
    const batches = Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, at) =>
      ids.slice(at * BATCH, (at + 1) * BATCH),
    );
    let next = reader.read(batches[0] ?? []);
    let change = await changes.next();
    let last = '';
    for (const [at, batch] of batches.entries()) {
      const objects = await next;
      next = reader.read(batches[at + 1] ?? []);
      next.catch(() => undefined); // awaited in the next round, where its fault belongs
      const commits: HistoryCommit[] = [];
      for (const [place, sha] of batch.entries()) {
        const object = objects[place];
        let own: readonly Change[] = [];
        if (change.done !== true && change.value.sha === sha) {
          own = change.value.changes;
          change = await changes.next();
        }
        const { parents, message } = headerOf(object?.type === 'commit' ? object.bytes : null);
        // The id at hand instead of the same text cut out of the commit, which would hold all of the commit in memory.
        commits.push({
          sha,
          parents: parents.map((parent) => (parent === last ? last : parent)),
          message,
          changes: own,
        });
        last = sha;
      }
      yield commits;
    }
    if (change.done !== true) throw new GitFault('git told of changes by a commit that it did not list', null);
  } finally {
    reader.close();
    await changes.return(undefined);
  }
}

function headerOf(bytes: Uint8Array | null): Pick<HistoryCommit, 'parents' | 'message'> {
  if (bytes === null) return { parents: ['unreadable'], message: '' };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  const border = text.indexOf('\n\n');
  const lines = (border === -1 ? text : text.slice(0, border)).split('\n');
  const parents = lines.flatMap((line) => (line.startsWith('parent ') ? [line.slice('parent '.length)] : []));
  return { parents, message: border === -1 ? '' : text.slice(border + 2) };
}

interface CommitChanges {
  readonly sha: Sha;
  readonly changes: readonly Change[];
}

/** Each commit against the one before it, and the first against nothing; those that change nothing are left out. */
async function* changesOf(git: Git, ids: readonly Sha[]): AsyncGenerator<CommitChanges, undefined> {
  const args = ['diff-tree', '--stdin', '--root', '-r', '-z', '--raw', '--no-renames', '--no-abbrev'];
  const pairs = ids.map((sha, at) => (at === 0 ? `${sha}\n` : `${sha} ${ids[at - 1] ?? ''}\n`));
  let sha: Sha | null = null;
  let own: string[] = [];
  let line: string | null = null;
  for await (const token of tokensOf(git, args, pairs.join(''))) {
    if (line !== null) {
      own.push(line, token);
      line = null;
    } else if (token.startsWith(':')) {
      // A change is a line that begins with a colon and the path behind it; whatever else stands here is a commit's id.
      line = token;
    } else if (token !== '') {
      if (sha !== null) yield { sha, changes: parseRaw(own).map(changeOf) };
      [sha, own] = [commitId(token), []];
    }
  }
  if (line !== null) throw new GitFault('git printed a change without its path', null);
  if (sha !== null) yield { sha, changes: parseRaw(own).map(changeOf) };
  return undefined;
}

/** What git prints, cut at each NUL. @throws GitFault where git fails */
async function* tokensOf(git: Git, args: readonly string[], input: string): AsyncGenerator<string> {
  const child = spawn('git', args, { cwd: git.directory, env: git.env, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  ended.catch(() => undefined); // awaited below, after the output
  child.stdin.on('error', () => undefined); // a process that ends early: its code says so
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
  child.stdin.end(input);
  let rest = Buffer.alloc(0);
  try {
    for await (const chunk of child.stdout) {
      const output = Buffer.concat([rest, chunk as Buffer]); // a pipe without an encoding yields buffers
      let at = 0;
      for (let end = output.indexOf(0, at); end >= 0; end = output.indexOf(0, at)) {
        yield output.toString('utf8', at, end);
        at = end + 1;
      }
      rest = output.subarray(at);
    }
  } finally {
    child.kill();
  }
  const code = await ended.catch((cause: unknown) => {
    throw new GitFault(`git ${args[0] ?? ''} did not run`, null, { cause });
  });
  if (code === 0) return;
  const words = Buffer.concat(said).toString().trim().slice(0, 2_000);
  throw new GitFault(`git ${args[0] ?? ''} ${code === null ? 'was stopped' : `failed (${code})`}: ${words}`, code);
}

function commitId(token: string): Sha {
  const id = token.trim();
  if (!/^[0-9a-f]{40,64}$/.test(id)) throw new GitFault('git printed a commit that cannot be read', null);
  return id;
}

function changeOf({ path, status, newMode, blob }: ReturnType<typeof parseRaw>[number]): Change {
  return {
    path: path === 'checkpoint' ? 'checkpoint' : path, // one text for all commits
    status: status === 'A' ? 'A' : status,
    mode: newMode === '100644' ? '100644' : newMode,
    blob: Buffer.from(blob, 'latin1').toString('latin1'), // and not a piece of the whole line
  };
}
