// What each stage of a request shows, and that nothing of it is left out.
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../scripts/local/pages/html.ts';
import { requestPage } from '../../../scripts/local/pages/request-page.ts';
import type { RequestView, Stage } from '../../../scripts/local/pages/source.ts';
import { denied, ran } from '../../fakes/pages-records.ts';
import { HEAD, patches, requestView, review } from '../../fakes/pages-request.ts';
import type { Wanted } from '../../fakes/pages-request.ts';
import { NOW, OPENED } from '../../fakes/pages-world.ts';

const lena = { account: 111, login: 'lena-login', person: 'lena', name: 'Lena Brandt', roles: ['team-lead'] };

function page(view: RequestView): string {
  return textOf(requestPage(view, NOW, { organisation: 'Northwind', me: lena, token: 'token' }));
}

describe('the page of a request', () => {
  it('shows who asks for what, where, why, and every call in full', () => {
    const body = { note: 'x'.repeat(5_000), nested: { list: [1, 2, 3] } };
    const targets = Array.from({ length: 40 }, (_, at) => ({
      client: 'globex',
      kind: 'device',
      id: `${900 + at}`,
      name: `GLOBEX-${at}`,
    }));
    const plan = targets.map(({ id }) => ({
      method: 'POST' as const,
      url: `https://eu.ninjarmm.com/v2/device/${id}/x`,
      body,
    }));
    const text = page(requestView({ number: 1, action: { targets, plan } }));
    expect(text).toContain('Isolate an endpoint from the network: 40 targets at Globex Logistics');
    for (const { name } of targets) expect(text).toContain(`<strong><bdi class="shown">${name}</bdi></strong>`);
    for (const { url } of plan) expect(text).toContain(`<code><bdi class="shown">${url}</bdi></code>`);
    expect(text.split('x'.repeat(5_000))).toHaveLength(41);
    expect(text).toContain('40 calls, in this order, complete and unshortened.');
    for (const words of [
      'Rita Wong, through Ransomware responder',
      'Tess Ahmed',
      'NinjaRMM',
      'shadow copies were deleted',
      'until somebody releases it',
      'Tier 1: a human approves before it runs.',
    ]) {
      expect(text).toContain(words);
    }
  });

  it('says what it will be sent to beside the button, and carries the exact commit', () => {
    const text = page(requestView({ number: 1 }));
    expect(text).toContain(
      'I have read <bdi class="shown">what will be sent to NinjaRMM about ACME-RECEPTION-02 at Acme Dental Group</bdi>.',
    );
    expect(text.split(`name="head" value="${HEAD}"`)).toHaveLength(3);
  });

  it.each<[Stage, string]>([
    ['waiting', 'Waiting for an answer'],
    ['approved', 'Approved, not run yet'],
    ['running', 'Running now'],
    ['in-doubt', 'Outcome unknown'],
    ['done', 'Done'],
    ['denied', 'Denied'],
    ['expired', 'Expired'],
    ['refused', 'Refused'],
    ['withdrawn', 'Withdrawn'],
  ])('that is %s says "%s" in words and changes under nobody\'s hand', (stage, words) => {
    const text = page(requestView({ number: 1, stage }));
    expect(text).toContain(`${words}</span>`);
    const live = /data-live="(\w+)"/.exec(text)?.[1];
    const open = ['approved', 'running', 'in-doubt'].includes(stage);
    expect(live).toBe(stage === 'waiting' ? 'hold' : open ? 'replace' : undefined);
  });

  it.each<[string, Partial<Wanted>, string]>([
    ['approved', { reviews: [review(111, 'APPROVED')] }, 'Approved, not run yet'],
    ['denied', { reviews: [review(111, 'CHANGES_REQUESTED', { body: 'No.' })] }, 'Denied'],
    ['expired', { now: OPENED + 5 * 3_600_000 }, 'Expired'],
    ['refused', { pull: { fork: true } }, 'Refused'],
  ])('that the gate has %s waits for nobody any more', (_, more, words) => {
    const text = page(requestView({ number: 1, ...more }));
    expect(text).toContain(`${words}</span>`);
    expect(text).not.toContain('Without an answer');
  });

  it.each<[string, RequestView, string]>([
    ['nothing', requestView({ number: 1 }), 'Without an answer nothing runs.'],
    [
      'that it runs, once its window opens',
      patches(NOW + 60_000),
      'it runs by itself from 20 Nov 2026, 10:21 UTC, in 1 min, because that was approved beforehand.',
    ],
    [
      'nothing, where the window opens after the deadline',
      patches(NOW + 86_400_000),
      'Without an answer nothing runs.',
    ],
    ['nothing, where nobody approved the window', patches(NOW + 60_000, []), 'Without an answer nothing runs.'],
  ])('says what silence means: %s', (_, view, words) => {
    expect(
      page(view)
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/\s+/g, ' '),
    ).toContain(words);
  });

  it('names no stand-in where nobody is asked', () => {
    expect(page(patches(NOW - 60_000))).toContain('Nobody: it passes without a human.');
    expect(page(patches(NOW - 60_000))).not.toContain('Stand-in');
  });

  it.each([
    ['succeeded', 'Succeeded', 'good'],
    ['failed', 'Failed', 'bad'],
    ['partial', 'Partly done', 'bad'],
    ['refused-drift', 'Not run, the target had changed', 'doubt'],
    ['unknown', 'Outcome unknown', 'doubt'],
    ['a new word', 'a new word', 'doubt'],
  ])('that ran with the outcome %s says %s', (outcome, words, tone) => {
    const view = requestView({ number: 1, stage: 'done', reviews: [review(111, 'APPROVED')] });
    const text = page({ ...view, records: ran(view, outcome, 'ACME-RECEPTION-02: seen.') });
    expect(text).toContain(
      `<span class="pill tone-${tone}">${words}</span> <bdi class="shown">ACME-RECEPTION-02: seen.</bdi>`,
    );
    expect(text).toContain('&quot;isolationResult&quot;');
    expect(text).toContain('About to run, with one call as approved.');
    expect(text).toContain('record <code>2026/14</code>');
  });

  it.each<[Stage, string]>([
    ['waiting', 'Exactly what will be sent'],
    ['done', 'Exactly what was approved to be sent'],
    ['expired', 'Exactly what would have been sent'],
  ])('that is %s heads the calls with "%s"', (stage, words) => {
    expect(page(requestView({ number: 1, stage }))).toContain(`<h2 id="sent">${words}</h2>`);
  });

  it('that was denied shows the reason and the records', () => {
    const view = requestView({
      number: 1,
      stage: 'denied',
      reviews: [review(111, 'CHANGES_REQUESTED', { body: 'No.' })],
    });
    const text = page({ ...view, records: denied(view, 'No.') });
    expect(text).toContain(
      'denied it as a named approver, <time datetime="2026-11-20T10:01:00Z">20 Nov 2026, 10:01 UTC</time>. That is final.',
    );
    expect(text).toContain('Denied by Lena Brandt: No. Nothing ran.');
  });

  it('that is refused shows every reason with its code and remedy', () => {
    const text = page(requestView({ number: 1, stage: 'refused', pull: { fork: true, base: 'other' } }));
    for (const code of ['pull-from-fork', 'base-not-default'])
      expect(text).toContain(`<code class="code">${code}</code>`);
    expect(text).toContain('Why it is refused');
  });

  it('shows what does not count and why, and what could not be read', () => {
    const text = page(requestView({ number: 1, reviews: [review(131, 'APPROVED')], pull: { commits: null } }));
    expect(text).toContain('Olga Petrov was not named before the request was queued.');
    expect(text).toContain('the commits</bdi>. Nothing is approved on an incomplete picture.');
  });
});
