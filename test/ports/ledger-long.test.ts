// A ledger that is longer than what is read at a time is read whole, in order, and by every check.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafHash } from '../../scripts/core/merkle.ts';
import { gitLedger } from '../../scripts/ports/git-ledger.ts';
import { bytesOf } from '../../scripts/ports/ledger-record.ts';
import type { Ledger } from '../../scripts/ports/ledger.ts';
import { AT_A_TIME } from '../../scripts/ports/read-ahead.ts';
import { type LongYear, writeYear } from '../fixtures/long-history.ts';
import { IDENTITY } from './ledger-world.ts';

const BRANCH = 'refs/heads/ledger/2026';
const directory = mkdtempSync(join(tmpdir(), 'long-'));
let year: LongYear;
beforeAll(async () => void (year = await writeYear(directory, 2 * AT_A_TIME + 5, 0)));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const git = (...args: readonly string[]): string =>
  execFileSync('git', ['-C', directory, ...args], { encoding: 'utf8' }).trim();
const ledger = (): Promise<Ledger> => {
  const options = { directory, originBase: year.key.name, keys: [year.key], identity: IDENTITY };
  return gitLedger({ ...options, random: Math.random, wait: () => Promise.resolve() });
};

describe('a ledger longer than what is read at a time', () => {
  it('has every record, in order, with its own bytes and leaf', async () => {
    const { records, size, head } = await (await ledger()).read();
    expect(size).toBe(Number(git('rev-list', '--count', BRANCH)));
    expect(records.map(({ index }) => index)).toEqual(Array.from({ length: size }, (_, at) => at));
    expect(records.every((one) => Buffer.from(leafHash(bytesOf(one))).equals(one.leaf))).toBe(true);
    const last = records.at(-1);
    expect([last?.commit, String(bytesOf(last ?? never()))]).toEqual([head, git('show', `${BRANCH}:${last?.path}`)]);
  });

  it('is read on from where it was left, to the same records', async () => {
    const head = git('rev-parse', BRANCH);
    const reader = await ledger();
    git('update-ref', BRANCH, `${head}~${AT_A_TIME + 3}`);
    const half = await reader.read();
    git('update-ref', BRANCH, head);
    expect(half.size).toBeLessThan(AT_A_TIME + 5);
    expect(await reader.read()).toEqual(await (await ledger()).read());
  });

  it('is refused where the last checkpoint is another one, with the first record that is not covered', async () => {
    const head = git('rev-parse', BRANCH);
    const size = Number(git('rev-list', '--count', BRANCH));
    const stream = `commit ${BRANCH}\ncommitter M <m@x> 1700000000 +0000\ndata 1\nm\nfrom ${head}\nM 100644 inline checkpoint\ndata 1\nx\n`;
    const [, at = ''] =
      /"at":"([^"]+)"/.exec(
        git('show', `${BRANCH}:${git('diff-tree', '-r', '--name-only', '--diff-filter=A', `${head}~1`, head)}`),
      ) ?? [];
    const text = JSON.stringify({ at, index: size, type: 'action-denied', v: 1 });
    const path = `records/${at.slice(5, 7)}/${at.slice(8, 10)}/${String(size).padStart(8, '0')}-action-denied.json`;
    const input = `${stream}M 100644 inline ${path}\ndata ${text.length}\n${text}\n`;
    execFileSync('git', ['-C', directory, 'fast-import', '--quiet', '--force'], { input });
    const fault: unknown = await (await ledger()).read().catch((error: unknown) => error);
    git('update-ref', BRANCH, head);
    expect(String(fault)).toContain(`ledger/2026, record ${size}: the checkpoint of commit`);
  });
});

function never(): never {
  throw new Error('an empty ledger was read');
}
