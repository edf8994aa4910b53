// The figures of the review: how people answered, and what the ledger holds.
import type { ReviewFile } from '../generated/types.ts';
import { bars, percent, seconds, table } from './table.ts';

/** Answers, population and checkpoint. */
export function renderFigures(data: ReviewFile, nameOf: (person: string) => string): readonly string[] {
  return ['## Answers', ...answers(data, nameOf), '## Population', ...population(data)];
}

function answers({ answers: all }: ReviewFile, nameOf: (person: string) => string): readonly string[] {
  // Reviews of the first format counted answers to requests for actions alone.
  const { kinds } = all;
  const what = kinds === undefined ? 'answers to requests for actions' : 'answers to requests of every kind';
  if (all.count === 0) return [`Nobody had to answer a request${kinds === undefined ? ' for an action' : ''}.`];
  const outside = all.outside === null ? '' : `, ${all.outside} outside working hours`;
  const rows = all.people.map((one) => [
    nameOf(one.person),
    one.count,
    one.denials,
    percent(one.share),
    seconds(one.median),
    one.within10,
    one.outside,
  ]);
  const head = ['person', 'answers', 'denials', 'share', 'median', 'within 10 s', 'outside hours'];
  return [
    `${all.count} ${what}: half within ${seconds(all.median)}, nine of ten within ${seconds(all.p90)}; ${all.within10} came within 10 s${outside}.`,
    ...(kinds === undefined ? [] : [byKind(kinds)]),
    table(head, rows, ''),
  ];
}

function byKind(kinds: NonNullable<ReviewFile['answers']['kinds']>): string {
  const rows = kinds.map((one) => [
    one.kind,
    one.count,
    one.denials,
    seconds(one.median),
    seconds(one.p90),
    one.within10,
    one.outside,
  ]);
  return table(
    ['request for', 'answers', 'denials', 'median', 'nine of ten within', 'within 10 s', 'outside hours'],
    rows,
    '',
  );
}

const ENDINGS = ['approved', 'auto', 'denied', 'expired', 'refused', 'withdrawn'] as const;

function population({ population: { records, counts, outcomes, unaccounted }, basis }: ReviewFile): readonly string[] {
  const ended = ENDINGS.map((ending) => [ending, counts[`action-${ending}`] ?? 0] as const);
  const types = Object.entries(counts).map(([type, count]) => [type, count]);
  const ran = Object.entries(outcomes).map(([outcome, count]) => [outcome, count]);
  const missing =
    unaccounted.length === 0
      ? 'Every request number is accounted for.'
      : `No count accounts for the requests ${unaccounted.join(', ')}.`;
  return [
    bars('How requests ended', 'requests', ended),
    table(['record type', 'records in the period'], [...types, ['all', records]], ''),
    table(['executions that ended', 'number'], ran, 'Nothing was executed.'),
    missing,
    `Checkpoint of ledger/${basis.year}: ${basis.size} records, root \`${basis.root}\`.`,
  ];
}
