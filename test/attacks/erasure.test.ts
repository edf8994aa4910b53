// Attack 31 staged on a real history with an erasure in it, and a sweep over every byte class of the files that open personal parts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ErasureOutcome } from '../../scripts/erase.ts';
import { renderReport, verify } from '../../scripts/verify.ts';
import { erasureStories } from '../fixtures/erasures.ts';
import { type RealHistory, realHistory } from '../fixtures/history.ts';
import { second } from '../fixtures/second.ts';
import { tamperedCopy } from '../fixtures/tampering.ts';
import { titleOf } from './attack.ts';
import { ERASURE_ATTACK, fileOf, SEALED, sealedPlaces } from './erasure.ts';

let history: RealHistory;
let said: readonly ErasureOutcome[];
beforeAll(async () => {
  const plan = erasureStories();
  history = await realHistory(plan.stories, { isSealed: true });
  said = plan.said;
}, 300_000);
afterAll(() => history.remove());

describe('the untouched history', () => {
  it('has one erasure that was carried out and one that a legal hold keeps back, and no failure', async () => {
    expect(said.map(({ kind }) => kind)).toEqual(['erased', 'legal-hold']);
    expect(said[1]?.sentence).toMatch(
      /waits: record 2026\/\d+ is under the legal hold sample-v-northwind, placed because of a lawsuit\./,
    );
    const report = await verify({ directory: history.clone });
    expect(report.findings.map(({ code }) => code).toSorted()).toEqual(['erasure-early', 'record-erased']);
    expect(report.ok).toBe(true);
    expect(report.notRederivable).toHaveLength(1);
  });
});

describe('somebody is found who', () => {
  it(
    titleOf(ERASURE_ATTACK),
    async () => {
      for (const [tamper, code, words] of ERASURE_ATTACK.ways) {
        const copy = await tamperedCopy(history);
        tamper(copy);
        const report = await verify({ directory: copy.directory });
        const sentences = report.findings.filter((one) => one.code === code).map(({ sentence }) => sentence);
        expect(
          sentences.filter((sentence) => sentence.includes(words)),
          `${code} in ${renderReport(report)}`,
        ).not.toEqual([]);
        expect(report.ok).toBe(false);
      }
    },
    120_000,
  );

  it('changes a single byte of any file that opens personal parts', async () => {
    const whole = await tamperedCopy(history);
    const held = sealedPlaces(whole).filter((at) => whole.git('ls-tree', SEALED, fileOf(whole, at)) !== '');
    expect(held.length).toBeGreaterThan(1);
    for (const index of held) {
      const text = whole.git('show', `${SEALED}:${fileOf(whole, index)}`);
      const places = [...text.matchAll(/"salt":"|"text":"\\?"?|"record":|"v":|"parts"/g)].map(
        ({ 0: found, index: at }) => at + found.length,
      );
      const changed = places.map((at) => `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`);
      for (const other of [...changed, '', `${text} x`]) {
        const copy = await tamperedCopy(history);
        copy.commit(SEALED, { [fileOf(copy, index)]: other });
        expect((await verify({ directory: copy.directory })).ok, other).toBe(false);
      }
    }
  }, 300_000);
});

describe('the second verifier', () => {
  it('finds nothing in the untouched history, and whatever of this it can see', async () => {
    expect((await second(history.clone)).findings).toEqual([]);
    for (const [tamper, code] of ERASURE_ATTACK.ways) {
      // Who approved what is for the first one alone.
      if (['erasure-unapproved', 'erasure-under-hold', 'erasure-differs'].includes(code)) continue;
      const copy = await tamperedCopy(history);
      tamper(copy);
      expect((await second(copy.directory)).ok, code).toBe(false);
    }
  }, 120_000);
});
