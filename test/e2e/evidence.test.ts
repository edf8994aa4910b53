// The auditor's pack of a running house, over New Year: cloned from the forge, packed, cloned from the pack, and found the same.
import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { answers, proposes, step } from '../../scripts/local/tour-stage.ts';
import { verifySlip } from '../../scripts/slip.ts';
import { csvRows } from '../fixtures/csv.ts';
import { runSecond } from '../fixtures/second.ts';
import { heard } from './house.ts';
import { standardStage } from './standard-stage.ts';
import type { StandardStage } from './standard-stage.ts';

let stage: StandardStage;
let audit: string;
beforeAll(async () => {
  stage = await standardStage();
  stage.later((Date.parse('2026-12-31T23:58:00Z') - stage.now()) / 60_000);
  const request = await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
  await step(stage);
  stage.later(10);
  await answers('lena', 'APPROVE', request, stage);
  await step(stage);
  audit = join(stage.test.directory, 'audit');
  await promisify(execFile)('git', ['clone', '--quiet', stage.house.cloneUrl, audit]); // its server runs in this process
}, 120_000);
afterAll(() => stage.test.close());

const git = (directory: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8' }).trim();

async function packed(name: string, clone: string, ...days: readonly string[]): Promise<string> {
  const out = join(stage.test.directory, name);
  const said = heard({});
  const code = await main(['evidence', clone, ...days, '--out', out, '--key', stage.house.vkey], said.io);
  expect({ code, err: said.err() }).toEqual({ code: 0, err: '' });
  return out;
}

const rowsOf = (pack: string, name: string) => csvRows(readFileSync(join(pack, `populations/${name}.csv`), 'utf8'));

it('tells a request over New Year as one, in the pack of either year, with the records of both ledgers', async () => {
  const [old, fresh] = [
    await packed('old', audit, '--quarter', '2026-q4'),
    await packed('fresh', audit, '--quarter', '2027-q1'),
  ];
  for (const pack of [old, fresh]) {
    expect(rowsOf(pack, 'requests')).toMatchObject([{ ending: 'approved', outcome: 'succeeded' }]);
    const [row] = rowsOf(pack, 'requests');
    expect(row?.['records']).toMatch(/^2026\/\d+; (?:2026\/\d+; )?2027\/1; /);
    const [slip = ''] = readdirSync(join(pack, 'slips'));
    const report = verifySlip(readFileSync(join(pack, 'slips', slip)), stage.house.vkey);
    expect(report).toMatchObject({ ok: true, checkpoints: [{}, {}] });
  }
  const years = (pack: string) => [...new Set(rowsOf(pack, 'records').map(({ id = '' }) => id.slice(0, 4)))];
  expect([years(old), years(fresh)]).toEqual([['2026'], ['2027']]);
  expect(readFileSync(join(old, 'README.md'), 'utf8')).not.toContain('ends before the period does');
  expect(readFileSync(join(fresh, 'README.md'), 'utf8')).toContain('ends before the period does');
});

it('takes the anchors along: of its clone the same pack comes out, and both verifiers say the same', async () => {
  const head = git(audit, 'rev-parse', 'refs/remotes/origin/ledger/2026');
  const checkpoint = git(audit, 'cat-file', 'blob', `${head}:checkpoint`);
  const size = checkpoint.split('\n')[1] ?? '';
  const identity = ['-c', 'user.name=Tagger', '-c', 'user.email=tagger@example.invalid'];
  git(audit, ...identity, 'tag', '--annotate', `--message=${checkpoint}`, `ledger/2026/${size}`, head);
  git(
    audit,
    'update-ref',
    'refs/remotes/origin/anchors/2026',
    git(audit, ...identity, 'commit-tree', '-m', 'none yet', emptyTree()),
  );
  const pack = await packed('anchored', audit, '--from', '2026-12-01', '--to', '2027-01-31');
  const clone = join(stage.test.directory, 'clone');
  execFileSync('git', ['clone', '--quiet', join(pack, 'repository.bundle'), clone]);
  const refs = git(clone, 'for-each-ref', '--format=%(refname:lstrip=-2)', 'refs/remotes', 'refs/tags').split('\n');
  expect(refs).toEqual([
    'origin/HEAD',
    'anchors/2026',
    'ledger/2026',
    'ledger/2027',
    'origin/main',
    'sealed/2027', // nothing of 2026 had a personal part
    `2026/${size}`,
  ]);
  const again = await packed('again', clone, '--from', '2026-12-01', '--to', '2027-01-31');
  const sums = (from: string): string => readFileSync(join(from, 'SHA256SUMS'), 'utf8').replace(/^.*README\.md$/m, '');
  expect(sums(again)).toBe(sums(pack));
  expect(readFileSync(join(pack, 'README.md'), 'utf8')).toContain('Its anchors, 1, are in the bundle');
  expect((await runSecond(clone, '--key', stage.house.vkey)).out).toMatch(/^0 findings, /);
});

function emptyTree(): string {
  return execFileSync('git', ['-C', audit, 'mktree'], { input: '', encoding: 'utf8' }).trim();
}
