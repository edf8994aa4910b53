// Batches that wait and claims that nobody signed: read back as written, and refused where anything else is there.
import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { formatClaims, readClaims } from '../../scripts/core/ledger-inbox.ts';
import type { Wish } from '../../scripts/core/ledger-precondition.ts';
import { mayWait, openBatch, signBatch, type WaitingDraft } from '../../scripts/core/ledger-queue.ts';
import { signNote } from '../../scripts/core/note.ts';
import { signingKey } from '../../scripts/core/note-keys.ts';

const BASE = 'countersign/700001';
const NAME = '01K9A000000000000000000001';
const NOW = Date.parse('2026-11-20T10:00:00Z');
const key = signingKey(BASE, generateKeyPairSync('ed25519').privateKey);

const wish = (type = 'action-denied', change: Readonly<Record<string, unknown>> = {}): Wish<WaitingDraft> => ({
  draft: { type, at: '2026-11-20T10:00:00Z', pull: 7, ...change },
  unless: [{ types: [type], where: { pull: 7 } }],
});
const signed = (data: string): string => signNote(`${BASE}/queue\n${NAME}\n${data}\n`, key);
const data = (change: Readonly<Record<string, unknown>>): string =>
  JSON.stringify({ v: 1, until: '2026-11-20T10:10:00Z', wishes: [wish()], ...change });

describe('a batch', () => {
  it('is read as it was signed', () => {
    const batch = { ulid: NAME, until: NOW, wishes: [wish(), wish('action-expired')] };
    expect(openBatch(signBatch(BASE, batch, key), key, BASE, NAME, NOW)).toEqual({ kind: 'batch', batch });
  });

  it.each<[string, readonly Wish[]]>([
    ['nothing is wished for', []],
    ['it would come in twice', [{ ...wish(), unless: [] }]],
    ['it is about a key', [wish('key-compromised')]],
    ['it counts what is there', [wish('population')]],
    ['it is longer than a note', [wish('action-denied', { reason: 'x'.repeat(130_000) })]],
    ['there are too many', Array.from({ length: 257 }, () => wish())],
  ])('does not wait where %s', (_, wishes) => {
    expect(mayWait(wishes)).toBe(false);
  });

  it('that cannot wait is not signed', () => {
    expect(() => signBatch(BASE, { ulid: NAME, until: NOW, wishes: [] }, key)).toThrow('this batch cannot wait');
    expect(() => signBatch(BASE, { ulid: 'x', until: NOW, wishes: [wish()] }, key)).toThrow('this batch cannot wait');
  });

  it.each([
    ['is no JSON', '{', 'it is no batch of records'],
    ['is no object', '[]', 'it is no batch of records'],
    ['is of another version', data({ v: 2 }), 'it is no batch of records'],
    ['has no end', data({ until: 7 }), 'it is no batch of records'],
    ['ends at no moment', data({ until: 'tomorrow' }), 'it is no batch of records'],
    ['has no wishes', data({ wishes: {} }), 'it is no batch of records'],
    ['has a wish without a draft', data({ wishes: [{ unless: [] }] }), 'it is no batch of records'],
    ['has no preconditions', data({ wishes: [{ draft: wish().draft }] }), 'it is no batch of records'],
    ['has a draft with a place', data({ wishes: [wish('action-denied', { index: 1 })] }), 'it is no batch of records'],
    ['has a draft with a version', data({ wishes: [wish('action-denied', { v: 1 })] }), 'it is no batch of records'],
    ['has a draft without a type', data({ wishes: [wish('x', { type: 7 })] }), 'it is no batch of records'],
    ['has a draft of no possible type', data({ wishes: [wish('../x')] }), 'it is no batch of records'],
    ['has a draft without a moment', data({ wishes: [wish('x', { at: 7 })] }), 'it is no batch of records'],
    ['has a draft at no moment', data({ wishes: [wish('x', { at: 'now' })] }), 'it is no batch of records'],
    ['has more lines', `${data({})}\nmore`, 'it is no batch of records'],
    ['has none', '', 'it is no batch of records'],
    [
      'never waits',
      data({ wishes: [wish('key-enrolled')] }),
      'it holds a record that never waits, or that would come in twice',
    ],
    ['came too late', data({ until: '2026-11-20T09:59:59Z' }), 'it came too late'],
  ])('that %s is refused', (_, text, why) => {
    expect(openBatch(signed(text), key, BASE, NAME, NOW)).toEqual({ kind: 'refused', why });
  });

  it.each([
    ['is signed by nobody', `${BASE}/queue\n${NAME}\n${data({})}\n`, BASE, NAME, 'it is not a well-formed signed note'],
    ['is meant for another ledger', signed(data({})), 'countersign/9', NAME, `it is meant for ${BASE}/queue`],
    ['lies under another name', signed(data({})), BASE, `${NAME.slice(0, -1)}2`, `it is a copy of ${NAME}`],
    ['ends with its name', signNote(`${BASE}/queue\n${NAME}\n`, key), BASE, NAME, 'it is no batch of records'],
  ])('that %s is refused', (_, note, base, name, why) => {
    expect(openBatch(note, key, base, name, NOW)).toEqual({ kind: 'refused', why });
  });
});

describe('claims', () => {
  const claim = { type: 'gate-failure', how: 'seen with my own eyes' };

  it('are read as they were written', () => {
    expect(readClaims(formatClaims(BASE, NAME, [claim]), BASE, NAME)).toEqual([claim]);
  });

  it.each([
    ['none', []],
    ['too many', Array.from({ length: 17 }, () => claim)],
    ['too long', [{ ...claim, how: 'x'.repeat(70_000) }]],
  ])('are not written where there are %s', (_, claims) => {
    expect(() => formatClaims(BASE, NAME, claims)).toThrow('an inbox takes 1 to 16 claims');
  });

  it.each([
    ['for another ledger', formatClaims('countersign/9', NAME, [claim])],
    ['of another name', formatClaims(BASE, `${NAME.slice(0, -1)}2`, [claim])],
    ['that are no JSON', `${BASE}/inbox\n${NAME}\nx`],
    ['that are no list', `${BASE}/inbox\n${NAME}\n{}`],
    ['that are none', `${BASE}/inbox\n${NAME}\n[]`],
    ['that are too many', `${BASE}/inbox\n${NAME}\n${JSON.stringify(Array.from({ length: 17 }, () => claim))}`],
    ['that are no objects', `${BASE}/inbox\n${NAME}\n[null]`],
    ['without a type', `${BASE}/inbox\n${NAME}\n[{}]`],
    ['whose type is no text', `${BASE}/inbox\n${NAME}\n[{"type":1}]`],
    ['longer than is read', `${BASE}/inbox\n${NAME}\n[{"type":"${'x'.repeat(70_000)}"}]`],
  ])('are none %s', (_, text) => {
    expect(readClaims(text, BASE, NAME)).toBeNull();
  });
});
