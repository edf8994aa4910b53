// When a look at the settings is recorded: once a day, at each change, and never past another run's look.
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../scripts/core/canonical.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import type { Sight } from '../../scripts/core/records-of-settings.ts';
import { lastLook, lookDue } from '../../scripts/core/settings-looks.ts';
import { historyOf } from './audit/situation.ts';
import type { Sketch } from './audit/situation.ts';

const SIGHT: Sight = { parts: 54, unread: [], differences: 0, codes: [], stated: ['single-app'], digest: sha256('a') };
const BASE = { at: '2026-11-21T05:00:00Z', repository: 700001, main: 'm' };
const at = (time: string) => Date.parse(`2026-11-${time}:00Z`);
const founded: Sketch = { type: 'key-enrolled' };
const look: Sketch = { type: 'settings-read', from: null, until: '2026-11-20T10:30:00Z', ...SIGHT, failures: [] };
const failure: Sketch = { type: 'gate-failure', kind: 'protection-weakened', detectedBy: 'doctor' };

function records(...sketches: readonly Sketch[]): readonly Indexed[] {
  return historyOf(...sketches).known.map(({ record }) => record);
}

const FROM = '2026-11-20T10:30:00Z';
const due = (sketches: readonly Sketch[], until: string, over: Partial<Sight> = {}, from: string | null = FROM) =>
  lookDue({ sight: { ...SIGHT, ...over }, from, until: at(until) }, BASE, records(...sketches));

describe('a look at the settings', () => {
  it('is recorded whole: the first goes on from nothing', () => {
    expect(due([founded], '21T04:41', {}, null)).toEqual({
      type: 'settings-read',
      ...BASE,
      ...SIGHT,
      from: null,
      until: '2026-11-21T04:41:00Z',
      failures: [],
    });
  });

  it.each<[string, readonly Sketch[], string, Partial<Sight>, object | null]>([
    ['the first of the next day', [look], '21T00:00', {}, { from: FROM, until: '2026-11-21T00:00:00Z' }],
    ['another of the same day that sees the same', [look], '20T23:59', {}, null],
    ['one that reads another setting', [look], '20T10:31', { digest: sha256('b') }, {}],
    ['one that finds a difference', [look], '20T10:31', { differences: 1 }, { differences: 1 }],
    ['one that finds another difference', [look], '20T10:31', { codes: ['secret'] }, { codes: ['secret'] }],
    ['one that could not read', [look], '20T10:31', { unread: ['apps'] }, { unread: ['apps'] }],
    ['one of fewer parts', [look], '20T10:31', { parts: 53 }, { parts: 53 }],
    ['one after something was accepted', [look], '20T10:31', { stated: [] }, { stated: [] }],
    ['one with a gate failure to name', [look, failure], '20T10:31', {}, { failures: ['2026/1'] }],
    ['one behind a gate failure that a look has named', [founded, failure, look], '20T10:31', {}, null],
    ['one behind what execute has found', [look, { ...failure, detectedBy: 'execute' }], '20T10:31', {}, null],
    ['one behind a failure of another kind', [look, { ...failure, kind: 'near-miss' }], '20T10:31', {}, null],
    ['one at the very moment of the look before', [look], '20T10:30', { parts: 1 }, null],
    ['one by a clock that is behind', [look], '20T10:29', { parts: 1 }, null],
    ['one that another run was faster than', [look, { ...look, until: '2026-11-20T11:00:00Z' }], '21T04:41', {}, null],
    ['one whose look before is not there', [founded], '21T04:41', {}, null],
  ])('%s', (_, sketches, until, over, expected) => {
    const record = due(sketches, until, over);
    if (expected === null) expect(record).toBeNull();
    else expect(record).toMatchObject({ type: 'settings-read', from: FROM, ...expected });
  });

  it('is not the first where another run was', () => {
    expect(due([look], '21T04:41', {}, null)).toBeNull();
  });

  it('names what a run has recorded that ended before its look, also in the first', () => {
    expect(due([founded, failure, failure], '21T04:41', {}, null)).toMatchObject({ failures: ['2026/1', '2026/2'] });
  });

  it('is found by the newest', () => {
    expect(lastLook(records(founded))).toBeNull();
    expect(lastLook(records(look, founded, { ...look, parts: 7 }, founded))).toMatchObject({ index: 2, parts: 7 });
  });
});
