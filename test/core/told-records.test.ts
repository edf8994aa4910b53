// A report of a gate event names gate failures that the ledger has, or is refused.
import { describe, expect, it } from 'vitest';
import { decide } from '../../scripts/core/decide.ts';
import { ledgerFacts } from '../../scripts/core/ledger-facts.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import type { RecordId } from '../../scripts/core/record-parts.ts';
import { basePolicy, situation } from '../fixtures/situation.ts';

const PATH = 'exceptions/gate-failures/x.yaml';

function refusalsOf(tellsOf: readonly RecordId[] | null, failureRecords: readonly string[] | null) {
  const input = situation({
    proposal: {
      kind: 'gate-event',
      id: 'x',
      path: PATH,
      action: null,
      payload: null,
      approvers: ['sam', 'rita'],
      ...(tellsOf === null ? {} : { tellsOf }),
    },
    pull: { files: [{ path: PATH, status: 'added', mode: '100644' }] },
    ledger: failureRecords === null ? {} : { failureRecords },
  });
  return decide(input).refusals.filter(({ code }) => code === 'gate-event-record-unknown');
}

const one = 'It says that it tells of 2026/9, and that is no gate failure in the ledger.';
const two = 'It says that it tells of 2026/9 and 2025/3, and those are no gate failures in the ledger.';

describe('a gate event that tells of', () => {
  it.each<readonly [string, readonly RecordId[] | null, readonly string[] | null, string | null]>([
    ['a gate failure of the ledger', ['2026/4'], ['2026/4', '2026/9'], null],
    ['no record', [], [], null],
    ['what was filed before, where its remediation comes', null, [], null],
    ['a record that is none', ['2026/4', '2026/9'], ['2026/4'], one],
    ['several that are none', ['2026/9', '2025/3'], ['2026/4'], two],
    ['a record of a ledger that nobody has read', ['2026/9'], null, one],
  ])('%s', (_name, tellsOf, known, fact) => {
    const remedy = 'Name records of the type gate-failure, or leave `records` empty.';
    const expected = fact === null ? [] : [{ code: 'gate-event-record-unknown', fact, remedy }];
    expect(refusalsOf(tellsOf, known)).toEqual(expected);
  });

  it('what the ledger holds of other types has told of nothing', () => {
    const sketch = (type: string, index: number, year: number) => {
      return { type, index, at: `${year}-11-20T10:00:00Z`, how: '', detectedBy: '', main: '', repository: 1, v: 1 };
    };
    // As little of each as is read for this.
    const records = [sketch('gate-failure', 0, 2025), sketch('population', 1, 2026), sketch('gate-failure', 2, 2026)];
    const facts = ledgerFacts(records as unknown as readonly Indexed[], { pull: 7, id: 'x' }, basePolicy(), new Map());
    expect(facts.failureRecords).toEqual(['2025/0', '2026/2']);
  });
});
