// What becomes of an exception on the default branch: people leave, files are changed, taken away, put back, followed by others.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODEOWNERS_PATH, codeownersText } from '../../scripts/core/codeowners-file.ts';
import { parsePolicy } from '../../scripts/core/policy.ts';
import { POLICY_FOLDERS } from '../../scripts/ground.ts';
import { changesPolicy, device, endsWithoutRunning, GLOBEX, verdictOn, waitsThough, WS17 } from './exception-checks.ts';
import { exceptionHouse, exceptionText } from './exception-house.ts';
import type { ExceptionHouse } from './exception-house.ts';
import { failuresIn } from './house.ts';

let test: ExceptionHouse;
beforeAll(async () => {
  test = await exceptionHouse();
}, 60_000);
afterAll(() => test.close());

describe('an exception on the default branch', { timeout: 120_000 }, () => {
  let leaves = 0;
  const span = { from: '2026-11-20', expires: '2026-12-01' };

  it('is over when one of its approvers has left, also for what had passed under it', async () => {
    leaves = await test.inForce('leaves', { ...span, approvers: ['sam', 'ravi'] });
    const { id } = await test.isolates(WS17);
    expect(await test.recordsOf(id)).toMatchObject([{ type: 'action-auto', exception: 'leaves' }]);
    const files = await texts();
    const people = (files.get('policies/people.yaml') ?? '').replace(
      /(id: ravi,.*lead: exa) \}/,
      '$1, active: false }',
    );
    const after = parsePolicy(files.set('policies/people.yaml', people));
    if (!after.ok) throw new Error('the policy without Ravi must parse');
    await changesPolicy(
      'ravi-leaves',
      {
        'policies/people.yaml': people,
        [CODEOWNERS_PATH]: codeownersText(after.policy),
      },
      test,
    );
    const sentence =
      'The exception leaves does not count: of those who approved it nobody active fills the seat of risk-owner.';
    await endsWithoutRunning(id, new RegExp(sentence), test);
    expect(test.house.sandbox.acts(4714)).toBe(0);
    await waitsThough(await test.isolates(WS17), sentence, test);
  });

  it('is neither changed nor renewed in place', async () => {
    const longer = exceptionText('leaves', { ...span, approvers: ['sam', 'rita'], expires: '2026-12-20' });
    const number = await test.changes('exception/longer', { 'exceptions/leaves.yaml': longer });
    const verdict = await verdictOn(number, test);
    expect(verdict?.state).toBe('refused');
    expect(verdict?.refusals.map(({ fact }) => fact)).toContain(
      'The file exceptions/leaves.yaml is modified, and an exception is never changed or renewed in place.',
    );
  });

  it('may be taken away by a change of the policy, and its id is never used again', async () => {
    await changesPolicy('take-away', { 'exceptions/leaves.yaml': null }, test);
    const again = await test.asks('leaves', { ...span, from: '2026-11-25' }, { branch: 'exception/again' });
    const verdict = await verdictOn(again, test);
    expect(verdict?.refusals).toMatchObject([
      { code: 'id-used', fact: `The id leaves was used before, by request ${leaves}.`, remedy: 'Choose another id.' },
    ]);
  });

  it('may be followed by another, which shows who was behind the old one', async () => {
    const number = await test.asks('leaves-2', { ...span, from: '2026-11-25', renews: 'leaves' });
    expect((await verdictOn(number, test))?.state).toBe('waiting');
    const { head } = await test.place.forge.pull(number);
    const [check] = await test.house.forge.checks(head);
    expect(check?.summary).toContain(
      `It follows the exception leaves of request ${leaves}, which Tess Tanaka asked for and Sam Sato and Ravi Rao approved.`,
    );
  });

  it('leaves a history that an auditor derives again', async () => {
    expect(await failuresIn(test)).toEqual([]);
  });
});

describe('an exception that whoever runs the server writes past the gate', { timeout: 120_000 }, () => {
  const UNAPPROVED = 'does not count: what is on the default branch was not approved, or was taken back.';

  it('is of no use after an edit, not even for what it had covered', async () => {
    const span = { from: '2026-11-20', expires: '2026-12-01' };
    await test.inForce('tampered', span);
    await test.onMain('exceptions/tampered.yaml', exceptionText('tampered', { ...span, clients: ['acme', 'globex'] }));
    await waitsThough(await test.isolates(GLOBEX), `The exception tampered ${UNAPPROVED}`, test);
    await waitsThough(await test.isolates(WS17), `The exception tampered ${UNAPPROVED}`, test);
  });

  it('is of no use when it is put back after it was taken away, byte for byte', async () => {
    const span = { from: '2026-11-20', expires: '2026-12-01', clients: ['initech'] };
    await test.inForce('revoked', span);
    await changesPolicy('revoke', { 'exceptions/revoked.yaml': null }, test);
    await test.onMain('exceptions/revoked.yaml', exceptionText('revoked', span));
    const isolated = await test.isolates(device('initech', '4731', 'INITECH-CI01'));
    await waitsThough(isolated, `The exception revoked ${UNAPPROVED}`, test);
  });

  it('is found by an auditor', async () => {
    const failures = (await failuresIn(test)).join('\n');
    for (const file of ['exceptions/tampered.yaml', 'exceptions/revoked.yaml']) expect(failures).toContain(file);
    expect(failures).toContain('main-uncovered');
  });
});

async function texts(): Promise<Map<string, string>> {
  const { repository } = test.place;
  await repository.fetch();
  const files = await repository.filesUnder((await repository.resolve('main')) ?? '', POLICY_FOLDERS);
  return new Map([...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
}
