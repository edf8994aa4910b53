// The agenda of the review, item by item, as the standard lists it.
import type { ReviewFile } from '../generated/types.ts';
import { prose } from '../markdown.ts';
import { renderFigures } from './render-figures.ts';
import { bars, folded, minute, table } from './table.ts';

type Names = (person: string) => string;

/** More lines than these are folded. */
const LONG = 25;

/** Every section in the order of the standard. */
export function renderAgenda(data: ReviewFile, nameOf: Names): readonly string[] {
  return [
    '## Gate failures',
    ...failures(data),
    '## Exceptions',
    ...exceptions(data, nameOf),
    '## Tier assignments',
    ...tiers(data, nameOf),
    '## Approver availability',
    ...availability(data, nameOf),
    '## Version of the standard',
    ...standard(data, nameOf),
    ...renderFigures(data, nameOf),
  ];
}

function failures({ gateFailures, quarter, missedReviews }: ReviewFile): readonly string[] {
  const { quarter: count, allowed, rootCause, trend, entries } = gateFailures;
  const words = {
    'not-needed': `${count} in ${quarter}; more than ${allowed} would need a root-cause review.`,
    missing: `${count} in ${quarter}, more than ${allowed}: **the root-cause review is missing, and nobody can sign before it is there.**`,
    done: `${count} in ${quarter}, more than ${allowed}: the root-cause review is there.`,
  };
  const chart = bars(
    'Gate failures by quarter',
    'number',
    trend.map((one) => [one.quarter, one.count]),
  );
  const rows = trend.map((one) => [one.quarter, one.count, one.open]);
  const listed = entries.map((one) => [
    one.record,
    minute(one.occurredAt),
    one.kind,
    one.how,
    one.target,
    one.detectedBy,
    one.remediation ?? `open${one.events.length === 0 ? ', no report yet' : `, reported as ${one.events.join(', ')}`}`,
  ]);
  const head = ['record', 'happened', 'kind', 'how', 'target', 'detected by', 'remediation'];
  const missed = `Reviews that were not held in time: ${prose(missedReviews.join(', '))}.`;
  return [
    words[rootCause],
    chart,
    table(['quarter', 'gate failures', 'not remediated'], rows, ''),
    folded(
      `All ${listed.length}`,
      table(head, listed, 'None was recorded, and no older one is open.'),
      listed.length > LONG,
    ),
    ...(missedReviews.length === 0 ? [] : [missed]),
  ];
}

const STANDING: Readonly<Record<ReviewFile['exceptions'][number]['state'], string>> = {
  open: 'in force',
  expiring: 'in force, ends within 30 days',
  ended: 'over',
  removed: 'taken away',
  unapproved: 'on main without an approval: counts for nothing',
};

function exceptions({ exceptions: all, exceptionLog }: ReviewFile, nameOf: Names): readonly string[] {
  const rows = all.map((one) => [
    one.id,
    STANDING[one.state],
    one.operations.join(', '),
    one.clients.join(', '),
    one.expires === null ? null : minute(one.expires),
    one.requestor === null ? null : nameOf(one.requestor),
    one.approvers.map(nameOf).join(' and '),
    one.uses,
  ]);
  const head = ['exception', 'stands', 'operations', 'clients', 'expires', 'asked by', 'approved by', 'uses'];
  const entries = exceptionLog.map(({ at, record, exception, event, by, operation }) => [
    minute(at),
    record,
    exception,
    event,
    [operation ?? '', (event === 'approved' ? by.map(nameOf) : by).join(', ')]
      .filter((part) => part !== '')
      .join(' for '),
  ]);
  const log = table(
    ['when', 'record', 'exception', 'what', 'for or by'],
    entries,
    'The log has no entry in this period.',
  );
  return [
    table(head, rows, 'There was none.'),
    `Every entry of the log, ${entries.length} in all:`,
    folded(`All ${entries.length}`, log, entries.length > LONG),
  ];
}

function tiers(data: ReviewFile, nameOf: Names): readonly string[] {
  const { automations, removedAutomations, unclassified } = data;
  const rows = automations.flatMap(({ id, name, owner, added, operations }) =>
    operations.map((one) => [
      `${name} (${id})`,
      added ? 'new' : 'new operation',
      owner === null ? null : nameOf(owner),
      one.id,
      one.classified ? (one.prohibited ? 'prohibited' : `Tier ${one.tier}, ${one.gate}`) : 'not classified',
    ]),
  );
  const seen = unclassified.map(({ operation, refused, classified }) => [
    operation,
    refused,
    classified ? 'yes' : 'no',
  ]);
  return [
    table(
      ['automation', 'what', 'owner', 'operation', 'tier'],
      rows,
      'No automation was added, and none got a new operation.',
    ),
    ...(removedAutomations.length === 0 ? [] : [`Gone: ${prose(removedAutomations.join(', '))}.`]),
    table(
      ['operation asked for without a tier', 'requests, all refused', 'classified by now'],
      seen,
      'Nobody asked for an operation that is in no tier.',
    ),
    ...activity(data),
  ];
}

/** What programs did there by the platforms' own logs; nothing where nobody looked. */
function activity({ activity: platforms = [] }: ReviewFile): readonly string[] {
  if (platforms.length === 0) return [];
  const rows = platforms.map(({ platform, from, until, covered, past }) => {
    return [platform, minute(from), minute(until), covered, past];
  });
  const seen = platforms.flatMap(({ platform, unclassified }) =>
    unclassified.map(({ what, account, automation, times }) => {
      return [platform, what, automation ?? `account ${account}`, times];
    }),
  );
  const head = ['platform', 'read from', 'until', 'acts of programs with their intent', 'past the gate'];
  return [
    table(head, rows, ''),
    table(
      ['platform', 'seen there and in no tier', 'by', 'times'],
      seen,
      'Programs did nothing on these platforms that is in no tier.',
    ),
  ];
}

function availability({ availability: { from, until, gaps, onCall }, deferrals }: ReviewFile, nameOf: Names) {
  const turns = onCall.map(({ rotation, people }) => [rotation, people.map(nameOf).join(', ')]);
  const holes = gaps.map((gap) => [minute(gap.from), minute(gap.to), gap.row, gap.sentence]);
  const called = deferrals.map((one) => [
    one.record,
    minute(one.at),
    one.pull,
    one.operation,
    one.cause === 'away' ? 'away' : 'no answer',
    one.unavailable.map(nameOf).join(', '),
    nameOf(one.standIn),
    one.resolution,
    one.ending ?? 'open',
  ]);
  const head = ['record', 'when', 'request', 'operation', 'why', 'who', 'called instead', 'what was done', 'ended'];
  return [
    `Every stretch from ${minute(from)} until ${minute(until)} in which some row could not be filled:`,
    table(['from', 'to', 'row', 'who is missing'], holes, 'None: every row can be filled throughout.'),
    table(['rotation', 'on call at the start'], turns, 'There are no rotations.'),
    `Deferrals, ${called.length} in all:`,
    folded(`All ${called.length}`, table(head, called, 'Nobody had to be called.'), called.length > LONG),
  ];
}

function standard({ standard: { versions, changes, differences } }: ReviewFile, nameOf: Names): readonly string[] {
  const { start, end } = versions;
  const head = ['record', 'when', 'change of', 'files', 'scope touched', 'version raised', 'approved by'];
  const rows = changes.map((one) => [
    one.record,
    minute(one.at),
    one.change,
    one.files,
    one.material ? 'yes' : 'no',
    one.raised ? 'yes' : one.material ? 'no' : null,
    one.approvers.map(nameOf).join(' and '),
  ]);
  const version = start === end ? `The version stayed ${start}.` : `The version went from ${start} to ${end}.`;
  const words = differences.map((sentence) => `- ${prose(sentence)}`).join('\n');
  return [
    prose(version),
    folded(`All ${rows.length} changes`, table(head, rows, 'Nothing was changed.'), rows.length > LONG),
    ...(differences.length === 0 ? [] : ['What the changes come to:', folded('All', words, differences.length > LONG)]),
  ];
}
