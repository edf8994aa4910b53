// A mirror's own memory of a branch's head, moved without starting git where that is safe.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Sha } from '../core/facts.ts';

/**
 * Moves a ref of a bare mirror that lies in a file of its own and is where it was last seen. It takes no lock, because a
 * process that is killed would leave it behind: at worst a head that somebody else fetched meanwhile is remembered a step
 * too early, and the next look goes on from there.
 * @returns whether it was moved; where not, git has to do it
 */
export function moveRefFile(directory: string, ref: string, from: Sha, to: Sha): boolean {
  const path = join(directory, ref);
  if (!existsSync(path) || readFileSync(path, 'utf8').trim() !== from) return false;
  const draft = join(directory, `${randomUUID()}.head`);
  writeFileSync(draft, `${to}\n`, { flag: 'wx' });
  renameSync(draft, path);
  return true;
}
