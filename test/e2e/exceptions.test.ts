// Exceptions that must not be: each way of abusing one is refused, waits, or has no effect, with the sentence that says so.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { merge } from '../../scripts/merge.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import type { Verdict } from '../../scripts/core/verdict-model.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { exceptionHouse } from './exception-house.ts';
import type { Asking, ExceptionHouse, Fields } from './exception-house.ts';
import { failuresIn } from './house.ts';

const DAY = 86_400_000;

let test: ExceptionHouse;

type Refused = readonly [abuse: string, over: Fields, sentence: string, how?: Asking];

const REFUSED: readonly Refused[] = [
  [
    'without an end',
    { expires: undefined },
    'exception-permanent: exceptions/ID.yaml:1:1 it has no day on which it is over, and there are no permanent exceptions. Add "expires", at most 90 days after "from".',
  ],
  [
    'with an end too far away',
    { expires: '2027-11-20' },
    'exception-too-long: exceptions/ID.yaml:12:10 it lasts 365 days, longer than the 90 days that policies/standard.yaml allows. Choose an earlier day; a new one may follow it.',
  ],
  [
    'with a start in the past',
    { from: '2025-01-01', expires: '2025-02-01' },
    'exception-backdated: exceptions/ID.yaml:11:7 it begins on 2025-01-01, before the day on which it was asked for. Let it begin today or later.',
  ],
  [
    'for an operation that is prohibited',
    { operations: ['ninjarmm/isolate-endpoint', 'ninjarmm/wipe-device'] },
    'operation-prohibited: exceptions/ID.yaml:3:13 ninjarmm/wipe-device is prohibited to automation, and no exception opens it. Remove it, and do it by hand under the change process.',
  ],
  [
    'for an operation that nobody has classified',
    { operations: ['ninjarmm/format-disk'] },
    'schema-invalid: exceptions/ID.yaml:3:13 the operation "ninjarmm/format-disk" is unknown. Name one of policies/actions/.',
  ],
  [
    'for an unknown client',
    { clients: ['acme', 'acne'] },
    'client-unknown: exceptions/ID.yaml:4:10 the client "acne" is unknown. Name one of policies/clients.yaml.',
  ],
  [
    'that its requestor is to approve',
    { requestor: 'sam' },
    'seat-unfilled: Nobody named in approvers may fill the seat of security-lead in the row exception. Name somebody active in that role who did not ask for it or write it.',
  ],
  [
    'that its requestor is to approve among others',
    { requestor: 'sven', approvers: ['sam', 'sven', 'rita'] },
    'policy-invalid: With this change the policy could not be used: exceptions/ID.yaml:7:19 "sven" asks for it and is named to approve it. Name somebody else. Mend it and push; `countersign policy check` finds the same.',
  ],
  [
    'that who opened it is to approve',
    {},
    'seat-unfilled: Nobody named in approvers may fill the seat of security-lead in the row exception. Name somebody active in that role who did not ask for it or write it.',
    { by: 'sam' },
  ],
  [
    'that a co-author of its commit is to approve',
    {},
    'seat-unfilled: Nobody named in approvers may fill the seat of risk-owner in the row exception. Name somebody active in that role who did not ask for it or write it.',
    { trailer: 'Co-authored-by: Rita Rossi <20141+rita-northwind@users.noreply.github.com>' },
  ],
  [
    'that one person with both roles is to approve',
    { approvers: ['dora', 'olga'] },
    'seat-unfilled: Nobody named in approvers may fill the seat of risk-owner in the row exception.',
  ],
  [
    'that names one person only',
    { approvers: ['dora'] },
    'schema-invalid: exceptions/ID.yaml:7:12 "approvers" has too few entries (at least 2).',
  ],
  [
    'that two people with the same role are to approve',
    { approvers: ['sam', 'sven'] },
    'seat-unfilled: Nobody named in approvers may fill the seat of risk-owner in the row exception.',
  ],
  [
    'that renews one that there never was',
    { renews: 'never-there' },
    'exception-unknown: The exception never-there that it renews was never approved. Name the one that it follows, or leave `renews` out.',
  ],
  [
    'from a fork',
    {},
    'pull-from-fork: The pull request comes from a fork. Propose from a branch of this repository.',
    { branch: 'exception/from-a-fork' },
  ],
  [
    'under another name than its own',
    { id: 'something-else' },
    'id "something-else" is not the file\'s name. Name the file exceptions/something-else.yaml.',
  ],
  ['in a folder of its own', {}, 'queue-file-missing', { path: 'exceptions/hidden/away.yaml' }],
];

function sentences({ refusals }: Verdict): readonly string[] {
  return refusals.map(({ code, fact, remedy }) => `${code}: ${fact} ${remedy}`);
}

const reasons = ({ notCounted }: Verdict): readonly string[] => notCounted.map(({ code, fact }) => `${code}: ${fact}`);

describe('an exception is refused as soon as it is asked for', { timeout: 120_000 }, () => {
  let said: ReadonlyMap<number, Verdict>;
  const numbers: number[] = [];
  afterAll(() => test.close());
  beforeAll(async () => {
    test = await exceptionHouse();
    for (const [at, [, over, , how]] of REFUSED.entries()) numbers.push(await test.asks(`abuse-${at}`, over, how));
    said = await test.verdicts();
  }, 120_000);

  it.each(REFUSED.map(([abuse, , sentence], at) => [abuse, sentence, at] as const))('%s', (_, sentence, at) => {
    const verdict = said.get(numbers[at] ?? 0);
    expect(verdict?.state).toBe('refused');
    expect((verdict === undefined ? [] : sentences(verdict)).join('\n')).toContain(
      sentence.replaceAll('ID', `abuse-${at}`),
    );
  });
});

type Waiting = readonly [
  abuse: string,
  over: Fields,
  by: readonly string[],
  waitsFor: string,
  fact: string,
  how?: Asking,
];

const WAITING: readonly Waiting[] = [
  [
    'its requestor',
    { requestor: 'sven' },
    ['sven', 'rita'],
    'Waiting for Sam Sato until',
    'not-named: Sven Sorensen was not named before the request was queued.',
  ],
  ['one person with both roles', { approvers: ['dora', 'rita'] }, ['dora'], 'Waiting for Rita Rossi until', ''],
  [
    'two people who hold only one of the roles',
    { approvers: ['sam', 'sven', 'rita'] },
    ['sam', 'sven'],
    'Waiting for Rita Rossi until',
    '',
  ],
  [
    'a co-author of its commit',
    { approvers: ['sam', 'sven', 'rita'] },
    ['sven', 'rita'],
    'Waiting for Sam Sato until',
    'is-contributor: Sven Sorensen opened this request, had a hand in one of its commits, or pushed to its branch.',
    { trailer: 'Co-authored-by: Sven Sorensen <20122+sven-northwind@users.noreply.github.com>' },
  ],
  [
    'somebody who was not named',
    {},
    ['sven', 'rita'],
    'Waiting for Sam Sato until',
    'not-named: Sven Sorensen was not named before the request was queued.',
  ],
];

describe('an exception stays without effect, approved', { timeout: 120_000 }, () => {
  const numbers: number[] = [];
  let edited = 0;
  let said: ReadonlyMap<number, Verdict>;
  afterAll(() => test.close());
  beforeAll(async () => {
    test = await exceptionHouse();
    for (const [at, [, over, by, , , how]] of WAITING.entries()) {
      const number = await test.asks(`waits-${at}`, over, how);
      await test.approves(number, ...by);
      numbers.push(number);
    }
    edited = await test.asks('edited');
    await test.approves(edited, 'sam');
    await test.edits('edited', { clients: ['acme', 'globex'] });
    await test.approves(edited, 'rita');
    said = await test.verdicts();
    await merge(test.place);
  }, 120_000);

  it.each(WAITING.map(([abuse, , , ...words], at) => [abuse, at, ...words] as const))(
    'by %s',
    (_, at, waitsFor, fact) => {
      const verdict = said.get(numbers[at] ?? 0);
      expect(verdict?.state).toBe('waiting');
      expect(verdict?.summary).toContain(waitsFor);
      expect(verdict === undefined ? '' : reasons(verdict).join('\n')).toBe(fact);
    },
  );

  it('before it was edited', async () => {
    const verdict = said.get(edited);
    expect(verdict?.state).toBe('waiting');
    expect(verdict?.summary).toContain('Waiting for Sam Sato until');
    const { head } = await test.place.forge.pull(edited);
    const fact = `stale: Sam Sato approved another commit than the current head ${head.slice(0, 12)}.`;
    expect(verdict === undefined ? [] : reasons(verdict)).toEqual([fact]);
  });

  it('after its deadline, and then all of these requests are closed and recorded', async () => {
    test.pass(14 * DAY);
    await test.approves(edited, 'sam');
    const verdict = (await test.verdicts()).get(edited);
    expect(verdict?.state).toBe('expired');
    expect(verdict === undefined ? [] : reasons(verdict)).toEqual([
      `late: Sam Sato answered after the deadline, ${formatInstant(verdict?.deadline ?? 0)}.`,
    ]);
    await merge(test.place);
    const all = recordsOf(await test.place.ledger.read());
    expect(all.filter(({ type }) => type === 'exception-approved')).toEqual([]);
    const ended = all.flatMap((one) => (one.type === 'action-refused' ? [one.reason] : []));
    expect(ended).toHaveLength(WAITING.length + 1);
    expect(await test.place.forge.fileAt('main', 'exceptions/edited.yaml')).toBeNull();
  });

  it('and an auditor derives each of these ends again', async () => {
    expect(await failuresIn(test)).toEqual([]);
  });
});
