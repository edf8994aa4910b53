// The rows of the smaller tables: other changes, contacts, keys and erasures, and the looks from outside.
import { describe, expect, it } from 'vitest';
import { populationsOf } from '../../../scripts/core/evidence/population.ts';
import { DIGEST, sketch, type Type } from './sketches.ts';
import { named, onlyRow, quarter, rowsOf, told } from './world.ts';

const Q4 = quarter('2026-q4');

describe('another change', () => {
  it('is told with who asked, who approved, and what it brought', () => {
    expect(onlyRow(populationsOf(told(sketch('policy-changed')), Q4), 'other-changes')).toEqual({
      id: '2026/0',
      at: '2026-11-20T10:00:00Z',
      type: 'policy-changed',
      what: 'policy, standard 1 to 2',
      request: '7',
      'asked by': 'responder[bot] (account 900)',
      requestor: '',
      asked: '2026-11-20T09:00:00Z',
      decided: '2026-11-20T09:40:00Z',
      'approved by': 'Lena Brandt (lena-b, account 111) at 2026-11-20T09:30:00Z',
      'matrix row': 'single',
      'policy commit': 'd'.repeat(40),
      'moved by': 'responder[bot] (account 900)',
      'merge commit': 'e'.repeat(40),
      files: 'policies/people.yaml modified',
      concerns: '',
      'told afterwards': 'no',
    });
  });

  it.each<[type: Type, over: object, cells: Readonly<Record<string, string>>]>([
    [
      'window-approved',
      { reconstructed: true },
      { what: 'w-1', files: 'policies/windows/w-1.yaml', 'told afterwards': 'yes' },
    ],
    ['exception-approved', {}, { what: 'ex-1', requestor: 'tess' }],
    ['review-held', {}, { what: '2026-Q3', files: '' }],
    ['gate-event-filed', {}, { what: 'ge-1', concerns: '2025/9' }],
    ['gate-failure-remediated', {}, { what: 'ge-1', concerns: '' }],
    ['erasure-approved', {}, { what: 'er-1', requestor: 'tess', concerns: '2026/3' }],
  ])('of the type %s is told by its name', (type, over, cells) => {
    expect(onlyRow(populationsOf(told(sketch(type, over)), Q4), 'other-changes')).toMatchObject({ type, ...cells });
  });
});

describe('a contact', () => {
  it.each<[why: string, type: Type, closed: readonly string[], cells: Readonly<Record<string, string>>]>([
    [
      'a message',
      'contact-attempted',
      [],
      {
        type: 'contact-attempted',
        request: '7',
        action: '',
        about: 'request',
        person: 'lena',
        'in place of': '',
        channel: 'mail',
        delivered: 'yes',
        detail: 'accepted',
        'attempts before': '',
        resolution: '',
      },
    ],
    ['a message whose answer is gone', 'contact-attempted', ['detail'], { detail: '(not in this clone)' }],
    [
      'the call of a stand-in',
      'action-deferred',
      [],
      {
        type: 'action-deferred',
        request: '7',
        action: 'ACT7',
        about: 'no-answer',
        person: 'nina',
        'in place of': 'lena',
        channel: '',
        delivered: '',
        detail: '',
        'attempts before': 'lena by mail at 2026-11-20T09:00:00Z',
        resolution: 'Nina is asked.',
      },
    ],
    [
      'one whose attempts are gone',
      'action-deferred',
      ['contactAttempts'],
      { 'attempts before': '(not in this clone)' },
    ],
  ])('is told: %s', (_why, type, closed, cells) => {
    const row = onlyRow(populationsOf(told({ ...sketch(type), closed }), Q4), 'contacts');
    expect(row).toMatchObject({ id: '2026/0', at: '2026-11-20T10:00:00Z', ...cells });
  });

  it('says which record erased what it said', () => {
    const parts = ['contactAttempts', 'detail'].map((path, record) => ({ record: `2026/${record}`, path }));
    const ledger = told(
      { ...sketch('action-deferred'), closed: ['contactAttempts'] },
      { ...sketch('contact-attempted', { delivered: false }), closed: ['detail'] },
      sketch('record-erased', { parts }),
    );
    expect(rowsOf(named(populationsOf(ledger, Q4), 'contacts'))).toMatchObject([
      { 'attempts before': '(erased: 2026/2)' },
      { detail: '(erased: 2026/2)', delivered: 'no' },
    ]);
  });
});

describe('what the ledger tells of itself', () => {
  const nothing = {
    key: '',
    replaces: '',
    'no key from': '',
    why: '',
    erasure: '',
    requestor: '',
    'approved by': '',
    parts: '',
  };
  const erasure = {
    erasure: 'er-1',
    request: '7',
    requestor: 'tess',
    'approved by': expect.stringContaining('Lena Brandt'),
  };

  it.each<[type: Type, over: object, cells: object]>([
    ['key-enrolled', {}, { key: 'new+1+AAAA', replaces: 'old+1+AAAA' }],
    ['key-enrolled', { role: undefined, replaces: undefined }, { key: 'new+1+AAAA' }],
    ['key-retired', {}, { key: 'old+1+AAAA', 'no key from': '2026/4' }],
    ['key-compromised', {}, { key: 'old+1+AAAA', 'no key from': '2026/2', why: 'A laptop was stolen.' }],
    ['erasure-approved', {}, { ...erasure, parts: 'reason of 2026/3; file of 2026/3' }],
    ['record-erased', {}, { erasure: 'er-1', request: '', parts: 'reason of 2026/3' }],
  ])('is told: %s %o', (type, over, cells) => {
    const row = onlyRow(populationsOf(told(sketch(type, over)), Q4), 'keys-and-erasures');
    expect(row).toMatchObject({ id: '2026/0', at: '2026-11-20T10:00:00Z', type, ...nothing, ...cells });
  });

  it('tells of an erasure whose approval is not there, and says nobody', () => {
    const ledger = told(sketch('record-erased', { approval: '2025/77' }));
    expect(onlyRow(populationsOf(ledger, Q4), 'keys-and-erasures')).toMatchObject({
      erasure: 'er-1',
      'approved by': '',
    });
  });

  it('tells of an erasure who approved it, also before the period', () => {
    const ledger = told(sketch('erasure-approved', { at: '2026-09-30T10:00:00Z' }), sketch('record-erased'));
    expect(onlyRow(populationsOf(ledger, Q4), 'keys-and-erasures')).toMatchObject(erasure);
  });
});

describe('a look from outside', () => {
  it("tells how far a platform's log was read, and what no intent covers", () => {
    expect(onlyRow(populationsOf(told(sketch('activity-read')), Q4), 'platform-reads')).toEqual({
      id: '2026/0',
      at: '2026-11-20T10:00:00Z',
      platform: 'rmm',
      'log read from': '2026-11-20T09:00:00Z',
      'log read until': '2026-11-20T10:00:00Z',
      'last entry': '7',
      acts: '4',
      'with an intent': '1',
      'operations without an intent': '2',
      intents: '2025/8',
    });
  });

  it('tells of each look at the settings what it reached, what differed and what could not be read', () => {
    expect(onlyRow(populationsOf(told(sketch('settings-read')), Q4), 'settings-looks')).toEqual({
      id: '2026/0',
      at: '2026-11-20T10:00:00Z',
      'looked from': '2026-11-19T04:41:10Z',
      'looked until': '2026-11-20T09:00:00Z',
      result: 'not all could be read',
      parts: '54',
      'not read': 'history/moves',
      differences: '1',
      'differences in': 'ruleset/main-core enforcement',
      'known or accepted': 'single-app',
      'gate failures': '2025/9',
      digest: DIGEST,
    });
  });

  it.each([
    ['the first, of what is as wanted', { from: null, differences: 0, failures: [] }, '(the first look)', 'as wanted'],
    ['a setting that differs', { failures: [] }, '2026-11-19T04:41:10Z', 'weaker'],
    ['what is right again and was weaker', { differences: 0 }, '2026-11-19T04:41:10Z', 'weaker'],
  ])('tells of a look at the settings: %s', (_, over, from, result) => {
    const row = onlyRow(populationsOf(told(sketch('settings-read', { unread: [], ...over })), Q4), 'settings-looks');
    expect(row).toMatchObject({ 'looked from': from, result });
  });

  it('tells what became of each request by number, and which of them nobody can account for', () => {
    expect(onlyRow(populationsOf(told(sketch('population')), Q4), 'request-numbers')).toMatchObject({
      id: '2026/0',
      at: '2026-11-20T10:00:00Z',
      month: '2026-10',
      'first number': '1',
      'last number': '3',
      merged: '1',
      denied: '0',
      open: '1',
      other: '0',
      'still open': '2',
      gaps: '3',
    });
  });
});
