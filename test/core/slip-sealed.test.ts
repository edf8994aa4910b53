// Slips of records with personal parts: opened by what the slip brings, closed where it was erased, and nothing more in it than belongs there.
import { describe, expect, it } from 'vitest';
import { canonicalize } from '../../scripts/core/canonical.ts';
import { ledgerOrigin, signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { leafHash, rootOf } from '../../scripts/core/merkle.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { type Openings, sealedPartsOf, sealParts } from '../../scripts/core/sealed.ts';
import { formatSlip, storyOf } from '../../scripts/core/slip.ts';
import { checkSlip } from '../../scripts/core/slip-check.ts';
import { wordsOf } from '../../scripts/core/slip-words.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { recordFile } from '../../scripts/ports/ledger-record.ts';

const BASE = 'countersign/700001';
const ID = '01KABCDEFGHJKMNPQRSTVWXYZ1';
const { key, vkey } = generateLedgerKey(BASE);
const DIGEST = `sha256:${'0'.repeat(64)}`;
const common = { at: '2026-11-20T10:00:00Z', repository: 700_001, main: '1'.repeat(40) };
const action = {
  id: ID,
  path: `actions-queue/2026/11/${ID}.yaml`,
  digest: DIGEST,
  payload: DIGEST,
  operation: 'ninjarmm/isolate-endpoint',
  targets: [],
  portfolio: false,
  parameters: {},
};
const draft = {
  type: 'action-withdrawn',
  ...common,
  pull: 1,
  action,
  reason: 'Mrs Example is ill.',
  outcome: 'nothing ran',
};
const { record: sealed, openings } = sealParts(draft, () => new Uint8Array(32));
const parts = sealedPartsOf(sealed).map((part) => ({ record: '2026/0', ...part }));
const erased = { type: 'record-erased', ...common, erasure: 'e1', approval: '2026/1', parts };
const other = { ...erased, parts: parts.map((part) => ({ ...part, record: '2026/9' })) };

// As the ledger stores them.
const stored = (...drafts: readonly (typeof erased | typeof sealed)[]): readonly Indexed[] =>
  drafts.map((one, index) => recordFile(one, 2026, index).record as unknown as Indexed);

function slipOf(records: readonly Indexed[], brought: Openings | null): Buffer {
  const leaves = records.map((one) => leafHash(Buffer.from(canonicalize(one))));
  const root = Buffer.from(rootOf(leaves)).toString('base64');
  const checkpoint = signCheckpoint({ origin: ledgerOrigin(BASE, 2026), size: records.length, root }, key);
  const more = brought === null ? {} : { openings: new Map([[0, brought]]) };
  return Buffer.from(formatSlip(ID, [{ key: vkey, checkpoint, leaves, records, ...more }]) ?? '');
}

const wordsIn = (bytes: Uint8Array): readonly string[] =>
  checkSlip(bytes, [vkey]).records.map(({ record }) => wordsOf(record));
const codesIn = (bytes: Uint8Array): readonly string[] => checkSlip(bytes, [vkey]).findings.map(({ code }) => code);

describe('a slip', () => {
  it('opens the parts that it brings', () => {
    const slip = slipOf(stored(sealed), openings);
    expect(codesIn(slip)).toEqual([]);
    expect(wordsIn(slip)).toEqual(['Withdrawn; nothing ran: Mrs Example is ill.']);
  });

  it.each([
    ['lacks a part', null, 'sealed-part-missing'],
    [
      'brings other words',
      new Map([['reason', { salt: Buffer.alloc(32).toString('base64'), text: '"no"' }]]),
      'sealed-part-altered',
    ],
    ['brings more than there is', new Map([...openings, ['detail', { salt: '', text: '1' }]]), 'sealed-part-foreign'],
  ])('that %s does not hold', (_what, brought, code) => {
    expect(codesIn(slipOf(stored(sealed), brought))).toContain(code);
  });

  it('brings what was erased of its records, and what approved that, and of no others', () => {
    const [own, approval, erasure, another] = stored(
      sealed,
      { ...draft, action: { ...action, id: 'x' } },
      erased,
      other,
    );
    const all = [own, approval, erasure, another].filter((one) => one !== undefined);
    expect(storyOf(ID, all)).toEqual([own, approval, erasure]);
    expect(storyOf('y', all)).toEqual([]);
    const words = all.flatMap((one) => (one === erasure ? [wordsOf(one)] : []));
    expect(words).toEqual(['Erased as e1 asks, so it is gone for good: reason of 2026/0.']);
  });

  it('tells an approval of an erasure in words', () => {
    const approvals = [{ name: 'Sam Sato', at: '2026-11-20T10:00:00Z', standIn: false }];
    const record = { type: 'erasure-approved', erasure: 'e1', approvals } as unknown as Indexed; // all that the words read
    expect(wordsOf(record)).toBe('Erasure e1 approved by Sam Sato at 2026-11-20T10:00:00Z.');
  });
});
