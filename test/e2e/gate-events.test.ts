// Gate events from the first word to the remediation: reported or noticed, recorded at once, filed, approved by two, closed.
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gateEventText, reportedEvent } from '../../scripts/core/gate-event-draft.ts';
import { gateEventPath } from '../../scripts/core/gate-event-file.ts';
import { detect } from '../../scripts/detect.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { pushes } from '../../scripts/local/tour-push.ts';
import type { Stage } from '../../scripts/local/tour-stage.ts';
import { merge } from '../../scripts/merge.ts';
import { gitEnvironment } from '../../scripts/ports/git-environment.ts';
import { remedy } from '../../scripts/remedy.ts';
import { report } from '../../scripts/report.ts';
import { sequence } from '../../scripts/sequence.ts';
import { failuresIn, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const MINUTE = 60_000;

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

const tess = () => test.house.as('tess-northwind');
const bot = () => test.house.bot;
const SAID = {
  date: Date.parse('2026-11-20T09:30:00Z'),
  action: 'ninjarmm/deploy-patches',
  target: 'ACME-FS01',
  bypass: 'Started by hand in the console.',
  detectedBy: 'the nightly comparison',
  automation: null,
};

async function records(...types: readonly string[]) {
  return recordsOf(await bot().ledger.read()).filter(({ type }) => types.includes(type));
}

async function approve(number: number, ...people: readonly string[]): Promise<string> {
  await gate(bot());
  for (const person of people) {
    const { head } = await bot().forge.pull(number);
    await test.house.as(`${person}-northwind`).forge.review(number, head, 'APPROVE', 'Seen.');
  }
  await gate(bot());
  await merge(bot());
  return (await bot().forge.pull(number)).state;
}

describe('a report', () => {
  let number = 0;
  let event = '';

  it('is on the ledger before there is a file, and the file names the Security Leads and the Risk Owner', async () => {
    const reported = await report(SAID, true, tess());
    if (reported.kind === 'refused' || reported.filed.kind === 'refused') throw new Error(JSON.stringify(reported));
    [number, event] = [reported.filed.pull.number, reported.event.id];
    expect(reported.record).not.toBeNull();
    const [failure] = await records('gate-failure');
    expect(failure).toMatchObject({
      kind: 'reported',
      target: 'ACME-FS01',
      detectedBy: 'the nightly comparison',
      reportedBy: 'tess',
      occurredAt: '2026-11-20T09:30:00Z',
    });
    const text = await bot().forge.fileAt(reported.filed.pull.head, reported.filed.path);
    expect(text).toContain(`records: ["${reported.record}"]`);
    expect(text).toContain('approvers: ["sam","sven","rita"]');
  });

  it('said twice is one', async () => {
    const again = await report(SAID, true, tess());
    expect(again).toMatchObject({ kind: 'reported', filed: { kind: 'exists', pull: { number } } });
    expect(await records('gate-failure')).toHaveLength(1);
  });

  it('is filed by both, and closed by a remediation that both approve and that changes nothing else', async () => {
    expect(await approve(number, 'sam')).toBe('open');
    expect(await approve(number, 'rita')).toBe('merged');
    const filed = await records('gate-event-filed');
    expect(filed).toMatchObject([{ event, records: [expect.stringMatching(/^2026\//)] }]);
    const done = {
      text: 'Console access is by request.',
      by: 'tomas',
      completed: '2026-11-20',
      configurationChange: null,
    };
    const path = gateEventPath(event);
    const text = (await bot().forge.fileAt('main', path)) ?? '';
    const other = text.replace('remediation: null', `remediation: ${JSON.stringify({ ...done, by: 'lena' })}`);
    const { forge } = test.house.as('northwind-ransomware-responder[bot]');
    await forge.replaceFileOnBranch(`gate-event/${event}-remedy`, path, text, other, 'Mine');
    // Nor does an open request of a bot, which has nothing to say about what was done.
    const { pull: taken } = await forge.openPull(`gate-event/${event}-remedy`, 'Mine', 'Mine');
    const asked = await remedy(event, done, test.house.as('tomas-northwind'));
    if (asked.kind === 'refused') throw new Error(asked.sentences.join(' '));
    expect(asked.pull.number).not.toBe(taken.number);
    expect(await bot().forge.fileAt(asked.pull.head, path)).toContain('"by":"tomas"');
    expect(await remedy(event, done, test.house.as('tomas-northwind'))).toMatchObject({ kind: 'exists' });
    const another = await remedy(event, { ...done, text: 'Another.' }, test.house.as('tomas-northwind'));
    expect(another).toMatchObject({ kind: 'refused' });
    expect(await approve(asked.pull.number, 'sam', 'rita')).toBe('merged');
    expect(await records('gate-failure-remediated')).toMatchObject([{ event, remediation: done.text }]);
    const late = await remedy(event, done, test.house.as('tomas-northwind'));
    expect(late.kind === 'refused' ? late.sentences.join(' ') : '').toContain('approved before');
  });

  it('without the key waits in the inbox and is filed all the same, by whoever looks next', async () => {
    const claimed = await report({ ...SAID, target: 'ACME-WS17' }, false, tess());
    expect(claimed).toMatchObject({ kind: 'reported', record: null, filed: { kind: 'opened' } });
    await sequence(bot());
    expect(await detect(bot())).toMatchObject({ found: [], filed: [] });
    expect(await records('gate-failure')).toHaveLength(2);
  });

  it('that was killed before its file is filed by detect', async () => {
    const { forge } = tess();
    const dead = { ...forge, putFileOnBranch: () => Promise.reject(new Error('killed')) };
    const wish = { ...SAID, target: 'GLOBEX-DC01' };
    await expect(report(wish, true, { ...tess(), forge: dead })).rejects.toThrow('killed');
    const found = await detect(bot());
    // The third in the quarter asks for its root-cause review as well.
    expect(found.filed.map((one) => one.event.replace(/-r[0-9a-f]{8}$/, ''))).toEqual([
      '2026-11-20-globex-dc01',
      'root-cause-2026-q4',
    ]);
    const again = await report(wish, true, tess());
    expect(again).toMatchObject({ filed: { kind: 'exists', pull: { number: found.filed[0]?.pull } } });
    expect(await detect(bot())).toMatchObject({ found: [], filed: [] });
  });

  it('whose file somebody has brought by hand is not asked for under one branch after the other', async () => {
    const wish = { ...SAID, target: 'ACME-DC01', kind: 'gate-event', source: 'by-hand' } as const;
    const own = reportedEvent(wish, 'tess');
    const { forge } = tess();
    await forge.putFileOnBranch('by-hand', gateEventPath(own.id), gateEventText(own, ['sam', 'rita']), 'By hand');
    const { pull } = await forge.openPull('by-hand', 'By hand', 'By hand.');
    expect(await approve(pull.number, 'sam', 'rita')).toBe('merged');
    const said = await report(wish, true, tess());
    if (said.kind === 'refused' || said.filed.kind !== 'refused') expect.fail(JSON.stringify(said));
    expect(said.filed.sentences.join(' ')).toMatch(/^The gate event by-hand-r\w+ is on the default branch already\./);
    expect(await detect(bot())).toMatchObject({ filed: [], unfiled: [] });
  });
});

describe('what nobody reported', () => {
  const stage = (): Stage => ({
    house: test.house,
    directory: test.directory,
    now: test.now,
    later: (minutes) => test.pass(minutes * MINUTE),
    tell: () => undefined,
    fail: (expected, came) => {
      throw new Error(`${expected}: ${came}`);
    },
  });

  /** Somebody with access to the forge's own disk moves main: no rule and no hook is asked. */
  async function push(files: Readonly<Record<string, string>>, message: string): Promise<void> {
    const bare = join(test.directory, 'forge/repository.git');
    const clone = await mkdtemp(join(test.directory, 'past-the-gate-'));
    const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: clone, env: gitEnvironment() });
    git('clone', '--quiet', '--branch', 'main', '--', bare, '.');
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(clone, path)), { recursive: true });
      await writeFile(join(clone, path), text);
    }
    git('add', '--all');
    git('-c', 'user.name=Mallory', '-c', 'user.email=m@example.org', 'commit', '--quiet', '-m', message);
    execFileSync('git', ['fetch', '--quiet', clone, 'HEAD:refs/heads/main'], { cwd: bare, env: gitEnvironment() });
  }

  it('is found once: a push past the gate, also one that pretends to be a merge', async () => {
    await push({ 'docs/note.md': 'A note.\n' }, 'A note');
    await push({ 'docs/more.md': 'More.\n' }, 'More\n\nCountersign-Id: 01K0000000000000000000000A');
    const { found, filed } = await detect(bot());
    expect(found.map(({ kind, how }) => [kind, how.replace(/[0-9a-f]{12}/g, '...')])).toEqual([
      ['merged-without-verdict', 'Commit ... of main changes docs/note.md, and no record knows it.'],
      [
        'merged-without-verdict',
        'Commit ... of main changes docs/more.md, and no record knows it. Commit ... of main has the trailer "Countersign-Id", and no record knows it.',
      ],
    ]);
    expect(filed).toHaveLength(1);
    expect(await detect(bot())).toMatchObject({ found: [], filed: [] });
  });

  it('is told apart from a merge that is merely not recorded yet', async () => {
    const change = { login: 'tess-northwind', branch: 'docs', files: { 'docs/own.md': 'x\n' }, message: 'x' };
    await pushes(change, stage());
    const { pull } = await tess().forge.openPull('docs', 'docs', 'Please.');
    await gate(bot());
    for (const login of ['sam-northwind', 'olga-northwind']) {
      await test.house.as(login).forge.review(pull.number, pull.head, 'APPROVE', 'Seen.');
    }
    await bot().forge.merge(pull.number, pull.head, 'docs', 'merged by hand');
    expect(await detect(bot())).toMatchObject({ found: [], filed: [] });
    expect(await records('policy-changed')).toHaveLength(1);
  });

  it('is filed also where a person has taken the name of its report for something else', async () => {
    await push({ 'docs/taken.md': 'Taken.\n' }, 'Taken');
    const id = `2026-11-20-record-2026-${(await bot().ledger.read()).records.length}`;
    const nothing = { ...reportedEvent(SAID, 'tess'), id, title: 'Nothing' };
    const { forge } = tess();
    await forge.putFileOnBranch(`gate-event/${id}`, gateEventPath(id), gateEventText(nothing, ['sam', 'rita']), 'x');
    await forge.openPull(`gate-event/${id}`, 'Nothing', 'Nothing.');
    const { filed } = await detect(bot());
    expect(filed.map(({ event }) => event)).toEqual([id]);
    expect((await bot().forge.pull(filed[0]?.pull ?? 0)).headBranch).toBe(`gate-event/${id}-2`);
    expect(await detect(bot())).toMatchObject({ found: [], filed: [] });
  });

  it('is not known already because something else was reported after it', async () => {
    await push({ 'docs/third.md': 'Third.\n' }, 'Third');
    await bot().ledger.claim([{ type: 'gate-failure', how: 'Look over there.' }], test.now());
    await sequence(bot());
    expect((await detect(bot())).found).toMatchObject([{ kind: 'merged-without-verdict' }]);
  });

  it('is recorded even where it broke the policy, and then nothing else is done', async () => {
    const path = 'policies/people.yaml';
    const text = (await bot().forge.fileAt('main', path)) ?? '';
    await push({ [path]: 'people: nobody\n' }, 'Away with them');
    const before = (await records('gate-failure')).length;
    await expect(detect(bot())).rejects.toThrow('nothing is decided');
    expect(await records('gate-failure')).toHaveLength(before + 1);
    await push({ [path]: text }, 'Back');
    expect((await detect(bot())).found).toHaveLength(1);
  });
});

it('and an auditor agrees with all of it', async () => {
  test.pass(MINUTE);
  await test.house.step();
  expect(await failuresIn(test)).toEqual([]);
});
