// A history that was tampered with, one way a row: each is found, and by its name.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport, verify } from '../scripts/verify.ts';
import { type RealHistory, realHistory } from './fixtures/history.ts';
import { type Row, type Tampered, tamperedCopy } from './fixtures/tampering.ts';
import { INSIDE } from './fixtures/tampering-inside.ts';
import { LOOKS, looks } from './fixtures/tampering-looks.ts';
import { OUTSIDE } from './fixtures/tampering-outside.ts';

let history: RealHistory;
beforeAll(async () => void (history = await realHistory()), 240_000);
afterAll(() => history.remove());

describe('a history that nobody tampered with', () => {
  it('has no finding, in a bare clone and for whoever brings the key', async () => {
    for (const options of [{}, { key: history.vkey }]) {
      const report = await verify({ directory: history.clone, ...options });
      expect(report.findings).toEqual([]);
      expect(report.notRederivable).toEqual([]);
      expect(report).toMatchObject({ ok: true, grade: 'signed', size: report.records, decisions: 10, files: 7 });
      expect(renderReport(report)).toContain('Nothing is wrong with this history.');
      expect(renderReport(report)).toContain('Witnesses outside this repository: there are none yet');
    }
  });

  it('has none either when the holder of the key signs the same records anew', async () => {
    const copy = await tamperedCopy(history);
    copy.resign(copy.records);
    expect((await verify({ directory: copy.directory })).findings).toEqual([]);
  });

  it('has none with looks at the settings that follow each other', async () => {
    const copy = await tamperedCopy(history);
    looks(copy);
    const { findings } = await verify({ directory: copy.directory });
    expect(findings).toMatchObject([{ code: 'gate-failure', severity: 'reported' }]);
  });

  it('tells every ending that a request can have', async () => {
    const { records } = await tamperedCopy(history);
    const types = new Set(records.map(({ type }) => type));
    expect([...types].map(String).toSorted()).toEqual([
      'action-approved',
      'action-auto',
      'action-deferred',
      'action-denied',
      'action-executed',
      'action-expired',
      'action-intended',
      'action-proposed',
      'action-refused',
      'action-withdrawn',
      'key-enrolled',
      'window-approved',
    ]);
  });
});

describe('without the key, somebody who', () => {
  it.each(OUTSIDE.map(cells))('%s is found', (_name, tamper, codes) => isFound(tamper, codes));
});

describe('with the key, somebody who', () => {
  it.each([...INSIDE, ...LOOKS].map(cells))('%s is found', (_name, tamper, codes) => isFound(tamper, codes));
});

function cells([name, tamper, ...codes]: Row) {
  return [name, tamper, codes] as const;
}

async function isFound(tamper: (copy: Tampered) => void, codes: readonly string[]): Promise<void> {
  const copy = await tamperedCopy(history);
  tamper(copy);
  const report = await verify({ directory: copy.directory });
  expect(report.ok).toBe(false);
  const failures = report.findings.filter(({ severity }) => severity === 'failure').map(({ code }) => code);
  expect(failures).toEqual(expect.arrayContaining([...codes]));
  for (const code of codes) expect(renderReport(report)).toContain(`[${code}]`);
}
