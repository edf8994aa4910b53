// Slips of a small ledger made by hand: what belongs to a story, what does not hold, and what a clone says about it.
import { describe, expect, it } from 'vitest';
import { canonicalize } from '../../scripts/core/canonical.ts';
import { ledgerOrigin, signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { leafHash, rootOf } from '../../scripts/core/merkle.ts';
import type { SigningKey } from '../../scripts/core/note-keys.ts';
import { FINAL_TYPES, type Indexed } from '../../scripts/core/records.ts';
import { formatSlip, isEnding, LONGEST_SLIP, readSlip, type SlipLedger, storyOf } from '../../scripts/core/slip.ts';
import { checkSlip } from '../../scripts/core/slip-check.ts';
import { type ComparedYear, compareSlip } from '../../scripts/core/slip-compare.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { BASE, DIGEST } from './audit/situation.ts';

const { key, vkey } = generateLedgerKey(BASE);
const ID = '01KABCDEFGHJKMNPQRSTVWXYZ1';
const OTHER = '01KABCDEFGHJKMNPQRSTVWXYZ2';

type Fields = Readonly<Record<string, unknown>>;

function action(id: string): Fields {
  const path = `actions-queue/2026/11/${id}.yaml`;
  const parts = { operation: 'ninjarmm/isolate-device', targets: [], portfolio: false, parameters: {} };
  return { id, path, digest: DIGEST, payload: DIGEST, ...parts };
}

/** A record with its place still to be given; rules that read little get little. */
function record(type: string, fields: Fields, index = 0, year = 2026): Indexed {
  const base = { v: 1, index, at: `${year}-11-20T10:00:00Z`, repository: 700001, main: 'a'.repeat(40) };
  return { ...base, type, ...fields } as unknown as Indexed; // the schema is asked where the slip is checked
}

const withdrawn = (index: number, over: Fields = {}, year = 2026): Indexed =>
  record(
    'action-withdrawn',
    { pull: 1, action: action(ID), reason: 'closed', outcome: 'nothing ran', ...over },
    index,
    year,
  );
const failure = (index: number, year = 2026): Indexed =>
  record('gate-failure', { pull: 1, action: null, how: 'x', detectedBy: 'merge', remediation: null }, index, year);

type Year = SlipLedger & ComparedYear;

function signed(year: number, records: readonly Indexed[], by: SigningKey = key): Year {
  const leaves = records.map((one) => leafHash(Buffer.from(canonicalize(one))));
  const origin = ledgerOrigin(BASE, year);
  const root = Buffer.from(rootOf(leaves)).toString('base64');
  return { key: vkey, origin, leaves, records, checkpoint: signCheckpoint({ origin, size: records.length, root }, by) };
}

const slipOf = (...years: readonly Year[]): Buffer => Buffer.from(formatSlip(ID, years) ?? '');
const whole = (): readonly [Year, Year] => [
  signed(2026, [failure(0), withdrawn(1)]),
  signed(2027, [withdrawn(0, { action: action(OTHER), pull: 2 }, 2027), failure(1, 2027)]),
];
const codes = (bytes: Uint8Array): readonly string[] =>
  checkSlip(bytes, [vkey]).findings.flatMap(({ code, severity }) => (severity === 'failure' ? [code] : []));

describe('a story', () => {
  const auto = record('action-auto', { pull: { number: 3 }, action: action(ID), window: 'nov', exception: 'sql' });
  it.each<readonly [string, Indexed, boolean]>([
    ['an own record', auto, true],
    ['another action', withdrawn(0, { action: action(OTHER), pull: 3 }), false],
    ['the window that let it run', record('window-approved', { window: 'nov', pull: { number: 9 } }), true],
    ['another window', record('window-approved', { window: 'dec', pull: { number: 3 } }), false],
    ['the exception that let it run', record('exception-approved', { exception: 'sql', pull: { number: 9 } }), true],
    ['another exception', record('exception-approved', { exception: 'web', pull: { number: 3 } }), false],
    ['a gate failure of its request', record('gate-failure', { pull: 3, action: null }), true],
    ['a gate failure of another request', record('gate-failure', { pull: 4, action: null }), false],
    ['a gate failure of no request', record('gate-failure', { pull: null, action: null }), false],
    ['an unreadable file of its request', record('action-refused', { pull: { number: 3 }, action: null }), true],
    ['a key', record('key-enrolled', { key: vkey }), false],
  ])('and %s: whether it belongs', (_name, one, belongs) => {
    expect(storyOf(ID, [auto, one]).includes(one)).toBe(belongs);
  });

  it('holds the exception under which people approved it', () => {
    const approved = record('action-approved', { pull: { number: 3 }, action: action(ID), exception: 'sql' });
    const exception = record('exception-approved', { exception: 'sql', pull: { number: 9 } });
    expect(storyOf(ID, [exception, approved])).toEqual([exception, approved]);
    expect(storyOf(ID, [exception, withdrawn(0)])).toEqual([withdrawn(0)]);
  });

  it('is over with each of the endings, and with nothing else', () => {
    const types = ['action-proposed', 'action-deferred', 'action-executed', ...FINAL_TYPES];
    expect(types.filter((type) => isEnding(record(type, {})))).toEqual(FINAL_TYPES);
  });

  it('that no record tells has no slip', () => {
    expect(formatSlip(OTHER, [signed(2026, [withdrawn(0)])])).toBeNull();
  });
});

describe('a file', () => {
  const valid = { v: 1, action: ID, ledgers: [{ key: 'k', checkpoint: 'c', records: [{ record: {}, proof: [] }] }] };
  const { action: _action, ...bare } = valid;
  it.each<readonly [string, Uint8Array, string]>([
    ['too large', Buffer.alloc(LONGEST_SLIP + 1), 'The file has more than 64000000 bytes; no slip is that large.'],
    ['no JSON', Buffer.from('{'), 'The file is no JSON text in UTF-8.'],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'The file is no JSON text in UTF-8.'],
    ['a list', Buffer.from('[]'), 'The file has a value that does not belong there; '],
    ['without its action', Buffer.from(canonicalize(bare)), 'The file lacks "action"; '],
    ['with more', Buffer.from(canonicalize({ ...valid, x: 1 })), 'The file holds the unknown field "x"; '],
    [
      'with an empty ledger',
      Buffer.from(canonicalize({ ...valid, ledgers: [{}] })),
      'Its field ledgers.0 lacks "key"; policies/schemas/slip.json describes a slip.',
    ],
    ['with white space', Buffer.from(`${canonicalize(valid)}\n`), 'The file is not in canonical form (RFC 8785)'],
    [
      'with half a character',
      Buffer.from(canonicalize(valid).replace('"record":{}', String.raw`"record":{"reason":"\ud800"}`)),
      'The file is not in canonical form (RFC 8785)',
    ],
  ])('that is %s is no slip, in a sentence', (_name, bytes, sentence) => {
    expect(readSlip(bytes)).toEqual(expect.stringContaining(sentence));
  });

  it('in its form is read, whatever it claims', () => {
    expect(readSlip(Buffer.from(canonicalize(valid)))).toEqual(valid);
  });

  it('that is no slip is reported as unreadable, and a clone has nothing to say about it', () => {
    const report = checkSlip(Buffer.from('{'), [vkey]);
    const sentence = 'The file is no JSON text in UTF-8.';
    const unreadable = { ok: false, action: null, compared: false, checkpoints: [], records: [] };
    expect(report).toMatchObject({ ...unreadable, findings: [{ code: 'slip-unreadable', sentence }] });
    expect(compareSlip(report, whole())).toBe(report);
  });
});

describe('a check', () => {
  it('of a whole slip proves each record in its year and names what the records themselves say', () => {
    const report = checkSlip(slipOf(...whole()), [vkey]);
    expect(report.records.map(({ id }) => id)).toEqual(['2026/0', '2026/1', '2027/1']);
    expect(report.checkpoints.map(({ size }) => size)).toEqual([2, 2]);
    expect(report.ok).toBe(true);
    expect(new Set(report.findings.map(({ severity }) => severity))).toEqual(new Set(['reported']));
  });

  it.each<readonly [string, readonly string[]]>([
    ['none', []],
    ['one that is none', ['x']],
    ['another one', [generateLedgerKey(BASE).vkey]],
  ])('with a key that did not sign (%s) proves nothing', (_name, keys) => {
    const report = checkSlip(slipOf(signed(2026, [withdrawn(0)])), keys);
    expect(report).toMatchObject({ ok: false, records: [], checkpoints: [] });
    expect(report.findings.map(({ sentence }) => sentence)).toEqual([
      'The checkpoint of its ledger number 1 names another key than the one that it is checked with.',
      `No record in it is shown to be about ${ID}.`,
    ]);
  });

  it('of a record that the ledger’s own key signed still asks for its form', () => {
    const { findings, records } = checkSlip(slipOf(signed(2026, [withdrawn(0, { mood: 'fine', outcome: 'ran' })])), [
      vkey,
    ]);
    expect(records).toEqual([]);
    const malformed = findings.filter(({ code }) => code === 'record-malformed');
    expect(malformed.map(({ record: id, sentence }) => `${id}: ${sentence}`).toSorted()).toEqual([
      '2026/0: The field outcome has a value that does not exist there.',
      '2026/0: The record holds the unknown field "mood".',
    ]);
  });

  const [first, second] = whole();
  const bent = (text: string, by: string): Buffer => Buffer.from(String(slipOf(first)).replace(text, by));
  it.each<readonly [string, Buffer, readonly string[]]>([
    ['another’s signature', slipOf(signed(2026, [withdrawn(0)], generateLedgerKey(BASE).key)), ['checkpoint-unsigned']],
    ['no note', slipOf({ ...first, checkpoint: 'x' }), ['checkpoint-unsigned']],
    [
      'a note of no year',
      slipOf({ ...first, checkpoint: first.checkpoint.replace('/2026', '/x') }),
      ['checkpoint-unsigned'],
    ],
    ['an index beyond the ledger', bent('"index":1', '"index":2'), ['slip-index']],
    ['an index in words', bent('"index":1', '"index":"1"'), ['slip-index']],
    ['another text', bent('closed', 'opened'), ['proof-differs']],
    ['a proof in no base64', bent('"proof":["', '"proof":["*'), ['slip-unreadable']],
    ['a proof line of other letters', bent('="]', '*"]'), ['proof-malformed']],
    ['years in another order', slipOf(second, first), ['slip-order']],
    ['a foreign action', bent(`"action":"${ID}"`, `"action":"${OTHER}"`), ['slip-foreign', 'slip-empty']],
  ])('finds %s', (_name, bytes, expected) => {
    expect(codes(bytes)).toEqual(expect.arrayContaining([...expected]));
  });

  it('finds records that stand behind younger ones', () => {
    const { ledgers, ...rest } = JSON.parse(String(slipOf(first))) as { readonly ledgers: readonly [SlipLedger] };
    const [ledger] = ledgers;
    const turned = { ...rest, ledgers: [{ ...ledger, records: ledger.records.toReversed() }] };
    expect(checkSlip(Buffer.from(canonicalize(turned)), [vkey]).findings).toContainEqual({
      code: 'slip-order',
      severity: 'failure',
      record: '2026/0',
      sentence: 'The record stands behind one that is not older than it.',
    });
  });
});

describe('a clone', () => {
  const alone = signed(2026, [withdrawn(0)]);
  const report = checkSlip(slipOf(alone), [vkey]);
  const longer = signed(2026, [withdrawn(0), failure(1)]);
  const next = signed(2027, [failure(0, 2027)]);
  const forked = signed(2026, [withdrawn(0, { reason: 'lapsed' })]);
  const older = `of ${ledgerOrigin(BASE, 2026)} and the slip speaks of 1: fetch, and ask again.`;

  it.each<readonly [string, readonly Year[], readonly string[]]>([
    ['the same ledger', [alone], []],
    ['no such year', [], [`clone-older failure The clone has 0 records ${older}`]],
    ['a shorter year', [signed(2026, [])], [`clone-older failure The clone has 0 records ${older}`]],
    [
      'a newer record',
      [longer],
      ['slip-older reported gate-failure, which is about the action, is in the clone and newer than the slip.'],
    ],
    [
      'a record of a later year',
      [alone, next],
      ['slip-older reported gate-failure, which is about the action, is in the clone and newer than the slip.'],
    ],
    [
      'another record',
      [forked],
      [
        `slip-forked failure The first 1 records of ${ledgerOrigin(BASE, 2026)} have another root in the clone: there are two ledgers.`,
      ],
    ],
  ])('with %s', (_name, years, said) => {
    const answer = compareSlip(report, years);
    expect(answer.compared).toBe(true);
    expect(answer.findings.map(({ code, severity, sentence }) => `${code} ${severity} ${sentence}`)).toEqual(said);
    expect(answer.ok).toBe(said.every((one) => one.includes(' reported ')));
  });

  it('shows a record that was left out of the slip', () => {
    const story = checkSlip(slipOf({ ...longer, records: [withdrawn(0)] }), [vkey]);
    expect(story.ok).toBe(true);
    expect(compareSlip(story, [longer])).toMatchObject({
      ok: false,
      findings: [
        {
          code: 'slip-incomplete',
          record: '2026/1',
          sentence: 'gate-failure, which is about the action, is in the clone and was left out of the slip.',
        },
      ],
    });
  });
});
