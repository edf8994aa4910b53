// From what an automation hands in to the complete action file: id, people and plan are filled in, nothing else is touched.
import { randomBytes } from 'node:crypto';
import { planFor, planProblem } from './connectors/plans.ts';
import { actionOf, actionPath, parseAction, payloadDigest, writeAction } from './core/action-file.ts';
import { checkAction } from './core/action-file-rules.ts';
import type { Action, PlanStep } from './core/action-model.ts';
import { decide } from './core/decide.ts';
import { readDocument } from './core/document.ts';
import type { Account, Digest, LedgerFacts } from './core/facts.ts';
import { action as isActionFile } from './core/generated/validate.cjs';
import { shapeOf } from './core/policy-schema.ts';
import type { Automation, Policy } from './core/policy-model.ts';
import { sentence } from './core/problem.ts';
import { resolvePeople } from './core/resolve.ts';
import type { Named } from './core/resolve.ts';
import type { Instant } from './core/time.ts';
import { makeUlid } from './core/ulid.ts';
import type { GateInput, Proposal, Verdict } from './core/verdict-model.ts';
import { draftPull } from './draft-pull.ts';

/** What the draft is completed with. */
export interface DraftGround {
  readonly policy: Policy;
  /** Whose account opens the request. */
  readonly automation: Pick<Automation, 'account' | 'login'>;
  /** A person's account has to be named as one: it is that of an automation where this is absent. */
  readonly type?: Account['type'];
  /** What the ledger says of earlier requests, for split requests and approved windows. */
  readonly ledger: (id: string) => LedgerFacts;
  readonly now: Instant;
}

export interface CompleteDraft {
  readonly ok: true;
  readonly action: Action;
  readonly path: string;
  readonly text: string;
  readonly payload: Digest;
  readonly named: Named;
  /** What the gate will say first, judged as if the request were open already. */
  readonly verdict: Verdict;
}

/** Why a draft can't be proposed: one sentence each, with the place in the draft. */
export interface RefusedDraft {
  readonly ok: false;
  readonly sentences: readonly string[];
}

/** Completes a draft. `bytes` is untrusted; `path` is how messages name it. */
export function completeDraft(bytes: Uint8Array, path: string, ground: DraftGround): CompleteDraft | RefusedDraft {
  const document = readDocument(bytes, path);
  if (!document.ok) return { ok: false, sentences: document.problems.map(sentence) };
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return {
      ok: false,
      sentences: [`${path}:1:1 an action is a list of keys and values. See actions-queue/README.md.`],
    };
  }
  const id = makeUlid(ground.now, randomBytes(10));
  const given = { id, approvers: [], standIns: [], plan: [], ...value };
  const shaped = shapeOf({ ...document, value: given }, path, isActionFile, 'action');
  if (!shaped.ok) return { ok: false, sentences: shaped.problems.map(sentence) };
  const own = actionPath(shaped.value.id);
  const action = actionOf(shaped.value);
  const operation = ground.policy.operations.get(action.operation) ?? null;
  const findings = checkAction(action, operation, own, own).map(({ pointer, fact, remedy }) =>
    sentence({ code: 'schema-invalid', path, ...document.locate(pointer), fact, remedy }),
  );
  return findings.length > 0 ? { ok: false, sentences: findings } : finish(action, path, ground);
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** People and plan; then the text, which is read once more as the gate will read it. */
function finish(draft: Action, path: string, ground: DraftGround): CompleteDraft | RefusedDraft {
  const named = resolvePeople(inputOf(draft, ground));
  const approvers = draft.approvers.length > 0 ? draft.approvers : named.approvers;
  const standIns = draft.standIns.length > 0 ? draft.standIns : named.standIns;
  const withPeople = { ...draft, approvers, standIns };
  const plan = planOf(withPeople, ground.policy);
  if (!plan.ok) return { ok: false, sentences: [`${path}: ${plan.sentence}`] };
  const action: Action = { ...withPeople, plan: plan.steps };
  const text = writeAction(action);
  const whole = parseAction(encode(text), actionPath(action.id), ground.policy);
  const sentences = whole.problems.map(sentence);
  if (whole.action === null || sentences.length > 0) return { ok: false, sentences };
  const verdict = decide(inputOf(whole.action, ground));
  const { payload } = whole;
  return { ok: true, action: whole.action, path: actionPath(action.id), text, payload, named, verdict };
}

type PlanAnswer =
  | { readonly ok: true; readonly steps: readonly PlanStep[] }
  | { readonly ok: false; readonly sentence: string };

function planOf(action: Action, policy: Policy): PlanAnswer {
  const operation = policy.operations.get(action.operation);
  const platform = policy.platforms.get(operation?.platform ?? '');
  // Unknown and prohibited operations are the gate's to refuse, with its own code.
  if (operation === undefined || operation.prohibited) return { ok: true, steps: [] };
  if (platform === undefined) return { ok: false, sentence: `The platform of ${operation.id} is not in the policy.` };
  const planned = planFor(action, operation, platform);
  if (planned !== null) return { ok: true, steps: planned.plan };
  return { ok: false, sentence: planProblem(action, operation, platform) ?? 'It cannot be planned.' };
}

/** The request as if it were open already: by this account, now, with its one file, and nobody asked yet. */
function inputOf(action: Action, { policy, automation, type = 'Bot', ledger, now }: DraftGround): GateInput {
  const { id, technician, requester, approvers, standIns } = action;
  const path = actionPath(id);
  const people = { technician, requester, approvers, standIns };
  const proposal: Proposal = {
    kind: 'action',
    id,
    path,
    ...people,
    action,
    payload: payloadDigest(action),
    problems: [],
  };
  const opener: Account = { id: automation.account, login: automation.login, type };
  const pull = draftPull(path, opener, now);
  return { proposal, policy, pull, ledger: ledger(id), now };
}
