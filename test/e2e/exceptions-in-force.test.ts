// Exceptions in force: exactly what they cover passes, named in the record, and only until they end.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../scripts/execute.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import type { ExecutingWorkplace } from '../../scripts/workplace.ts';
import { device, endsWithoutRunning, GLOBEX, takesBack, verdictOn, waitsThough, WS17 } from './exception-checks.ts';
import { exceptionHouse } from './exception-house.ts';
import type { ExceptionHouse } from './exception-house.ts';
import { failuresIn } from './house.ts';

let test: ExceptionHouse;
beforeAll(async () => {
  test = await exceptionHouse();
}, 60_000);
afterAll(() => test.close());

function passUntil(moment: string): void {
  test.pass(Date.parse(moment) - test.now());
}

const DC01 = device('acme', '4713', 'ACME-DC01');

describe('an exception', { timeout: 120_000 }, () => {
  let lasts = 0;

  it('lets nothing pass until both have approved it', async () => {
    lasts = await test.asks('lasts', { expires: '2026-11-22' });
    await test.approves(lasts, 'sam');
    const early = await test.isolates();
    const verdict = await verdictOn(early.number, test);
    expect(verdict?.summary).toContain('Waiting for Lena Lindqvist until');
    await takesBack(early.number, test);
    await test.approves(lasts, 'rita');
    await test.verdicts();
    expect((await merge(test.place)).merged).toEqual([lasts]);
  });

  it('lets what it covers run without people, and each use names it', async () => {
    const { id } = await test.isolates();
    await execute(test.place);
    const [auto, , executed] = await test.recordsOf(id);
    expect(auto).toMatchObject({ type: 'action-auto', exception: 'lasts', verdict: { tier: 1 } });
    const condition = auto?.type === 'action-auto' ? auto.condition : '';
    expect(condition).toContain('The approved exception lasts replaces its gate by auto-and-log.');
    expect(executed).toMatchObject({ type: 'action-executed', outcome: 'succeeded' });
  });

  it.each([
    ['another client', GLOBEX, []],
    [
      'a second client besides',
      { targets: [...WS17.targets, ...GLOBEX.targets], approvers: ['sam', 'olga'] },
      ['The exception lasts does not cover globex.'],
    ],
  ])('does not stretch to %s', async (_, over, said) => {
    const isolated = await test.isolates(over);
    const verdict = await verdictOn(isolated.number, test);
    expect(verdict?.state).toBe('waiting');
    expect(verdict?.classification).toMatchObject({ exception: null, gate: 'human-approval' });
    expect(verdict?.classification.because.filter((one) => one.startsWith('The exception'))).toEqual(said);
    await takesBack(isolated.number, test);
  });

  it('that ends between the verdict and the execution lets nothing run', async () => {
    passUntil('2026-11-21T23:55:00Z');
    const { id } = await test.isolates(WS17);
    expect(await test.recordsOf(id)).toMatchObject([{ type: 'action-auto', exception: 'lasts' }]);
    passUntil('2026-11-22T00:00:00Z');
    await endsWithoutRunning(
      id,
      /^At 2026-11-22T00:00:00Z its exception is not in force: The exception lasts ended at 2026-11-22T00:00:00Z\.$/,
      test,
    );
    expect(test.house.sandbox.acts(4714)).toBe(0);
  });

  it('is not there any more when it has ended, and the verdict says so', async () => {
    await waitsThough(await test.isolates(WS17), 'The exception lasts ended at 2026-11-22T00:00:00Z.', test);
  });

  it('that ends while the platform is being looked at lets nothing be sent', async () => {
    await test.inForce('brief', { from: '2026-11-22', expires: '2026-11-23' });
    const end = Date.parse('2026-11-23T00:00:00Z');
    passUntil('2026-11-22T23:59:30Z');
    const { id } = await test.isolates(WS17);
    const { execution } = test.place;
    const slow: ExecutingWorkplace['execution']['fetch'] = async (...call) => {
      test.pass(test.now() < end ? 40_000 : 0);
      return execution.fetch(...call);
    };
    await execute({ ...test.place, execution: { ...execution, fetch: slow } });
    const [, , executed] = await test.recordsOf(id);
    expect(executed).toMatchObject({ type: 'action-executed', outcome: 'failed' });
    expect(executed?.type === 'action-executed' ? executed.detail : '').toMatch(
      /The exception brief ended at 2026-11-23T00:00:00Z\. Nothing was sent\.$/,
    );
    expect(test.house.sandbox.acts(4714)).toBe(0);
  });
});

describe('an exception that asks for people', { timeout: 120_000 }, () => {
  /** Tier 3 that needs an approval for once. @returns its id, approved and merged */
  async function readsHealth(): Promise<string> {
    const draft = {
      operation: 'ninjarmm/pull-device-health',
      ...DC01,
      justification: 'The dashboard is refreshed',
      expectedOutcome: 'The counts are known',
      technician: 'tess',
      approvers: ['lena'],
    };
    const bytes = new TextEncoder().encode(JSON.stringify(draft));
    const proposed = await propose(bytes, 'draft', test.house.as('northwind-health-dashboard[bot]'));
    if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
    expect((await verdictOn(proposed.pull.number, test))?.summary).toContain('Waiting for Lena Lindqvist until');
    await test.approves(proposed.pull.number, 'lena');
    await merge(test.place);
    return proposed.id;
  }

  it('is named by the approval that it asked for', async () => {
    const stricter = { operations: ['ninjarmm/pull-device-health'], gate: 'human-approval' };
    await test.inForce('stricter', { ...stricter, from: '2026-11-23', expires: '2026-11-24' });
    const id = await readsHealth();
    await execute(test.place);
    const [approved, , executed] = await test.recordsOf(id);
    expect(approved).toMatchObject({ type: 'action-approved', exception: 'stricter' });
    expect(executed).toMatchObject({ type: 'action-executed', outcome: 'succeeded' });
  });

  it('and that ends before what was approved under it runs lets it not run', async () => {
    passUntil('2026-11-23T23:50:00Z');
    const id = await readsHealth();
    passUntil('2026-11-24T00:01:00Z');
    await endsWithoutRunning(id, /The exception stricter ended at 2026-11-24T00:00:00Z\.$/, test);
  });
});

it('and an auditor derives each of these decisions again', async () => {
  expect(await failuresIn(test)).toEqual([]);
}, 60_000);
