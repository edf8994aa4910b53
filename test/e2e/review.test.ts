// The quarterly review from its first gate failure to its third signature, and every way to sign something else.
import { execFileSync } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import type { ReviewFile } from '../../scripts/core/generated/types.ts';
import { gate } from '../../scripts/gate.ts';
import { DEVICES, health, isolation } from '../../scripts/local/tour-drafts.ts';
import { answers, gateSays, proposes, recorded, step } from '../../scripts/local/tour-stage.ts';
import type { Stage } from '../../scripts/local/tour-stage.ts';
import { merge } from '../../scripts/merge.ts';
import type { Entry, History } from '../../scripts/core/audit/history.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { rederive } from '../../scripts/rederive.ts';
import { reviewFindings } from '../../scripts/verify/reviews.ts';
import { openReview, quarterDue, review } from '../../scripts/review.ts';
import { verify } from '../../scripts/verify.ts';
import { heard } from './house.ts';
import { asks, fails, openReviewStage, REMEDY, rootCause, shorter } from './review-stage.ts';

const DAY = 24 * 60;
const [MD, DATA] = ['exceptions/reviews/2026-q3.md', 'exceptions/reviews/2026-q3.json'];

let stage: Stage;
let request: { readonly id: string; readonly pull: number };
const gates = () => step(stage, () => gate(stage.house.bot));
const merges = () => step(stage, () => merge(stage.house.bot));

beforeAll(async () => {
  stage = await openReviewStage();
});

afterAll(async () => {
  await stage.house.close();
  await rm(stage.directory, { recursive: true, force: true });
});

const opens = () => openReview('2026-Q3', stage.house.bot);

async function onBranch(path: string): Promise<string> {
  const { forge } = stage.house.bot;
  return (await forge.fileAt((await forge.pull(request.pull)).head, path)) ?? '';
}

async function dataOnBranch(): Promise<ReviewFile> {
  return JSON.parse(await onBranch(DATA)) as ReviewFile; // what the test itself has written through the verb
}

it('is not opened before its quarter is over, and shows how far it has come', { timeout: 60_000 }, async () => {
  const isolated = await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
  stage.later(1);
  await answers('lena', 'APPROVE', isolated, stage);
  await step(stage);
  await proposes('health-dashboard', health(DEVICES.fs01), stage);
  await step(stage);
  for (const how of ['a patch by hand', 'a reboot by hand', 'an install by hand']) await fails(how, stage);
  expect(await opens()).toEqual({
    kind: 'refused',
    sentence: '2026-Q3 is not over before 2026-10-01T00:00:00Z: nobody signs it earlier.',
  });
  const shown = await review('2026-Q3', stage.house.bot);
  const files = shown.kind === 'derived' ? Object.fromEntries(shown.derived.files) : {};
  const early = await asks('review/early', files, stage);
  await gateSays('failure', ['review-differs', '2026-Q3 was not over when it was opened'], early, stage);
  await stage.house.as('tess-northwind').forge.close(early.pull);
  expect(shown.kind === 'derived' && shown.derived.data.gateFailures).toMatchObject({
    quarter: 3,
    rootCause: 'missing',
  });
  expect(await review('2026-Q2', stage.house.bot)).toMatchObject({
    sentence: 'The ledger has no record from before the end of 2026-Q2: nothing to review.',
  });
});

it('is opened once, says what happened, and asks its three owners', { timeout: 60_000 }, async () => {
  stage.later(8 * DAY);
  expect(quarterDue(stage.now())).toBe('2026-Q3');
  const opened = await opens();
  expect(opened).toMatchObject({ kind: 'opened', quarter: '2026-Q3' });
  request = { id: 'none', pull: 'pull' in opened && opened.pull !== null ? opened.pull : 0 };
  await gates();
  expect(await opens()).toEqual({ kind: 'waits', quarter: '2026-Q3', pull: request.pull });
  const data = await dataOnBranch();
  expect(data.population.counts).toMatchObject({ 'action-approved': 1, 'action-auto': 1, 'gate-failure': 3 });
  expect(data.answers).toMatchObject({ count: 1, people: [{ person: 'lena', share: 1 }] });
  expect(data.openItems.map(({ id }) => id.split(':')[0])).toEqual(
    expect.arrayContaining(['gate-failure', 'root-cause']),
  );
  expect((await stage.house.bot.forge.pull(request.pull)).asked).toEqual([]);
});

it(
  'cannot be signed after a third gate failure before its root-cause review exists',
  { timeout: 120_000 },
  async () => {
    await gateSays('failure', ['root-cause-missing', 'Complete the gate event root-cause-2026-q3'], request, stage);
    const path = 'exceptions/gate-failures/root-cause-2026-q3.yaml';
    for (const [branch, text] of [
      ['gate-event/root-cause', rootCause('null')],
      ['gate-event/root-cause-done', rootCause(REMEDY)],
    ] as const) {
      const asked = await asks(branch, { [path]: text }, stage);
      await answers('sam', 'APPROVE', asked, stage);
      await answers('rita', 'APPROVE', asked, stage);
      await merges();
      expect((await stage.house.bot.forge.pull(asked.pull)).state).toBe('merged');
    }
    expect(await opens()).toEqual({ kind: 'updated', quarter: '2026-Q3', pull: request.pull });
    await gates();
    const data = await dataOnBranch();
    expect(data.gateFailures.rootCause).toBe('done');
    expect(data.openItems.map(({ id }) => id)).not.toContain('root-cause:2026-Q3');
    await gateSays('waiting', ['Waiting for'], request, stage);
  },
);

type Files = Readonly<Record<string, string>>;

/** The report with one text of one file replaced; the text must be there. */
const replaced = (path: string, from: RegExp, to: string) => async (): Promise<Files> => {
  const text = await onBranch(path);
  expect(text).toMatch(from);
  return { [MD]: await onBranch(MD), [DATA]: await onBranch(DATA), [path]: text.replace(from, to) };
};

it.each([
  [
    'report',
    replaced(MD, /Gate failure, not remediated/, 'All is well'),
    `The file ${MD} is not what the ledger gives.`,
  ],
  ['data', replaced(DATA, /"quarter": 3/, '"quarter": 0'), `The file ${DATA} is not what the ledger gives.`],
  ['checkpoint', replaced(DATA, /"size": \d+/, '"size": 3'), 'The root that it names is not that of ledger/2026.'],
  ['ledger', replaced(DATA, /"year": \d+/, '"year": 2031'), 'which is no place in the ledger'],
  ['form', replaced(DATA, /"format": 2/, '"format": 7'), 'is not in the form of policies/schemas/review.json'],
  [
    'format',
    replaced(DATA, /"format": 2/, '"format": 1'),
    'It is written in format 1, and reports are written in format 2 by now.',
  ],
  ['end', () => shorter(stage), 'It leaves out 3 records from before the end of 2026-Q3.'],
] as const)('is refused with another %s, whoever signs it', { timeout: 60_000 }, async (what, forge, fact) => {
  const forged = await asks(`review/forged-${what}`, await forge(), stage);
  for (const person of ['sam', 'olga', 'rita']) await answers(person, 'APPROVE', forged, stage);
  await merges();
  await gateSays('failure', ['review-differs', fact], forged, stage);
  expect((await stage.house.bot.forge.pull(forged.pull)).state).toBe('open');
  await stage.house.as('tess-northwind').forge.close(forged.pull);
});

it('is not merged with two of three signatures, and is with the third', { timeout: 60_000 }, async () => {
  await answers('sam', 'APPROVE', request, stage);
  await answers('oscar', 'APPROVE', request, stage);
  await merges();
  await gates();
  await gateSays('waiting', ['Waiting for Rita Rossi until'], request, stage);
  // What two have signed stays as they saw it.
  await fails('another one, in the next quarter', stage);
  expect(await opens()).toEqual({ kind: 'waits', quarter: '2026-Q3', pull: request.pull });
  await answers('sven', 'APPROVE', request, stage);
  await merges();
  expect((await stage.house.bot.forge.pull(request.pull)).state).toBe('open');
  await answers('rita', 'APPROVE', request, stage);
  await merges();
  const held = (await recorded(['review-held'], request, stage))[0];
  const { openItems } = JSON.parse((await stage.house.bot.forge.fileAt('main', DATA)) ?? '') as ReviewFile;
  expect(held).toMatchObject({ quarter: '2026-Q3', path: MD, version: '1.0', openItems: openItems.length });
  expect(await opens()).toEqual({ kind: 'held', quarter: '2026-Q3', pull: request.pull });
});

it('carries what is open into the next one, which begins where it ended', async () => {
  const next = await review('2026-Q4', stage.house.bot);
  const data = next.kind === 'derived' ? next.derived.data : null;
  expect(data).toMatchObject({ lastReview: '2026-Q3', period: { from: '2026-10-01T00:00:00Z' } });
  const open = data?.openItems.filter(({ id }) => id.startsWith('gate-failure:')) ?? [];
  expect(open.map(({ carried }) => carried)).toEqual([true, true, true, false]);
});

it('is printed, and written, by the command line', { timeout: 60_000 }, async () => {
  const env = {
    COUNTERSIGN_API_URL: `${stage.house.url}/api/v3`,
    COUNTERSIGN_REPOSITORY: 'northwind/actions',
    COUNTERSIGN_CLONE_URL: stage.house.cloneUrl,
    COUNTERSIGN_TOKEN: stage.house.settings.tokens['tess-northwind'] ?? '',
    COUNTERSIGN_MIRROR: join(stage.directory, 'mirror-cli.git'),
  };
  const printed = heard(env);
  expect(await main(['review', '--quarter', '2026-Q3'], printed.io)).toBe(0);
  expect(printed.out()).toContain('# Quarterly review 2026-Q3');
  const ahead = heard(env);
  expect(await main(['review', '--quarter', '2099-Q4'], ahead.io)).toBe(0);
  expect(ahead.err()).toBe(
    '2099-Q4 goes on until 2100-01-01T00:00:00Z: the report says how things will stand then if nothing else happens.\n',
  );
  const out = join(stage.directory, 'out');
  const written = heard(env);
  expect(await main(['review', '--quarter', '2026-Q3', '--out', out], written.io)).toBe(0);
  expect(JSON.parse(await readFile(join(out, DATA), 'utf8'))).toMatchObject({ quarter: '2026-Q3' });
  const data = heard(env);
  expect(await main(['review', '--quarter', '2026-Q3', '--json'], data.io)).toBe(0);
  expect(JSON.parse(data.out())).toMatchObject({ format: 2 });
  const held = heard(env);
  expect(await main(['review', '--quarter', '2026-Q3', '--open'], held.io)).toBe(0);
  expect(held.out()).toBe(`The review of 2026-Q3 was held: request ${request.pull}.\n`);
  for (const [args, sentence] of [
    [['--quarter', '2026-5'], '--quarter "2026-5" is no quarter. Write it like 2026-Q4.'],
    [['--open', '--out', 'x'], '--open and --out exclude each other'],
  ] as const) {
    const bad = heard(env);
    expect(await main(['review', ...args], bad.io)).toBe(2);
    expect(bad.err()).toContain(sentence);
  }
  const early = heard(env);
  expect(await main(['review', '--quarter', '2026-Q2', '--open'], early.io)).toBe(1);
  expect(early.err()).toContain('nothing to review');
});

it('is derived again by an audit of a clone', { timeout: 60_000 }, async () => {
  const clone = join(stage.directory, 'clone.git');
  execFileSync('git', ['clone', '--quiet', '--bare', join(stage.directory, 'forge/repository.git'), clone]);
  const report = await verify({ directory: clone, key: stage.house.vkey });
  expect(report.findings.filter(({ severity }) => severity === 'failure')).toEqual([]);
  expect(report.ok).toBe(true);
});

it('is found out by an audit where the ledger says something else, or never had that root', async () => {
  const { repository, ledger } = stage.house.bot;
  const all = recordsOf(await ledger.read());
  const at = all.findIndex(({ type }) => type === 'review-held');
  const held = all[at];
  if (held?.type !== 'review-held') throw new Error('there is no review');
  const before = all.slice(0, at);
  expect((await rederive('review', held, before, repository)).kind).toBe('agrees');
  const other = before.map((one) => (one.type === 'gate-failure' ? { ...one, how: 'nothing much' } : one));
  expect(await rederive('review', held, other, repository)).toMatchObject({
    kind: 'differs',
    why: expect.stringContaining(`The file ${DATA} is not what the ledger gives.`),
  });
  const entry = { id: 'id', path: 'path', commit: 'c' } as Entry; // what a finding names
  const ledgers = [{ year: 2026, roots: ['AAAA'] }] as unknown as History['ledgers']; // what is compared
  const found = await reviewFindings({ known: all.map((record) => ({ entry, record })), ledgers }, repository);
  expect(found).toMatchObject([
    {
      code: 'review-differs',
      severity: 'failure',
      sentence: expect.stringContaining('with a root that they never had.'),
    },
  ]);
});
