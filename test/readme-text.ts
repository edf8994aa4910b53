// Reads the project's prose for the tests: its commands, its paths, its links and its tables.
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '..');

export interface Prose {
  /** Relative to the root. */
  readonly path: string;
  readonly text: string;
}

export function prose(path: string): Prose {
  return { path, text: readFileSync(join(ROOT, path), 'utf8') };
}

/** The fenced blocks of one language, without their fences. */
export function blocks({ text }: Prose, language: string): readonly string[] {
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, named, block = '']) =>
    named === language ? [block] : [],
  );
}

/** Every command of the `sh` blocks, one a line. */
export function commands(document: Prose): readonly string[] {
  return blocks(document, 'sh').flatMap((block) => block.split('\n').filter((line) => line !== ''));
}

/** The block that has this command in it. */
export function blockWith(document: Prose, command: string): string {
  const found = [...blocks(document, 'sh'), ...blocks(document, 'ts')].find((block) => block.includes(command));
  if (found === undefined) throw new Error(`${document.path} has no block with ${command}`);
  return found;
}

/** Everything in backticks outside the fenced blocks. */
export function spans({ text }: Prose): readonly string[] {
  const plain = text.replaceAll(/^```[\s\S]*?^```$/gm, '');
  return [...plain.matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
}

/** The targets of relative links and pictures, resolved against the root and without their anchors. */
export function links({ path, text }: Prose): readonly string[] {
  const found = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"/g)].map(
    ([, one, other]) => one ?? other ?? '',
  );
  return found.map((target) => join(path, '..', target.split('#')[0] ?? ''));
}

/** The cells of the table rows whose first cell matches. */
export function rows({ text }: Prose, first: RegExp): readonly (readonly string[])[] {
  const cells = text.split('\n').flatMap((line) => (line.startsWith('| ') ? [line.slice(2, -2).split(' | ')] : []));
  return cells.filter(([cell = '']) => first.test(cell));
}
