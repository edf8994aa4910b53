// A request that brings no action and that somebody said no to: its record says who, so that a review can count the answer.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Known } from '../../scripts/core/audit/history.ts';
import type { ActionRefused, Indexed } from '../../scripts/core/records.ts';
import { policyAt, recordsOf } from '../../scripts/ground.ts';
import { openOverview } from '../../scripts/local/overview.ts';
import { review } from '../../scripts/review.ts';
import { decisionsAgain } from '../../scripts/verify/decisions.ts';
import { verify } from '../../scripts/verify.ts';
import { exceptionHouse } from './exception-house.ts';
import type { ExceptionHouse } from './exception-house.ts';

let test: ExceptionHouse;
let denied: Indexed<ActionRefused>;
beforeAll(async () => {
  test = await exceptionHouse();
  const number = await test.asks('no-thanks');
  const { forge } = test.house.as('rita-northwind');
  test.pass(7_000);
  await forge.review(number, (await forge.pull(number)).head, 'REQUEST_CHANGES', 'Not now.');
  await test.house.step();
  const found = recordsOf(await test.place.ledger.read()).find(
    (one): one is Indexed<ActionRefused> => one.type === 'action-refused',
  );
  if (found === undefined) throw new Error('the denial was not recorded');
  denied = found;
}, 60_000);
afterAll(() => test.close());

it('is recorded with the person, the moment and the right, and holds in an audit', async () => {
  expect(denied.denial).toMatchObject({ person: 'rita', name: 'Rita Rossi', right: 'approver' });
  const directory = join(test.directory, 'clone.git');
  const source = join(test.directory, 'forge/repository.git');
  execFileSync('git', ['clone', '--quiet', '--bare', `file://${source}`, directory]);
  expect((await verify({ directory })).findings).toEqual([]);
});

it('is shown as denied, and not as refused', async () => {
  const view = await openOverview(test.place).one(denied.pull.number);
  expect(view?.stage).toBe('denied');
});

it('is counted by the review as an answer to a request for an exception', async () => {
  const derived = await review('2026-Q4', test.place);
  const data = derived.kind === 'derived' ? derived.derived.data.answers : null;
  expect(data).toMatchObject({ count: 1, kinds: [{ kind: 'exception', count: 1, denials: 1 }] });
  expect(data?.people).toMatchObject([{ person: 'rita', denials: 1 }]);
});

it.each([
  ['as it was', {}, 0],
  ['by somebody else', { person: 'sam' }, 1],
  ['at another moment', { at: '2026-11-20T10:00:01Z' }, 1],
  ['as an older record has it, not at all', null, 0],
] as const)('is derived again: %s', async (_name, over, count) => {
  const { denial, ...rest } = denied;
  const record: Indexed = over === null || denial === undefined ? rest : { ...rest, denial: { ...denial, ...over } };
  const entry = { id: '2026/1', path: 'p', commit: 'c', position: 1, year: 2026 } as Known['entry']; // what a finding names
  const { repository } = test.place;
  const deciding = decisionsAgain((commit) => policyAt(commit, repository), repository);
  await deciding.judge({ entry, record }, false, { entry, record });
  const found = deciding.result().findings.map(({ sentence }) => sentence);
  expect(found).toHaveLength(count);
  for (const sentence of found) expect(sentence).toContain('Its denial cannot be derived from its evidence');
});
