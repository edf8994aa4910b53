// `countersign policy check`: says what is wrong with the policy files, where, and how to mend it.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileProblems } from './core/policy-documents.ts';
import { inOrder } from './core/problem.ts';
import type { Problem } from './core/problem.ts';
import type { Instant } from './core/time.ts';
import { isRegularFile, readPolicyFiles } from './policy-files.ts';

export interface PolicyCheckOptions {
  /** The repository's root. */
  readonly directory: string;
  /** Only these files, and only their text and shape; without it the whole policy and its cross references. */
  readonly only?: readonly string[];
  /** With `only`: the cross references of the whole policy as well. */
  readonly all?: boolean;
  readonly json: boolean;
  /** Names of the connectors that are built. Without it, announced connectors are not noted. */
  readonly knownConnectors?: ReadonlySet<string>;
  /** Without it, exceptions that are over are not noted. */
  readonly now?: Instant;
}

export interface Output {
  readonly write: (text: string) => unknown;
}

interface Report {
  readonly files: number;
  readonly problems: readonly Problem[];
  readonly notes: readonly Problem[];
}

/**
 * Checks policy files and writes one line for each problem, in order of place, and a summary.
 * @returns the exit code: 0 without problems (notes are none), 1 with problems, 2 where a file cannot be read
 */
export async function policyCheck(options: PolicyCheckOptions, output: Output): Promise<number> {
  const { directory, only = [] } = options;
  const paths = only.map((file) => pathIn(directory, file));
  const unreadable = paths.find((path) => path.startsWith('../') || !isRegularFile(directory, path));
  if (unreadable !== undefined) {
    output.write(`${unreadable} is not a file of this repository. Name one below policies/ or exceptions/.\n`);
    return 2;
  }
  const report = paths.length > 0 && options.all !== true ? checkFiles(directory, paths) : await checkAll(options);
  output.write(options.json ? `${JSON.stringify(report, null, 2)}\n` : written(report));
  return report.problems.length === 0 ? 0 : 1;
}

/** The path relative to the root, with `/`, whether it was given relative to the root or absolute. */
function pathIn(directory: string, file: string): string {
  return relative(resolve(directory), resolve(directory, file)).split(sep).join('/');
}

function checkFiles(directory: string, paths: readonly string[]): Report {
  const problems = paths.flatMap((path) => fileProblems(path, readFileSync(join(directory, path))));
  return { files: paths.length, problems: inOrder(problems), notes: [] };
}

async function checkAll({ directory, knownConnectors, now }: PolicyCheckOptions): Promise<Report> {
  // Loaded here only: checking one file starts faster without the cross-reference rules.
  const { connectorNotes, parsePolicy } = await import('./core/policy.ts');
  const { exceptionsOver } = await import('./core/exceptions-over.ts');
  const { misreadZones } = await import('./core/policy-refs-times.ts');
  const files = readPolicyFiles(directory);
  const parsed = parsePolicy(files, { exists: (path) => existsSync(join(directory, path)) });
  if (!parsed.ok) return { files: files.size, problems: parsed.problems, notes: [] };
  const notes = [
    ...misreadZones(parsed.documents),
    ...(knownConnectors === undefined ? [] : connectorNotes(parsed.documents, knownConnectors)),
    ...(now === undefined ? [] : exceptionsOver(parsed.documents, parsed.policy, now)),
  ];
  return { files: files.size, problems: [], notes };
}

function written({ files, problems, notes }: Report): string {
  const lines = [...problems.map(line), ...notes.map((note) => `note: ${line(note)}`)];
  return `${[...lines, summary(files, problems.length, notes.length)].join('\n')}\n`;
}

function line({ path, line: row, column, code, fact, remedy }: Problem): string {
  return `${path}:${row}:${column} ${code} ${fact}. ${remedy}`;
}

function summary(files: number, problems: number, notes: number): string {
  const noted = notes === 0 ? '' : `, ${count(notes, 'note')}`;
  return `${count(files, 'file')} checked, ${problems === 0 ? 'no problems' : count(problems, 'problem')}${noted}.`;
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}
