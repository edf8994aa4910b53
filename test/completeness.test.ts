// Completeness on a real house: each number accounted for, lost ends found and marked, each month counted once and provably.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from '../scripts/gate.ts';
import { DEVICES, health } from '../scripts/local/tour-drafts.ts';
import { merge } from '../scripts/merge.ts';
import { propose } from '../scripts/propose.ts';
import { renderReport, verify } from '../scripts/verify.ts';
import { sweep, type SweepReport } from '../scripts/sweep.ts';
import { isDenied, isWithdrawn, type RealHistory, realHistory, runsByItself, type Story } from './fixtures/history.ts';
import { indexOf, type Loose, type Tampered, tamperedCopy } from './fixtures/tampering.ts';

const DAY = 24 * 60;
const REPORTER = 'northwind-health-dashboard[bot]';
const swept: SweepReport[] = [];
const lost: SweepReport[] = [];

/** Merged by a run that was killed before it could record it. */
const mergedAndLost: Story = async (house) => {
  const proposed = await propose(Buffer.from(health(DEVICES.fs01)), 'draft.yaml', house.as(REPORTER));
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  await gate(house.bot);
  // It reads the pull request again right after the merge, and comes no further.
  const forge = { ...house.bot.forge, pull: () => Promise.reject(new Error('killed')) };
  await expect(merge({ ...house.bot, forge })).rejects.toThrow('killed');
  lost.push(await sweep(house.bot));
};

/** A request onto another branch, which is nothing to the gate, an issue, and a request that stays open; all by hand. */
const others: Story = async (house) => {
  const { forge } = house.as('tess-northwind');
  await forge.putFileOnBranch('notes', 'docs/notes.md', 'Notes.\n', 'Notes');
  await forge.putFileOnBranch('more', 'docs/more.md', 'More.\n', 'More');
  const post = async (what: string, body: object): Promise<number> => {
    const answer = await fetch(`${house.url}/api/v3/repos/northwind/actions/${what}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${house.settings.tokens['tess-northwind'] ?? ''}` },
      body: JSON.stringify(body),
    });
    return answer.status;
  };
  expect(await post('pulls', { title: 'Notes', head: 'notes', base: 'more' })).toBe(201);
  expect(await post('issues', { title: 'A question' })).toBe(201);
  await forge.close(5);
  await forge.openPull('more', 'More', 'Please.');
};

const monthEnds: Story = async (house, later) => {
  later(12 * DAY);
  swept.push(await sweep(house.bot));
  swept.push(await sweep(house.bot));
};

let history: RealHistory;
beforeAll(async () => {
  history = await realHistory([runsByItself, isDenied, isWithdrawn, mergedAndLost, others, monthEnds, runsByItself]);
}, 240_000);
afterAll(() => history.remove());

describe('a sweep', () => {
  it('accounts for every number', () => {
    const nothing = { expired: 0, refused: 0, window: 0, exception: 0, failure: 0 };
    const pulls = { ...nothing, merged: 2, denied: 1, withdrawn: 1, other: 2, open: 1 };
    for (const report of swept) expect(report).toMatchObject({ pulls, gaps: [], settled: [], inDoubt: [] });
  });

  it('counts a month that is over once', async () => {
    expect(swept.map(({ counted }) => counted)).toEqual([['2026-11'], []]);
    const { records } = await tamperedCopy(history);
    const counts = records.filter(({ type }) => type === 'population');
    expect(counts).toHaveLength(1);
    expect(counts[0]).toMatchObject({
      period: '2026-11',
      from: 0,
      until: counts[0]?.['index'] as number,
      firstPull: 1,
      lastPull: 7,
      open: [7],
      gaps: [],
    });
    expect(counts[0]?.['counts']).toMatchObject({ 'key-enrolled': 1, 'action-proposed': 4, 'action-denied': 1 });
  });

  it('marks what was over before anybody saw it', async () => {
    const { records } = await tamperedCopy(history);
    const marked = records.filter((one) => one['reconstructed'] === true);
    expect(marked.map(({ type }) => type)).toEqual(['action-withdrawn', 'action-auto']);
  });

  it('records the end that a killed run left unrecorded', () => {
    expect(lost.map(({ settled }) => settled)).toEqual([[4]]);
  });
});

describe('a count', () => {
  it('that is right is no finding', async () => {
    const report = await verify({ directory: history.clone });
    expect(report.findings).toEqual([]);
    expect(report.ok).toBe(true);
  });

  const TAMPERED: readonly (readonly [string, (copy: Tampered) => void, string, string])[] = [
    [
      'has a record less of a type',
      (copy) => recount(copy, (one) => ({ counts: { ...one['counts'], 'action-denied': 2 } })),
      'population-differs',
      'it says 2 action-auto, 2 action-denied',
    ],
    [
      'leaves records out',
      (copy) => recount(copy, (one) => ({ until: one['until'] - 1 })),
      'population-differs',
      'it covers records 0 to before',
    ],
    [
      'makes a denial a withdrawal',
      (copy) => recount(copy, (one) => ({ pulls: { ...one['pulls'], denied: 0, withdrawn: 2 } })),
      'population-differs',
      'it says 0 denied, and the records say 1',
    ],
    [
      'calls one more of another kind',
      (copy) => recount(copy, (one) => ({ pulls: { ...one['pulls'], other: 3 } })),
      'population-differs',
      'it says 3 other, and 2 are left for that',
    ],
    [
      'begins behind a request',
      (copy) => recount(copy, () => ({ firstPull: 2 })),
      'population-differs',
      'it accounts for requests 2 to 7, and 1 is the first one',
    ],
    [
      'calls one open that has ended',
      (copy) => recount(copy, () => ({ open: [2] })),
      'population-differs',
      'it names request 2, which had ended',
    ],
    [
      'names open ones and counts others',
      (copy) => recount(copy, () => ({ open: [] })),
      'population-differs',
      'the requests that were open are not as many as it says',
    ],
    [
      'is of another month',
      (copy) => recount(copy, () => ({ period: '2026-10' })),
      'population-order',
      'It counts 2026-10, and the month to be counted was 2026-11.',
    ],
    [
      'was taken too early',
      (copy) => recount(copy, () => ({ at: '2026-11-30T23:59:59Z' })),
      'population-order',
      'and 2026-11 was not over',
    ],
    [
      'is there twice',
      (copy) => copy.resign([...copy.records, counted(copy)]),
      'population-order',
      'It counts 2026-11, and the month to be counted was 2026-12.',
    ],
  ];
  it.each(TAMPERED)('that %s is found', async (_name, tamper, code, words) => {
    const copy = await tamperedCopy(history);
    tamper(copy);
    const report = await verify({ directory: copy.directory });
    expect(report.ok).toBe(false);
    const found = report.findings.filter((one) => one.code === code && one.severity === 'failure');
    expect(found.map(({ sentence }) => sentence).join(' ')).toContain(words);
  });

  it('that was taken out is missed', async () => {
    const copy = await tamperedCopy(history);
    const at = indexOf(copy, 'population');
    copy.resign(copy.records.filter((_, place) => place !== at));
    expect(renderReport(await verify({ directory: copy.directory }))).toContain(
      'The months from 2026-11 on have not been counted, though the ledger goes on after them.',
    );
  });

  it('that names a gap says so to the auditor and is not wrong for it', async () => {
    const copy = await tamperedCopy(history);
    recount(copy, (one) => ({ gaps: [5], pulls: { ...one['pulls'], other: 1 } }));
    const found = (await verify({ directory: copy.directory })).findings;
    expect(found.find(({ code }) => code === 'request-missing')).toMatchObject({
      severity: 'reported',
      sentence: 'Nobody could account for request 5 in 2026-11.',
    });
    expect(found.map(({ code }) => code)).not.toContain('population-differs');
  });
});

function counted(copy: Tampered): Loose {
  return copy.records[indexOf(copy, 'population')] ?? {};
}

/** Changes the count and signs everything anew: what the holder of the key could do. */
function recount(copy: Tampered, change: (record: Loose) => Loose): void {
  copy.resign(copy.records.map((one) => (one['type'] === 'population' ? { ...one, ...change(one) } : one)));
}
