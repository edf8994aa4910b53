// What drafts of windows and exceptions have in common: how they become text, and what the gate will say of them.
import { flow } from './core/action-file.ts';
import { sha256 } from './core/canonical.ts';
import { decide } from './core/decide.ts';
import type { Account, LedgerFacts } from './core/facts.ts';
import { parsePolicyInForce } from './core/policy.ts';
import type { Policy } from './core/policy-model.ts';
import { sentence } from './core/problem.ts';
import type { Instant } from './core/time.ts';
import type { GateInput, Proposal, Verdict } from './core/verdict-model.ts';
import { draftPull } from './draft-pull.ts';

/** A file's fields, of which some may be missing. */
export type Draft = Readonly<Record<string, unknown>>;

export interface DraftGround {
  readonly policy: Policy;
  /** The texts of policies/ and exceptions/ on the default branch, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** Who opens the request, `null` where nobody is known; then the draft names its requestor. */
  readonly opener: Account | null;
  readonly ledger: LedgerFacts;
  readonly now: Instant;
}

/** A file that is complete and that the gate would not refuse. */
export interface Ahead {
  readonly ok: true;
  /** What the gate will say first, judged as if the request were open already. */
  readonly verdict: Verdict;
  readonly input: GateInput;
}

/** Why it cannot be proposed: one sentence each. */
export interface Refused {
  readonly ok: false;
  readonly sentences: readonly string[];
}

/** What the file says that the gate has to know. */
export type Asked = Pick<Proposal, 'kind' | 'id' | 'path' | 'requester' | 'approvers' | 'renews'>;

/** Looks at a file as the gate will: the policy with it, the people it names, its id. */
export function lookAhead(asked: Asked, text: string, ground: DraftGround): Ahead | Refused {
  const after = parsePolicyInForce(new Map(ground.files).set(asked.path, text));
  if (!after.ok) return { ok: false, sentences: after.problems.map(sentence) };
  const input = asIfOpen(asked, text, ground);
  const verdict = decide(input);
  const refused = verdict.refusals.map(({ code, fact, remedy }) => `${code}: ${fact} ${remedy}`);
  return refused.length > 0 ? { ok: false, sentences: refused } : { ok: true, verdict, input };
}

/** The person of the token, where the draft names nobody who asks. */
export function requestorOf(draft: Draft, { policy, opener }: DraftGround): unknown {
  return draft.requestor ?? [...policy.people.values()].find((person) => person.account === opener?.id)?.id;
}

/** The clients and operations of a draft by their names. */
export function titleOf({ operations, clients }: Draft, policy: Policy): string {
  const names = (ids: unknown, known: ReadonlyMap<string, string>): string =>
    (Array.isArray(ids) ? ids : []).map((id) => known.get(String(id)) ?? String(id)).join(', ');
  const titles = new Map([...policy.operations].map(([id, { title }]) => [id, title]));
  const clientNames = new Map([...policy.clients].map(([id, { name }]) => [id, name]));
  return `${names(clients, clientNames)}: ${names(operations, titles)}`.slice(0, 200);
}

/** The fields as the text of a file, one a line; what is `undefined` is left out. */
export function draftText(fields: Draft): string {
  const lines = Object.entries(fields).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}: ${flow(value)}`],
  );
  return `${lines.join('\n')}\n`;
}

/** The request as if it were open already: now, with its one file, and nobody asked yet. */
function asIfOpen(asked: Asked, text: string, { policy, ledger, now, opener: known }: DraftGround): GateInput {
  const payload = sha256(text);
  const proposal: Proposal = { ...asked, technician: null, standIns: [], action: null, payload, problems: [] };
  const opener: Account = known ?? { id: 0, login: asked.requester ?? '', type: 'User' };
  const pull = draftPull(asked.path, opener, now);
  return { proposal, policy, pull, ledger, now };
}
