// One engine in a process of its own: answers every question, then is measured, and writes one line of JSON.
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { buildPolicy } from '../../scripts/core/policy-build.ts';
import { casbin, cedar, ours } from './decision-engines.ts';
import type { Engine } from './decision-engines.ts';
import { questionsOf, readDocuments, rulesOf } from './decision-questions.ts';
import type { Question } from './decision-questions.ts';

export interface Measured {
  readonly questions: number;
  readonly refused: number;
  /** Digest over all answers in order: equal digests mean equal answers. */
  readonly answers: string;
  readonly readMs: number;
  readonly loadMs: number;
  readonly importMs: number;
  readonly barePerSecond: number;
  readonly fullPerSecond: number | null;
}

const MS = 700;

if (import.meta.main) process.stdout.write(`${JSON.stringify(await measure(process.argv[2] ?? ''))}\n`);

async function measure(name: string): Promise<Measured> {
  const start = performance.now();
  const documents = readDocuments();
  const readMs = performance.now() - start;
  const first = ours(documents); // measured cold, before anything else builds a policy
  const policy = buildPolicy(documents);
  const questions = questionsOf(policy);
  const engines: Readonly<Record<string, () => Engine | Promise<Engine>>> = {
    ours: () => first,
    cedar: () => cedar(rulesOf(policy)),
    casbin: () => casbin(rulesOf(policy)),
  };
  const engine = await engines[name]?.();
  if (engine === undefined) throw new Error(`There is no engine "${name}".`);
  const answers = questions.map(engine.answer);
  return {
    questions: questions.length,
    refused: answers.filter((answer) => answer === 'refused').length,
    answers: createHash('sha256').update(answers.join('\n')).digest('hex'),
    readMs,
    loadMs: engine.loadMs,
    importMs: engine.importMs,
    barePerSecond: perSecond(engine.bare, questions),
    fullPerSecond: engine.full === null ? null : perSecond(engine.full, questions),
  };
}

/** Warms up for as long as it measures; what is returned is kept, so that nothing is optimised away. */
function perSecond(ask: (question: Question) => unknown, questions: readonly Question[]): number {
  round(ask, questions);
  return round(ask, questions);
}

function round(ask: (question: Question) => unknown, questions: readonly Question[]): number {
  const start = performance.now();
  let asked = 0;
  let kept: unknown;
  while (performance.now() - start < MS) {
    for (const question of questions) kept = ask(question);
    asked += questions.length;
  }
  if (kept === undefined) throw new Error('An engine answered nothing.');
  return (asked / (performance.now() - start)) * 1_000;
}
