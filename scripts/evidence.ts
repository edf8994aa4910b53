// evidence: writes the auditor's pack for a period out of a clone, offline: every record, the tables made of them, and what checks both.
import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { renderReport, type VerifyReport } from './core/audit/report.ts';
import { csvOf } from './core/evidence/csv.ts';
import type { Instant } from './core/time.ts';
import { writeBundle } from './evidence/bundle.ts';
import { gather, type Wanted } from './evidence/gather.ts';
import { isTaken, type Pack, writePack } from './evidence/pack.ts';
import { readmeOf } from './evidence/readme.ts';

export interface EvidenceOptions extends Wanted {
  /** The folder that the pack becomes; nothing may have its name. */
  readonly out: string;
  /** Who runs it, in a line, and when: both stand in one line of the README and nowhere else. */
  readonly by: string;
  readonly now: Instant;
}

export type EvidenceOutcome =
  | { readonly kind: 'refused'; readonly sentence: string }
  | {
      readonly kind: 'written';
      readonly report: VerifyReport;
      readonly files: readonly PackFile[];
      /** Requests that were sampled or picked and have no slip, each with the reason. */
      readonly withoutSlip: readonly string[];
    };

/** A file of the pack. */
export interface PackFile {
  readonly path: string;
  readonly sha256: string;
  /** `null` where it is no table. */
  readonly rows: number | null;
}

/**
 * Writes the pack. The same clone and options give the same bytes, but for the line of the README that says who ran it when, and
 * that line's sum.
 * @throws CloneFault, LedgerFault or GitFault where nothing can be made of the clone; then no pack is there
 */
export async function writeEvidence(options: EvidenceOptions): Promise<EvidenceOutcome> {
  const { out, progress = () => undefined } = options;
  const wrong = placeFault(out);
  if (wrong !== null) return { kind: 'refused', sentence: wrong };
  const gathered = await gather(options);
  if (typeof gathered === 'string') return { kind: 'refused', sentence: gathered };
  const { report, populations, sample, slips, clone } = gathered;
  const tables = [
    ...populations.map((one) => [`populations/${one.name}.csv`, one] as const),
    ['sample.csv', sample] as const,
  ];
  let sums: Pack['sums'] = new Map();
  progress('writing the pack');
  await writePack(out, async (pack) => {
    await pack.add('verification.json', `${JSON.stringify(report, null, 2)}\n`);
    await pack.add('verification.txt', renderReport(report));
    for (const [path, table] of tables) await pack.add(path, csvOf(table));
    for (const [id, slip] of slips) if ('text' in slip) await pack.add(`slips/${id}.json`, slip.text);
    await pack.addWritten('repository.bundle', (file) => writeBundle(clone, file));
    await pack.add('README.md', readmeOf(options, gathered, tables, pack.sums));
    ({ sums } = pack);
  });
  const rows = new Map<string, number>(tables.map(([path, table]) => [path, table.rows.length]));
  return {
    kind: 'written',
    report,
    files: [...sums].map(([path, sha256]) => ({ path, sha256, rows: rows.get(path) ?? null })),
    withoutSlip: [...slips].flatMap(([id, slip]) => ('why' in slip ? [`${id}: ${slip.why}`] : [])),
  };
}

/** What is wrong with the place, before an hour of reading is spent on it. */
function placeFault(out: string): string | null {
  if (isTaken(out)) return `${out} is there already: name a folder that is not, with --out. Nothing was touched.`;
  const parent = dirname(resolve(out));
  if (statSync(parent, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return `There is no folder ${parent} that ${out} could be made in: make it first.`;
  }
  return null;
}
