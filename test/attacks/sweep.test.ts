// The mutation sweep: one thing changed at a time, and each change is found; the untouched history has no finding.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify, type VerifyOptions } from '../../scripts/verify.ts';
import { type Mutant, writeMutants } from './mutants.ts';
import { type SweptHistory, sweptHistory } from './sweep-fixture.ts';
import * as sweep from './sweep-mutants.ts';

const PATIENCE = 300_000;
let history: SweptHistory;
beforeAll(async () => void (history = await sweptHistory()), PATIENCE);
afterAll(() => history.remove());

/** A signed note of the ledger: origin, size, root, an empty line, the signature. */
const CHECKPOINT_LINES = [0, 1, 2, 3, 4];

describe('the untouched history', () => {
  it('has every record type of a request, and no finding but the failure that it names itself', async () => {
    const report = await verify({ directory: history.clone });
    expect(report.findings).toMatchObject([{ code: 'gate-failure', severity: 'reported' }]);
    expect(report).toMatchObject({ ok: true, notRederivable: [], size: history.ledger.length });
    const types = history.ledger.flatMap(({ changes }) =>
      changes.flatMap(({ path }) => /\d-([a-z-]+)\./.exec(path)?.[1] ?? []),
    );
    expect([...new Set(types)].toSorted()).toEqual([
      'action-approved',
      'action-auto',
      'action-deferred',
      'action-denied',
      'action-executed',
      'action-expired',
      'action-intended',
      'action-proposed',
      'action-refused',
      'action-withdrawn',
      'gate-failure',
      'key-enrolled',
      'key-retired',
      'window-approved',
    ]);
  });

  it('is found harmless in other commits too, as long as records, order and signed roots are the same', async () => {
    const before = await verify({ directory: history.clone });
    for (const { report } of await reportsOf(sweep.harmlessMutants(history))) {
      expect(report).toMatchObject({ ok: true, size: before.size, root: before.root });
    }
  });
});

describe('a change', () => {
  it.each(Object.keys(sweep.RECORD_CHANGES))(
    'in any record is found: %s',
    async (what) => {
      const mutants = sweep.recordMutants(history, what);
      expect(mutants).toHaveLength(history.ledger.length);
      expect(await missed(mutants)).toEqual([]);
    },
    PATIENCE,
  );

  it.each(Object.entries(sweep.PLACE_CHANGES))(
    'of the place of any record is found, record by record: %s',
    async (what, [code]) => {
      const [found] = await reportsOf([sweep.placeMutant(history, what)]);
      const files = new Set(found?.report.findings.flatMap((one) => (one.code === code ? [one.file] : [])));
      expect(files.size).toBe(history.ledger.length);
    },
    PATIENCE,
  );

  it.each(CHECKPOINT_LINES)(
    'of line %i of any checkpoint is found, commit by commit',
    async (line) => {
      const [found] = await reportsOf([sweep.checkpointMutant(history, line)]);
      const codes = ['checkpoint-unsigned', 'checkpoint-size', 'checkpoint-root'];
      const commits = new Set(
        found?.report.findings.flatMap(({ code, commit }) => (codes.includes(code) ? [commit] : [])),
      );
      expect(commits.size).toBe(history.ledger.length);
    },
    PATIENCE,
  );

  it('of any commit of the ledger is found', () => allFound(sweep.ledgerMutants(history)), PATIENCE);

  it('of all commits of the ledger is found, commit by commit', async () => {
    for (const [code, number, mutant] of sweep.everyCommitMutants(history)) {
      const [found] = await reportsOf([mutant]);
      const commits = new Set(found?.report.findings.flatMap((one) => (one.code === code ? [one.commit] : [])));
      expect([mutant.name, commits.size]).toEqual([mutant.name, number]);
    }
  });

  it('of any commit of main is found', () => allFound(sweep.mainMutants(history)), PATIENCE);

  it(
    'that cuts the ledger off is found by everybody who saved a checkpoint',
    async () => {
      const saved = [(await verify({ directory: history.clone })).checkpoint ?? ''];
      expect(await missed(sweep.cutMutants(history), { saved })).toEqual([]);
    },
    PATIENCE,
  );

  it(
    'that cuts the ledger off is found by anybody, as far as a merge on main vouches for it',
    async () => {
      const cuts = sweep.cutMutants(history);
      // Behind the last merge nothing on main speaks of the ledger: the report says so in words.
      const unseen = cuts.slice(history.vouched - 1).map(({ name }) => name);
      expect(await missed(cuts)).toEqual(unseen);
    },
    PATIENCE,
  );
});

async function allFound(mutants: readonly Mutant[]): Promise<void> {
  expect(mutants.length).toBeGreaterThan(4);
  expect(await missed(mutants)).toEqual([]);
}

type Options = Pick<VerifyOptions, 'saved'>;

/** The names of those in which nothing was found. */
async function missed(mutants: readonly Mutant[], options: Options = {}): Promise<readonly string[]> {
  const reports = await reportsOf(mutants, options);
  return reports.filter(({ report }) => !hasFailure(report)).map(({ name }) => name);
}

interface Answer {
  readonly name: string;
  readonly report: Awaited<ReturnType<typeof verify>>;
}

/** `ok` and the findings tell the same. */
function hasFailure({ ok, findings }: Answer['report']): boolean {
  const failed = findings.some(({ severity }) => severity === 'failure');
  if (failed === ok) throw new Error('a report says that all is well and that something is wrong');
  return failed;
}

let batches = 0;

/** A few at a time: most of the time is git's. */
async function reportsOf(mutants: readonly Mutant[], options: Options = {}): Promise<readonly Answer[]> {
  const folder = `${history.folder}/sweep-${(batches += 1)}`;
  const directories = writeMutants(folder, history.clone, mutants);
  const answers: Answer[] = [];
  const work = mutants.map(({ name }, at) => ({ name, at, directory: directories[at] ?? '' })).values();
  const runs = Array.from({ length: 4 }, async () => {
    for (const { name, at, directory } of work) answers[at] = { name, report: await verify({ directory, ...options }) };
  });
  await Promise.all(runs);
  return answers;
}
