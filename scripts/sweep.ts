// sweep: what time alone brings about. Calls stand-ins, tells what a killed run never said, accounts for every number.
import { candidateIds } from './core/asked.ts';
import { overSentences } from './core/exceptions-over.ts';
import { calledOnce } from './core/once.ts';
import { recordsOfPull } from './core/records-about.ts';
import { recordId } from './core/records.ts';
import type { ActionDeferred } from './core/records.ts';
import type { ContactAttempt } from './core/record-parts.ts';
import type { Person, PersonId, Row } from './core/policy-model.ts';
import { isAway, isIndependent, isOnCallFor, known, list } from './core/standing.ts';
import { momentOf } from './core/snapshots.ts';
import { formatInstant } from './core/time.ts';
import { complete } from './completeness.ts';
import type { Completeness } from './completeness.ts';
import { readGround, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import { actionReference, judgeOpen } from './judge.ts';
import type { Judged } from './judge.ts';
import { LAPSED, outcomeLabel, tellLapse, tellOutcome } from './outcome.ts';
import { remind } from './reminders.ts';
import { sequenceOn } from './sequence.ts';
import { tellDue } from './tell-due.ts';
import type { Workplace } from './workplace.ts';

export interface SweepReport extends Completeness {
  readonly called: readonly { readonly pull: number; readonly standIn: PersonId }[];
  readonly reminded: readonly { readonly pull: number; readonly person: PersonId }[];
}

/**
 * Looks at everything open. Running it twice calls nobody twice.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where nothing may be decided
 */
export async function sweep(place: Workplace): Promise<SweepReport> {
  const ground = await readGround(place);
  const called: SweepReport['called'][number][] = [];
  const reminded: SweepReport['reminded'][number][] = [];
  for (const judged of await judgeOpen(ground, place)) {
    for (const draft of standInsDue(judged, ground, place)) {
      if (await call(draft, ground, place)) called.push({ pull: judged.pull.number, standIn: draft.standIn });
    }
    const waiting = unanswered(judged, ground);
    for (const earlier of waiting) await tellCalled(earlier, ground, place);
    const standIns = waiting.map(({ standIn }) => standIn);
    for (const person of await remind(judged, standIns, ground, place)) {
      reminded.push({ pull: judged.pull.number, person });
    }
  }
  for (const hint of overSentences(ground.policy, place.now())) place.log(hint);
  await tellOutcomes(ground, place);
  await sequenceOn(ground, place);
  await tellDue(await withLedger(ground, place), place);
  return { called, reminded, ...(await complete(await withLedger(ground, place), place)) };
}

/** Calls that the ledger holds and that nobody has answered: a run killed in between recorded one and told nobody. */
function unanswered({ verdict, pull, input }: Judged, { records }: Ground): readonly ActionDeferred[] {
  if (verdict.state !== 'waiting') return [];
  const answered = (call: ActionDeferred): boolean => {
    const account = input.policy.people.get(call.standIn)?.account;
    const since = momentOf(call.at);
    return (input.pull.reviews ?? []).some((review) => review.by.id === account && review.at > since);
  };
  const calls = recordsOfPull(records, pull.number).filter((one) => one.type === 'action-deferred');
  return calls.filter((call) => !answered(call));
}

/** How many outcomes are looked at again, the newest first; a run that is killed leaves a few untold, never so many. */
const TELL_AGAIN = 100;
const HOUR = 3_600_000;

/** Outcomes and lapsed approvals on the ledger whose labels are missing on the pull request. */
async function tellOutcomes({ records }: Ground, place: Workplace): Promise<void> {
  const last = new Map(
    records.flatMap((one) => (one.type === 'action-executed' ? [[one.approval, one] as const] : [])),
  );
  const approvals = records.filter((one) => one.type === 'action-approved' || one.type === 'action-auto');
  const lapsed = new Set(records.flatMap((one) => (one.type === 'action-expired' ? [one.pull.number] : [])));
  const isOver = (one: (typeof approvals)[number]): boolean => last.has(recordId(one)) || lapsed.has(one.pull.number);
  const ended = approvals.filter(isOver).slice(-TELL_AGAIN);
  const [oldest] = ended;
  if (oldest === undefined) return;
  // Each was touched when it was merged, a little before its approval was recorded.
  const touched = await place.forge.pullsSince(momentOf(oldest.at) - HOUR);
  const labels = new Map(touched.map((pull) => [pull.number, pull.labels]));
  for (const approval of ended) {
    const executed = last.get(recordId(approval));
    const wanted = executed === undefined ? LAPSED : outcomeLabel(executed.outcome);
    if (labels.get(approval.pull.number)?.includes(wanted) === true) continue;
    await (executed === undefined ? tellLapse(approval, place) : tellOutcome(executed, approval, place));
  }
}

/** The stand-ins to be called now (standard: if unavailable; gate.md rule 9). */
function standInsDue(judged: Judged, ground: Ground, place: Workplace): readonly ActionDeferred[] {
  const { input, verdict, pull } = judged;
  const action = actionReference(judged);
  if (verdict.state !== 'waiting' || verdict.unreadable.length > 0 || pull.draft || action === null) return [];
  const now = place.now();
  const silent = known(candidateIds(verdict), input.policy);
  const away = silent.filter((person) => isAway(person, now));
  const overdue = now >= pull.openedAt + input.policy.standard.escalateAfter;
  const unavailable = overdue ? silent : away;
  if (unavailable.length === 0) return [];
  const base = {
    type: 'action-deferred',
    at: formatInstant(now),
    repository: ground.info.id,
    main: ground.main,
  } as const;
  const cause = overdue ? 'no-answer' : 'away';
  return eligible(judged, unavailable).map((person) => ({
    ...base,
    pull: pull.number,
    action,
    cause,
    unavailable: unavailable.map((one) => one.id),
    contactAttempts: attempts(judged, unavailable, ground),
    standIn: person.id,
    resolution: `${person.name} was called as stand-in for ${list(unavailable.map((one) => one.name))}.`,
  }));
}

/** Named before queueing, on call for a row that still has an open seat of somebody unavailable, and not called yet. */
function eligible({ input, verdict }: Judged, unavailable: readonly Person[]): readonly Person[] {
  const silent = new Set(unavailable.map((person) => person.id));
  const open = verdict.rows.filter((row) =>
    row.seats.some((seat) => seat.filledBy === null && seat.candidates.some((id) => silent.has(id))),
  );
  const rows = input.policy.authority.rows.filter((row: Row) => open.some((one) => one.row === row.id));
  return known(input.proposal.standIns, input.policy).filter(
    (person) =>
      person.active &&
      isIndependent(person, input) &&
      rows.some((row) => isOnCallFor(person.id, row, input)) &&
      !input.ledger.called.some((earlier) => earlier.standIn === person.id),
  );
}

/** Everybody unavailable was asked for a review when the request was opened, and told since by what the ledger says. */
function attempts({ pull }: Judged, unavailable: readonly Person[], { records }: Ground): readonly ContactAttempt[] {
  const at = formatInstant(pull.openedAt);
  const ids = new Set(unavailable.map((person) => person.id));
  const told = recordsOfPull(records, pull.number).flatMap((one) => {
    if (one.type !== 'contact-attempted' || !ids.has(one.person)) return [];
    const channel = one.delivered ? one.channel : `${one.channel} (not delivered)`;
    return [{ channel, person: one.person, at: one.at }];
  });
  return [...[...ids].map((person) => ({ channel: 'review request on the pull request', person, at })), ...told];
}

/** Records the call before telling anybody: an answer counts only after it. */
async function call(draft: ActionDeferred, ground: Ground, place: Workplace): Promise<boolean> {
  const wish = { draft: { ...draft }, unless: calledOnce(draft.pull, draft.standIn) };
  const result = await place.ledger.append([wish], place.now());
  if (result.kind === 'nothing') return false;
  place.log(`request ${draft.pull}: ${draft.resolution}`);
  await tellCalled(draft, ground, place);
  return true;
}

async function tellCalled(
  { pull, standIn, resolution }: ActionDeferred,
  { policy, open }: Ground,
  { forge }: Workplace,
) {
  const login = policy.people.get(standIn)?.login;
  const asked = open.find((one) => one.number === pull)?.asked ?? [];
  if (login !== undefined && !asked.includes(login)) await forge.requestReviews(pull, [login]);
  await forge.upsertComment(pull, `countersign:called:${standIn}`, `@${login ?? standIn} ${resolution}`);
}
