// How long it takes to find the owners of 10,000 paths under 2,000 rules: ours against the npm package `codeowners`.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Codeowners from 'codeowners';
import { ownersOf, parseCodeowners } from '../../scripts/core/codeowners.ts';
import type { CodeownersFile } from '../../scripts/core/codeowners.ts';
import { interleave, median, row } from './measure.ts';
import type { Print } from './measure.ts';

const RULES = 2_000;
const PATHS = 10_000;
const SAMPLE = 200;
const ROUNDS = 5;
const AIM = 500;
const WIDTHS = [44, 14, 12];
const OURS = 'ours';
const OURS_COLD = 'ours, parse included';
const PACKAGE = 'codeowners 5.1.1';

/**
 * Measures both in interleaved rounds and prints medians in ms and their ratio. The package looks at a sample of the
 * paths only, and its figure for all of them is extrapolated. It remembers every path that it was asked for, so each
 * round gives it a new instance, made outside the measured time: asked again, it would only look its answers up.
 * Throws where the two disagree on an owner.
 */
export async function run(print: Print): Promise<void> {
  const text = makeRules();
  const paths = makePaths();
  const sample = paths.filter((_, at) => at % (PATHS / SAMPLE) === 0);
  const folder = mkdtempSync(join(tmpdir(), 'codeowners-bench-'));
  try {
    writeFileSync(join(folder, 'CODEOWNERS'), text);
    const ours = read(text);
    const checked = new Codeowners(folder);
    for (const path of sample) mustAgree(path, ownersOf(ours, path) ?? [], checked.getOwner(path));
    const fresh = Array.from({ length: ROUNDS }, () => new Codeowners(folder));
    const times = await interleave(ROUNDS, [
      { name: OURS, run: () => paths.forEach((path) => ownersOf(ours, path)) },
      { name: OURS_COLD, run: () => lookUpFrom(text, paths) },
      { name: PACKAGE, run: () => lookUpOnce(fresh, sample) },
    ]);
    report(print, times);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function report(print: Print, times: ReadonlyMap<string, readonly number[]>): void {
  const ours = median(times.get(OURS) ?? []);
  const cold = median(times.get(OURS_COLD) ?? []);
  const sampled = median(times.get(PACKAGE) ?? []);
  const extrapolated = (sampled * PATHS) / SAMPLE;
  print(`CODEOWNERS: ${RULES} rules, ${PATHS} paths, ${ROUNDS} interleaved rounds, medians`);
  print(row(WIDTHS, ['', 'ms', 'ratio']));
  print(row(WIDTHS, [OURS, ours.toFixed(1), '1']));
  print(row(WIDTHS, [OURS_COLD, cold.toFixed(1), `${(cold / ours).toFixed(1)}x`]));
  const ratio = extrapolated / ours;
  print(row(WIDTHS, [`${PACKAGE}, extrapolated`, extrapolated.toFixed(0), `${ratio.toFixed(0)}x`]));
  print(`The package was measured on ${SAMPLE} of the paths (${sampled.toFixed(0)} ms); its figure is extrapolated.`);
  print(`Aim: ${AIM}x; ${ratio >= AIM ? 'reached' : 'NOT reached'}.`);
}

function lookUpOnce(fresh: InstanceType<typeof Codeowners>[], paths: readonly string[]): void {
  const theirs = fresh.pop();
  if (theirs === undefined) throw new Error('There is one instance of the package for each round, and no more.');
  for (const path of paths) theirs.getOwner(path);
}

function lookUpFrom(text: string, paths: readonly string[]): void {
  const file = read(text);
  for (const path of paths) ownersOf(file, path);
}

function read(text: string): CodeownersFile {
  const parsed = parseCodeowners(text);
  if ('problems' in parsed) throw new Error(parsed.problems.map((problem) => problem.sentence).join(' '));
  return parsed;
}

function mustAgree(path: string, ours: readonly string[], theirs: readonly string[]): void {
  if (ours.join(' ') === theirs.join(' ')) return;
  throw new Error(`The owners of ${path} are "${ours.join(' ')}" for us and "${theirs.join(' ')}" for the package.`);
}

/** Rules of the kinds that large repositories have, only such that both sides read alike. */
function makeRules(): string {
  const lines = ['* @org/everybody'];
  for (let at = 1; at < RULES; at += 1) {
    const owner = `@org/team-${at % 97}`;
    const kinds = [
      `/area-${at % 50}/part-${at % 211}/`,
      `/area-${at % 50}/part-${at % 211}/file-${at % 13}.ts`,
      `*.ext${at % 40}`,
      `name-${at % 300}.json`,
      `/area-${at % 50}/**/unit-${at % 17}.ts`,
      `/area-${at % 50}/part-${at % 211}/*.md`,
      `folder-${at % 120}/`,
      `**/group-${at % 60}/item-${at % 19}`,
    ];
    lines.push(`${kinds[at % kinds.length] ?? ''} ${owner}`);
  }
  return `${lines.join('\n')}\n`;
}

function makePaths(): readonly string[] {
  return Array.from({ length: PATHS }, (_, at) => {
    const files = [`file-${at % 13}.ts`, `a.ext${at % 80}`, `name-${at % 600}.json`, `unit-${at % 17}.ts`, 'readme.md'];
    const inner = [`group-${at % 90}/item-${at % 19}`, `folder-${at % 240}`, 'src/lib'];
    return `area-${at % 60}/part-${at % 307}/${inner[at % 3] ?? ''}/${files[at % 5] ?? ''}`;
  });
}
