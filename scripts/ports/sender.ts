// Fetching from a repository in a folder of this machine: its own sending program is spoken to directly, without git's fetching one.
import { spawn } from 'node:child_process';
import type { Sha } from '../core/facts.ts';
import type { GitPlace } from './object-reader.ts';
import { withoutOurs } from './git-environment.ts';
import { GitFault } from './git.ts';
import type { NewObject } from './new-objects.ts';
import { objectId } from './object-id.ts';
import { objectsIn } from './pack.ts';
import { FLUSH, packet, packetsOf, refsIn } from './packets.ts';

export interface Fetched {
  /** Where the refs are; those that are gone are left out. */
  readonly heads: ReadonlyMap<string, Sha>;
  /** Everything that these have, and those that are here have not. */
  readonly objects: readonly NewObject[];
}

/**
 * Fetches what these refs point to at this moment.
 * @param haves ids that are here with everything behind them
 * @param patience milliseconds after which it is stopped
 * @throws GitFault where it does not send all of it
 */
export async function fetchFrom(
  { env }: Pick<GitPlace, 'env'>,
  folder: string,
  refs: readonly string[],
  haves: readonly Sha[],
  patience: number,
): Promise<Fetched> {
  const child = spawn('git', ['upload-pack', folder], { env: withoutOurs(env), stdio: 'pipe', timeout: patience });
  const ended = new Promise<unknown>((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  child.stdin.on('error', () => undefined); // it ended early: its end is noticed below
  child.stderr.resume();
  const said = packetsOf(child.stdout);
  const all = refsIn((await said.section()) ?? []);
  const asked = new Set(refs);
  const heads = new Map([...all].filter(([ref]) => asked.has(ref)));
  const wants = [...new Set(heads.values())].filter((id) => !haves.includes(id));
  child.stdin.end(wants.length === 0 ? FLUSH : request(wants, haves));
  // One packet says whether it knows what we have; after it comes the pack.
  const pack = wants.length === 0 ? null : await said.rest();
  const code = await ended;
  if (code !== 0) throw new GitFault(`git upload-pack did not end well: ${String(code)}`, null);
  return { heads, objects: pack === null ? [] : objectsIn(pack) };
}

function request(wants: readonly Sha[], haves: readonly Sha[]): string {
  const wanted = wants.map((id, at) => packet(`want ${objectId(id)}${at === 0 ? ' no-progress' : ''}\n`));
  const had = haves.map((id) => packet(`have ${objectId(id)}\n`));
  return `${wanted.join('')}${FLUSH}${had.join('')}${packet('done\n')}`;
}
