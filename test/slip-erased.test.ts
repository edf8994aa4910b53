// The slip of an action of which something was erased: it verifies without a repository, and says what is gone and who let it go.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalize } from '../scripts/core/canonical.ts';
import { renderSlip } from '../scripts/core/slip-words.ts';
import { makeSlip, verifySlip, verifySlipAgainst } from '../scripts/slip.ts';
import { erasureStories, HELD_WORDS, WORDS } from './fixtures/erasures.ts';
import { type RealHistory, realHistory } from './fixtures/history.ts';
import { type Loose, tamperedCopy } from './fixtures/tampering.ts';

let history: RealHistory;
let erased = '';
let whole = '';
beforeAll(async () => {
  history = await realHistory(erasureStories().stories, { isSealed: true });
  const { records } = await tamperedCopy(history);
  const [first, second] = records.filter((record) => record['type'] === 'action-denied');
  [erased, whole] = [String(first?.['action'].id), String(second?.['action'].id)];
}, 300_000);
afterAll(() => history.remove());

const changed = (text: string, change: (one: Loose) => void): Buffer => {
  const slip = JSON.parse(text) as Loose; // made a line before
  for (const { records } of slip['ledgers']) for (const one of records) change(one);
  return Buffer.from(canonicalize(slip));
};

describe('the slip of an action', () => {
  it('has the words of its people, opened by what it brings along', async () => {
    const { text } = await makeSlip(history.clone, whole);
    const report = verifySlip(Buffer.from(text), history.vkey);
    expect(report.findings).toEqual([]);
    expect(renderSlip(report)).toContain(`Denied by Lena Lindqvist (approver): ${HELD_WORDS}`);
  });

  it('of which something was erased holds, says what is gone, and brings the approval of two people', async () => {
    const { text } = await makeSlip(history.clone, erased);
    expect(text).not.toContain(WORDS);
    for (const report of [
      verifySlip(Buffer.from(text), history.vkey),
      await verifySlipAgainst(Buffer.from(text), history.clone),
    ]) {
      expect(report.findings.map(({ code, severity }) => [code, severity])).toEqual([['record-erased', 'reported']]);
      const words = renderSlip(report);
      expect(words).toContain('Denied by Lena Lindqvist (approver): [not held any more]');
      expect(words).toMatch(/Erased as 2026-11-20-2026-\d+ asks, so it is gone for good: .*reason of 2026\/\d+/);
      expect(words).toMatch(/Erasure 2026-11-20-2026-\d+ approved by Sam Sato at .* and Rita Rossi at/);
      expect(words).toContain('The slip holds');
    }
  });

  it('is not made from a clone without the branch that holds its words', async () => {
    const copy = await tamperedCopy(history);
    copy.git('update-ref', '-d', 'refs/heads/sealed/2026');
    await expect(makeSlip(copy.directory, whole)).rejects.toThrow(
      'has no branch sealed/2026, which holds the words of its records: give a clone with all branches.',
    );
  });

  it('that leaves personal parts out without an erasure does not hold', async () => {
    const { text } = await makeSlip(history.clone, whole);
    const report = verifySlip(
      changed(text, (one) => delete one['parts']),
      history.vkey,
    );
    expect(report.findings.map(({ code }) => code)).toContain('sealed-part-missing');
    expect(renderSlip(report)).toContain('The slip does not hold.');
  });

  it.each([
    [
      'other words',
      (one: Loose) => one['parts']?.reason && (one['parts'].reason.text = '"Go on."'),
      'sealed-part-altered',
    ],
    [
      'more than the record has',
      (one: Loose) => (one['parts'] = { ...one['parts'], x: { salt: '', text: '1' } }),
      'sealed-part-foreign',
    ],
  ])('with %s does not hold', async (_what, change, code) => {
    const { text } = await makeSlip(history.clone, whole);
    const report = verifySlip(changed(text, change), history.vkey);
    expect(report.findings.map((one) => one.code)).toContain(code);
    expect(report.ok).toBe(false);
  });
});
