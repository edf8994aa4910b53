// A clone that has lost an object accuses nobody and clears nobody; and what somebody pushed is never taken for a loss.
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../scripts/verify.ts';
import { isApproved, isMergedUnapproved, type RealHistory, realHistory, runsByItself } from './fixtures/history.ts';
import { LEDGER, MAIN, tamperedCopy } from './fixtures/tampering.ts';

const DAMAGED =
  'This clone is damaged: git cannot read what it holds. Clone again; where the new clone is damaged too, so is what it was cloned from.';

let history: RealHistory;
let loose: string;
beforeAll(async () => {
  history = await realHistory([runsByItself, isApproved, isMergedUnapproved], { isSealed: true });
  loose = join(history.folder, 'loose.git');
  execFileSync('git', ['init', '--quiet', '--bare', loose]);
  execFileSync('git', ['-C', history.clone, 'repack', '-adq']);
  const packs = join(history.clone, 'objects/pack');
  for (const name of readdirSync(packs).filter((one) => one.endsWith('.pack'))) {
    execFileSync('git', ['-C', loose, 'unpack-objects', '-q'], { input: readFileSync(join(packs, name)) });
  }
  cpSync(join(history.clone, 'packed-refs'), join(loose, 'packed-refs'));
}, 120_000);
afterAll(() => history.remove());

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', loose, ...args], { encoding: 'utf8' }).trim();
const fileOf = (name: string): string => git('rev-parse', name).replace(/^(..)/, `${loose}/objects/$1/`);
const pathIn = (branch: string, pattern: RegExp): string => {
  const paths = git('ls-tree', '-r', '--name-only', branch).split('\n');
  return `${branch}:${paths.find((path) => pattern.test(path)) ?? 'nothing'}`;
};

/** What is said of the clone while the file is not what it was. */
async function saidWithout(name: string, harm: (file: string, bytes: Buffer) => void): Promise<string> {
  const file = fileOf(name);
  const bytes = readFileSync(file);
  chmodSync(file, 0o644);
  harm(file, bytes);
  try {
    const { findings, ok } = await verify({ directory: loose });
    return ok ? 'nothing is wrong' : findings.map(({ sentence }) => sentence).join(' ');
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  } finally {
    writeFileSync(file, bytes);
  }
}

const HARMS: readonly (readonly [string, (file: string, bytes: Buffer) => void])[] = [
  ['is gone', (file) => rmSync(file)],
  ['has other bytes', (file, bytes) => writeFileSync(file, Buffer.from(bytes).fill(7, Math.floor(bytes.length / 2)))],
];

const OBJECTS: readonly (readonly [string, () => string])[] = [
  ['a record', () => pathIn(LEDGER, /action-proposed/)],
  ['the newest checkpoint', () => `${LEDGER}:checkpoint`],
  ['an older checkpoint', () => `${LEDGER}~2:checkpoint`],
  ['a personal part', () => pathIn('refs/heads/sealed/2026', /json$/)],
  ['a folder of the ledger', () => `${LEDGER}:records`],
  ['a folder of the personal parts', () => 'refs/heads/sealed/2026:0'],
  ['a commit of the ledger', () => `${LEDGER}~1`],
  ['the newest commit of the ledger', () => LEDGER],
  ['the commit of the personal parts', () => 'refs/heads/sealed/2026'],
  ['a merge on main', () => `${MAIN}~1`],
  ['the first commit of main', () => git('rev-list', '--max-parents=0', MAIN)],
  ['a policy that was there from the beginning', () => `${MAIN}:policies/people.yaml`],
  ['the pinned key', () => `${MAIN}:policies/keys.yaml`],
  ['the file of an action', () => pathIn(MAIN, /^actions-queue\/2026\/.*yaml$/)],
  ['the folder of the policy', () => `${MAIN}:policies`],
];

describe.each(OBJECTS)('a clone in which %s', (_name, object) => {
  it.each(HARMS)('%s says that it is damaged, and nothing of anybody', async (__, harm) => {
    expect(await saidWithout(object(), harm)).toBe(DAMAGED);
  });
});

it('a second repository that is damaged vouches for nothing, and the clone is not accused of it', async () => {
  const second = join(history.folder, 'second.git');
  cpSync(loose, second, { recursive: true });
  expect(await verify({ directory: loose, anchors: { second } })).toMatchObject({ ok: true, grade: 'anchored' });
  rmSync(fileOf(`${LEDGER}:checkpoint`).replace(loose, second));
  expect(await verify({ directory: loose, anchors: { second } })).toMatchObject({ ok: true, grade: 'signed' });
});

describe('what somebody pushed', () => {
  it('is not taken for a loss where the branch holds all of it', async () => {
    expect(await verify({ directory: loose })).toMatchObject({ ok: true });
    const copy = await tamperedCopy(history);
    copy.commit(MAIN, { 'actions-queue/2026/11/x.yaml': 'x' });
    expect((await verify({ directory: copy.directory })).findings.map(({ code }) => code)).toContain(
      'queue-file-uncovered',
    );
  });

  it.each([
    ['a checkpoint', 'checkpoint', 'checkpoint-missing'],
    ['a record', 'records/11/20/00000099-action-proposed.json', 'record-unreadable'],
  ])('as a commit of another repository in place of %s is found', async (_name, path, code) => {
    const copy = await tamperedCopy(history);
    const index = { ...process.env, GIT_INDEX_FILE: join(copy.directory, 'index-of-its-own') };
    const run = (...args: readonly string[]): string =>
      execFileSync('git', ['-C', copy.directory, ...args], { env: index, encoding: 'utf8' }).trim();
    run('read-tree', LEDGER);
    run('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${path}`);
    const who = ['-c', 'user.name=m', '-c', 'user.email=m@example.invalid'];
    const commit = run(...who, 'commit-tree', run('write-tree'), '-p', LEDGER, '-m', 'x');
    run('update-ref', LEDGER, commit);
    expect((await verify({ directory: copy.directory })).findings.map((one) => one.code)).toContain(code);
  });

  it('without its checkpoint’s content, as only a folder can hold it, is not passed over', async () => {
    const copy = await tamperedCopy(history);
    const last = copy.records.at(-1) ?? {};
    const text = JSON.stringify({ ...last, index: copy.records.length });
    copy.commit(LEDGER, { [`records/11/20/00000${copy.records.length}-x.json`]: text, checkpoint: 'by nobody' });
    const blob = copy.git('rev-parse', `${LEDGER}:checkpoint`);
    copy.git('repack', '-adq');
    expect((await verify({ directory: copy.directory })).ok).toBe(false);
    const lost = join(history.folder, 'lost.git');
    cpSync(copy.directory, lost, { recursive: true });
    const packs = join(lost, 'objects/pack');
    for (const name of readdirSync(packs).filter((one) => one.endsWith('.pack'))) {
      const bytes = readFileSync(join(packs, name));
      readdirSync(packs).forEach((one) => rmSync(join(packs, one)));
      execFileSync('git', ['-C', lost, 'unpack-objects', '-q'], { input: bytes });
    }
    rmSync(blob.replace(/^(..)/, `${lost}/objects/$1/`));
    await expect(verify({ directory: lost })).rejects.toThrow(DAMAGED);
  });
});
