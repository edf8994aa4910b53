// Four planted quarters: every number of every report is what the generator itself has counted.
import { describe, expect, it } from 'vitest';
import { shapeFaults } from '../../../scripts/core/audit/shape.ts';
import { lightened } from '../../../scripts/core/audit/light.ts';
import * as validators from '../../../scripts/core/generated/validate-review.cjs';
import type { ReviewFile } from '../../../scripts/core/generated/types.ts';
import { parseQuarter } from '../../../scripts/core/quarters.ts';
import { momentOf } from '../../../scripts/core/snapshots.ts';
import type { Indexed } from '../../../scripts/core/records.ts';
import { reviewFiles } from '../../../scripts/core/review/files.ts';
import { reviewable } from '../../../scripts/core/review/reviewable.ts';
import { commitsOf, recordsUpTo, scopeOf } from '../../../scripts/core/review/scope.ts';
import { fourQuarters } from '../../fixtures/four-quarters.ts';
import type { FourQuarters } from '../../fixtures/four-quarters.ts';

type Quarter = FourQuarters['quarters'][number];

/** The report of a quarter, derived from the ledger as it was some days after its end. */
function reportOf({ quarter, basis }: Quarter, { policies }: FourQuarters, records: readonly Indexed[]) {
  const before = records.filter(({ at }) => momentOf(at) <= basis);
  const last = before.at(-1);
  const place = { year: Number(last?.at.slice(0, 4)), size: (last?.index ?? 0) + 1 };
  const known = recordsUpTo(place, records);
  expect(known).toEqual(before);
  const scope = scopeOf(parseQuarter(quarter) ?? '2000-Q1', known ?? []);
  const commits = commitsOf(scope);
  if (commits === null) throw new Error('no record names main');
  const at = (commit: string) => {
    const policy = policies.get(commit);
    if (policy === undefined) throw new Error(`there is no commit ${commit}`);
    return policy;
  };
  const ground = { start: at(commits.start), end: at(commits.end), latest: at(commits.latest) };
  return reviewFiles(scope, { basis: { ...place, root: 'AAAA' }, commits, policies: ground });
}

const byEvent = (log: ReviewFile['exceptionLog'], event: string) => log.filter((one) => one.event === event).length;

describe.each([1, 2, 3, 4, 5, 6])('the history of seed %d', (seed) => {
  const history = fourQuarters(seed);

  it('is one that a ledger could hold', () => {
    expect(history.records.length).toBeGreaterThan(6_000);
    const wrong = history.records.flatMap((one) => shapeFaults(one).map((fault) => `${one.type} ${fault}`));
    expect([...new Set(wrong)]).toEqual([]);
  });

  it.each(history.quarters)('is told by the report of $quarter, number for number', (quarter) => {
    const { account, from, until } = quarter;
    const { data } = reportOf(quarter, history, history.records);
    expect(validators.review(data), JSON.stringify(validators.review.errors)).toBe(true);
    const within = history.records.filter(({ at }) => momentOf(at) >= from && momentOf(at) < until);
    expect(data.population.records).toBe(within.length);
    for (const [type, count] of Object.entries(data.population.counts)) {
      expect(count, type).toBe(within.filter((one) => one.type === type).length);
    }
    expect(data.population.outcomes).toEqual(account.outcomes);
    expect(data.deferrals).toHaveLength(account.deferrals);
    expect(data.gateFailures.quarter).toBe(account.failures);
    expect(data.gateFailures.trend).toEqual(account.trend);
    const { byPerson, byKind, ...answers } = account.answers;
    const { people, kinds = [], ...all } = data.answers;
    expect(all).toEqual(answers);
    expect(Object.fromEntries(kinds.map(({ kind, ...one }) => [kind, one]))).toEqual(byKind);
    // Of a person the report tells the share of all answers, and not within what time nine of ten came.
    const inShort = Object.entries(byPerson).map(([person, { p90: _p90, ...one }]) => {
      return [person, { ...one, share: Math.round((one.count / answers.count) * 1e4) / 1e4 }];
    });
    expect(Object.fromEntries(people.map(({ person, ...one }) => [person, one]))).toEqual(Object.fromEntries(inShort));
    const log = (['approved', 'used', 'ended'] as const).map((event) => [event, byEvent(data.exceptionLog, event)]);
    expect(Object.fromEntries(log)).toEqual(account.log);
    const standing = data.exceptions.map(({ id, state, uses }) => [id, { state, uses }]);
    expect(Object.fromEntries(standing)).toEqual(account.exceptions);
    const seen = data.unclassified.flatMap((one) => (one.refused === 0 ? [] : [[one.operation, one.refused]]));
    expect(Object.fromEntries(seen)).toEqual(account.unclassified);
    const added = data.automations.map((one) => [
      one.id,
      { added: one.added, operations: one.operations.map(({ id }) => id) },
    ]);
    expect(Object.fromEntries(added)).toEqual(account.automations);
    expect(data.standard.changes).toHaveLength(account.changes);
    expect(data.standard.changes.filter((one) => one.raised)).toHaveLength(account.raises);
  });

  it.each(history.quarters)('leaves open in $quarter what nobody has done, and carries it', (quarter) => {
    const { open, openBefore } = quarter.account;
    const { data } = reportOf(quarter, history, history.records);
    expect(data.openItems.map(({ id }) => id).toSorted()).toEqual([...open].toSorted());
    const carried = data.openItems.filter((one) => one.carried).map(({ id }) => id);
    expect(carried.toSorted()).toEqual([...open].filter((id) => openBefore.has(id)).toSorted());
    const closed = [...openBefore].filter((id) => !open.has(id));
    expect(data.closedItems.map(({ id }) => id).toSorted()).toEqual(closed.toSorted());
  });

  it('gives the same bytes from the records as an audit keeps them', () => {
    const light = history.records.map((one) => reviewable(one, lightened(one).record));
    for (const quarter of history.quarters) {
      const [full, again] = [history.records, light].map((records) => [...reportOf(quarter, history, records).files]);
      expect(again).toEqual(full);
    }
  });
});
