// gate: looks at every open request, records the new ones, and posts the verdict with its whole reasoning on the head.
import { candidateIds } from './core/asked.ts';
import { renderTitle, renderVerdict } from './core/render.ts';
import { formatInstant } from './core/time.ts';
import type { ActionProposed } from './core/records.ts';
import type { Policy } from './core/policy-model.ts';
import type { Verdict, VerdictState } from './core/verdict-model.ts';
import { readGround, recordsOf, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import { actionReference, judge, judgeOpen } from './judge.ts';
import type { Judged } from './judge.ts';
import type { CheckReport } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

export const CHECK = 'countersign/gate';

export interface GateReport {
  readonly verdicts: readonly { readonly pull: number; readonly id: string; readonly verdict: Verdict }[];
}

/**
 * Judges every open request and posts each verdict. Running it twice changes nothing more.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where nothing may be decided
 */
export async function gate(place: Workplace): Promise<GateReport> {
  const ground = await recordNew(await readGround(place), place);
  const verdicts: GateReport['verdicts'][number][] = [];
  for (const judged of await judgeOpen(ground, place)) {
    await post(judged, ground.policy, place);
    verdicts.push({ pull: judged.pull.number, id: judged.input.proposal.id, verdict: judged.verdict });
  }
  return { verdicts };
}

/**
 * Records each request when it is first seen, in the order of their numbers, before any of them is judged: the ledger's
 * order is what decides which of two requests with one id came first, and what counts as split (gate.md rules 4, 17).
 */
async function recordNew(ground: Ground, place: Workplace): Promise<Ground> {
  const drafts: ActionProposed[] = [];
  for (const pull of ground.open) {
    if (isRecorded(pull.number, ground)) continue;
    const judged = await judge(pull, ground, place);
    const draft = judged === null ? null : proposed(judged, ground, place);
    if (draft !== null) drafts.push(draft);
  }
  if (drafts.length === 0) return ground;
  const result = await place.ledger.append((view) => {
    const seen = new Set(recordsOf(view).flatMap((record) => (record.type === 'action-proposed' ? [record.pull] : [])));
    return drafts.filter((draft) => !seen.has(draft.pull)).map((draft) => ({ ...draft }));
  }, place.now());
  for (const record of result.kind === 'appended' ? recordsOf(result.view).slice(-result.records.length) : []) {
    if (record.type !== 'action-proposed') continue;
    place.log(`request ${record.pull}: ${record.action.operation} proposed as ${record.action.id}`);
  }
  return withLedger(ground, place);
}

function isRecorded(pull: number, ground: Ground): boolean {
  return ground.records.some((record) => record.type === 'action-proposed' && record.pull === pull);
}

function proposed(judged: Judged, ground: Ground, place: Workplace): ActionProposed | null {
  const action = actionReference(judged);
  if (action === null) return null;
  const { proposal, pull } = judged.input;
  const { requester, technician, approvers, standIns } = proposal;
  return {
    type: 'action-proposed',
    at: formatInstant(place.now()),
    repository: ground.info.id,
    main: ground.main,
    policy: ground.reference,
    pull: pull.number,
    action,
    automation: judged.verdict.classification.automation,
    opener: pull.opener,
    openedAt: formatInstant(pull.openedAt),
    requester,
    technician,
    approvers,
    standIns,
    deadline: formatInstant(judged.verdict.deadline),
  };
}

const CONCLUSIONS: Readonly<Record<VerdictState, CheckReport['conclusion']>> = {
  refused: 'failure',
  denied: 'failure',
  expired: 'failure',
  waiting: null,
  approved: 'success',
  auto: 'success',
};

async function post({ pull, verdict, input }: Judged, policy: Policy, { forge }: Workplace): Promise<void> {
  const summary = renderVerdict(verdict, input);
  const conclusion = CONCLUSIONS[verdict.state];
  await forge.report({ name: CHECK, head: pull.head, conclusion, title: renderTitle(verdict), summary });
  await forge.setLabels(pull.number, labelsFor(verdict));
  await forge.upsertComment(pull.number, 'countersign:verdict', summary);
  if (verdict.state !== 'waiting') return;
  const logins = candidateIds(verdict).flatMap((id) => policy.people.get(id)?.login ?? []);
  // Asking again would tell people again, on every run.
  const unasked = logins.filter((login) => !pull.asked.some((one) => one.toLowerCase() === login.toLowerCase()));
  if (unasked.length > 0) await forge.requestReviews(pull.number, unasked);
}

/** One label for the tier and one for the state, so that a list of requests can be read at a glance. */
export function labelsFor({ classification, state }: Verdict): readonly string[] {
  const tier = classification.tier === null ? [] : [`tier ${classification.tier}`];
  return [...tier, state];
}
