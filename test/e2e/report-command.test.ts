// The commands `report` and `detect` as people and jobs call them: options, a file, what they say, and their exit codes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { gate } from '../../scripts/gate.ts';
import { merge } from '../../scripts/merge.ts';
import { sequence } from '../../scripts/sequence.ts';
import { heard, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse('real');
});
afterAll(() => test.close());

const SAID = {
  date: '2026-01-05T09:30:00Z',
  action: 'ninjarmm/deploy-patches',
  target: 'ACME-FS01',
  bypass: 'Started by hand.',
  'detected-by': 'the nightly comparison',
};

function options(over: Readonly<Record<string, string | null>> = {}): readonly string[] {
  return Object.entries({ ...SAID, ...over }).flatMap(([name, value]) => (value === null ? [] : [`--${name}`, value]));
}

const BOT = 'countersign[bot]';

/** People have no key of the ledger. */
async function run(argv: readonly string[], login: string) {
  const { COUNTERSIGN_LEDGER_KEY: key = '', ...env } = test.environment(login);
  const said = heard(login === BOT ? { ...env, COUNTERSIGN_LEDGER_KEY: key } : env);
  const code = await main(argv, said.io);
  return { code, out: said.out(), err: said.err() };
}

describe('countersign report', () => {
  it.each([
    ['nothing at all', [], '--date says when it happened, in UTC, for example 2026-11-21T08:30:00Z.'],
    ['a day that there is not', options({ date: '2026-02-30T00:00:00Z' }), '--date says when it happened'],
    ['no action', options({ action: null }), '--action says which action it was.'],
    ['no target', options({ target: null }), '--target says what it touched.'],
    ['no bypass', options({ bypass: null }), '--bypass says how the gate was bypassed.'],
    ['nobody who found it', options({ 'detected-by': null }), '--detected-by says who or what detected it.'],
    ['a moment to come', options({ date: '2999-01-01T00:00:00Z' }), 'is still to come.'],
    ['an empty target', options({ target: ' ' }), '--target is empty. Say it in words.'],
    ['too many words', options({ action: 'x'.repeat(1_001) }), '--action has more than 1000 characters.'],
    ['words that read otherwise', options({ bypass: 'a\u202eb' }), '--bypass: the text holds a bidirectional control'],
    ['an unknown person', options({ 'reported-by': 'mallory' }), '--reported-by: there is no person "mallory"'],
    ['an unknown automation', options({ automation: 'hal' }), '--automation: there is no automation "hal"'],
    [
      'a kind of its own',
      options({ kind: 'break-glass' }),
      '--kind is gate-failure, or gate-event for what nearly was',
    ],
    ['two files', ['a.yaml', 'b.yaml'], 'Say what to report by options or one FILE'],
    ['a file that is not there', ['gone.yaml'], 'gone.yaml: cannot be read'],
    ['a remedy without words', ['remedy', 'x'], 'A remediation needs --text'],
    ['a remedy of nothing', ['remedy', 'x', '--text', 'Done.', '--by', 'tomas'], 'There is no gate event x'],
  ])('refuses %s in one sentence', async (_, argv, words) => {
    const { code, err } = await run(['report', ...argv], 'tess-northwind');
    expect(err).toContain(words);
    expect(code).toBe(2);
  });

  it('shows what it would record, and records nothing, with --dry-run', async () => {
    const { code, out } = await run(['report', ...options(), '--dry-run'], 'tess-northwind');
    expect(out).toMatch(/^Nothing was recorded\.\nrecord {2}ninjarmm\/deploy-patches: Started by hand\. Detected by /);
    expect(out).toContain('approvers: ["sam","sven","rita"]');
    expect(code).toBe(0);
    expect((await run(['detect'], 'countersign[bot]')).out).toBe('found 0, filed 0\n');
  });

  it('takes the same from a file, and its remediation', async () => {
    const file = join(test.directory, 'report.yaml');
    const { 'detected-by': detectedBy, ...rest } = SAID;
    writeFileSync(file, `${JSON.stringify({ ...rest, detectedBy })}\n`);
    const first = await run(['report', file, '--json'], 'tess-northwind');
    expect(first.err).toBe('');
    expect(first.code).toBe(0);
    const said = JSON.parse(first.out) as { event: string; record: string | null; request: number };
    expect(said.record).toBeNull();
    const again = await run(['report', ...options()], 'tess-northwind');
    expect(again.out).toContain(
      `laid into the inbox: the next run of a verb takes it into the ledger\nRequest ${said.request} is there: http`,
    );
    await sequence(test.house.bot);
    const recorded = await run(['report', ...options(), '--reported-by', 'tess'], BOT);
    expect(recorded.out).toMatch(/^recorded as \d{4}\/\d+\nRequest \d+ is there: http/);
    await gate(test.house.bot);
    const { head } = await test.house.bot.forge.pull(said.request);
    for (const login of ['sam-northwind', 'rita-northwind']) {
      await test.house.as(login).forge.review(said.request, head, 'APPROVE', 'Seen.');
    }
    await merge(test.house.bot);
    const remedy = ['report', 'remedy', said.event, '--text', 'By request now.', '--by', 'tomas'];
    const done = await run([...remedy, '--configuration-change', 'No console.'], 'tomas-northwind');
    expect(done).toMatchObject({ code: 0, out: expect.stringMatching(/^Opened request \d+: http/) });
    const by = await run([...remedy.slice(0, -1), 'nobody'], 'tomas-northwind');
    expect(by.err).toContain('There is no person "nobody" in policies/people.yaml: who did it?');
  }, 60_000);
});

it('countersign report --kind gate-event records what nearly was a gate failure as that', async () => {
  const near = options({ kind: 'gate-event', target: 'ACME-WS17' });
  expect(await run(['report', ...near], 'tess-northwind')).toMatchObject({ code: 0, err: '' });
  const { appended } = await sequence(test.house.bot);
  expect(appended.map(({ record }) => record)).toMatchObject([{ kind: 'near-miss', target: 'ACME-WS17' }]);
  expect((await run(['detect'], BOT)).out).toBe('found 0, filed 0\n');
});

it('countersign detect says by its exit code that it found something', async () => {
  await test.house.bot.ledger.claim([{ type: 'gate-failure', how: 'Look over there.' }], test.now());
  const { code, out } = await run(['detect', '--json'], BOT);
  expect(JSON.parse(out)).toMatchObject({ found: [], filed: [{ event: expect.stringMatching(/-record-\d{4}-\d+$/) }] });
  expect(code).toBe(0);
});
