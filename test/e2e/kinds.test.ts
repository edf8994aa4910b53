// Requests of every kind through the same gate: named people, one row each, merged, recorded, and an audit that agrees.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gate } from '../../scripts/gate.ts';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { pushes } from '../../scripts/local/tour-push.ts';
import { answers, gateSays, ledger, openStage, proposes, recorded, step } from '../../scripts/local/tour-stage.ts';
import type { Stage, TourRequest } from '../../scripts/local/tour-stage.ts';
import { merge } from '../../scripts/merge.ts';
import { verify } from '../../scripts/verify.ts';
import { EXCEPTION, KINDS } from './kind-requests.ts';
import type { Change, MainText } from './kind-requests.ts';

let stage: Stage;
const mainText: MainText = (path) => stage.house.bot.forge.fileAt('main', path);
/** Requests that are still open when time runs out. */
const left: Pick<TourRequest, 'id' | 'pull'>[] = [];

beforeAll(async () => {
  stage = await openStage({ directory: await mkdtemp(join(tmpdir(), 'kinds-')), print: () => undefined });
});

afterAll(async () => {
  await stage.house.close();
  await rm(stage.directory, { recursive: true, force: true });
});

/** Tess pushes the files and opens the request. */
async function asks({ branch, files }: Change, login = 'tess-northwind'): Promise<Pick<TourRequest, 'id' | 'pull'>> {
  await pushes({ login, branch, files, message: branch }, stage);
  const { pull } = await stage.house.as(login).forge.openPull(branch, branch, 'Please.');
  await step(stage);
  return { id: 'none', pull: pull.number };
}

async function audit() {
  const clone = await mkdtemp(join(tmpdir(), 'kinds-clone-'));
  try {
    execFileSync('git', ['clone', '--quiet', '--bare', join(stage.directory, 'forge/repository.git'), clone]);
    const report = await verify({ directory: clone, key: stage.house.vkey });
    return { failures: report.findings.filter(({ severity }) => severity === 'failure'), report };
  } finally {
    await rm(clone, { recursive: true, force: true });
  }
}

const gates = (): Promise<void> => step(stage, () => gate(stage.house.bot));
const merges = (): Promise<void> => step(stage, () => merge(stage.house.bot));

describe('a request of the kind', { timeout: 120_000 }, () => {
  it.each(KINDS)('$kind waits for its last approval, and is merged and recorded with it', async (row) => {
    const request = await asks(await row.change(mainText));
    const last = row.by.at(-1) ?? '';
    for (const person of row.by.slice(0, -1)) await answers(person, 'APPROVE', request, stage);
    await gates();
    await gateSays('waiting', [row.waitsFor], request, stage);
    await answers(last, 'APPROVE', request, stage);
    await merges();
    const [record] = await recorded([String(row.record['type'])], request, stage);
    expect(record).toMatchObject(row.record);
    expect((await stage.house.bot.forge.pull(request.pull)).state).toBe('merged');
  });

  it('exception takes effect once it is merged, is named by what passes under it, and ends by itself', async () => {
    const request = await asks({
      branch: 'exception/isolate-acme',
      files: { 'exceptions/isolate-acme.yaml': EXCEPTION },
    });
    await answers('sam', 'APPROVE', request, stage);
    await gates();
    await gateSays('waiting', ['Waiting for Rita Rossi', 'ninjarmm/isolate-endpoint for acme'], request, stage);
    await answers('rita', 'APPROVE', request, stage);
    await merges();
    await recorded(['exception-approved'], request, stage);
    const passes = await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
    await step(stage);
    const records = await recorded(
      ['action-proposed', 'action-auto', 'action-intended', 'action-executed'],
      passes,
      stage,
    );
    expect(records[1]).toMatchObject({ exception: 'isolate-acme' });
    stage.later(2 * 24 * 60);
    const waits = await proposes('ransomware-responder', isolation([DEVICES.ws17]), stage);
    await gates();
    await gateSays('waiting', ['Waiting for Lena Lindqvist'], waits, stage);
    await stage.house.as('tess-northwind').forge.close(waits.pull);
    await merges();
  });

  it('policy is judged by the row on the base branch, not by the one that it brings', async () => {
    const text = (await mainText('policies/authority.yaml')) ?? '';
    const lowered = text.replace(/(when: \{ change: policy \}\n\s+seats: ).*/, '$1[[security-lead, operations-owner]]');
    expect(lowered).not.toBe(text);
    const request = await asks({ branch: 'lower', files: { 'policies/authority.yaml': lowered } });
    await answers('sam', 'APPROVE', request, stage);
    await step(stage);
    const shown =
      'The row policy-change of the matrix asks for 1 person (security-lead or operations-owner) instead of 2 people';
    await gateSays('waiting', ['Waiting for Olga Okafor and Oscar Ortiz', shown], request, stage);
    await stage.house.as('tess-northwind').forge.close(request.pull);
    await merges();
    await recorded(['action-withdrawn'], request, stage);
  });

  it('policy that could not be used is refused in words, and so is one that comes with code', async () => {
    const people = ((await mainText('policies/people.yaml')) ?? '').replace('lead: lena }', 'lead: lina }');
    const broken = await asks({ branch: 'broken', files: { 'policies/people.yaml': people } });
    await gates();
    await gateSays('failure', ['policy-invalid', 'the person "lina"'], broken, stage);
    const both = { 'policies/people.yaml': people, 'scripts/gate.ts': '// gone\n' };
    const mixed = await asks({ branch: 'mixed', files: both });
    await gates();
    await gateSays('failure', ['change-mixed', 'The pull request also changes scripts/gate.ts.'], mixed, stage);
    left.push(broken, mixed);
  });

  it('whose file main has changed meanwhile is not merged until somebody looks at both', async () => {
    const a = await asks({ branch: 'first', files: { 'docs/hello.md': '# Hello\n\none\n' } });
    const b = await asks({ branch: 'second', files: { 'docs/hello.md': 'two\n# Hello\n' } });
    for (const person of ['sam', 'olga']) await answers(person, 'APPROVE', a, stage);
    await merges();
    await recorded(['policy-changed'], a, stage);
    for (const person of ['sam', 'olga']) await answers(person, 'APPROVE', b, stage);
    await merges();
    expect((await stage.house.bot.forge.pull(b.pull)).state).toBe('open');
    await recorded([], b, stage);
    left.push(b);
  });

  it('code that an automation brings is one of its kind as well, and its own labels stay', async () => {
    const login = 'northwind-health-dashboard[bot]';
    const request = await asks({ branch: 'bump/parser', files: { 'package-lock.json': '{}\n' } }, login);
    const { forge } = stage.house.bot;
    await forge.setLabels(request.pull, ['dependencies', 'waiting']);
    for (const person of ['sam', 'olga']) await answers(person, 'APPROVE', request, stage);
    await step(stage);
    await recorded(['policy-changed'], request, stage);
    expect((await forge.pull(request.pull)).labels).toEqual(expect.arrayContaining(['dependencies', 'approved']));
  });

  it('exception that is edited after an approval needs both again', async () => {
    const file = 'exceptions/late-change.yaml';
    const text = EXCEPTION.replace('id: isolate-acme', 'id: late-change').replaceAll('2026-12-14', '2026-12-18');
    const request = await asks({
      branch: 'exception/late',
      files: { [file]: text.replace('2026-12-16', '2026-12-20') },
    });
    await answers('sam', 'APPROVE', request, stage);
    const wider = text.replace('2026-12-16', '2026-12-20').replace('[acme]', '[acme, globex]');
    await pushes(
      { login: 'tess-northwind', branch: 'exception/late', files: { [file]: wider }, message: 'wider' },
      stage,
    );
    await answers('rita', 'APPROVE', request, stage);
    await gates();
    await gateSays('waiting', ['Sam Sato approved another commit than the current head'], request, stage);
    left.push(request);
  });

  it('nobody decides about in time is closed and recorded, whatever it was', async () => {
    stage.later(15 * 24 * 60);
    await merges();
    for (const request of left) {
      await recorded(['action-refused'], request, stage);
      expect((await stage.house.bot.forge.pull(request.pull)).state).toBe('closed');
    }
  });

  it('leaves a history that an audit of a clone agrees with', async () => {
    const { failures, report } = await audit();
    expect(failures).toEqual([]);
    expect(report.ok).toBe(true);
    expect(report.notRederivable).toEqual([]);
    expect((await ledger(stage)).filter(({ type }) => type === 'gate-failure')).toEqual([]);
  });
});
