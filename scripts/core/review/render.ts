// The review as Markdown for the people who sign it: what is open first, then every item of the standard's agenda.
import type { ReviewFile } from '../generated/types.ts';
import { prose } from '../markdown.ts';
import { renderAgenda } from './render-agenda.ts';
import { table } from './table.ts';

/** The report; the same data gives the same bytes. @param nameOf the name behind an id of a person */
export function renderReview(data: ReviewFile, nameOf: (person: string) => string): string {
  const parts = [
    `# Quarterly review ${data.quarter}`,
    lead(data),
    '## To do',
    items(data),
    ...renderAgenda(data, nameOf),
    '## Signed by',
    attendance(data, nameOf),
  ];
  return `${parts.join('\n\n')}\n`;
}

function lead(data: ReviewFile): string {
  const { period, lastReview, basis, commits, organisation, version, openItems, gateFailures } = data;
  const since = lastReview === null ? 'the first record' : `the review of ${lastReview}`;
  const from = `It covers everything since ${since}: from ${period.from} until ${period.until} (excluded).`;
  const root = `${basis.size} records of ledger/${basis.year}, root \`${basis.root}\``;
  const open = openItems.length === 1 ? '1 item is open' : `${openItems.length} items are open`;
  const failures = gateFailures.quarter === 1 ? '1 gate failure' : `${gateFailures.quarter} gate failures`;
  return [
    `**${prose(organisation)}, standard ${prose(version)}.** ${open}; ${data.quarter} had ${failures}.`,
    '',
    from,
    `It is derived from ${root}, and from the policy at \`${commits.start.slice(0, 12)}\`, \`${commits.end.slice(0, 12)}\` and`,
    `\`${commits.latest.slice(0, 12)}\`. \`countersign review\` derives the same bytes from them; the gate refuses any others.`,
  ].join('\n');
}

function items({ openItems, closedItems }: ReviewFile): string {
  const open = table(
    ['item', 'open since', 'what', 'closed by'],
    openItems.map(({ id, since, carried, sentence, closes }) => [
      id,
      `${since.slice(0, 10)}${carried ? ', carried over' : ''}`,
      sentence,
      closes,
    ]),
    'Nothing is open.',
  );
  if (closedItems.length === 0) return open;
  const closed = table(
    ['item', 'what it was'],
    closedItems.map(({ id, sentence }) => [id, sentence]),
    '',
  );
  return `${open}\n\nClosed since the last review:\n\n${closed}`;
}

function attendance({ attendance: seats }: ReviewFile, nameOf: (person: string) => string): string {
  const rows = seats.map(({ roles, people }) => [roles.join(' or '), people.map(nameOf).join(', ')]);
  const each =
    'Each seat is filled by another person, by approving this pull request. The merge writes the dated record.';
  return `${table(['seat', 'may be filled by'], rows, 'No row of the matrix covers reviews.')}\n\n${each}`;
}
