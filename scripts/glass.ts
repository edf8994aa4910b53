// Puts each broken glass on the ledger before anything runs: without the record there is no pass (write-ahead).
import { glassFacts } from './core/break-glass.ts';
import { plainText } from './core/plain-text.ts';
import type { GateFailure } from './core/records.ts';
import { list } from './core/standing.ts';
import { formatInstant } from './core/time.ts';
import { recordsOf, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import { actionReference, judge } from './judge.ts';
import type { Judged } from './judge.ts';
import type { Workplace } from './workplace.ts';

/**
 * Records the gate failure that each admissible broken glass is (standard: running first is a gate failure, logged at once).
 * Looked at again at the very place where the record lands, so that of two at once by one person only the first is let pass.
 * @returns the ground with what was recorded
 */
export async function recordGlass(ground: Ground, place: Workplace): Promise<Ground> {
  let after = ground;
  const people = ground.policy.standard.breakGlass?.people ?? [];
  const accounts = new Set(people.map((id) => ground.policy.people.get(id)?.account));
  for (const pull of ground.open.filter(({ opener }) => accounts.has(opener.id))) {
    const judged = await judge(pull, after, place);
    const draft = judged === null ? null : failureOf(judged, after, place);
    if (draft === null) continue;
    const result = await place.ledger.append((view) => {
      const glass = glassFacts(recordsOf(view));
      const barred = glass.some(
        (one) => one.action === draft.action?.id || (one.person === draft.reportedBy && !one.reviewed),
      );
      return barred ? [] : [{ ...draft }];
    }, place.now());
    if (result.kind === 'appended') place.log(`request ${pull.number}: ${draft.how}`);
    after = await withLedger(after, place);
  }
  return after;
}

/** `null` where no glass is broken, where it is on the ledger already, and where it may not be. */
function failureOf(judged: Judged, ground: Ground, place: Workplace): GateFailure | null {
  const { verdict, pull, input } = judged;
  const { glass, because } = verdict.classification;
  const action = actionReference(judged);
  const person = [...ground.policy.people.values()].find(({ account }) => account === pull.opener.id);
  const isReady =
    glass === 'unrecorded' && verdict.state === 'waiting' && verdict.unreadable.length === 0 && !pull.draft;
  if (!isReady || action === null || person === undefined) return null;
  const on = action.portfolio ? 'the whole portfolio' : list(action.targets.map(({ name }) => name));
  return {
    type: 'gate-failure',
    at: formatInstant(place.now()),
    repository: ground.info.id,
    main: ground.main,
    // Not by its number: that would account for the request, which is still to end.
    pull: null,
    action,
    how: `Request ${pull.number}, ${action.operation} on ${on}. ${because[1] ?? ''}`,
    detectedBy: 'gate',
    remediation: null,
    kind: 'break-glass',
    target: plainText(on, 1_000),
    automation: null,
    reportedBy: person.id,
    occurredAt: formatInstant(input.pull.openedAt),
  };
}
