// A key's life from the command line: rotated, retired, marked as stolen, and an approval that it alone signed never runs.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { gate } from '../../scripts/gate.ts';
import { merge } from '../../scripts/merge.ts';
import { readLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { propose } from '../../scripts/propose.ts';
import { fakeWitness } from '../fakes/witness.ts';
import { heard, isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse('real');
});
afterAll(() => test.close());

const newKey = (): string => join(test.directory, 'next.pem');

async function call(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const said = heard({ ...test.environment('countersign[bot]'), ...env });
  const code = await main(argv, said.io);
  return { code, out: said.out(), err: said.err() };
}

it('a key that was stolen is replaced, and what it alone approved does not run', async () => {
  const draft = new TextEncoder().encode(JSON.stringify(isolation()));
  const proposed = await propose(draft, 'draft', test.house.as('northwind-ransomware-responder[bot]'));
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  await gate(test.house.bot);
  await test.house.as('lena-northwind').forge.review(proposed.pull.number, proposed.pull.head, 'APPROVE', '');
  await merge(test.house.bot);
  const approval = (await test.house.bot.ledger.read()).records.at(-1);
  expect(approval?.record.type).toBe('action-approved');
  const place = `${approval?.year}/${approval?.index}`;

  expect((await call(['key', 'retire'])).err).toBe('No replaced key is left to retire. Nothing was changed.\n');
  const stolen = ['key', 'compromised', '--from', place, '--reason', 'The runner was broken into.'];
  expect(await call(stolen)).toMatchObject({
    code: 1,
    err: 'No key was replaced yet. Rotate first, then mark. Nothing was changed.\n',
  });

  const rotated = await call(['key', 'rotate', '--key-file', newKey()]);
  expect(rotated).toMatchObject({ code: 0, err: '' });
  expect(rotated.out).toMatch(
    /^Record \d{4}\/3 hands over from the key [0-9a-f]{8} to [0-9a-f]{8}, signed by both\. Let /,
  );
  expect(existsSync(newKey()) && statSync(newKey()).mode & 0o777).toBe(0o600);
  const old = await call(['key', 'retire']);
  expect(old).toMatchObject({ code: 3 });
  expect(old.err).toContain('has to sign, and it is not the one at hand');

  const env = { COUNTERSIGN_LEDGER_KEY: newKey() };
  expect((await call(['key', 'rotate', '--key-file', newKey()], env)).out).toContain('signs the ledger already');
  expect(await call(['key', 'retire'], env)).toMatchObject({ code: 0 });
  const marked = await call(stolen, env);
  expect(marked).toMatchObject({ code: 0, out: expect.stringContaining(`alone signed from ${place} on.`) });
  expect((await call(stolen, env)).out).toContain('The ledger says already');

  const executed = await call(['execute'], env);
  expect(executed.err + executed.out).toContain('the key that alone signed its record is compromised from');
  expect(test.house.sandbox.acts(4711)).toBe(0);

  const clone = join(test.directory, 'audit');
  execFileSync('git', ['clone', '--quiet', join(test.directory, 'forge/repository.git'), clone]);
  const verified = await call(['verify', clone]);
  expect(verified.code).toBe(1);
  expect(verified.out).toContain(`so says ${approval?.year}/5): it proves nothing. [key-compromised]`);
  expect(verified.out.match(/\[key-compromised\]/g)).toHaveLength(1);
});

it('those outside are named by the environment, and found in the clone', async () => {
  const env = { COUNTERSIGN_LEDGER_KEY: newKey() };
  expect(await call(['anchor'], env)).toMatchObject({
    code: 3,
    err: expect.stringContaining('Nobody outside is named'),
  });
  const key = await readLedgerKey(newKey(), `countersign/${test.house.settings.repositoryId}`);
  const witness = await fakeWitness([key], 1_700_000_000);
  const named = { ...env, COUNTERSIGN_WITNESS_URL: witness.url };
  expect((await call(['anchor'], named)).err).toContain('COUNTERSIGN_WITNESS_KEY is not set');
  expect((await call(['anchor'], { ...named, COUNTERSIGN_WITNESS_KEY: 'x' })).err).toContain(
    'no verifier key of a witness',
  );
  const asked = await call(['anchor'], { ...named, COUNTERSIGN_WITNESS_KEY: witness.vkey });
  expect(asked).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('Cosigned at 2023-11-14T22:13:20Z by '),
  });
  await witness.close();
  const clone = join(test.directory, 'witnessed');
  execFileSync('git', ['clone', '--quiet', join(test.directory, 'forge/repository.git'), clone]);
  const verified = await call(['verify', clone, '--witness', witness.vkey]);
  expect(verified.out).toContain('grade: witnessed');
  expect((await call(['verify', clone])).out).toContain('no key of witness.invalid/w1 was given (--witness)');
  expect(await call(['verify', clone, '--witness', 'x'])).toMatchObject({ code: 2 });
});
