// An answer is about exactly what the person saw, and only from somebody whose answer it is.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HEAD, requestView } from '../../fakes/pages-request.ts';
import { fakePages, OTHER_HEAD } from '../../fakes/pages-source.ts';
import type { FakePages } from '../../fakes/pages-source.ts';
import { serve, signIn } from '../../fakes/pages-server.ts';
import type { Served } from '../../fakes/pages-server.ts';

let source: FakePages;
let served: Served;

beforeEach(async () => {
  source = fakePages();
  served = await serve(source);
});
afterEach(() => served.close());

describe('an approval', () => {
  it('shows what became of it', async () => {
    const lena = await signIn(served, 111);
    await lena.post('/requests/1/answer', { head: HEAD, answer: 'approve' });
    const { text } = await lena.get('/requests/1');
    expect(text).toContain('Approved, not run yet');
    expect(text).toContain('<bdi class="shown">Approved by Lena Brandt.</bdi>');
    expect(text).not.toContain('name="answer"');
  });

  it('of two leaves the other seat open and says so', async () => {
    source.put(requestView({ number: 3, action: MANY }));
    const sam = await signIn(served, 121);
    expect((await sam.get('/requests/3')).text).toContain('your approval fills the seat of security lead.');
  });

  it('carries no words that could be read as conditions', async () => {
    const lena = await signIn(served, 111);
    await lena.post('/requests/1/answer', { head: HEAD, answer: 'approve', reason: 'but only after lunch' });
    expect(source.calls).toEqual(['answer 111 1 APPROVE']);
  });

  it('of another content than the person saw is refused, and the new content shown', async () => {
    const lena = await signIn(served, 111);
    source.push(1);
    const { status, text } = await lena.post('/requests/1/answer', { head: HEAD, answer: 'approve' });
    expect([status, source.calls]).toEqual([409, []]);
    expect(text).toContain(
      'because the request changed after you opened it: you saw a1b2c3d4e5f6, it is now ffeeddccbbaa.',
    );
    expect(text).toContain('Another reason than before.');
    expect(text).toContain(`name="head" value="${OTHER_HEAD}"`);
  });

  it('that loses the race against a push is refused as well', async () => {
    const { answer } = source;
    const racing: FakePages = {
      ...source,
      answer: (...given) => {
        source.push(1);
        return answer(...given);
      },
    };
    await served.close();
    served = await serve(racing);
    const lena = await signIn(served, 111);
    const { status, text } = await lena.post('/requests/1/answer', { head: HEAD, answer: 'approve' });
    expect(status).toBe(409);
    expect(text).toContain('it is now ffeeddccbbaa.');
  });

  it.each([
    ['somebody who was not named', 161, 1, 'You are named as a stand-in and have not been called.'],
    ['the person who asked', 141, 1, 'You asked for this, or it is your own work'],
    ['a security lead with no more than a veto', 121, 1, 'You were not named for this request; Lena Brandt was.'],
    [
      'somebody who approved already',
      121,
      3,
      'You approved this on 20 Nov 2026, 10:05 UTC. Still needed: operations owner.',
    ],
    ['anybody, where it has ended', 111, 4, 'Nobody is asked about this request any more.'],
  ])('of %s is refused even when the form is made by hand', async (_, account, number, sentence) => {
    const person = await signIn(served, account);
    const { status, text } = await person.post(`/requests/${number}/answer`, { head: HEAD, answer: 'approve' });
    expect([status, source.calls]).toEqual([403, []]);
    expect(text).toContain(sentence);
  });

  it.each([
    ['no head', { answer: 'approve' }],
    ['a head that is none', { answer: 'approve', head: 'HEAD~1' }],
    ['no answer', { head: HEAD }],
    ['another answer', { head: HEAD, answer: 'APPROVE' }],
  ])('with %s is not understood', async (_, fields: Record<string, string>) => {
    const lena = await signIn(served, 111);
    const { status, text } = await lena.post('/requests/1/answer', fields);
    expect([status, source.calls]).toEqual([400, []]);
    expect(text).toContain('This answer is not complete, so nothing was done; answer again below.');
  });

  it('that the code host does not take shows its sentence', async () => {
    source.put(requestView({ number: 8 }));
    const lena = await signIn(served, 111);
    const { status, text } = await lena.post('/requests/8/answer', { head: HEAD, answer: 'approve' });
    expect(status).toBe(409);
    expect(text).toContain('Your answer was not taken. There is no request 8.');
  });
});

describe('a denial', () => {
  it('is given with its reason and shown as final', async () => {
    const lena = await signIn(served, 111);
    await lena.post('/requests/1/answer', { head: HEAD, answer: 'deny', reason: 'Our own job.\r\nSee 5512.' });
    expect(source.calls).toEqual(['answer 111 1 REQUEST_CHANGES Our own job.\nSee 5512.']);
    const { text } = await lena.get('/requests/1');
    expect(text).toContain('Denied by Lena Brandt. Nothing ran and nothing will.');
    expect(text).toContain('<blockquote><bdi class="shown">Our own job.\nSee 5512.</bdi></blockquote>');
  });

  it('by veto needs no name in the request', async () => {
    const sam = await signIn(served, 121);
    const { text } = await sam.get('/requests/1');
    expect([text.includes('>Deny<'), text.includes('>Approve<')]).toEqual([true, false]);
    await sam.post('/requests/1/answer', { head: HEAD, answer: 'deny', reason: 'No.' });
    const after = (await sam.get('/requests/1')).text;
    expect(after).toContain('denied it by veto');
    expect(after).not.toContain('Answers that do not count');
  });

  it.each(['', '   ', '\r\n'])('needs a reason, and %j is none', async (reason) => {
    const lena = await signIn(served, 111);
    const { status, text } = await lena.post('/requests/1/answer', { head: HEAD, answer: 'deny', reason });
    expect([status, source.calls]).toEqual([400, []]);
    expect(text).toContain('A denial needs a reason; write one below.');
  });

  it('whose reason is too long is not cut off but refused, and the text stays', async () => {
    const lena = await signIn(served, 111);
    const reason = `begin ${'x'.repeat(1_500)}`;
    const { status, text } = await lena.post('/requests/1/answer', { head: HEAD, answer: 'deny', reason });
    expect([status, source.calls]).toEqual([400, []]);
    expect(text).toContain('A reason has at most 1500 characters; this one has 1506.');
    expect(text).toContain(reason);
  });
});

describe('a simulation', () => {
  it.each([
    ['ransomware', 303, ['simulate ransomware'], ''],
    ['health', 409, ['simulate health'], 'The platform is asleep.'],
    ['rm -rf', 400, [], 'There is no such simulation; choose one of the buttons.'],
  ])('%s answers %i', async (id, status, calls, sentence) => {
    const tess = await signIn(served, 101);
    const reply = await tess.post('/simulate', { id });
    expect([reply.status, source.calls]).toEqual([status, calls]);
    expect(reply.text).toContain(sentence);
  });
});

describe('a fault', () => {
  it('is told without its details, and to the log with them', async () => {
    await served.close();
    served = await serve({ ...source, requests: () => Promise.reject(new Error('secret path /x')) });
    const { status, text } = await (await signIn(served, 111)).get('/');
    expect([status, text.includes('secret path')]).toEqual([500, false]);
    expect(text).toContain('Something failed here. Look at the request again before you repeat an answer.');
    expect(String(served.faults[0])).toBe('Error: secret path /x');
  });
});

const MANY = {
  targets: [
    { client: 'acme-dental', kind: 'device', id: '1', name: 'A' },
    { client: 'globex', kind: 'device', id: '2', name: 'B' },
  ],
  approvers: ['sam', 'olga'],
  standIns: [],
};
