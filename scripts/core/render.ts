// The verdict in Markdown for the check run and the comment: the facts an approver needs first, then the whole reasoning.
import { clientsOf } from './action-model.ts';
import type { Action } from './action-model.ts';
import { passedOver } from './denial.ts';
import { block, code, prose } from './markdown.ts';
import type { Policy } from './policy-model.ts';
import { renewalWords } from './renewal.ts';
import { names } from './standing.ts';
import { formatInstant } from './time.ts';
import type { Denial, GateInput, RowReasoning, SeatReasoning, Verdict } from './verdict-model.ts';

/** The title of the check run: at most 255 characters on one line, one sentence; a path may hold whatever git lets pass. */
export function renderTitle(verdict: Verdict): string {
  const summary = verdict.summary.replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ');
  return summary.length <= 255 ? summary : `${summary.slice(0, 254)}…`;
}

/** The full reasoning. Everything that comes from the request is shown as inert text. */
export function renderVerdict(verdict: Verdict, input: GateInput): string {
  const { action } = input.proposal;
  const parts = [
    `**${prose(verdict.summary)}**`,
    action === null ? renderChange(input) : renderAction(action, input),
    renderTier(verdict),
    verdict.refusals.length === 0 ? null : renderRefusals(verdict),
    verdict.rows.length === 0 ? null : renderRows(verdict.rows, input.policy),
    renderReviews(verdict),
    verdict.denial === null ? null : renderDenial(verdict.denial),
    renderTimes(verdict),
  ];
  return parts.filter((part) => part !== null).join('\n\n');
}

/** What an approver needs within ten seconds (standard: who asked, the command, the system affected, the policy). */
function renderAction(action: Action, { policy, pull }: GateInput): string {
  const operation = policy.operations.get(action.operation);
  const platform = policy.platforms.get(operation?.platform ?? '')?.name ?? operation?.platform ?? 'unknown platform';
  const asks = action.requester === null ? code(pull.opener.login) : prose(names([action.requester], policy));
  const targets = action.portfolio
    ? ['every client in the register']
    : action.targets.map((one) => `${code(one.name)} (${prose(one.kind)} ${code(one.id)}) of ${code(one.client)}`);
  const rows: readonly (readonly [string, string])[] = [
    ['What', `${prose(operation?.title ?? 'an operation that nobody has classified')} (${code(action.operation)})`],
    ['On', `${prose(platform)}: ${targets.join(', ')}`],
    ['Clients', action.portfolio ? 'all' : clientsOf(action).map(code).join(', ')],
    ['Asked by', `${asks}, through ${code(pull.opener.login)}`],
    ['Work of', action.technician === null ? 'nobody in particular' : prose(names([action.technician], policy))],
    ['Why', code(action.justification)],
    ['Expected', code(action.expectedOutcome)],
  ];
  const table = ['| | |', '|---|---|', ...rows.map(([key, value]) => `| ${key} | ${value.replaceAll('|', '\\|')} |`)];
  const steps = action.plan.map((step) => `${step.method} ${step.url}${body(step.body)}`).join('\n');
  return `${table.join('\n')}\n\n**Exactly this will be sent**\n\n${block(steps === '' ? 'nothing' : steps, 'http')}`;
}

/** Somebody who looks at two hundred paths looks at none; the forge lists them all. */
const SHOWN = 50;

/** What a request without an action changes: each file, and what that means where it can be told. */
function renderChange(input: GateInput): string {
  const { pull, proposal } = input;
  const files = pull.files ?? [];
  const shown = files.slice(0, SHOWN).map(({ path, status }) => `- ${prose(status)} ${code(path)}`);
  const more = files.length > SHOWN ? [`- and ${files.length - SHOWN} more`] : [];
  const brings = [...(proposal.brings ?? []), ...renewalWords(input)].map((sentence) => `- ${prose(sentence)}`);
  const kind = `**A change of the kind ${prose(proposal.kind)}**, through ${code(pull.opener.login)}`;
  const meaning = brings.length === 0 ? [] : ['', '**What it means**', ...brings];
  return [kind, ...shown, ...more, ...meaning].join('\n');
}

function body(content: Readonly<Record<string, unknown>> | undefined): string {
  return content === undefined ? '' : `\n${JSON.stringify(content, null, 2)}`;
}

function renderTier({ classification }: Verdict): string {
  const { tier, gate, because } = classification;
  const head = tier === null ? '**Not in a tier**' : `**Tier ${tier}**, gate ${code(gate ?? 'none')}`;
  return [head, ...because.map((sentence) => `- ${prose(sentence)}`)].join('\n');
}

function renderRefusals({ refusals }: Verdict): string {
  const lines = refusals.map((one) => `- ${code(one.code)} ${prose(one.fact)} ${prose(one.remedy)}`);
  return ['**Why it is refused**', ...lines].join('\n');
}

function renderRows(rows: readonly RowReasoning[], policy: Policy): string {
  const lines = rows.flatMap((row) => [
    `- row ${code(row.row)}: ${prose(row.title)}`,
    ...row.seats.map((seat) => `  - ${renderSeat(seat, policy)}`),
  ]);
  return ['**Who must approve**', ...lines].join('\n');
}

function renderSeat(seat: SeatReasoning, policy: Policy): string {
  const roles = seat.roles.map(code).join(' or ');
  if (seat.filledBy !== null) return `${roles}: filled by ${prose(names([seat.filledBy], policy))}`;
  return `${roles}: open, asked of ${prose(names(seat.candidates, policy))}`;
}

function renderReviews(verdict: Verdict): string | null {
  const { counted } = verdict;
  const yes = counted.map(
    (one) => `- counts: ${prose(one.name)}, ${formatInstant(one.at)}${one.standIn ? ', as stand-in' : ''}`,
  );
  const no = passedOver(verdict).map(
    (one) => `- does not count (${code(one.code)}): ${prose(one.fact)} ${prose(one.remedy)}`,
  );
  return yes.length + no.length === 0 ? null : ['**Answers so far**', ...yes, ...no].join('\n');
}

function renderDenial(denial: Denial): string {
  const reason = denial.reason === '' ? '(no reason given)' : denial.reason;
  return `**Denied** by ${prose(denial.name)} at ${formatInstant(denial.at)}:\n\n${block(reason, 'text')}`;
}

function renderTimes({ deadline, lapses }: Verdict): string {
  const used = lapses === null ? '' : ` The approval may be used until ${formatInstant(lapses)}.`;
  return `Answers count until ${formatInstant(deadline)}. Without a sufficient one, nothing runs.${used}`;
}
