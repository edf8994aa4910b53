// What a proposal means, in words for a terminal: tier, gate, row, who is asked by when, and exactly what would be sent.
import type { Policy } from './core/policy-model.ts';
import { names } from './core/standing.ts';
import { formatDuration, formatInstant } from './core/time.ts';
import type { CompleteDraft } from './draft.ts';
import type { Proposed } from './propose.ts';

/** A draft that was not opened. */
export function describeDraft(draft: CompleteDraft, policy: Policy): string {
  const notes =
    draft.action.window === null ? [] : ['Whether its window was approved is for the gate to say; here it is assumed.'];
  return lines(['Nothing was opened.', ...reasoning(draft, policy), ...notes]);
}

/** A request that is open now. */
export function describeProposed(proposed: Exclude<Proposed, { kind: 'refused' }>, policy: Policy): string {
  const { kind, pull, id, draft } = proposed;
  const opened = kind === 'opened' ? `Opened request ${pull.number}` : `Request ${pull.number} is there already`;
  return lines([`${opened} for ${id}: ${pull.url}`, ...reasoning(draft, policy)]);
}

/** The same as data. */
export function proposedAsData({ kind, pull, id, draft }: Exclude<Proposed, { kind: 'refused' }>) {
  const { approvers, standIns, plan } = draft.action;
  const { state, classification, scope, deadline } = draft.verdict;
  const { tier, gate } = classification;
  const answerBy = new Date(deadline).toISOString();
  return {
    kind,
    request: pull.number,
    url: pull.url,
    id,
    state,
    tier,
    gate,
    row: scope,
    approvers,
    standIns,
    answerBy,
    plan,
  };
}

function reasoning({ action, verdict, named, path }: CompleteDraft, policy: Policy): readonly string[] {
  const { tier, gate, because } = verdict.classification;
  return [
    `file      ${path}`,
    `tier      ${tier ?? 'none'}`,
    `gate      ${gate ?? 'none'}`,
    `row       ${named.rows.map((row) => row.id).join(', ') || 'none'}`,
    ...because.map((sentence) => `          ${sentence}`),
    ...people({ action, verdict, named }, policy),
    'plan      exactly this will be sent:',
    ...action.plan.map((step) => `          ${step.method} ${step.url} ${JSON.stringify(step.body ?? null)}`),
    ...verdict.refusals.map((one) => `refused   ${one.code}: ${one.fact} ${one.remedy}`),
  ];
}

function people(
  { action, verdict }: Pick<CompleteDraft, 'action' | 'verdict' | 'named'>,
  policy: Policy,
): readonly string[] {
  if (verdict.state === 'auto') return ['approver  nobody: it passes without a human'];
  const after = formatDuration(policy.standard.escalateAfter);
  const by = formatInstant(verdict.deadline);
  const standIns =
    action.standIns.length === 0
      ? []
      : [`stand-in  ${names(action.standIns, policy)}, if there is no answer within ${after}`];
  return [`approver  ${names(action.approvers, policy)}, until ${by}`, ...standIns];
}

function lines(all: readonly string[]): string {
  return `${all.join('\n')}\n`;
}
