// Making folders step by step: Node's own way of making all of them at once never ends where the system lets none be made, as below /proc.
import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes the folder and those on the way to it that are missing; one that is there stays as it is.
 * @param mode the permissions of those that are made
 * @throws the system's own error where one cannot be made, or where something else has its name
 */
export function makeFolder(path: string, mode = 0o777): void {
  const missing: string[] = [];
  let at = resolve(path);
  for (; !existsSync(at); at = dirname(at)) missing.unshift(at);
  for (const folder of missing) makeOne(folder, mode);
  if (!statSync(path).isDirectory()) mkdirSync(path); // for the system to say what is there
}

/** Another process may have made it in between. */
function makeOne(folder: string, mode: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (cause) {
    if (!existsSync(folder)) throw cause;
  }
}
