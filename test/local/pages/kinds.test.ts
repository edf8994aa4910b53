// What the page of each kind of request shows, so that its approver understands it in ten seconds, and that nothing is cut off.
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../scripts/local/pages/html.ts';
import { listPage } from '../../../scripts/local/pages/list-page.ts';
import { partOf } from '../../../scripts/local/pages/part.ts';
import { requestPage } from '../../../scripts/local/pages/request-page.ts';
import type { RequestView, SignIn } from '../../../scripts/local/pages/source.ts';
import { KINDS_NOW, NORTHWIND, kindView } from '../../fakes/pages-kinds.ts';
import type { WantedKind } from '../../fakes/pages-kinds.ts';
import { EVENT_PATH, EXCEPTION, SAMPLES, eventText } from '../../fakes/pages-samples.ts';

function me(id: string): SignIn {
  const person = NORTHWIND.people.get(id);
  if (person === undefined) throw new Error(`${id} is not in the roster`);
  return { ...person, person: id };
}

function sample(name: string, over: Partial<WantedKind> = {}): Promise<RequestView> {
  const wanted = SAMPLES[name];
  if (wanted === undefined) throw new Error(`there is no sample ${name}`);
  return kindView({ ...wanted, ...over });
}

const visitor = (id: string) => ({ organisation: 'Northwind', me: me(id), token: 'token' });

/** The page's words, without its tags. */
function words(view: RequestView, id = 'sam', now = KINDS_NOW): string {
  const page = textOf(requestPage(view, now, visitor(id)));
  const main = /<main[\s\S]*<\/main>/.exec(page)?.[0] ?? '';
  return main.replaceAll(/<[^>]*>/g, '').replaceAll(/\s+/g, ' ');
}

describe('the page of a request of the kind', () => {
  it.each<[string, string, readonly string[]]>([
    [
      'window',
      'olga',
      [
        'Maintenance window: Globex, monthly patches',
        'Deploy patches in an approved maintenance window ninjarmm/deploy-patches, Tier 2',
        'Globex Dental',
        'It is open 7 times; the next 5:',
        '19 Dec 2026, 22:00 to 20 Dec 2026, 04:00 19 Dec 2026, 22:00 UTC to 20 Dec 2026, 04:00 UTC',
        'The other 2 times',
        '6 Feb 2027, 22:00',
        'I have read this maintenance window, with every file that it brings.',
      ],
    ],
    [
      'exception',
      'rita',
      [
        'Exception: Isolation without waiting, while the attack lasts',
        'auto and log instead of a human’s approval',
        'While it is in force nobody is asked before this runs.',
        'Acme Logistics',
        '14 Dec 2026, 00:00 Europe/London (14 Dec 2026, 00:00 UTC)',
        '16 Dec 2026, 00:00 Europe/London (16 Dec 2026, 00:00 UTC), 2 days in all. It ends by itself.',
        'What lowers the risk The shift lead watches every isolation.',
        'Asked by Tess Tanaka Asked at',
        'Without an answer nothing changes.',
      ],
    ],
    [
      'report',
      'sam',
      [
        'Gate failure: A patch ran on ACME-FS01 without its window',
        'Happened 12 Dec 2026, 08:30 UTC',
        'How the gate was bypassed Started by hand in the console.',
        'Detected by the nightly comparison',
        'Reported by Tess Tanaka',
        'None yet. Approving this files the report',
      ],
    ],
    [
      'remediation',
      'sam',
      [
        'Gate failure, remediation: A patch ran on ACME-FS01 without its window',
        'On main None: the event is open.',
        'With this request Console access is by request now. By Tomas Thorne, completed on 2026-12-13. Change to the configuration: The console asks for a ticket.',
        '- remediation: null+ remediation: {',
      ],
    ],
    [
      'policy',
      'olga',
      [
        'Change to the policy: One approver is enough',
        'The row policy-change of the matrix asks for 1 person (security-lead or operations-owner) instead of 2 people',
        'Answers to actions count for 8 h instead of 4 h.',
        '- decideWithin: 4h # from the opening of the request+ decideWithin: 8h',
        'All 2 files',
      ],
    ],
    [
      'code',
      'olga',
      ['Change to the code: A script that says hello', 'docs/old.md Removed # Old Nobody reads it.', 'echo hello'],
    ],
    [
      'review',
      'rita',
      [
        'Quarterly review: Review of 2026-Q4',
        'Open items Id What Since gate-failure-2026-9 No remediation is approved. 2026-Q3',
        'Period From 1 Oct 2026, 00:00 UTC',
        'action-proposed 120',
      ],
    ],
  ])('%s shows %s what it asks for and lets them answer', async (name, id, expected) => {
    const text = words(await sample(name), id);
    for (const one of expected) expect(text).toContain(one);
    expect(text).toContain('Approve Why not?');
    expect(text).not.toContain('No tier');
  });

  it.each(['policy', 'code'])('%s shows its files before the buttons', async (name) => {
    const text = words(await sample(name), 'olga');
    expect(text.indexOf('All 2 files')).toBeLessThan(text.indexOf('Your answer'));
  });

  it('shows every line of a long file, folded where nothing changes', async () => {
    const before = Array.from({ length: 300 }, (_, at) => `line ${at};`).join('\n');
    const files = { 'docs/long.md': before.replace('line 150;', 'other') };
    const text = words(await kindView({ kind: 'code', files, before: { 'docs/long.md': before } }), 'olga');
    for (const line of before.split('\n')) expect(text).toContain(line);
    expect(text).toContain('147 unchanged lines');
    expect(text).toContain('(no line break at the end)');
  });

  it('a window whose times are over says so, and still lists them', async () => {
    const text = words(await sample('window'), 'olga', Date.parse('2027-06-01T00:00:00Z'));
    expect(text).toContain('It is open 7 times, and all of that is over:');
    expect(text).toContain('The other 7 times');
  });

  it.each([
    ['human-approval', 'While it is in force a human still answers each time.'],
    ['auto', 'While it is in force nobody is asked before this runs.'],
  ])('an exception to the gate %s says what that means', async (gate, expected) => {
    const text = EXCEPTION.replace('auto-and-log', gate);
    expect(words(await sample('exception', { files: { 'exceptions/isolate-acme.yaml': text } }))).toContain(expected);
  });

  it('an exception without an end says that there is none', async () => {
    const text = EXCEPTION.replace(/expires: .*\n/, '');
    const shown = words(await sample('exception', { files: { 'exceptions/isolate-acme.yaml': text } }));
    expect(shown).toContain('Until No end is given');
    expect(shown).toContain('exception-permanent');
    expect(shown).not.toContain('Approve Why not?');
  });

  it('a policy that could not be used does not pretend to mean nothing', async () => {
    const files = { 'policies/people.yaml': 'people: []\n' };
    expect(words(await kindView({ kind: 'policy', files }))).toContain(
      'What it means cannot be told while the gate refuses it.',
    );
  });
});

describe('what cannot be shown completely', () => {
  it.each<[string, WantedKind]>([
    ['bytes that are no text', { kind: 'code', files: { 'docs/a.png': new Uint8Array([0x89, 0x50, 0xff]) } }],
    [
      'bytes in the place of a text',
      { kind: 'code', before: { 'docs/a': 'text\n' }, files: { 'docs/a': new Uint8Array([0xff]) } },
    ],
  ])('%s is named by its digest, and nobody approves it here', async (_, wanted) => {
    const view = await kindView(wanted);
    const part = partOf(view, me('olga'), KINDS_NOW);
    expect(part).toMatchObject({ approve: false, deny: true });
    expect(part.why).toContain('cannot be shown completely here');
    expect(words(view, 'olga')).toMatch(/bytes that are no text, sha256:[0-9a-f]{64}/);
  });

  it('files that could not be listed are no empty list', async () => {
    const view = { ...(await sample('exception')), changes: null, content: null };
    expect(partOf(view, me('sam'), KINDS_NOW)).toMatchObject({ approve: false, deny: true });
    expect(words(view)).toContain('Which files it changes could not be read.');
  });

  it('a mode that is not that of a text file is told', async () => {
    const view = await kindView({ kind: 'code', files: { 'scripts/a.sh': 'x\n' }, mode: '100755' });
    expect(words(view)).toContain('mode 100755');
  });

  it('a text whose invisible characters differ shows them', async () => {
    const view = await kindView({ kind: 'code', before: { 'a.md': 'x\n' }, files: { 'a.md': 'x\u200b\r\n' } });
    expect(words(view)).toContain('- x+ x⟦U+200B⟧⟦U+000D⟧');
  });
});

describe('the list', () => {
  it('groups what waits by kind, what is due first at the top', async () => {
    const late = { title: 'later', number: 2 };
    const views = await Promise.all([
      sample('code', { number: 1 }),
      sample('exception', late),
      sample('window', { number: 3 }),
      sample('report', { number: 4 }),
      sample('remediation', { number: 5 }),
    ]);
    const [code, ...rest] = views;
    const soon = code === undefined ? [] : [{ ...code, verdict: { ...code.verdict, deadline: KINDS_NOW + 60_000 } }];
    const text = textOf(listPage([...rest, ...soon], [], KINDS_NOW, visitor('sam')));
    const headings = [...text.matchAll(/<h3>([^<]*)/g)].map(([, heading]) => heading?.trim());
    expect(headings).toEqual([
      'Changes to the code',
      'Exceptions to the standard',
      'Gate events and their remediation',
      'Maintenance windows',
    ]);
    expect(text).toContain('4 requests need your answer, the most urgent first');
  });

  it('says of a change that is merged that it is, and not that it ran', async () => {
    const view = await sample('exception', { stage: 'done' });
    expect(textOf(listPage([view], [], KINDS_NOW, visitor('sam')))).toContain('Approved and merged</span>');
    expect(words(await sample('exception', { stage: 'approved' }))).toContain('Approved, not merged yet');
  });
});

describe('a report', () => {
  it('of a root cause names its quarter; one that was noticed by itself has nobody who reported it', async () => {
    const path = EVENT_PATH.replace('2026-12-12-acme-fs01', 'root-cause-2026-q4');
    const text = eventText()
      .replace('id: 2026-12-12-acme-fs01', 'id: root-cause-2026-q4')
      .replace('kind: gate-failure', 'kind: root-cause\nquarter: 2026-Q4')
      .replace('reportedBy: tess', 'reportedBy: null')
      .replace('automation: null', 'automation: patch-scheduler')
      .replace('records: []', 'records: ["2026/7", "2026/9"]');
    const shown = words(await kindView({ kind: 'gate-event', files: { [path]: text } }));
    for (const one of [
      'Root-cause review of 2026-Q4: A patch ran',
      'Reported by Nobody: it was noticed by itself',
      'Patch scheduler',
      'record 2026/7 and 2026/9',
    ]) {
      expect(shown).toContain(one);
    }
  });
});
