// How many classifications and verdicts a second: ours against Cedar and Casbin, on the repository's own policy.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Measured } from './decision-child.ts';
import { median, row } from './measure.ts';
import type { Print } from './measure.ts';

const ROUNDS = 5;
const ENGINES = ['ours', 'cedar', 'casbin'] as const;
const NAMES = { ours: 'ours', cedar: '@cedar-policy/cedar-wasm 4.13.0', casbin: 'casbin 5.51.1' } as const;
const WIDTHS = [36, 16, 12, 14, 14];
const CHILD = join(import.meta.dirname, 'decision-child.ts');

type Engine = (typeof ENGINES)[number];

/**
 * Measures every engine in a process of its own, in interleaved rounds, and prints medians and ratios.
 * Cedar and Casbin are told how many clients there are and whether a window covers them; ours finds out by itself.
 * Throws where two engines disagree on any answer.
 */
export async function run(print: Print): Promise<void> {
  const rounds = Array.from({ length: ROUNDS }, () => ENGINES.map((engine) => [engine, start(engine)] as const)).flat();
  const of = (engine: Engine) => rounds.flatMap(([name, measured]) => (name === engine ? [measured] : []));
  const [first] = of('ours');
  if (first === undefined) throw new Error('There was no round.');
  for (const [engine, { answers }] of rounds) {
    if (answers !== first.answers) throw new Error(`${NAMES[engine]} gives other answers than ours.`);
  }
  const figure = (engine: Engine, read: (one: Measured) => number) => median(of(engine).map(read));
  const speed = (engine: Engine) => figure(engine, (one) => one.barePerSecond);
  const load = (engine: Engine) => figure(engine, (one) => one.loadMs);
  const full = figure('ours', (one) => one.fullPerSecond ?? 0);
  const fastest = Math.max(speed('cedar'), speed('casbin'));
  const quickest = Math.min(load('cedar'), load('casbin'));
  print(
    `Decision: ${first.questions} questions, ${first.refused} refused, ${ROUNDS} interleaved rounds, medians; all agree`,
  );
  print(row(WIDTHS, ['', 'answers/s', 'ratio', 'load, ms', 'import, ms']));
  for (const engine of ENGINES) {
    const imported = engine === 'ours' ? '' : figure(engine, (one) => one.importMs).toFixed(1);
    const ratio = `${(speed('ours') / speed(engine)).toFixed(0)}x`;
    print(row(WIDTHS, [NAMES[engine], speed(engine).toFixed(0), ratio, load(engine).toFixed(2), imported]));
  }
  print(row(WIDTHS, ['ours, the whole verdict', full.toFixed(0), `${(full / fastest).toFixed(1)}x`]));
  print(
    `Reading our policy from YAML and checking it by schemas and cross-references comes on top: ${figure('ours', (one) => one.readMs).toFixed(1)} ms.`,
  );
  aim(print, 'classification, times the faster of the two', speed('ours') / fastest, 100);
  aim(print, 'the whole verdict, times the bare answer of the faster', full / fastest, 1);
  aim(print, 'policy load, times faster than the quicker of the two', quickest / load('ours'), 10);
}

function aim(print: Print, what: string, reached: number, wanted: number): void {
  print(`Aim: ${what}: ${wanted}x; ${reached.toFixed(1)}x, ${reached >= wanted ? 'reached' : 'NOT reached'}.`);
}

function start(engine: Engine): Measured {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [CHILD, engine], { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`The process of ${NAMES[engine]} failed: ${stderr.trim()}`);
  return JSON.parse(stdout) as Measured; // written by decision-child.ts in the same checkout
}
