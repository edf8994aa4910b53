// What tests of exceptions check again and again: who is waited for and why, and that nothing ran.
import { expect } from 'vitest';
import type { Verdict } from '../../scripts/core/verdict-model.ts';
import { execute } from '../../scripts/execute.ts';
import type { ExceptionHouse } from './exception-house.ts';

export const device = (client: string, id: string, name: string) => ({ targets: [{ client, device: id, name }] });
export const WS17 = device('acme', '4714', 'ACME-WS17');
export const GLOBEX = device('globex', '4721', 'GLOBEX-FS01');

export async function verdictOn(number: number, test: ExceptionHouse): Promise<Verdict | undefined> {
  return (await test.verdicts()).get(number);
}

/** Whoever proposed it takes it back, so that a later gate has less to look at. */
export async function takesBack(number: number, test: ExceptionHouse): Promise<void> {
  await test.house.as('northwind-ransomware-responder[bot]').forge.close(number);
  await test.step();
}

/** It needs people after all, and the verdict says why the exception does not help. */
export async function waitsThough(
  isolated: Awaited<ReturnType<ExceptionHouse['isolates']>>,
  sentence: string,
  test: ExceptionHouse,
): Promise<void> {
  const verdict = await verdictOn(isolated.number, test);
  expect(verdict?.state).toBe('waiting');
  expect(verdict?.classification.because).toContain(sentence);
  expect(await test.recordsOf(isolated.id)).toEqual([]);
  await takesBack(isolated.number, test);
}

export async function endsWithoutRunning(id: string, sentence: RegExp, test: ExceptionHouse): Promise<void> {
  await execute(test.place);
  await execute(test.place);
  const [, expired, ...more] = await test.recordsOf(id);
  expect(more).toEqual([]);
  expect(expired).toMatchObject({ type: 'action-expired', outcome: 'nothing ran' });
  expect(expired?.type === 'action-expired' ? expired.reason : '').toMatch(sentence);
}

/** A change of the policy, approved by the two who answer for it and merged. */
export async function changesPolicy(
  branch: string,
  files: Readonly<Record<string, string | null>>,
  test: ExceptionHouse,
): Promise<void> {
  const number = await test.changes(branch, files);
  await test.approves(number, 'sam', 'olga');
  await test.step();
  expect((await test.place.forge.pull(number)).state).toBe('merged');
}
