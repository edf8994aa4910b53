// The population of gate failures: each with how it was found, the report that was filed of it, and what was done about it.
import { type FailureState, failureStates, isNearMiss, occurredAt } from '../gate-failures.ts';
import { recordId } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import { formatInstant } from '../time.ts';
import { type Ground, type ToldOf, toldOf } from './ground.ts';
import { approvedBy } from './judged.ts';
import type { Period } from './period.ts';
import type { Population } from './population.ts';
import { type Columns, tableOf, wordsOf } from './table.ts';

interface Row extends FailureState {
  /** The changes that closed the events that tell of it. */
  readonly closings: readonly ToldOf<'gate-failure-remediated'>[];
}

/** The population `gate-failures`. */
export function failuresOf({ all, period }: Pick<Ground, 'all' | 'period'>): Population {
  const done = Map.groupBy(toldOf(all, 'gate-failure-remediated'), ({ record }) => record.event);
  const states = failureStates(all.map(({ record }) => record)).filter((state) => concerns(state, period));
  return tableOf(
    {
      name: 'gate-failures',
      about:
        'Every gate failure that was recorded in the period or happened in it, with its filing and remediation whenever they came; a near miss is told as one and not counted.',
      criterion: 'CC7.2',
    },
    COLUMNS,
    states.map((state) => ({ ...state, closings: state.events.flatMap(({ event }) => done.get(event) ?? []) })),
  );
}

function concerns({ record }: FailureState, { from, until }: Period): boolean {
  return [momentOf(record.at), occurredAt(record)].some((at) => at >= from && at < until);
}

const COLUMNS: Columns<Row> = {
  id: ({ id }) => id,
  recorded: ({ record }) => record.at,
  happened: ({ record }) => formatInstant(occurredAt(record)),
  'from (span)': ({ record }) => record.span?.from,
  'to (span)': ({ record }) => record.span?.to,
  kind: ({ record }) => record.kind,
  counts: ({ record }) => !isNearMiss(record),
  how: ({ record }) => wordsOf(record.how),
  'found by': ({ record }) => record.detectedBy,
  'reported by': ({ record }) => record.reportedBy,
  request: ({ record }) => record.pull,
  action: ({ record }) => record.action?.id,
  operation: ({ record }) => record.action?.operation ?? record.operation,
  automation: ({ record }) => record.automation,
  target: ({ record }) => record.target ?? record.action?.targets.map(({ client, name }) => `${name} (${client})`),
  state: ({ remediation }) => (remediation === null ? 'open' : 'remediated'),
  'done at once': ({ record }) => wordsOf(record.remediation ?? ''),
  'filed as': ({ events }) => events.map(({ event }) => event),
  filed: ({ events }) => events.map(({ at }) => at),
  'filing records': ({ events }) => events.map(recordId),
  'filing approved by': ({ events }) => events.flatMap(({ approvals, pull }) => approvedBy(approvals, pull)),
  remediation: ({ closings }) => closings.map(({ record }) => wordsOf(record.remediation)),
  remediated: ({ closings }) => closings.map(({ record }) => record.at),
  'remediation records': ({ closings }) => closings.map(({ id }) => id),
  'remediation approved by': ({ closings }) =>
    closings.flatMap(({ record: { approvals, pull } }) => approvedBy(approvals, pull)),
};
