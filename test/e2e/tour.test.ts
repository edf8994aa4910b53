// The tour runs through every ending on a house of its own; any step that comes otherwise fails it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { PARTS, tour } from '../../scripts/local/tour.ts';
import type { TourReport } from '../../scripts/local/tour.ts';
import type { Part } from '../../scripts/local/tour-part.ts';
import { recorded } from '../../scripts/local/tour-stage.ts';

const LONGEST = 600_000;

const ENDINGS = [
  /^Auto: Tier 3/,
  /^Auto and log: Tier 2/,
  /^Reverted: Tier 2/,
  /^Approved and executed/,
  /^Dual approval/,
  /^Stand-in/,
  /^Stale approval/,
  /^Self-approval/,
  /^Denied/,
  /^Expired/,
  /^Lapsed/,
  /^Refused/,
  /^Withdrawn/,
  /^Outcome failed/,
  /^Outcome unknown: the answer is lost/,
  /^Outcome unknown: the call is lost/,
  /^Drift/,
  /^Crash after the intent/,
  /^Crash after the act/,
  /^Overtaken/,
  /^Recurring window/,
  /^Exception/,
  /^Gate failure/,
  /^Policy change/,
  /^Absent approver/,
  /^Break-glass/,
  /^Quarterly review/,
] as const;

async function walk(parts: readonly Part[]): Promise<TourReport & { readonly text: string }> {
  const directory = await mkdtemp(join(tmpdir(), 'tour-test-'));
  const lines: string[] = [];
  try {
    const report = await tour({ directory, print: (line) => void lines.push(line) }, parts);
    return { ...report, text: lines.join('\n') };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

describe('npm run tour', () => {
  let whole: { readonly code: number; readonly text: string };
  beforeAll(async () => {
    const made = spawn('npm', ['run', '--silent', 'tour'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [text, [code]] = await Promise.all([made.stdout.toArray(), once(made, 'exit')]);
    whole = { code: Number(code), text: text.join('') };
  }, LONGEST);

  it('comes as expected from the first part to the last', () => {
    expect(whole.text.split('\n').filter((line) => line.startsWith('The tour ends here'))).toEqual([]);
    expect(whole.code).toBe(0);
  });

  it.each(ENDINGS)('walks through the ending %s and names it', (ending) => {
    const title = PARTS.map((part) => part.title).find((one) => ending.test(one));
    expect(whole.text).toContain(`. ${title}  (`);
    expect(whole.text).toContain(`  ok  ${title}`);
  });

  it('has no part that the list of endings leaves out', () => {
    const left = PARTS.filter((part) => !ENDINGS.some((ending) => ending.test(part.title)));
    expect(left).toEqual([]);
  });

  it('tells who did what, what the gate said, what the ledger got and what reached the platform', () => {
    for (const sentence of [
      'Lena Lindqvist approves request 5.',
      'The gate says on request 5: Approved by Lena Lindqvist.',
      'action-executed: succeeded. ACME-FS01: isolated by this action.',
      'By now the platform has taken exactly one call for ACME-FS01.',
      'the forge refuses (422)',
      'exception-approved: the exception isolate-acme was approved by Sam Sato and Rita Rossi.',
      'Olga Okafor may not do it again yet.',
      'the review of 2026-Q4 was signed by Sam Sato, Olga Okafor, Rita Rossi.',
    ]) {
      expect(whole.text.replaceAll(/\s+/g, ' ')).toContain(sentence); // long lines are wrapped
    }
  });
});

describe('the tour that meets a difference', () => {
  it(
    'ends there, says what was expected and what came, and does not pass',
    async () => {
      const wrong: Part = {
        title: 'Wrong',
        run: async (stage) => void (await recorded(['action-denied'], { id: 'nothing', pull: 1 }, stage)),
      };
      const { ok, passed, text } = await walk([wrong]);
      expect({ ok, passed }).toEqual({ ok: false, passed: [] });
      const words = text.replaceAll(/\s+/g, ' ');
      expect(words).toContain('Expected the ledger to hold action-denied about request 1, but it holds nothing.');
    },
    LONGEST,
  );
});
