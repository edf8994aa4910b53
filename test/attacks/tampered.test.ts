// Attacks on the branches of a real history, one test each: what is done, and the finding that gives it away.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { VerifyReport } from '../../scripts/core/audit/report.ts';
import { GitFault } from '../../scripts/ports/git.ts';
import { verify } from '../../scripts/verify.ts';
import { type RealHistory, realHistory } from '../fixtures/history.ts';
import { tamperedCopy } from '../fixtures/tampering.ts';
import { type Attack, titleOf, UNREADABLE } from './attack.ts';
import { INSIDE_ATTACKS } from './inside.ts';
import { OUTSIDE_ATTACKS } from './outside.ts';

let history: RealHistory;
beforeAll(async () => void (history = await realHistory()), 300_000);
afterAll(() => history.remove());

describe('without the key, somebody is found who', () => {
  it.each(OUTSIDE_ATTACKS.map(titled))('%s', (_title, attack) => isFound(attack), 120_000);
});

describe('with the key, somebody is found who', () => {
  it.each(INSIDE_ATTACKS.map(titled))('%s', (_title, attack) => isFound(attack), 120_000);
});

function titled(attack: Attack): readonly [string, Attack] {
  return [titleOf(attack), attack];
}

async function isFound({ ways }: Attack): Promise<void> {
  for (const [tamper, code, words] of ways) {
    const copy = await tamperedCopy(history);
    tamper(copy);
    const { ok, told } = await verify({ directory: copy.directory }).then(toldIn, refusedFor);
    expect(
      told.filter((one) => one.code === code && one.sentence.includes(words)),
      `${code} in ${told.map((one) => `${one.code}: ${one.sentence}`).join('\n')}`,
    ).not.toEqual([]);
    expect(ok).toBe(false);
  }
}

interface Told {
  readonly ok: boolean;
  readonly told: readonly { readonly code: string; readonly sentence: string }[];
}

function toldIn({ ok, findings }: VerifyReport): Told {
  return { ok, told: findings };
}

function refusedFor(fault: unknown): Told {
  if (!(fault instanceof GitFault)) throw fault;
  return { ok: false, told: [{ code: UNREADABLE, sentence: fault.message }] };
}
