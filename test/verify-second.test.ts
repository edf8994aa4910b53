// The second verifier agrees with ours: on a history that nobody touched, on every way to tamper with one, on every kind of clone.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import { verify } from '../scripts/verify.ts';
import { type RealHistory, realHistory } from './fixtures/history.ts';
import { runSecond, SECOND, second } from './fixtures/second.ts';
import { LEDGER, MAIN, type Row, type Tampered, tamperedCopy } from './fixtures/tampering.ts';
import { INSIDE } from './fixtures/tampering-inside.ts';
import { OUTSIDE } from './fixtures/tampering-outside.ts';

let history: RealHistory;
beforeAll(async () => void (history = await realHistory()), 240_000);
afterAll(() => history.remove());

/**
 * What only `countersign verify` can see, since every root and signature holds: main's own files. What the holder of the key
 * does to the records is seen here too, but only because a merge on main has quoted the root that they had before.
 */
const OUT_OF_SCOPE = ['changes a queue file', 'queues a file without a record', 'removes a queue file'];

describe('the second verifier', () => {
  it('finds nothing in a history that nobody tampered with, and names the same size and root as ours', async () => {
    for (const key of [undefined, history.vkey]) {
      const ours = await verify({ directory: history.clone, ...(key === undefined ? {} : { key }) });
      const report = await second(history.clone, ...(key === undefined ? [] : ['--key', key]));
      expect(report).toEqual({ code: 0, ok: true, size: ours.size, root: ours.root, findings: [] });
    }
  });

  it('finds nothing either when the holder of the key signs the same records anew', async () => {
    const copy = await tamperedCopy(history);
    copy.resign(copy.records);
    expect(await second(copy.directory)).toMatchObject({ code: 0, findings: [] });
  });

  const missed: string[] = [];

  it.each([...OUTSIDE, ...INSIDE].map(cells))('looks at a history of somebody who %s', async (name, tamper) => {
    const copy = await tamperedCopy(history);
    tamper(copy);
    const [ours, report] = await Promise.all([verify({ directory: copy.directory }), second(copy.directory)]);
    expect(ours.ok).toBe(false);
    expect(report).toMatchObject(report.findings.length === 0 ? { ok: true, code: 0 } : { ok: false, code: 1 });
    if (report.ok) missed.push(name);
  });

  it('has seen all of them but what is out of its scope', () => {
    expect(missed.toSorted()).toEqual(OUT_OF_SCOPE);
  });
});

function cells([name, tamper]: Row): readonly [string, Row[1]] {
  return [name, tamper];
}

/** Kinds of clones, and what it says of each in place of nothing. */
const CLONES: readonly (readonly [name: string, make: (copy: Tampered) => string, says: string | null])[] = [
  ['with a working tree', (copy) => cloneOf(copy, 'plain'), null],
  [
    'that is shallow',
    (copy) => cloneOf(copy, 'shallow', '--depth=1', '--no-single-branch'),
    'The history breaks off: [0-9a-f]{12} is not in this clone. Make a full clone.',
  ],
  ['without main', (copy) => changed(copy, 'update-ref', '-d', MAIN), 'There is no branch main here.'],
  [
    'with a ledger of no year',
    (copy) => changed(copy, 'update-ref', 'refs/heads/ledger/next', LEDGER),
    "The branch is no year's ledger.",
  ],
  [
    'whose own ledger has more than the origin',
    (copy) => {
      copy.git('update-ref', 'refs/remotes/origin/main', MAIN);
      return changed(copy, 'update-ref', 'refs/remotes/origin/ledger/2026', `${LEDGER}~1`);
    },
    "This clone's own branch has commits that the origin's does not continue.",
  ],
  [
    'that replaces an object by another',
    (copy) => changed(copy, 'replace', LEDGER, `${LEDGER}~1`),
    null, // a replacement is a thing of this clone alone: the objects themselves are read
  ],
  [
    // Whoever may push a branch of their own could stop every audit with its name.
    'with branches whose names have line ends of other alphabets',
    (copy) => {
      for (const end of ['\u2028', '\u2029', '\u0085']) copy.git('update-ref', `refs/heads/agent/x${end}y`, MAIN);
      return copy.directory;
    },
    null,
  ],
  [
    'with a branch whose name is no UTF-8',
    (copy) => {
      const line = Buffer.concat([
        Buffer.from('create refs/heads/x'),
        Buffer.of(0xff),
        Buffer.from(`y ${copy.git('rev-parse', MAIN)}\n`),
      ]);
      execFileSync('git', ['-C', copy.directory, 'update-ref', '--stdin'], { input: line });
      return copy.directory;
    },
    null,
  ],
  [
    'with a ledger of no year behind such a line end',
    (copy) => changed(copy, 'update-ref', 'refs/heads/ledger/x\u2028y', LEDGER),
    "The branch is no year's ledger.",
  ],
];

describe('of a clone', () => {
  it.each(CLONES)('%s it says the same as ours', async (_name, make, says) => {
    const directory = make(await tamperedCopy(history));
    const { ok } = await verify({ directory, key: history.vkey });
    const { code, out } = await runSecond(directory, '--key', history.vkey);
    expect({ code, ok }).toEqual({ code: says === null ? 0 : 1, ok: says === null });
    expect(out).toMatch(says === null ? /^0 findings, / : new RegExp(`: ${says}\n`));
  });

  it('it quotes no control character, not even of a commit that is none', async () => {
    const copy = await tamperedCopy(history);
    const made = (tree: string, parent: string): string => {
      const input = `tree ${tree}\nparent ${parent}\nauthor a <a> 1 +0000\ncommitter a <a> 1 +0000\n\nm\n`;
      const args = ['-C', copy.directory, 'hash-object', '--literally', '-t', 'commit', '-w', '--stdin'];
      return execFileSync('git', args, { input, encoding: 'utf8' }).trim();
    };
    const broken = made('\u001b[2J\u001b[H x y', copy.git('rev-parse', MAIN));
    copy.git('update-ref', MAIN, made(copy.git('rev-parse', `${MAIN}^{tree}`), broken));
    const { code, err } = await runSecond(copy.directory);
    expect(code).toBe(3);
    expect(err).toMatch(/^Nothing was verified: [\x20-\x7e]+\n$/);
  });

  it('it runs its own pieces, and no package of the same name from elsewhere on the path', async () => {
    const home = mkdtempSync(join(history.folder, 'home-'));
    mkdirSync(join(home, 'second'));
    writeFileSync(join(home, 'second/__init__.py'), 'raise SystemExit(0)\n');
    const env = { ...process.env, PYTHONPATH: home };
    const out = execFileSync('python3', [SECOND, history.clone], { env, encoding: 'utf8' });
    expect(out).toMatch(/^0 findings, /);
  });

  it('it says that every signature is wrong where the key is of somebody else', async () => {
    const { vkey } = generateLedgerKey(history.key.name);
    const { findings } = await second(history.clone, '--key', vkey);
    const { size } = await verify({ directory: history.clone });
    expect(
      findings.filter(({ sentence }) => sentence.includes('it lacks the signature of key')).length,
    ).toBeGreaterThan(size / 3);
    expect(findings[0]?.sentence).toBe('The commit pins another key than the one that is trusted here.');
  });
});

function cloneOf({ directory }: Tampered, name: string, ...options: readonly string[]): string {
  const clone = join(history.folder, `second-${name}`);
  execFileSync('git', ['clone', '--quiet', ...options, `file://${directory}`, clone]);
  return clone;
}

function changed(copy: Tampered, ...args: readonly string[]): string {
  copy.git(...args);
  return copy.directory;
}
