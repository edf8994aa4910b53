// Every move of a ref, with who did it and which rules it passed by: appended to a file, one line a move.
import { appendFile, readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha } from '../../core/facts.ts';
import type { Rule } from './rulesets.ts';

export interface StoredMove {
  readonly id: number;
  readonly kind: 'push' | 'force_push' | 'branch_creation' | 'branch_deletion' | 'pr_merge';
  readonly ref: string;
  readonly before: Sha;
  readonly after: Sha;
  readonly at: number;
  readonly by: number | null;
  /** Rules that said no to somebody who may pass them. */
  readonly bypassed: readonly Pick<Rule, 'type' | 'ruleset'>[];
}

export interface Activity {
  readonly moves: () => readonly StoredMove[];
  readonly note: (move: Omit<StoredMove, 'id'>) => Promise<void>;
}

export const NOTHING: Sha = '0'.repeat(40);

/** Opens the log of a forge directory. A last line that a crash cut off is left out. */
export async function openActivity(directory: string): Promise<Activity> {
  const path = join(directory, 'activity.jsonl');
  // What a push was to tell a process that has ended since.
  const left = (await readdir(directory)).filter((name) => name.startsWith('moves-'));
  await Promise.all(left.map((name) => rm(join(directory, name), { force: true })));
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw cause;
  });
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const moves = whole
    .split('\n')
    .filter((line) => line !== '')
    // The file is written by `note` alone.
    .map((line) => JSON.parse(line) as StoredMove);
  return {
    moves: () => moves,
    note: async (move) => {
      const entry = { ...move, id: moves.length + 1 };
      moves.push(entry);
      await appendFile(path, `${JSON.stringify(entry)}\n`);
    },
  };
}
