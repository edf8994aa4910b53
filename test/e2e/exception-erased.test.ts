// An exception whose file is erased: until when it held and what it covered stays checkable, by its record alone.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Entry, Known } from '../../scripts/core/audit/history.ts';
import type { ExceptionApproved } from '../../scripts/core/records-of-kinds.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { erase } from '../../scripts/erase.ts';
import { askForErasure } from '../../scripts/erase-request.ts';
import { PolicyFault, policyAt, recordsOf } from '../../scripts/ground.ts';
import type { PolicyReader } from '../../scripts/rederive.ts';
import { decisionsAgain } from '../../scripts/verify/decisions.ts';
import { verify } from '../../scripts/verify.ts';
import { exceptionHouse } from './exception-house.ts';
import type { ExceptionHouse } from './exception-house.ts';

let test: ExceptionHouse;
beforeAll(async () => {
  test = await exceptionHouse();
}, 60_000);
afterAll(() => test.close());

async function approved(): Promise<Indexed<ExceptionApproved>> {
  const all = recordsOf(await test.place.ledger.read());
  const found = all.find((one): one is Indexed<ExceptionApproved> => one.type === 'exception-approved');
  if (found === undefined) throw new Error('no exception was approved');
  return found;
}

function audited(name: string) {
  const directory = join(test.directory, `${name}.git`);
  const source = join(test.directory, 'forge/repository.git');
  execFileSync('git', ['clone', '--quiet', '--bare', `file://${source}`, directory]);
  return verify({ directory });
}

/** What deriving the decision again says of the record with other terms. */
async function findings(over: object | null, closed: boolean, policies?: PolicyReader): Promise<readonly string[]> {
  const { terms, ...rest } = await approved();
  const record: Indexed = over === null || terms === undefined ? rest : { ...rest, terms: { ...terms, ...over } };
  const commitment = `sha256:${'0'.repeat(64)}` as const;
  const known: Known = {
    entry: { id: '2026/1', path: 'p', commit: 'c', position: 1, year: 2026 } as Entry, // what a finding names
    record,
    ...(closed ? { closed: [{ path: 'file', commitment, why: 'missing' }] } : {}),
  };
  const { repository } = test.place;
  const deciding = decisionsAgain(policies ?? ((commit) => policyAt(commit, repository)), repository);
  await deciding.judge(known, false, known);
  return deciding.result().findings.map(({ sentence }) => sentence);
}

it('is recorded with what it allows and until when, apart from why', { timeout: 60_000 }, async () => {
  await test.inForce('drill');
  const { id } = await test.isolates();
  expect((await test.recordsOf(id))[0]).toMatchObject({ type: 'action-auto', exception: 'drill' });
  expect((await approved()).terms).toEqual({
    operations: ['ninjarmm/isolate-endpoint'],
    clients: ['acme'],
    gate: 'auto-and-log',
    from: '2026-11-20',
    expires: '2026-11-25',
    zone: 'Europe/London',
  });
  const report = await audited('before');
  expect(report.findings.map(({ sentence }) => sentence)).toEqual([]);
  expect(report.notRederivable).toEqual([]);
});

const DIFFERS = /^Its change cannot be derived from its evidence: recorded .+, derived .+\.$/;

it.each([
  ['as they were', {}, null],
  ['that an older record does not have', null, null],
  ['that end later', { expires: '2026-12-25' }, DIFFERS],
  ['for more clients', { clients: ['acme', 'globex'] }, DIFFERS],
] as const)('has its terms compared with its file: %s', async (_name, over, sentence) => {
  const found = await findings(over, false);
  expect(found).toHaveLength(sentence === null ? 0 : 1);
  if (sentence !== null) expect(found[0]).toMatch(sentence);
});

it.each([
  ['as they were', {}, []],
  ['that an older record does not have', null, []],
  [
    'that nobody could have approved',
    { expires: '2027-11-20' },
    ['Its terms could not be approved: it lasts 365 days, longer than the 90 days that policies/standard.yaml allows.'],
  ],
] as const)('has its terms judged alone once the file is gone: %s', async (_name, over, sentences) => {
  expect(await findings(over, true)).toEqual(sentences);
});

it('is a finding where nobody can say any more what could be approved then', async () => {
  const none: PolicyReader = (commit) => {
    throw new PolicyFault(commit, []);
  };
  expect(await findings({}, true, none)).toEqual(['The policy that it was approved under cannot be read.']);
  const broken: PolicyReader = () => {
    throw new RangeError('a fault of our own');
  };
  await expect(findings({}, true, broken)).rejects.toThrow('a fault of our own');
});

it('still holds what its uses rest on once its file is erased', { timeout: 60_000 }, async () => {
  const { index } = await approved();
  const wish = { because: 'A person asked for it.', legalBasis: 'Art. 17 GDPR', requestor: 'tess' };
  const asked = await askForErasure({ ...wish, records: [`2026/${index}`] }, test.house.as('tess-northwind'));
  if (asked.kind === 'refused') throw new Error(asked.sentences.join(' '));
  await test.approves(asked.pull, 'sam', 'rita');
  await test.step();
  expect((await erase(test.place)).map(({ kind }) => kind)).toEqual(['erased']);
  const record = await approved();
  expect(record.file).toBeNull();
  expect(record.terms).toMatchObject({ from: '2026-11-20', expires: '2026-11-25', zone: 'Europe/London' });
  const report = await audited('after');
  expect(report.findings.filter(({ severity }) => severity === 'failure')).toEqual([]);
  expect(report.notRederivable).toMatchObject([{ record: `2026/${index}` }]);
});
