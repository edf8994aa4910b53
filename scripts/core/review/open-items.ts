// What has to be done, each with a name that stays the same and a rule for when it is closed: carried from review to review.
import { gapsWithin } from '../availability.ts';
import { failureStates, isNearMiss, occurredAt } from '../gate-failures.ts';
import type { ReviewFile } from '../generated/types.ts';
import type { Policy } from '../policy-model.ts';
import { boundsOf } from '../quarters.ts';
import { recordId } from '../records.ts';
import type { Indexed } from '../records.ts';
import { quarterFailures, rootCauseId, rootCauseMissing } from '../review-rule.ts';
import { momentOf } from '../snapshots.ts';
import { formatInstant } from '../time.ts';
import type { Instant } from '../time.ts';
import { isOpen } from './failures.ts';
import type { Scope } from './scope.ts';
import { isMaterial, isRaised } from './standard-changes.ts';
import { refusedOperations } from './unclassified.ts';

type Item = Omit<ReviewFile['openItems'][number], 'carried'>;

const AHEAD = 90 * 86_400_000;

/** What is open, what of it was open at the last review, and what has been closed since. */
export function itemsOf(
  { from, until, before, all }: Scope,
  { start, latest }: { readonly start: Policy; readonly latest: Policy },
): Pick<ReviewFile, 'openItems' | 'closedItems'> {
  // Nothing was open before there was anything.
  const then = before.length === 0 ? [] : openAt(from, before, start);
  const now = openAt(until, all, latest);
  const ids = new Set(now.map(({ id }) => id));
  const earlier = new Set(then.map(({ id }) => id));
  return {
    openItems: now.map((item) => ({ ...item, carried: earlier.has(item.id) })),
    closedItems: then.flatMap(({ id, sentence }) => (ids.has(id) ? [] : [{ id, sentence }])),
  };
}

/**
 * What came up before a moment and is open by what these records and this policy say. What was done after that moment counts: nobody
 * is asked to do what is done.
 */
function openAt(moment: Instant, records: readonly Indexed[], policy: Policy): readonly Item[] {
  return [
    ...failures(moment, records),
    ...rootCauses(moment, records, policy),
    ...unclassified(moment, records, policy),
    ...automations(policy, moment),
    ...versions(moment, records),
    ...gaps(moment, policy),
  ];
}

function failures(moment: Instant, records: readonly Indexed[]): readonly Item[] {
  const open = failureStates(records).filter((one) => isOpen(one) && occurredAt(one.record) < moment);
  return open.map(({ id, record, events }) => {
    const closes =
      events.length === 0
        ? 'Its report is filed, and a remediation that both approvers accept.'
        : `The remediation of ${events.map(({ event }) => event).join(' or ')}, accepted by both approvers.`;
    const since = formatInstant(occurredAt(record));
    const what = isNearMiss(record) ? 'Gate event' : 'Gate failure';
    return { id: `gate-failure:${id}`, since, sentence: `${what}, not remediated: ${record.how}`, closes };
  });
}

function rootCauses(moment: Instant, records: readonly Indexed[], { standard }: Policy): readonly Item[] {
  const counted = quarterFailures(records);
  return counted.flatMap(({ quarter, count }) => {
    const { until } = boundsOf(quarter);
    if (until > moment || !rootCauseMissing(quarter, counted, standard)) return [];
    const sentence = `${quarter} had ${count} gate failures, and their root cause was not looked into.`;
    const closes = `The gate event ${rootCauseId(quarter)} is completed and accepted by both approvers.`;
    return [{ id: `root-cause:${quarter}`, since: formatInstant(until), sentence, closes }];
  });
}

function unclassified(moment: Instant, records: readonly Indexed[], policy: Policy): readonly Item[] {
  return [...refusedOperations(records.filter(({ at }) => momentOf(at) < moment))].flatMap(([operation, refused]) => {
    if (policy.operations.has(operation)) return [];
    const sentence = `Somebody asked for ${operation}, which is in no tier (${refused.length} times).`;
    const closes = 'It is in the action table; as prohibited where nobody is to run it.';
    return refused.slice(0, 1).map(({ at }) => ({ id: `unclassified:${operation}`, since: at, sentence, closes }));
  });
}

/** The policy's own check keeps such an operation out; a review does not rely on that. */
function automations({ automations: all, operations }: Policy, moment: Instant): readonly Item[] {
  return [...all.values()].flatMap((automation) =>
    automation.operations.flatMap((operation) => {
      if (operations.has(operation)) return [];
      const sentence = `The automation ${automation.name} may propose ${operation}, which is in no tier.`;
      const closes = 'The operation is in the action table, or taken from the automation.';
      return [{ id: `automation:${automation.id}/${operation}`, since: formatInstant(moment), sentence, closes }];
    }),
  );
}

function versions(moment: Instant, records: readonly Indexed[]): readonly Item[] {
  const changes = records.filter((one) => one.type === 'policy-changed');
  const lastRaise = changes.findLastIndex(isRaised);
  return changes.slice(lastRaise + 1).flatMap((one) => {
    if (!isMaterial(one) || momentOf(one.at) >= moment) return [];
    const sentence = `The scope of the standard changed with request ${one.pull.number}, and its version stayed ${one.version.to}.`;
    const closes = 'A change of policies/standard.yaml raises the version.';
    return [{ id: `version:${recordId(one)}`, since: one.at, sentence, closes }];
  });
}

function gaps(moment: Instant, policy: Policy): readonly Item[] {
  const rows = Map.groupBy(gapsWithin(policy, { from: moment, to: moment + AHEAD }), ({ row }) => row);
  return [...rows].flatMap(([row, own]) =>
    own.slice(0, 1).map(({ from, sentence }) => {
      const more = own.length === 1 ? '' : ` (and ${own.length - 1} more)`;
      const closes = 'Somebody can fill the row throughout: a swap, a stand-in or one more holder of the role.';
      return { id: `gap:${row}`, since: formatInstant(from), sentence: `From then on, ${sentence}${more}`, closes };
    }),
  );
}
