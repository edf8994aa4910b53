// What a pack is made of: the report of verify, every record of the clone with its words, the populations, the sample and its slips.
import { countsOf } from '../core/evidence/counts.ts';
import type { Period } from '../core/evidence/period.ts';
import { type Population, populationsOf, type Told } from '../core/evidence/population.ts';
import { samplePopulation, sampleOf } from '../core/evidence/sample.ts';
import { CLONE_INCOMPLETE, type VerifyReport } from '../core/audit/report.ts';
import type { Indexed } from '../core/records.ts';
import { openRecords } from '../ports/ledger-sealed.ts';
import type { StoredRecord } from '../ports/ledger.ts';
import { CloneFault, type ReadClone, readYears } from '../read-years.ts';
import { slipFrom } from '../slip.ts';
import { verify } from '../verify.ts';

export interface Wanted {
  /** Any clone with main and `ledger/*`; nothing is fetched. */
  readonly directory: string;
  readonly period: Period;
  /** How many requests are sampled. */
  readonly sample: number;
  /** Orders the sample; the root of the newest checkpoint where it is `null`. */
  readonly seed: string | null;
  /** Requests that the auditor names, by the first cell of their row. */
  readonly picked: readonly string[];
  /** The ledger's first key from elsewhere than the clone. */
  readonly key?: string;
  readonly progress?: (line: string) => void;
}

export interface Gathered {
  readonly clone: ReadClone;
  readonly report: VerifyReport;
  /** The records of all years, in the ledger's order. */
  readonly all: readonly Told[];
  readonly populations: readonly Population[];
  readonly sample: Population;
  readonly seed: string;
  /** By the id of the request: the text of its slip, or the sentence why there is none. */
  readonly slips: ReadonlyMap<string, SlipOrReason>;
}

type SlipOrReason = { readonly text: string } | { readonly why: string };

/**
 * Gathers it. What verify finds is part of it, and stops nothing but what could only mislead.
 * @returns a sentence where a request is picked that is none of the period
 * @throws CloneFault where the clone lacks a part of its history, or a record is none; LedgerFault where the ledger is not what was
 * signed; GitFault where git cannot read it
 */
export async function gather(wanted: Wanted): Promise<Gathered | string> {
  const { directory, period, picked, key, progress = () => undefined } = wanted;
  const report = await verify({ directory, progress, ...(key === undefined ? {} : { key }) });
  refuseUnfit(report);
  progress('reading the records');
  const clone = await readYears(directory, key);
  refuseMoved(report, clone);
  await refuseCut(clone);
  const all = await toldBy(clone);
  const populations = [...populationsOf(all, period), countsOf(all, period)];
  const requests = populations.find(({ name }) => name === 'requests');
  if (requests === undefined) throw new Error('the population of requests is missing');
  const ids = requests.rows.map(([id = '']) => id);
  const stranger = picked.find((id) => !ids.includes(id));
  if (stranger !== undefined) {
    return `--pick names ${JSON.stringify(stranger)}, and no request of ${period.name} has that id: take ids from the first column of populations/requests.csv.`;
  }
  const seed = wanted.seed ?? clone.years.at(-1)?.root ?? '';
  const sampled = sampleOf(ids, wanted.sample, seed);
  const sample = samplePopulation(requests, sampled, picked);
  progress('writing the slips');
  const slips = await slipsOf(clone, new Set([...sampled.map(({ id }) => id), ...picked]));
  return { clone, report, all, populations, sample, seed, slips };
}

/** A table that leaves out what could not be read would be taken for all there is. */
function refuseUnfit({ findings }: VerifyReport): void {
  const unfit = findings.find(({ code }) => code === CLONE_INCOMPLETE || code === 'record-malformed');
  if (unfit === undefined) return;
  const place = unfit.record === null ? '' : `Record ${unfit.record}: `;
  throw new CloneFault(`${place}${unfit.sentence} No pack is made of that; countersign verify tells the rest.`);
}

/** A clone that somebody fetches into while it is read would give tables of one state and a report of another. */
function refuseMoved({ main, ledgers }: VerifyReport, { branches, years, directory }: ReadClone): void {
  const told = years.map(({ year, head }) => `${year} ${head}`).join();
  if (main === branches.main && told === ledgers.map(({ year, head }) => `${year} ${head}`).join()) return;
  throw new CloneFault(`${directory} has changed while it was read: run it again once nobody fetches into it.`);
}

/** What lies beside the branches' own lines may be cut off too: verify can do without it, and a clone of the bundle could not be made. */
async function refuseCut({ git, directory }: ReadClone): Promise<void> {
  if ((await git.raw(['rev-parse', '--is-shallow-repository'])).trim() !== 'true') return;
  throw new CloneFault(`${directory} lacks older commits (--depth). Run in it: git fetch --unshallow`);
}

async function toldBy({ git, branches, years }: ReadClone): Promise<readonly Told[]> {
  const stored = await openRecords(
    git,
    years.flatMap(({ records }) => records),
    branches.sealed,
  );
  return stored.map(toldOf);
}

function toldOf({ year, index, commit, path, leaf, record, closed = [] }: StoredRecord): Told {
  // verify has held it against the schema of its type.
  const known = record as unknown as Indexed;
  return { id: `${year}/${index}`, year, commit, path, leaf: Buffer.from(leaf).toString('hex'), record: known, closed };
}

/** The form of an action's id; a refused request may have none, and a name from a record must not become another path. */
const ULID = /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

async function slipsOf(clone: ReadClone, ids: Iterable<string>): Promise<Gathered['slips']> {
  const slips = new Map<string, SlipOrReason>();
  for (const id of ids) slips.set(id, await slipOf(clone, id));
  return slips;
}

async function slipOf(clone: ReadClone, id: string): Promise<SlipOrReason> {
  if (!ULID.test(id))
    return { why: 'The request names no action that could be read: its records are in populations/records.csv.' };
  try {
    return { text: (await slipFrom(clone, id)).text };
  } catch (cause) {
    if (cause instanceof CloneFault) return { why: cause.message };
    throw cause;
  }
}
