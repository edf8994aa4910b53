// The verdict as people read it: the facts first, the whole reasoning after, and the request's text inert.
import { describe, expect, it } from 'vitest';
import { renderTitle, renderVerdict } from '../../scripts/core/render.ts';
import { decide } from '../../scripts/core/decide.ts';
import { at, basePolicy, operation, review, situation, target } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

function rendered(over: Differences = {}): string {
  const input = situation(over);
  return renderVerdict(decide(input), input);
}

describe('the report', () => {
  it('shows an approver who asked, what exactly, where, and under which policy', () => {
    expect(rendered()).toBe(
      [
        '**Waiting for Lena Brandt until 2026-11-20T14:00:00Z.**',
        '',
        '| | |',
        '|---|---|',
        '| What | Isolate an endpoint (` isolate `) |',
        '| On | Remote Management: ` ACME-FS01 ` (device ` 4711 `) of ` acme ` |',
        '| Clients | ` acme ` |',
        '| Asked by | ` responder[bot] `, through ` responder[bot] ` |',
        '| Work of | Tess Tanaka |',
        '| Why | ` EDR alert 9931 ` |',
        '| Expected | ` ACME-FS01 keeps contact to the management plane only ` |',
        '',
        '**Exactly this will be sent**',
        '',
        '```http',
        'POST https://rmm.example/isolate',
        '{',
        '  "device": "4711"',
        '}',
        '```',
        '',
        '**Tier 1**, gate ` human-approval `',
        '- The action table puts isolate in Tier 1.',
        '',
        '**Who must approve**',
        '- row ` single-reversible `: Row single-reversible',
        '  - ` lead-of-technician `: open, asked of Lena Brandt',
        '',
        'Answers count until 2026-11-20T14:00:00Z. Without a sufficient one, nothing runs.',
      ].join('\n'),
    );
  });

  const differences: readonly (readonly [string, Differences, readonly string[]])[] = [
    [
      'the answers so far, and the seat they fill',
      { reviews: [review('lena', 'APPROVED', '10:20'), review('liam', 'APPROVED', '10:25')] },
      [
        '**Answers so far**\n- counts: Lena Brandt, 2026-11-20T10:20:00Z\n' +
          '- does not count (` not-named `): Liam Lowe was not named before the request was queued. ' +
          'Propose anew and name them, if they are to decide.\n\n',
        '  - ` lead-of-technician `: filled by Lena Brandt\n',
        'nothing runs. The approval may be used until 2026-11-20T11:20:00Z.',
      ],
    ],
    [
      'a stand-in as one',
      {
        action: { standIns: ['nina'] },
        ledger: { called: [{ standIn: 'nina', at: at('10:35') }] },
        reviews: [review('nina', 'APPROVED', '10:40')],
      },
      ['- counts: Nina Novak, 2026-11-20T10:40:00Z, as stand-in'],
    ],
    [
      'a denial with its reason',
      { reviews: [review('lena', 'CHANGES_REQUESTED', '10:20', { body: 'No.\nNot @today.' })] },
      ['**Denied** by Lena Brandt at 2026-11-20T10:20:00Z:\n\n```text\nNo.\nNot @today.\n```'],
    ],
    [
      'a denial without one',
      { reviews: [review('lena', 'CHANGES_REQUESTED', '10:20')] },
      ['**Denied** by Lena Brandt at 2026-11-20T10:20:00Z:\n\n```text\n(no reason given)\n```'],
    ],
    [
      'every refusal with its remedy',
      { pull: { fork: true, base: 'next' } },
      [
        '**Why it is refused**\n- ` pull-from-fork ` The pull request comes from a fork. Propose from a branch of this repository.\n' +
          '- ` base-not-default ` The pull request goes to next, not to main. Open it against main.',
      ],
    ],
    [
      'the requester, and the automation',
      { action: { requester: 'rita', technician: null, operation: 'health' } },
      [
        '| Asked by | Rita Rossi, through ` responder[bot] ` |',
        '| Work of | nobody in particular |',
        '**Tier 3**, gate ` auto `',
      ],
    ],
    [
      'the whole portfolio, and a plan of nothing',
      { action: { portfolio: true, targets: [], plan: [] } },
      ['| On | Remote Management: every client in the register |', '| Clients | all |', '```http\nnothing\n```'],
    ],
    [
      'several targets and calls',
      {
        action: {
          targets: [target('acme'), target('globex')],
          plan: [
            { method: 'GET', url: 'https://a' },
            { method: 'DELETE', url: 'https://b' },
          ],
        },
      },
      [
        '| Clients | ` acme `, ` globex ` |',
        '` acme `, ` ACME-FS01 ` (device',
        '```http\nGET https://a\nDELETE https://b\n```',
      ],
    ],
    [
      'several roles of one seat',
      { action: { operation: 'disable', approvers: ['sam', 'olga'] } },
      ['  - ` security-lead ` or ` operations-owner `: open, asked of Sam Sato and Olga Petrov'],
    ],
    [
      'an operation that nobody classified',
      { action: { operation: 'brand-new' } },
      [
        '| What | an operation that nobody has classified (` brand-new `) |',
        '| On | unknown platform: ',
        '**Not in a tier**\n\n',
      ],
    ],
    [
      'a platform that is not set up',
      { policy: basePolicy({ operations: new Map([['isolate', operation('isolate', { platform: 'edr' })]]) }) },
      ['| On | edr: '],
    ],
  ];
  it.each(differences)('shows %s', (_, over, texts) => {
    for (const text of texts) expect(rendered(over)).toContain(text);
  });

  it('does not say of the denial that decided that it does not count', () => {
    const by = (...reviews: readonly ReturnType<typeof review>[]): string => rendered({ reviews });
    expect(by(review('sam', 'CHANGES_REQUESTED', '10:20'))).not.toContain('does not count');
    const both = by(review('sam', 'CHANGES_REQUESTED', '10:20'), review('mallory', 'APPROVED', '10:30'));
    expect(both).toContain('does not count (` not-named `)');
  });

  it('leaves out what there is not', () => {
    const text = rendered({ action: { operation: 'health' } });
    for (const part of ['Why it is refused', 'Who must approve', 'Answers so far', 'Denied', 'may be used until']) {
      expect(text).not.toContain(part);
    }
    expect(text).not.toContain('\n\n\n');
  });

  it('has no table without an action', () => {
    const text = rendered({ proposal: { action: null } });
    expect(text).not.toContain('|');
    expect(text).toMatch(/^\*\*Waiting: the action could not be read completely/);
  });

  it('names a gate of none', () => {
    const input = situation();
    const verdict = decide(input);
    const classification = { ...verdict.classification, gate: null };
    expect(renderVerdict({ ...verdict, classification }, input)).toContain('**Tier 1**, gate ` none `');
  });

  it('keeps a cell of the table whole', () => {
    expect(rendered({ action: { justification: 'a | b' } })).toContain(String.raw`| Why | ${'` a \\| b `'} |`);
  });
});

describe('the title', () => {
  it.each([
    [255, 'x'.repeat(255)],
    [256, `${'x'.repeat(254)}…`],
  ])('of a sentence of %d characters fits', (length, title) => {
    expect(renderTitle({ ...decide(situation()), summary: 'x'.repeat(length) })).toBe(title);
  });

  it('stays one line, whatever a path holds', () => {
    const summary = 'Refused: a\n\n## Approved\u2028by\u202e\u0085Lena.';
    expect(renderTitle({ ...decide(situation()), summary })).toBe('Refused: a ## Approved by Lena.');
  });
});
