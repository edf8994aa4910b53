// What an auditor says of the looks at the settings: one left out or bent, failures that are none, and days when nobody looked.
import { describe, expect, it } from 'vitest';
import { looksHold } from '../../../scripts/core/audit/settings-looks.ts';
import { historyOf, historyOfYears, said } from './situation.ts';
import type { Sketch } from './situation.ts';

/** Record 2026/0, at ten o'clock; each record after it is an hour later. */
const founded: Sketch = { type: 'key-enrolled', previous: null };
const failure: Sketch = { type: 'gate-failure', kind: 'protection-weakened' };
const moment = (time: string) => `2026-11-${time}:00Z`;
const look = (from: string | null, until: string, ...failures: readonly string[]): Sketch => {
  return { type: 'settings-read', from: from === null ? null : moment(from), until: moment(until), failures };
};
/** The same, recorded right when it ended. */
const later = (from: string, until: string): Sketch => ({ ...look(from, until), at: moment(until) });
const end = (time: string): Sketch => ({ type: 'population', at: moment(time) });

describe('looks at the settings', () => {
  it.each<[string, readonly Sketch[], readonly string[]]>([
    ['none', [founded, failure, end('30T10:00')], []],
    ['that follow each other', [founded, look(null, '20T10:30'), look('20T10:30', '20T11:30')], []],
    [
      'that name their failures',
      [founded, failure, look(null, '20T11:30', '2026/1'), failure, look('20T11:30', '20T13:30', '2026/3')],
      [],
    ],
    ['up to the very moment of the record', [founded, look(null, '20T11:00')], []],
    [
      'of which the second is gone',
      [founded, look(null, '20T10:30'), look('20T11:30', '20T12:00')],
      [
        '2026/2 settings-gap The settings were looked at up to 2026-11-20T10:30:00Z, and this look begins at 2026-11-20T11:30:00Z.',
      ],
    ],
    [
      'of which the first is gone',
      [founded, look('20T10:30', '20T11:00')],
      ['2026/1 settings-gap It goes on from a look that ended at 2026-11-20T10:30:00Z, and there is none before it.'],
    ],
    ['of which the first is in a year that is not here', [look('20T09:30', '20T10:00')], []],
    [
      'of which the first is in a year before that is not here',
      [{ ...founded, previous: { origin: 'o', size: 9, root: 'r' } }, look('20T09:30', '20T10:00')],
      [],
    ],
    [
      'that begin twice',
      [founded, look(null, '20T10:30'), look(null, '20T11:30')],
      [
        '2026/2 settings-gap The settings were looked at up to 2026-11-20T10:30:00Z, and this look says that it is the first.',
      ],
    ],
    [
      'that overlap',
      [founded, look(null, '20T10:30'), look('20T10:00', '20T11:30')],
      [
        '2026/2 settings-gap The settings were looked at up to 2026-11-20T10:30:00Z, and this look begins at 2026-11-20T10:00:00Z.',
      ],
    ],
    [
      'that lasted no time',
      [founded, look(null, '20T10:30'), look('20T10:30', '20T10:30')],
      [
        '2026/2 settings-gap It covers 2026-11-20T10:30:00Z to 2026-11-20T10:30:00Z, and was written at 2026-11-20T12:00:00Z.',
      ],
    ],
    [
      'into the future',
      [founded, look(null, '20T11:01')],
      ['2026/1 settings-gap It reaches to 2026-11-20T11:01:00Z, and was written at 2026-11-20T11:00:00Z.'],
    ],
    [
      'that name what is no gate failure',
      [founded, look(null, '20T10:30', '2026/0')],
      [
        '2026/1 settings-untold It names record 2026/0, and no gate failure of weaker protection before it is called that.',
      ],
    ],
    [
      'that name a gate failure of another kind',
      [founded, { ...failure, kind: 'near-miss' }, look(null, '20T11:30', '2026/1')],
      [
        '2026/2 settings-untold It names record 2026/1, and no gate failure of weaker protection before it is called that.',
      ],
    ],
    [
      'that name a gate failure before it was recorded',
      [founded, look(null, '20T10:30', '2026/2'), failure],
      [
        '2026/1 settings-untold It names record 2026/2, and no gate failure of weaker protection before it is called that.',
      ],
    ],
    ['that name one of a year that is not here', [founded, look(null, '20T10:30', '2025/9')], []],
    ['two days apart', [founded, look(null, '20T10:30'), later('20T10:30', '22T10:30')], []],
    [
      'more than two days apart',
      [founded, look(null, '20T10:30'), later('20T10:30', '22T10:31')],
      ['2026/2 settings-unseen Nobody looked at the settings between 2026-11-20T10:30:00Z and 2026-11-22T10:31:00Z.'],
    ],
    ['that ceased two days ago', [founded, look(null, '20T10:30'), end('22T10:30')], []],
    [
      'that ceased',
      [founded, look(null, '20T10:30'), look('20T10:30', '20T11:30'), end('22T11:31')],
      ['2026/2 settings-unseen The settings were looked at up to 2026-11-20T11:30:00Z and not since.'],
    ],
  ])('%s', (_, sketches, expected) => {
    expect(said(looksHold(historyOf(...sketches)))).toEqual(expected);
  });

  it('go on over New Year', () => {
    const eve: Sketch = { ...look(null, '20T10:30', '2025/1'), until: '2025-11-20T11:30:00Z' };
    const day = { ...look('20T10:30', '20T10:59', '2025/1', '2025/7'), from: '2025-11-20T11:30:00Z' };
    const found = said(
      looksHold(historyOfYears({ 2025: [founded, failure, eve], 2026: [{ type: 'key-enrolled' }, day] })),
    );
    expect(found).toEqual([
      '2026/1 settings-untold It names record 2025/7, and no gate failure of weaker protection before it is called that.',
      '2026/1 settings-unseen Nobody looked at the settings between 2025-11-20T11:30:00Z and 2026-11-20T10:59:00Z.',
    ]);
  });

  it('fail nobody where nobody looked, and only there', () => {
    const severities = (...sketches: readonly Sketch[]) =>
      looksHold(historyOf(founded, ...sketches)).map((one) => one.severity);
    expect(severities(look(null, '20T10:30'), later('20T10:30', '23T10:30'))).toEqual(['reported']);
    expect(severities(look(null, '20T10:30'), end('30T10:00'))).toEqual(['reported']);
    expect(severities(look(null, '20T10:30', '2026/0'), look('20T11:00', '20T11:30'))).toEqual([undefined, undefined]);
  });
});
