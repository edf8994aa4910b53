// `countersign exception propose --dry-run`: what is shown before anything is opened, and what is refused with which sentence.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { main } from '../scripts/cli.ts';
import { heard } from './e2e/house.ts';

const folder = mkdtempSync(join(tmpdir(), 'exception-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function propose(...argv: readonly string[]) {
  const said = heard();
  const code = await main(['exception', 'propose', ...argv, '--dry-run'], said.io);
  return { code, out: said.out(), err: said.err() };
}

const WHAT = ['--operation', 'ninjarmm/isolate-endpoint', '--client', 'acme,globex', '--gate', 'auto-and-log'];
const WHEN = ['--zone', 'Europe/London', '--from', '2099-12-01', '--expires', '2099-12-08'];
const WHY = ['--because', 'The drill measures it.', '--compensates', 'Only lab devices are enrolled.'];
const OPTIONS = ['--id', 'drill', ...WHAT, ...WHEN, '--requestor', 'tess', ...WHY];

it('shows what it covers, which gate applies, from when until when, why, and who is named', async () => {
  const { code, out, err } = await propose(...OPTIONS);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const lines = out.split('\n');
  expect(lines.slice(0, 7)).toEqual([
    'Nothing was opened.',
    'file       exceptions/drill.yaml',
    'covers     ninjarmm/isolate-endpoint for acme, globex',
    'gate       auto-and-log instead of the one in the action table',
    'in force   from 2099-12-01 until 2099-12-08, each from midnight on (Europe/London), once both have approved it',
    'asked by   Tess Tanaka: The drill measures it.',
    'meanwhile  Only lab devices are enrolled.',
  ]);
  expect(lines[7]).toMatch(/^approvers {2}Sam Sato and Rita Rossi, until /);
});

it('names another Security Lead where one asks, and those who are given', async () => {
  expect((await propose(...OPTIONS, '--requestor', 'sam')).out).toContain('approvers  Sven Sorensen and Rita Rossi, ');
  expect((await propose(...OPTIONS, '--approver', 'sven,rita')).out).toContain(
    'approvers  Sven Sorensen and Rita Rossi, ',
  );
});

it('gives all of it as data, and says what only the ledger can tell', async () => {
  const { out } = await propose(...OPTIONS, '--renews', 'older', '--json');
  expect(JSON.parse(out)).toMatchObject({
    state: 'waiting',
    path: 'exceptions/drill.yaml',
    title: 'Acme Logistics, Globex Dental: Isolate an endpoint on ransomware detection',
    renews: 'older',
    approvers: ['sam', 'rita'],
    follows: ['It follows the exception older, which is looked for in the ledger when it is opened.'],
  });
});

it('reads a file, in which title and people may be left out', async () => {
  const file = join(folder, 'draft.yaml');
  const what = { operations: ['ninjarmm/isolate-endpoint'], clients: ['acme'], gate: 'auto-and-log' };
  const when = { zone: 'Europe/London', from: '2099-12-01', expires: '2099-12-08' };
  const draft = {
    id: 'drill',
    ...what,
    ...when,
    requestor: 'tess',
    justification: 'A drill.',
    compensates: 'Labs only.',
  };
  writeFileSync(file, JSON.stringify(draft));
  expect(await propose(file)).toMatchObject({ code: 0, err: '' });
  writeFileSync(file, JSON.stringify({ ...draft, tier: 3 }));
  expect((await propose(file)).err).toContain('"tier"');
  writeFileSync(file, '- a\n');
  expect((await propose(file)).err).toBe(
    `${file}:1:1 an exception is a list of keys and values. See exceptions/README.md.\n`,
  );
});

const without = (option: string): readonly string[] => {
  const at = OPTIONS.indexOf(option);
  return [...OPTIONS.slice(0, at), ...OPTIONS.slice(at + 2)];
};

it.each<readonly [string, readonly string[], string]>([
  ['neither a file nor an id', WHAT, 'An exception is proposed from one file, or with --id'],
  ['a file and an id', ['x.yaml', ...OPTIONS], 'An exception is proposed from one file, or with --id'],
  ['a file that is not there', ['/nowhere.yaml'], '/nowhere.yaml: cannot be read'],
  ['nobody who asks', without('--requestor'), 'the file lacks the field "requestor"'],
  ['no gate', without('--gate'), 'the file lacks the field "gate"'],
  ['no reason', without('--because'), 'the file lacks the field "justification"'],
  ['nothing that compensates', without('--compensates'), 'the file lacks the field "compensates"'],
  ['no end', without('--expires'), 'it has no day on which it is over, and there are no permanent exceptions'],
  ['too late an end', [...OPTIONS, '--expires', '2100-12-08'], 'longer than the 90 days that policies/standard.yaml'],
  [
    'a past',
    [...OPTIONS, '--from', '2020-12-01'],
    'before the day on which it was asked for. Let it begin today or later.',
  ],
  [
    'a prohibited operation',
    [...OPTIONS, '--operation', 'ninjarmm/wipe-device'],
    'is prohibited to automation, and no exception',
  ],
  [
    'a zone that reads as its opposite',
    [...OPTIONS, '--zone', 'Etc/GMT-11'],
    'the time zone "Etc/GMT-11" is UTC+11:00: its sign is the other way round. Write the name of a place, for example Europe/London.',
  ],
  ['an unknown client', [...OPTIONS, '--client', 'acne'], 'the client "acne" is unknown'],
  ['an unknown person who asks', [...OPTIONS, '--requestor', 'mallory'], 'the person "mallory"'],
  ['its requestor as an approver', [...OPTIONS, '--approver', 'tess,rita'], 'asks for it and is named to approve it'],
  ['only one approver', [...OPTIONS, '--approver', 'sam'], '"approvers" has too few entries (at least 2)'],
  [
    'approvers of one role',
    [...OPTIONS, '--approver', 'sam,sven'],
    'seat-unfilled: Nobody named in approvers may fill the seat of risk-owner',
  ],
  [
    'the only Risk Owner who asks',
    [...OPTIONS, '--requestor', 'rita'],
    'Nobody active but who asks for it could approve it as risk-owner. Let somebody else ask for it, or give the role to one more person first.',
  ],
])('refuses %s with a sentence and exit code 2', async (_, argv, words) => {
  const { code, out, err } = await propose(...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(words);
});

it('says a refusal as data too', async () => {
  const { out } = await propose(...without('--expires'), '--json');
  expect(JSON.parse(out)).toEqual({ refused: [expect.stringContaining('there are no permanent exceptions')] });
});
