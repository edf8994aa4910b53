// The auditor's pack of a history that is not what it should be, of a clone that lacks something, and of a run that is killed.
import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import { evidence } from './fixtures/evidence-call.ts';
import { csvRows } from './fixtures/csv.ts';
import { isApproved, isDenied, type RealHistory, realHistory, runsByItself } from './fixtures/history.ts';
import { indexOf, LEDGER, MAIN, type Tampered, tamperedCopy } from './fixtures/tampering.ts';
import { ROOT } from './readme-text.ts';

const PERIOD = ['--from', '2026-11-20', '--to', '2026-11-30', '--by', 'Ada'];

let history: RealHistory;
let folder: string;
beforeAll(async () => {
  history = await realHistory([isApproved, isDenied, runsByItself]);
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
}, 120_000);
afterAll(() => {
  history.remove();
  rmSync(folder, { recursive: true, force: true });
});

let packs = 0;
async function call(directory: string, ...more: readonly string[]) {
  const out = join(folder, `pack-${(packs += 1)}`);
  const { code, out: told, err } = await evidence(directory, ...PERIOD, '--out', out, ...more);
  return { out, code, told, err };
}

/** Nothing of the name, whole or in part. */
const left = (out: string): readonly string[] =>
  readdirSync(folder).filter((name) => join(folder, name).startsWith(out));

describe('a history with something wrong in it', () => {
  it('has its pack, which says so before anything else', async () => {
    const copy = await tamperedCopy(history);
    const gone = indexOf(copy, 'action-denied');
    copy.resign(copy.records.filter((_, index) => index !== gone));
    const { out, code, told } = await call(copy.directory);
    expect(code).toBe(1);
    expect(told).toMatch(
      /^verify finds \d+ things? wrong with this history: see .*verification\.txt before anything else\.\n/,
    );
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    expect(readme.split('\n')[2]).toMatch(
      /^\*\*countersign verify finds \d+ things? wrong with this history\. Rely on nothing here/,
    );
    expect(readme).toContain('Something is wrong with this history, see above: ');
    expect(readFileSync(join(out, 'verification.txt'), 'utf8')).toMatch(/^\d+ findings?:\n/);
    execFileSync('sha256sum', ['-c', '--quiet', '--strict', 'SHA256SUMS'], { cwd: out });
    // The clone of its bundle is wrong in the same way.
    execFileSync('git', ['clone', '--quiet', join(out, 'repository.bundle'), `${out}-clone`]);
    const again = await call(`${out}-clone`);
    expect(again.code).toBe(1);
    const report = (from: string): string => readFileSync(join(from, 'verification.json'), 'utf8');
    expect(report(again.out)).toBe(report(out));
  });

  it('says that the clone lacks the years before, and not that there were none', async () => {
    const copy = await tamperedCopy(history);
    const previous = { origin: `${copy.key.name}/ledger/2025`, size: 7, root: Buffer.alloc(32).toString('base64') };
    copy.resign(copy.records.map((one, at) => (at === 0 ? { ...one, previous } : one)));
    const { out } = await call(copy.directory);
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    expect(readme).toContain(`continues \`${previous.origin}\` with 7 records, which is not in this clone.`);
    expect(readme).not.toContain('before that there was none');
  });

  it('shows what a finding quotes, and obeys nothing in it', async () => {
    const copy = await tamperedCopy(history);
    copy.commit(MAIN, { 'actions-queue/2026/11/`<img src=x>` | [x](y) \u202e.yaml': 'tier: 3\n' });
    const { out, code } = await call(copy.directory);
    expect(code).toBe(1);
    const readme = readFileSync(join(out, 'README.md'), 'utf8');
    const line = readme.split('\n').find((one) => one.includes('<img src=x>')) ?? expect.fail('not told');
    expect(line).toMatch(/^- `` .*`<img src=x>`.*\\u\{202e\}.* ``$/);
  });
});

describe('no pack is made', () => {
  it.each<readonly [string, (copy: Tampered) => readonly string[] | void, string]>([
    [
      'of a ledger with a record that was edited behind its checkpoint',
      (copy) => {
        const [path = ''] = copy
          .git('ls-tree', '-r', '--name-only', LEDGER)
          .split('\n')
          .filter((one) => one.endsWith('-action-denied.json'));
        const text = copy.git('cat-file', 'blob', `${LEDGER}:${path}`);
        copy.commit(LEDGER, { [path]: text.replace('It is a backup job.', 'Fine.') });
      },
      'ledger/2026',
    ],
    [
      'of a ledger that another key has signed',
      (copy) => copy.resign(copy.records, generateLedgerKey(copy.key.name).key),
      'ledger/2026',
    ],
    ['with a key that is not the ledger’s', (copy) => ['--key', generateLedgerKey(copy.key.name).vkey], 'ledger/2026'],
    [
      'of a record that is none of its type',
      (copy) => copy.resign(copy.records.map((one) => (one['type'] === 'action-denied' ? { ...one, pull: 7 } : one))),
      'No pack is made of that; countersign verify tells the rest.',
    ],
    [
      'of a record of a type that nobody knows',
      (copy) => copy.resign([...copy.records, { ...copy.records.at(-1), type: 'action-dreamt' }]),
      'No pack is made of that; countersign verify tells the rest.',
    ],
    [
      'of a record that would have the terminal show a better answer',
      (copy) =>
        copy.resign(copy.records.map((one, at) => (at === 1 ? { ...one, '\u001b[2J\u009b\u202eFine': 1 } : one))),
      String.raw`the unknown field "\u{1b}[2J\u{9b}\u{202e}Fine"`,
    ],
    ['without main', (copy) => void copy.git('update-ref', '-d', MAIN), 'has no main that pins a ledger key'],
    ['without a ledger', (copy) => void copy.git('update-ref', '-d', LEDGER), 'has no branch ledger/<year>'],
  ])('%s', async (_, tamper, sentence) => {
    const copy = await tamperedCopy(history);
    const { out, code, err, told } = await call(copy.directory, ...(tamper(copy) ?? []));
    expect({ code, told }).toEqual({ code: 3, told: '' });
    expect(err).toMatch(/^fault: .*\n$/);
    expect(err).toContain(sentence);
    expect(left(out)).toEqual([]);
  });

  it.each<readonly [string, readonly string[], string]>([
    ['of a clone with the newest commits alone', ['--depth=1', '--no-single-branch'], 'git fetch --unshallow'],
    ['of a clone with main alone', ['--single-branch', '--branch=main'], 'This clone has only some of the branches'],
  ])('%s', async (_, options, sentence) => {
    const clone = mkdtempSync(join(folder, 'part-'));
    execFileSync('git', ['clone', '--quiet', ...options, `file://${history.clone}`, clone]);
    const { out, code, err } = await call(clone);
    expect(code).toBe(3);
    expect(err).toContain(sentence);
    expect(left(out)).toEqual([]);
  });

  it('of a clone that lacks commits beside its branches, which verify can do without', async () => {
    const clone = mkdtempSync(join(folder, 'cut-'));
    execFileSync('git', ['clone', '--quiet', '--no-local', history.clone, clone]);
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', clone, ...args], { encoding: 'utf8' }).trim();
    writeFileSync(join(clone, '.git/shallow'), `${git('rev-parse', 'origin/main^2')}\n`);
    const { out, code, err } = await call(clone);
    expect({ code, err }).toEqual({
      code: 3,
      err: `fault: ${clone} lacks older commits (--depth). Run in it: git fetch --unshallow\n`,
    });
    expect(left(out)).toEqual([]);
  });

  it('of what is no repository', async () => {
    const { out, code, err } = await call(mkdtempSync(join(folder, 'empty-')));
    expect(code).toBe(3);
    expect(err).toContain('not a git repository');
    expect(left(out)).toEqual([]);
  });
});

/** Runs the verb as a process that finds this in place of git: what it says, then the real one. */
function withGit(
  script: string,
  directory: string,
  out: string,
): Promise<{ readonly code: number | string | null; readonly err: string }> {
  const bin = mkdtempSync(join(folder, 'bin-'));
  const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
  writeFileSync(join(bin, 'git'), `#!/bin/sh\n${script}\nexec '${real}' "$@"\n`);
  chmodSync(join(bin, 'git'), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH'] ?? ''}` };
  const argv = [join(ROOT, 'scripts/countersign.mjs'), 'evidence', directory, ...PERIOD, '--out', out];
  return new Promise((resolve) => {
    execFile(process.execPath, argv, { env }, (fault, _told, err) => {
      resolve({ code: fault === null ? 0 : (fault.signal ?? fault.code ?? null), err });
    });
  });
}

describe('a run that', () => {
  it('is killed while it writes leaves no pack, and the next one makes it', async () => {
    const out = join(folder, 'killed');
    // Every table is written by then, and the bundle is not.
    const { code } = await withGit('case "$*" in *pack-objects*) kill -9 $PPID; exit 1;; esac', history.clone, out);
    expect(code).toBe('SIGKILL');
    expect(readdirSync(folder)).not.toContain('killed');
    expect(left(out)).toHaveLength(1); // the unfinished one, which nobody takes for a pack by its name
    expect((await withGit('', history.clone, out)).code).toBe(0);
    expect(csvRows(readFileSync(join(out, 'populations/requests.csv'), 'utf8'))).toHaveLength(3);
  });

  it('fails while it writes takes away what it has written', async () => {
    const out = join(folder, 'failed');
    const { code, err } = await withGit(
      'case "$*" in *pack-objects*) echo no room >&2; exit 1;; esac',
      history.clone,
      out,
    );
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('no room') });
    expect(left(out)).toEqual([]);
  });

  it('finds that its place was taken in the meantime leaves both as they are', async () => {
    const out = join(folder, 'raced');
    const { code, err } = await withGit(`case "$*" in *pack-objects*) mkdir '${out}';; esac`, history.clone, out);
    expect({ code, err }).toMatchObject({
      code: 3,
      err: expect.stringContaining('was made by somebody else in the meantime'),
    });
    expect(left(out)).toEqual([out.slice(folder.length + 1)]);
    expect(readdirSync(out)).toEqual([]);
  });

  it('reads a clone into which somebody fetches meanwhile makes nothing of two states', async () => {
    const copy = await tamperedCopy(history);
    const out = join(folder, 'moved');
    mkdirSync(join(folder, 'counter'));
    const { code, err } = await withGit(
      `case "$*" in "for-each-ref --format=%(objectname) %(refname) refs/heads refs/remotes/origin")
  mkdir '${join(folder, 'counter')}/'$$
  if [ "$(ls '${join(folder, 'counter')}' | wc -l)" -eq 2 ]; then
    cat '${join(copy.directory, 'parent')}' > '${join(copy.directory, LEDGER)}'
  fi;; esac`,
      prepared(copy),
      out,
    );
    expect({ code, err }).toMatchObject({ code: 3, err: expect.stringContaining('has changed while it was read') });
    expect(left(out)).toEqual([]);
  });
});

/** Keeps the ledger's last commit but one beside its branch, for a git that moves it there. */
function prepared(copy: Tampered): string {
  const before = copy.git('rev-parse', `${LEDGER}~1`);
  copy.git('update-ref', LEDGER, copy.git('rev-parse', LEDGER)); // as a file of its own
  writeFileSync(join(copy.directory, 'parent'), `${before}\n`);
  return copy.directory;
}
