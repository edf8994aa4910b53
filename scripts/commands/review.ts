// countersign review: writes the quarter's report, or opens the request that its owners sign.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import { boundsOf, parseQuarter } from '../core/quarters.ts';
import type { Quarter } from '../core/quarters.ts';
import { formatInstant } from '../core/time.ts';
import { makeFolder } from '../ports/folder.ts';
import type { Reviewed } from '../review.ts';

export const command: Command = {
  usage: 'countersign review [--quarter 2026-Q4] [--open | --out DIR] [--json]',
  help: [
    'Derives the quarterly review of the standard from the ledger: gate failures, exceptions, tiers, approver availability, the',
    'version of the standard, and what is open. The last quarter that is over, unless one is named. Prints the report.',
    '',
    '  --quarter Q  the quarter, for example 2026-Q4',
    '  --open       open the request with the report, once, for Security Lead, Operations Owner and Risk Owner; an open one is',
    '               brought up to date while nobody has approved it',
    '  --out DIR    write the report and its data below this folder',
    '  --json       print the data instead of the report',
  ].join('\n'),
  options: {
    quarter: { type: 'string' },
    open: { type: 'boolean' },
    out: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async (call) => {
    const { options, io } = call;
    if (options.open === true && options.out !== undefined) {
      io.err('--open and --out exclude each other: a request brings the files itself.\n');
      return EXIT.badInput;
    }
    const [{ openWorkplace }, { openReview, quarterDue, review }] = await Promise.all([
      import('./environment.ts'),
      import('../review.ts'),
    ]);
    const named = typeof options.quarter === 'string' ? parseQuarter(options.quarter) : undefined;
    if (named === null) {
      io.err(`--quarter ${JSON.stringify(options.quarter)} is no quarter. Write it like 2026-Q4.\n`);
      return EXIT.badInput;
    }
    const place = await openWorkplace(io);
    const quarter: Quarter = named ?? quarterDue(place.now());
    const { until } = boundsOf(quarter);
    if (options.open !== true && place.now() < until) io.err(unfinished(quarter, until));
    return said(await (options.open === true ? openReview(quarter, place) : review(quarter, place)), call);
  },
};

/** The report is one function of the ledger, so it does not know which of its moments are still ahead. */
function unfinished(quarter: Quarter, until: number): string {
  return `${quarter} goes on until ${formatInstant(until)}: the report says how things will stand then if nothing else happens.\n`;
}

async function said(reviewed: Reviewed, { options, io }: Call): Promise<number> {
  if (reviewed.kind === 'refused') {
    io.err(`${reviewed.sentence}\n`);
    return EXIT.no;
  }
  if (reviewed.kind === 'derived') {
    const { files } = reviewed.derived;
    if (typeof options.out === 'string') return write(options.out, files, io);
    io.out([...files.values()].at(options.json === true ? 1 : 0) ?? '');
    return EXIT.done;
  }
  const { kind, quarter, pull } = reviewed;
  const what = { opened: 'opened', updated: 'brought up to date', waits: 'waits for its approvals', held: 'was held' };
  if (options.json === true) io.out(`${JSON.stringify(reviewed)}\n`);
  else io.out(`The review of ${quarter} ${what[kind]}: request ${pull}.\n`);
  return EXIT.done;
}

async function write(directory: string, files: ReadonlyMap<string, string>, io: Call['io']): Promise<number> {
  for (const [path, text] of files) {
    const at = join(directory, path);
    makeFolder(dirname(at));
    await writeFile(at, text);
    io.out(`${at}\n`);
  }
  return EXIT.done;
}
