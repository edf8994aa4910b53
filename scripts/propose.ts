// propose: completes an automation's draft, opens its pull request with that one file, and says who was asked and by when.
import { parseAction } from './core/action-file.ts';
import type { Action } from './core/action-model.ts';
import { ledgerFacts } from './core/ledger-facts.ts';
import { completeDraft } from './draft.ts';
import type { CompleteDraft } from './draft.ts';
import { readGround } from './ground.ts';
import type { Ground } from './ground.ts';
import type { Pull } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

export type Proposed =
  | { readonly kind: 'opened' | 'exists'; readonly pull: Pull; readonly id: string; readonly draft: CompleteDraft }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] };

/**
 * Proposes an action. The same id again finds the request that is there; nothing is left behind by a refusal.
 * @param bytes the draft: an action file in which id, approvers, standIns and plan may be left out
 * @param name how messages name the draft, for example its path
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where it can't be known what would happen
 */
export async function propose(bytes: Uint8Array, name: string, place: Workplace): Promise<Proposed> {
  const ground = await readGround(place);
  const me = await place.forge.whoAmI();
  const automation = [...ground.policy.automations.values()].find((one) => one.account === me.id);
  if (automation === undefined) {
    const sentence = `The account ${me.login} is not a registered automation. Register it in policies/automations.yaml.`;
    return { kind: 'refused', sentences: [sentence] };
  }
  const draft = completeDraft(bytes, name, {
    policy: ground.policy,
    automation,
    ledger: (id) => ledgerFacts(ground.records, { pull: 0, id }, ground.policy, ground.digests),
    now: place.now(),
  });
  if (!draft.ok) return { kind: 'refused', sentences: draft.sentences };
  return openRequest(draft, ground, place);
}

/** Opens the request of a complete draft, or finds the one that is there; what the gate would refuse is not opened. */
export async function openRequest(draft: CompleteDraft, ground: Ground, place: Workplace): Promise<Proposed> {
  const existing = await place.forge.pullFrom(branchOf(draft.action.id));
  if (existing !== null) return again(existing, draft, ground, place);
  if (draft.verdict.state === 'refused') return { kind: 'refused', sentences: refusals(draft) };
  return open(draft, place);
}

/** The branch that an action is proposed from. */
export function branchOf(id: string): string {
  return `action/${id}`;
}

function refusals({ verdict }: CompleteDraft): readonly string[] {
  return verdict.refusals.map((one) => `${one.code}: ${one.fact} ${one.remedy}`);
}

/**
 * A run that was killed between its steps finds its branch or its file there and goes on from it. What somebody else has pushed
 * under that name beforehand must not be opened as if it were ours.
 */
async function open(draft: CompleteDraft, { forge, log }: Workplace): Promise<Proposed> {
  const { action, path, text } = draft;
  const title = titleOf(action);
  await forge.putFileOnBranch(branchOf(action.id), path, text, title);
  // Word for word: under our name, somebody else's file could name another requester, or none (rule 11).
  if ((await forge.fileAt(branchOf(action.id), path)) !== text) {
    const sentence = `The branch ${branchOf(action.id)} is there already and holds something else. Leave the id out, or give a new one.`;
    return { kind: 'refused', sentences: [sentence] };
  }
  const body = `Proposed by an automation. The file \`${path}\` is the whole request; the gate posts its verdict below.`;
  const { kind, pull } = await forge.openPull(branchOf(action.id), title, body);
  log(`proposed ${action.operation} as request ${pull.number}`);
  return { kind, pull, id: action.id, draft };
}

/** Only ids that the policy knows, so that no text from a request becomes part of a title. */
function titleOf(action: Action): string {
  const clients = action.portfolio
    ? 'the whole portfolio'
    : [...new Set(action.targets.map((one) => one.client))].join(', ');
  return `${action.operation} for ${clients}`.slice(0, 200);
}

/** The same id for the same payload is the same request; for another payload it is a mistake that must not pass silently. */
async function again(pull: Pull, draft: CompleteDraft, ground: Ground, { forge }: Workplace): Promise<Proposed> {
  const { id } = draft.action;
  const fact = `The id ${id} belongs to request ${pull.number}, which`;
  const refused = (why: string): Proposed => {
    return { kind: 'refused', sentences: [`${fact} ${why}. Leave the id out, or give a new one.`] };
  };
  // Whoever opened it may change it, close it, or have it judged by other grants than ours.
  if (pull.opener.id !== (await forge.whoAmI()).id) return refused(`${pull.opener.login} has opened`);
  const same = asksSame(await forge.fileAt(pull.head, draft.path), draft, ground);
  return same ? { kind: 'exists', pull, id, draft } : refused('asks for something else');
}

/** Who asks is part of what is asked for: they never approve it (rule 11). */
function asksSame(there: string | null, { path, payload, action }: CompleteDraft, { policy }: Ground): boolean {
  const file = there === null ? null : parseAction(new TextEncoder().encode(there), path, policy);
  return file?.payload === payload && file.action?.requester === action.requester;
}
