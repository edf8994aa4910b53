// A slip against a clone: that it is of the same ledger, and that no record of the action was left out.
import { type Hash, rootOf } from './merkle.ts';
import { recordId, type Indexed } from './records.ts';
import { storyOf } from './slip.ts';
import { finding, type SlipReport, withFindings } from './slip-check.ts';

/** One year's ledger in the clone. */
export interface ComparedYear {
  readonly origin: string;
  readonly leaves: readonly Hash[];
  readonly records: readonly Indexed[];
}

/** Adds what the clone has to say about a slip that was checked with the clone's own keys. */
export function compareSlip(report: SlipReport, years: readonly ComparedYear[]): SlipReport {
  if (report.action === null) return report;
  const shown = new Set(report.records.map(({ id }) => id));
  const story = storyOf(
    report.action,
    years.flatMap(({ records }) => records),
  );
  const missing = story.filter((record) => !shown.has(recordId(record)));
  const findings = report.checkpoints.flatMap(({ origin, size, root }) => {
    const year = years.find((one) => one.origin === origin);
    if (year === undefined || year.leaves.length < size) {
      return [
        finding(
          'clone-older',
          `The clone has ${year?.leaves.length ?? 0} records of ${origin} and the slip speaks of ${size}: fetch, and ask again.`,
        ),
      ];
    }
    if (Buffer.from(rootOf(year.leaves.slice(0, size))).toString('base64') === root) return [];
    return [
      finding(
        'slip-forked',
        `The first ${size} records of ${origin} have another root in the clone: there are two ledgers.`,
      ),
    ];
  });
  const later = (record: Indexed): boolean =>
    report.checkpoints.every(
      ({ origin, size }) => !origin.endsWith(`/${record.at.slice(0, 4)}`) || record.index >= size,
    );
  const left = missing.map((record) => {
    const say = `${record.type}, which is about the action, is in the clone`;
    return later(record)
      ? ({
          ...finding('slip-older', `${say} and newer than the slip.`, recordId(record)),
          severity: 'reported',
        } as const)
      : finding('slip-incomplete', `${say} and was left out of the slip.`, recordId(record));
  });
  return withFindings({ ...report, compared: true }, [...findings, ...left]);
}
