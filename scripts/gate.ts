// gate: looks at every open request, records the new ones, and posts the verdict with its whole reasoning on the head.
import { annotationsOf } from './core/annotations.ts';
import { candidateIds } from './core/asked.ts';
import { proposedOnce } from './core/once.ts';
import { recordsOfPull } from './core/records-about.ts';
import { renderTitle, renderVerdict } from './core/render.ts';
import { formatInstant } from './core/time.ts';
import type { Person } from './core/policy-model.ts';
import type { ActionProposed } from './core/records.ts';
import type { Verdict, VerdictState } from './core/verdict-model.ts';
import { fileGlass } from './file-missing.ts';
import { recordGlass } from './glass.ts';
import { readGround, recordsOf, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import { CHECK } from './look.ts';
import { actionReference, judge, judgeOpen } from './judge.ts';
import type { Judged } from './judge.ts';
import type { CheckReport, Pull } from './ports/forge.ts';
import { branchOf } from './propose.ts';
import { tellDue } from './tell-due.ts';
import type { Workplace } from './workplace.ts';

export interface GateReport {
  readonly verdicts: readonly { readonly pull: number; readonly id: string; readonly verdict: Verdict }[];
}

/**
 * Judges every open request and posts each verdict. Running it twice changes nothing more.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where nothing may be decided
 */
export async function gate(place: Workplace): Promise<GateReport> {
  const ground = await recordGlass(await recordNew(await readGround(place), place), place);
  const verdicts: GateReport['verdicts'][number][] = [];
  for (const judged of await judgeOpen(ground, place)) {
    await post(judged, ground, place);
    verdicts.push({ pull: judged.pull.number, id: judged.input.proposal.id, verdict: judged.verdict });
  }
  await fileGlass(ground, place);
  await tellDue(ground, place);
  return { verdicts };
}

/**
 * Records each request when it is first seen, in the order of their numbers but for copies, before any of them is judged: the ledger's
 * order is what decides which of two requests with one id came first, and what counts as split (gate.md rules 4, 17).
 */
async function recordNew(ground: Ground, place: Workplace): Promise<Ground> {
  const drafts: ActionProposed[] = [];
  const owned = new Map<string, number>();
  for (const pull of ground.open) {
    if (isRecorded(pull.number, ground)) continue;
    const judged = await judge(pull, ground, place);
    const draft = judged === null ? null : proposed(judged, ground, place);
    if (draft === null) continue;
    drafts.push(draft);
    if (isFromItsBranch(pull, draft.action.id, ground)) owned.set(draft.action.id, draft.pull);
  }
  if (drafts.length === 0) return ground;
  // Whoever copies an id into a request that it had opened before must not take it from the one that it was made for.
  const isCopy = ({ action, pull }: ActionProposed): boolean => (owned.get(action.id) ?? pull) !== pull;
  const inOrder = [...drafts.filter((draft) => !isCopy(draft)), ...drafts.filter(isCopy)];
  const wishes = inOrder.map((draft) => ({ draft: { ...draft }, unless: proposedOnce(draft.pull) }));
  const result = await place.ledger.append(wishes, place.now());
  const records = result.kind === 'appended' ? result.records : [];
  for (const record of recordsOf({ ...result.view, records })) {
    if (record.type !== 'action-proposed') continue;
    place.log(`request ${record.pull}: ${record.action.operation} proposed as ${record.action.id}`);
  }
  return withLedger(ground, place);
}

/** From the branch that `propose` has made for this very id, to where requests go. */
function isFromItsBranch({ headBranch, fork, base }: Pull, id: string, { info }: Ground): boolean {
  return headBranch === branchOf(id) && !fork && base === info.defaultBranch;
}

function isRecorded(pull: number, ground: Ground): boolean {
  return recordsOfPull(ground.records, pull).some(({ type }) => type === 'action-proposed');
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

/** What is there already, as this run's look showed it, is not written again. */
async function post(judged: Judged, { policy, look }: Ground, { forge, log }: Workplace): Promise<void> {
  const { pull, verdict, input } = judged;
  const summary = renderVerdict(verdict, input);
  const conclusion = CONCLUSIONS[verdict.state];
  const [title, annotations] = [renderTitle(verdict), annotationsOf(verdict.refusals)];
  const asked = verdict.state === 'waiting' ? candidateIds(verdict) : [];
  const logins = asked.flatMap((id) => loginOf(policy.people.get(id), input.pull.writers));
  const telling = {
    check: { name: CHECK, head: pull.head, conclusion, title, summary, annotations },
    labels: [...keptLabels(judged), ...labelsFor(verdict)],
    comment: { marker: 'countersign:verdict', body: summary },
    // Asking again would tell people again, on every run.
    ask: logins.filter((login) => !pull.asked.some((one) => one.toLowerCase() === login.toLowerCase())),
  };
  for (const login of await forge.tell(pull, telling, look.detailsOf(pull))) {
    log(`request ${pull.number}: the forge does not let ${login} be asked: correct the login in policies/people.yaml.`);
  }
}

/** Nobody is asked who could not answer: without write access an approval counts for nothing (gate.md rule 13). */
function loginOf(person: Person | undefined, writers: readonly number[] | null): readonly string[] {
  return person === undefined || writers?.includes(person.account) === false ? [] : [person.login];
}

/** A change of the policy or the code has labels of its own, which are nothing to the gate; a request of one file has none. */
function keptLabels({ pull, input }: Judged): readonly string[] {
  return input.proposal.namedBy === 'matrix' ? pull.labels.filter((label) => !(label in CONCLUSIONS)) : [];
}

/** One label for the tier and one for the state, so that a list of requests can be read at a glance. */
export function labelsFor({ classification, state }: Verdict): readonly string[] {
  const tier = classification.tier === null ? [] : [`tier ${classification.tier}`];
  return [...tier, state];
}
