// Reads a CODEOWNERS file by GitHub's rules and tells who owns a path; a file with any mistake is refused as a whole.
import { buildIndex, lastMatch } from './codeowners-index.ts';
import type { CodeownersIndex } from './codeowners-index.ts';
import { compilePattern } from './codeowners-pattern.ts';

export interface CodeownersRule {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly pattern: string;
  /** `@user`, `@organisation/team` or an e-mail address, as written; empty where the line clears ownership. */
  readonly owners: readonly string[];
}

export interface CodeownersFile {
  /** In the order of the file. */
  readonly rules: readonly CodeownersRule[];
  readonly index: CodeownersIndex;
}

export interface CodeownersProblem {
  /** Line of the file, from 1; 0 where it is about the file as a whole. */
  readonly line: number;
  readonly sentence: string;
}

/** GitHub loads no owners at all from a file that is not under 3 MB; counted in bytes of UTF-8, the smaller MB. */
const SIZE_LIMIT = 3_000_000;

const USER = /^@[A-Za-z0-9][A-Za-z0-9_-]{0,98}$/;
const TEAM = /^@[A-Za-z0-9][A-Za-z0-9_-]{0,98}\/[A-Za-z0-9_][A-Za-z0-9._-]{0,254}$/;
const EMAIL = /^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,8}$/;

/**
 * Tells who owns a path: the last rule that matches decides alone, and case counts.
 * @param path from the root of the repository, with `/` and without a leading one
 * @returns the owners, any one of whom suffices; empty where the last matching line names none, which clears
 * ownership; `null` where no rule matches.
 */
export function ownersOf(file: CodeownersFile, path: string): readonly string[] | null {
  return file.rules[lastMatch(file.index, path)]?.owners ?? null;
}

/**
 * Reads the text of a CODEOWNERS file.
 * @returns the rules, or every problem found. GitHub skips a line that it cannot read and so leaves its paths without
 * an owner; here one problem refuses the whole file, so that a slip cannot take an approval away.
 */
export function parseCodeowners(text: string): CodeownersFile | { readonly problems: readonly CodeownersProblem[] } {
  const bytes = new TextEncoder().encode(text).length;
  if (bytes >= SIZE_LIMIT) return { problems: [{ line: 0, sentence: tooLarge(bytes) }] };
  const rules: CodeownersRule[] = [];
  const problems: CodeownersProblem[] = [];
  for (const [at, source] of text.split('\n').entries()) {
    const line = at + 1;
    const words = wordsOf(source);
    if (typeof words === 'string') {
      problems.push({ line, sentence: `Line ${line}: ${words}` });
      continue;
    }
    const [pattern, ...owners] = words;
    if (pattern === undefined) continue;
    const found = [patternProblem(pattern), ...owners.map(ownerProblem)].filter((problem) => problem !== null);
    problems.push(...found.map((problem) => ({ line, sentence: `Line ${line}: ${problem}` })));
    rules.push({ line, pattern, owners });
  }
  if (problems.length > 0) return { problems };
  return { rules, index: buildIndex(rules.map((rule) => compilePattern(rule.pattern))) };
}

/** Splits a line at its spaces and tabs up to a comment; a backslash keeps the character after it in the word. */
function wordsOf(source: string): readonly string[] | string {
  const line = source.endsWith('\r') ? source.slice(0, -1) : source;
  // A character that some programs take for the end of the line could hide a rule from the reader or from GitHub.
  if (/[^\P{Cc}\t]|[\p{Zl}\p{Zp}]/u.test(line)) {
    return 'there is a control character in this line; type the line again without it.';
  }
  const words = line.match(/(?:\\.?|[^ \t\\])+/gu) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  return comment === -1 ? words : words.slice(0, comment);
}

function patternProblem(pattern: string): string | null {
  const named = `the pattern ${quote(pattern)}`;
  const bare = pattern.replace(/\\[ *?\\]/gu, '_');
  if (bare.startsWith('!')) return `${named} begins with "!", which GitHub does not support; name the paths to own.`;
  if (/[[\]]/.test(bare)) return `${named} has "[" or "]", which GitHub does not support; write "?" or several lines.`;
  if (bare.includes('\\#')) return `${named} has "\\#", which GitHub does not support; write "?" for the "#".`;
  if (bare.includes('\\')) return `${named} has a "\\" that is not before a space, "*", "?" or "\\"; remove it.`;
  if (/[\p{Cf}\p{Z}]/u.test(bare)) return `${named} has an invisible character or a special space; type it again.`;
  if (bare.includes('***')) return `${named} has three "*" in a row; write "*" or "**".`;
  if (/^\/?\*\*\/$/.test(bare)) return `${named} can be read in two ways; write "*" for every path.`;
  const names = bare.replace(/^\//, '').replace(/\/$/, '').split('/');
  const dead = names.some((name) => name === '' || name === '.' || name === '..');
  return dead ? `${named} can match no path; write it from the root, without "//", "." and "..".` : null;
}

function ownerProblem(owner: string): string | null {
  if (USER.test(owner) || TEAM.test(owner) || EMAIL.test(owner)) return null;
  return `${quote(owner)} is not an owner; write @user, @organisation/team or an e-mail address.`;
}

/** Shows a word of the file to a person: short, and without characters that are not seen or that turn the text. */
function quote(word: string): string {
  const shown = word.length > 60 ? `${word.slice(0, 60)}…` : word;
  return `"${shown.replace(/[\p{C}\p{Z}]/gu, (character) => (character === ' ' ? ' ' : '�'))}"`;
}

function tooLarge(bytes: number): string {
  return `CODEOWNERS has ${bytes} bytes; GitHub loads it only under 3 MB, so make it smaller than ${SIZE_LIMIT} bytes.`;
}
