// The pack's README: in plain words whose ledger this is, what verify says of it, what lies where, and how to check all of it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type VerifyReport, visible } from '../core/audit/report.ts';
import type { Population, Told } from '../core/evidence/population.ts';
import { block, prose } from '../core/markdown.ts';
import { plainText } from '../core/plain-text.ts';
import { formatInstant, type Instant, parseInstant } from '../core/time.ts';
import { originOf } from '../read-years.ts';
import type { Gathered, Wanted } from './gather.ts';
import { checkLines, commandOf, shown } from './readme-check.ts';

/** A table of the pack by the path of its file. */
export type Table = readonly [path: string, population: Population];

/** As many findings as a reader takes in before turning to the whole list. */
const FIRST_FINDINGS = 10;

/**
 * The README's text. Whatever comes from the repository or from whoever runs it is shown and never interpreted.
 * @param sums of the files so far, by path
 */
export function readmeOf(
  options: Wanted & { readonly by: string; readonly now: Instant },
  gathered: Gathered,
  tables: readonly Table[],
  sums: ReadonlyMap<string, string>,
): string {
  const { report, clone } = gathered;
  const { period } = options;
  const newest = clone.years.at(-1);
  const origin = newest === undefined ? '' : originOf(newest).replace(/\/ledger\/\d+$/, '');
  const by = prose(plainText(options.by, 200));
  return lines(
    `# Audit pack: ${prose(visible(origin))}, ${period.name}`,
    ...failing(report),
    `This folder holds what the ledger of ${shown(origin)} says about the days ${period.name}, in UTC, first and last day included, and what it takes to check that without trusting whoever made it. It was made from a clone of the repository, without a network.`,
    `Run at ${formatInstant(Math.floor(options.now / 1_000) * 1_000)} by ${by}.`,
    ...reach(options, gathered),
    '**It holds personal words:** names, reasons, texts of reviews, and in the bundle the requests themselves. Keep it, and delete it, as such data must be: an erasure that is approved later does not reach into it. What was erased reads `(erased: RECORD)`, what this clone cannot open `(not in this clone)`.',
    '## What verify says',
    ...said(report),
    '## What it was made of',
    table(
      ['what', 'which'],
      [
        ['main', shown(report.main ?? 'none')],
        ...report.ledgers.map(({ year, head, size }) => [`ledger/${year}, ${size} records`, shown(head)]),
        ['newest record', newestOf(gathered)],
        ['tool', `countersign ${version()}`],
        ['command', shown(commandOf(options, gathered))],
      ],
    ),
    'The newest checkpoint, signed by the ledger’s key; every record follows from it:',
    block((report.checkpoint ?? '').split('\n').map(visible).join('\n'), ''),
    '## What is in it',
    table(
      ['file', 'what', 'SHA-256'],
      [
        ...OTHERS.map(([path, what]) => [`\`${path}\``, what, sumOf(sums, path)]),
        [
          '`slips/`',
          `the whole story of ${slipsIn(gathered)} requests, each with the proof of its records`,
          'in SHA256SUMS',
        ],
        ['`SHA256SUMS`', 'the sums of every other file, this README included', ''],
      ],
    ),
    "The tables are CSV (RFC 4180, UTF-8). Before what a spreadsheet could run as a formula stands a `'` that is not in the record; the entries of a list are joined by `; `. The first cell of a row names it.",
    table(
      ['table', 'criterion', 'rows', 'first', 'last', 'SHA-256', 'what a row is'],
      tables.map(([path, one]) => [
        `\`${path}\``,
        one.criterion,
        String(one.rows.length),
        cell(one.rows.at(0)?.[0]),
        cell(one.rows.at(-1)?.[0]),
        sumOf(sums, path),
        prose(one.about),
      ]),
    ),
    ...checkLines(options, gathered),
  );
}

const OTHERS: readonly (readonly [string, string])[] = [
  ['verification.txt', 'what `countersign verify` says of the clone, for people'],
  ['verification.json', 'the same as data'],
  [
    'repository.bundle',
    'main, the ledger, its personal parts and its anchors, to be cloned; only its bytes may depend on the version of git',
  ],
];

/** What has to be read first, where there is anything. */
function failing({ findings }: VerifyReport): readonly string[] {
  const failures = findings.filter(({ severity }) => severity === 'failure');
  if (failures.length === 0) return [];
  const first = failures.slice(0, FIRST_FINDINGS).map(({ record, file, commit, sentence }) => {
    const place = [record, file ?? commit].filter((part) => part !== null).join(' ');
    return `- ${shown(`${place === '' ? 'repository' : place}: ${sentence}`)}`;
  });
  const more = failures.length > first.length ? `The first ${first.length}; verification.txt has all:` : 'They are:';
  return [
    `**countersign verify finds ${things(failures.length)} wrong with this history. Rely on nothing here before that is explained.** ${more}`,
    first.join('\n'),
  ];
}

/** How far the ledger of this clone reaches into the period. */
function reach({ period }: Wanted, { all }: Gathered): readonly string[] {
  const [first, last] = [all.at(0), all.at(-1)];
  if (first === undefined || last === undefined) return [];
  const begins = parseInstant(first.record.at) ?? 0;
  const ends = parseInstant(last.record.at) ?? 0;
  return [
    ...(begins > period.from ? [beginning(first)] : []),
    ...(ends < period.until
      ? [
          `**The ledger of this clone ends before the period does:** its newest record, ${shown(last.id)}, is of ${last.record.at}. What came later is not in here.`,
        ]
      : []),
  ];
}

/** A year that is not in the clone, and one that never was, are told apart by what the oldest one quotes. */
function beginning({ id, record }: Told): string {
  const before = record.type === 'key-enrolled' ? record.previous : null;
  if (before === null) return `The ledger begins at ${record.at}: before that there was none.`;
  return `**The ledger of this clone begins after the period does:** its oldest record, ${shown(id)}, is of ${record.at} and continues ${shown(before.origin)} with ${before.size} records, which is not in this clone. What was recorded before is not in here.`;
}

function newestOf({ all }: Gathered): string {
  const last = all.at(-1);
  return last === undefined ? 'none' : `${shown(last.id)} of ${last.record.at}`;
}

/** No anchor is checked here: what checks one is the auditor's to bring. */
function said(report: VerifyReport): readonly string[] {
  const { ok, records, decisions, notRederivable, grade, unanchored, anchors, findings } = report;
  const known = findings.filter(({ severity }) => severity === 'reported').length;
  const tail = unanchored.year === null ? '' : ` from \`${unanchored.year}/${unanchored.from}\` on`;
  const anchored =
    anchors.length === 0
      ? 'The repository has no anchors.'
      : `Its anchors, ${anchors.length}, are in the bundle; \`countersign verify\` checks them with what you bring: \`--tsa-ca\`, \`--witness\`, \`--tag-signers\`, \`--second\`.`;
  return [
    `${ok ? 'Nothing is wrong with this history' : 'Something is wrong with this history, see above'}: ${records} records, ${decisions} decisions derived again from their evidence, ${notRederivable.length} that could not be, ${things(known)} that the ledger itself names (gate failures and erasures among them).`,
    `Grade: \`${grade}\`. The unanchored tail is ${unanchored.records} records${tail}: nobody outside is shown here to have vouched for them. ${anchored}`,
  ];
}

function slipsIn({ slips }: Gathered): number {
  return [...slips.values()].filter((one) => 'text' in one).length;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'));
  const found = typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
  return typeof found === 'string' ? found : 'of no version';
}

function cell(id: string | undefined): string {
  return id === undefined ? '' : shown(plainText(id, 80));
}

function sumOf(sums: ReadonlyMap<string, string>, path: string): string {
  return `\`${sums.get(path) ?? ''}\``;
}

function things(number: number): string {
  return `${number} thing${number === 1 ? '' : 's'}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  // A pipe ends a cell even in a code span.
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((one) => one.replaceAll(/(?<!\\)\|/g, String.raw`\|`)).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function lines(...parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
