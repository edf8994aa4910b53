// How many requests an automation may have open at once, and what the ledger says was open when one came.
import { describe, expect, it } from 'vitest';
import type { LedgerFacts } from '../../scripts/core/facts.ts';
import { ledgerFacts } from '../../scripts/core/ledger-facts.ts';
import { openBefore } from '../../scripts/core/open-requests.ts';
import { FINAL_TYPES } from '../../scripts/core/records.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { AUTOMATION, at, basePolicy, BOT, OPENED, verdictOn } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

type Open = NonNullable<LedgerFacts['open']>[number];

const open = (pull: number, over: Partial<Open> = {}): Open => ({
  pull,
  automation: AUTOMATION.id,
  until: at('14:00'),
  ...over,
});
const most = (openPerAutomation?: number) => {
  const { standard } = basePolicy();
  return basePolicy({ standard: { ...standard, ...(openPerAutomation === undefined ? {} : { openPerAutomation }) } });
};

describe('a request that comes when two are open', () => {
  const said = (over: Differences = {}, automation = AUTOMATION) => {
    const policy = { ...most(2), automations: new Map([[automation.id, automation]]) };
    return verdictOn({ ledger: { open: [open(3), open(4)] }, ...over, policy });
  };

  it('is refused where two are as many as there may be', () => {
    const verdict = said();
    expect(verdict.state).toBe('refused');
    expect(verdict.refusals).toEqual([
      {
        code: 'too-many-open',
        fact: 'The automation Responder had as many requests open already as it may have at once, which is 2.',
        remedy: 'Have some of them answered, or withdraw them, and then propose it anew: this one stays refused.',
      },
    ]);
  });

  it.each<readonly [string, Differences, number | undefined]>([
    ['three may be open', {}, 3],
    ['the standard is from before there was a limit', {}, undefined],
    ['one of them is another automation’s', { ledger: { open: [open(3), open(4, { automation: 'patcher' })] } }, 2],
    ['one of them could not be answered any more', { ledger: { open: [open(3), open(4, { until: OPENED - 1 })] } }, 2],
  ])('waits where %s', (_, over, cap) => {
    const verdict = verdictOn({ ledger: { open: [open(3), open(4)] }, ...over, policy: most(cap) });
    expect(verdict).toMatchObject({ state: 'waiting', refusals: [] });
  });

  it('is refused where one of them could be answered to the very moment of its opening', () => {
    expect(said({ ledger: { open: [open(3), open(4, { until: OPENED })] } }).state).toBe('refused');
  });

  it('is not spoken of where nobody knows the automation, or the ledger’s word is a written example', () => {
    const stranger = { ...AUTOMATION, account: BOT.id + 1 };
    expect(said({}, stranger).refusals.map(({ code }) => code)).toEqual(['automation-unregistered']);
    expect(verdictOn({ policy: most(1) }).state).toBe('waiting');
  });
});

function record(type: Indexed['type'], fields: object, index = 0): Indexed {
  return { v: 1, index, at: '2026-11-20T10:05:00Z', repository: 1, main: 'a', type, ...fields } as unknown as Indexed;
}

const proposed = (pull: number, automation: string | null = 'responder') =>
  record('action-proposed', { pull, automation, deadline: '2026-11-20T14:00:00Z' });

describe('the requests that were open when one came', () => {
  const pulls = (...records: readonly Indexed[]) => openBefore(records, 7).map(({ pull }) => pull);

  it('are those proposed before it, with the time until which each could be answered', () => {
    expect(openBefore([proposed(3), proposed(7), proposed(8)], 7)).toEqual([open(3)]);
    expect(pulls(proposed(3), proposed(8))).toEqual([3, 8]);
  });

  it.each(FINAL_TYPES)('are without one that a record of the type %s had ended', (type) => {
    const ending = record(type, { pull: type === 'action-withdrawn' ? 3 : { number: 3 } });
    expect(pulls(proposed(3), proposed(4), ending, proposed(7))).toEqual([4]);
    // What ended only afterwards was open then: a place is not taken twice.
    expect(pulls(proposed(3), proposed(4), proposed(7), ending)).toEqual([3, 4]);
  });

  it('are without one that a gate failure accounts for, and without those of nobody', () => {
    const failure = (pull: number | null) => record('gate-failure', { pull });
    expect(pulls(proposed(3), failure(null), failure(3), proposed(4, null), proposed(7))).toEqual([]);
  });

  it('are counted from its proposal, whatever else was recorded about it before', () => {
    expect(pulls(record('gate-failure', { pull: 7 }), proposed(3), proposed(7), proposed(8))).toEqual([3]);
  });

  it('count once, however often one was recorded', () => {
    expect(pulls(proposed(3), proposed(3), proposed(7))).toEqual([3]);
  });

  it('are among what the ledger says of the request', () => {
    const full = { action: { targets: [] }, openedAt: '2026-11-20T09:30:00Z' };
    const facts = ledgerFacts(
      [{ ...proposed(3), ...full } as Indexed],
      { pull: 7, id: 'act-1' },
      basePolicy(),
      new Map(),
    );
    expect(facts.open).toEqual([open(3)]);
  });
});
