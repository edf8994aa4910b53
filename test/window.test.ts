// `countersign window propose --dry-run`: what is shown before anything is opened, and what is refused with which sentence.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { main } from '../scripts/cli.ts';
import { heard } from './e2e/house.ts';

const folder = mkdtempSync(join(tmpdir(), 'window-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function propose(...argv: readonly string[]) {
  const said = heard();
  const code = await main(['window', 'propose', ...argv, '--dry-run'], said.io);
  return { code, out: said.out(), err: said.err() };
}

const WHAT = ['--operation', 'ninjarmm/deploy-patches', '--client', 'acme,globex', '--zone', 'Europe/London'];
const WHEN = ['--from', '2099-12-12T22:00', '--to', '2099-12-13T04:00'];
const WHO = ['--requestor', 'tess', '--because', 'Monthly patches.'];
const OPTIONS = ['--id', 'patches', ...WHAT, ...WHEN, ...WHO];

it('shows what it covers, each time in local time and in UTC, who asks and who is named', async () => {
  const { code, out, err } = await propose(...OPTIONS, '--recurs', 'FREQ=MONTHLY;BYDAY=2SA;COUNT=2');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.split('\n');
  expect(lines.slice(0, 6)).toEqual([
    'Nothing was opened.',
    'file      policies/windows/patches.yaml',
    'covers    ninjarmm/deploy-patches for acme, globex',
    'open      2099-12-12 22:00 to 2099-12-13 04:00 Europe/London (2099-12-12T22:00:00Z to 2099-12-13T04:00:00Z)',
    '          2100-01-09 22:00 to 2100-01-10 04:00 Europe/London (2100-01-09T22:00:00Z to 2100-01-10T04:00:00Z)',
    'asked by  Tess Tanaka: Monthly patches.',
  ]);
  expect(lines[6]).toMatch(/^approver {2}Olga Okafor, until /);
});

it('shows the next ten of many times, and all of them as data', async () => {
  const daily = ['--recurs', 'FREQ=DAILY;COUNT=12', '--except', '2099-12-13', '--also', '2099-12-30T20:00'];
  const { out } = await propose(...OPTIONS, ...daily);
  expect(out).toContain('          and 2 more times\n');
  expect(out).not.toContain('2099-12-13 22:00');
  const { times, approvers, title } = JSON.parse((await propose(...OPTIONS, ...daily, '--json')).out) as {
    readonly times: readonly string[];
    readonly approvers: readonly string[];
    readonly title: string;
  };
  expect(times).toHaveLength(12);
  expect(times.at(-1)).toContain('2099-12-30 20:00');
  expect({ approvers, title }).toEqual({
    approvers: ['olga'],
    title: 'Acme Logistics, Globex Dental: Deploy patches in an approved maintenance window',
  });
});

it('reads a file, in which people and title may be left out', async () => {
  const file = join(folder, 'draft.yaml');
  const fields = {
    id: 'patches',
    operations: ['ninjarmm/deploy-patches'],
    clients: ['acme'],
    zone: 'Europe/London',
    from: '2099-12-12T22:00',
    to: '2099-12-13T04:00',
    requestor: 'olga',
    justification: 'Monthly patches.',
  };
  writeFileSync(file, JSON.stringify(fields));
  const { code, out } = await propose(file);
  expect(code).toBe(0);
  expect(out).toMatch(/^approver {2}Oscar Ortiz, until /m);
});

it.each<readonly [string, readonly string[], string]>([
  ['neither a file nor an id', WHAT, 'A window is proposed from one file, or with --id'],
  ['a file and an id', ['x.yaml', ...OPTIONS], 'A window is proposed from one file, or with --id'],
  ['a file that is not there', ['/nowhere.yaml'], '/nowhere.yaml: cannot be read'],
  ['nobody who asks', ['--id', 'patches', ...WHAT, ...WHEN, '--because', 'x'], 'the file lacks the field "requestor"'],
  [
    'no reason',
    ['--id', 'patches', ...WHAT, ...WHEN, '--requestor', 'tess'],
    'the file lacks the field "justification"',
  ],
  ['a past', [...OPTIONS, '--from', '2020-12-12T22:00', '--to', '2020-12-13T04:00'], 'Let it begin later'],
  ['a rule without an end', [...OPTIONS, '--recurs', 'FREQ=DAILY'], 'its rule has no end'],
  ['dates without a rule', [...OPTIONS, '--except', '2099-12-12'], 'lacks the field "rule"'],
  [
    'a rule that is none',
    [...OPTIONS, '--recurs', 'monthly'],
    'Write an RRULE, for example FREQ=MONTHLY;BYDAY=2SA;COUNT=3.',
  ],
  [
    'a zone that reads as its opposite',
    [...OPTIONS, '--zone', 'Etc/GMT+5'],
    'the time zone "Etc/GMT+5" is UTC-05:00: its sign is the other way round. Write the name of a place, for example Europe/London.',
  ],
  [
    'too long a time',
    [...OPTIONS, '--to', '2099-12-14T04:00'],
    'longer than the 24 h that policies/standard.yaml allows',
  ],
  ['an id that is taken', [...OPTIONS, '--id', 'acme-2026-12-patches'], 'is on the default branch already'],
  [
    'its requestor as its approver',
    [...OPTIONS, '--requestor', 'olga', '--approver', 'olga'],
    'asks for it and is named to approve it',
  ],
])('refuses %s with a sentence and exit code 2', async (_, argv, words) => {
  const { code, out, err } = await propose(...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(words);
});

it('says what is wrong with a file that is no list of keys and values, and as data too', async () => {
  const file = join(folder, 'list.yaml');
  writeFileSync(file, '- a\n');
  expect((await propose(file)).err).toBe(
    `${file}:1:1 a window is a list of keys and values. See policies/README.md.\n`,
  );
  writeFileSync(file, 'id: &a x\n');
  expect((await propose(file)).err).toContain(`${file}:1:5 `);
  const refused = await propose('--json', ...OPTIONS, '--recurs', 'FREQ=DAILY');
  expect(JSON.parse(refused.out)).toEqual({ refused: [expect.stringContaining('its rule has no end')] });
});
