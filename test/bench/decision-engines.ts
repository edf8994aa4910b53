// The engines of the decision benchmark: ours, Cedar and Casbin, each answering the same questions.
import { performance } from 'node:perf_hooks';
import { classify } from '../../scripts/core/classify.ts';
import { decide } from '../../scripts/core/decide.ts';
import { buildPolicy } from '../../scripts/core/policy-build.ts';
import type { PolicyDocuments } from '../../scripts/core/policy-documents.ts';
import type { Question, Rule } from './decision-questions.ts';

export interface Engine {
  /** From the policy in the engine's own words, in memory, to the first possible question, in ms. */
  readonly loadMs: number;
  /** The same with the import of the engine's code; for us with YAML, schema and cross-references left out. */
  readonly importMs: number;
  /** `refused`, or `tier|gate|clients|reversible`. */
  readonly answer: (question: Question) => string;
  /** The same without building the text, and nothing else: what is measured. */
  readonly bare: (question: Question) => unknown;
  /** The whole decision with its reasoning; `null` for engines that have none. */
  readonly full: ((question: Question) => unknown) | null;
}

/** Ours. The policy that the questions carry is the one that is built here, so only building is measured. */
export function ours(documents: PolicyDocuments): Engine {
  const start = performance.now();
  buildPolicy(documents);
  const loadMs = performance.now() - start;
  return {
    loadMs,
    importMs: 0, // imported with this file
    answer: ({ input }) => {
      const { refusals, tier, gate, clients, reversible } = classify(input);
      return refusals.length > 0 ? 'refused' : `${tier}|${gate}|${clients}|${reversible}`;
    },
    bare: ({ input }) => classify(input),
    full: ({ input }) => decide(input),
  };
}

/** Cedar, stateful and with its policies parsed beforehand, which is its fastest way. */
export async function cedar(rules: readonly Rule[]): Promise<Engine> {
  const begin = performance.now();
  const { preparsePolicySet, statefulIsAuthorized } = await import('@cedar-policy/cedar-wasm/nodejs');
  const importMs = performance.now() - begin;
  const staticPolicies = Object.fromEntries(rules.map((rule) => [idOf(rule), policyText(rule)]));
  const start = performance.now();
  const parsed = preparsePolicySet('bench', { staticPolicies });
  const loadMs = performance.now() - start;
  if (parsed.type !== 'success') throw new Error(`Cedar does not take the policy: ${JSON.stringify(parsed.errors)}`);
  const answers = new Map(rules.map((rule) => [idOf(rule), rule.answer]));
  const ask = ({ automation, operation, clients, window }: Question) => {
    const answer = statefulIsAuthorized({
      principal: { type: 'Automation', id: automation },
      action: { type: 'Action', id: operation },
      resource: { type: 'Organisation', id: 'northwind' },
      context: { clients, window },
      preparsedPolicySetId: 'bench',
      entities: [],
    });
    if (answer.type !== 'success') throw new Error(`Cedar does not answer: ${JSON.stringify(answer.errors)}`);
    return answer.response;
  };
  return {
    loadMs,
    importMs,
    answer: (question) => {
      const { decision, diagnostics } = ask(question);
      return decision === 'allow' ? (answers.get(diagnostics.reason[0] ?? '') ?? 'unknown') : 'refused';
    },
    bare: ask,
    full: null,
  };
}

function idOf({ automation, operation, clients, window }: Rule): string {
  return `${automation} ${operation} ${clients} ${window}`;
}

function policyText({ automation, operation, clients, window }: Rule): string {
  const scope = `principal == Automation::"${automation}", action == Action::"${operation}", resource`;
  return `permit(${scope}) when { context.clients == "${clients}" && context.window == ${window} };`;
}

const CASBIN_MODEL = `
[request_definition]
r = sub, act, clients, window
[policy_definition]
p = sub, act, clients, window, answer
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.sub == p.sub && r.act == p.act && r.clients == p.clients && r.window == p.window
`;

/** Casbin, synchronous and with the matching line as its explanation. */
export async function casbin(rules: readonly Rule[]): Promise<Engine> {
  const begin = performance.now();
  const { newEnforcer, newModelFromString, StringAdapter } = await import('casbin');
  const importMs = performance.now() - begin;
  const lines = rules.map(
    (rule) => `p, ${rule.automation}, ${rule.operation}, ${rule.clients}, ${rule.window}, ${rule.answer}`,
  );
  const start = performance.now();
  const enforcer = await newEnforcer(newModelFromString(CASBIN_MODEL), new StringAdapter(lines.join('\n')));
  const loadMs = performance.now() - start;
  const ask = ({ automation, operation, clients, window }: Question) =>
    enforcer.enforceExSync(automation, operation, clients, String(window));
  return {
    loadMs,
    importMs,
    answer: (question) => {
      const [allowed, line] = ask(question);
      return allowed ? (line[4] ?? 'unknown') : 'refused';
    },
    bare: ask,
    full: null,
  };
}
