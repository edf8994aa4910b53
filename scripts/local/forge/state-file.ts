// The forge's memory is one JSON file: read once, replaced whole, so that a crash leaves the old one or the new one.
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import type { ForgeState } from './model.ts';

/**
 * Reads the state of a forge directory; a new one, founded at `now` (epoch ms), where there is none yet.
 * Throws one sentence where the file is there but is not a state of this forge: it is never replaced by an empty one.
 */
export async function loadState(directory: string, now: number): Promise<ForgeState> {
  const path = statePath(directory);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (isMissing(cause)) return null;
    throw cause;
  });
  if (text === null) return emptyState(now);
  const state = parse(text, path);
  if (state.format !== 1) throw new Error(`${path}: written by another version; start that version, or move it away.`);
  return state;
}

/** Replaces the state file by `state`, durably: written beside it, flushed, renamed, and the folder flushed. */
export async function saveState(directory: string, state: ForgeState): Promise<void> {
  const path = statePath(directory);
  const beside = `${path}.new`;
  const file = await open(beside, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(state));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
  const folder = await open(directory, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The path of the state file in a forge directory. */
export function statePath(directory: string): string {
  return join(directory, 'forge.json');
}

function emptyState(now: number): ForgeState {
  const none = { pulls: [], reviews: [], comments: [], checks: [], events: [] };
  return { format: 1, createdAt: now, nextId: 1, nextPull: 1, ...none };
}

function parse(text: string, path: string): ForgeState {
  try {
    // The file is written by saveState alone; the format number is checked by the caller.
    return JSON.parse(text) as ForgeState;
  } catch (cause) {
    throw new Error(`${path}: not readable as JSON; restore it from a backup, or move it away.`, { cause });
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}
