// Comments, labels, check runs and collaborators of the embedded forge.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { propose, startForge } from './harness.ts';
import type { Harness } from './harness.ts';

let forge: Harness;
let subject: { readonly number: number; readonly head: string };
beforeAll(async () => {
  forge = await startForge();
  subject = await propose(forge, 'talk');
});
afterAll(() => forge.close());

const names = (labels: readonly { name: string }[]): string[] => labels.map((label) => label.name);

describe('a comment', () => {
  it('is added by who can read, changed by its author or a writer, and counted', async () => {
    const added = await forge.call('gast', `POST /issues/${subject.number}/comments`, { body: 'hello' });
    expect(added.status).toBe(201);
    const path = `PATCH /issues/comments/${added.body.id}`;
    expect((await forge.call('gast', path, { body: 'hello again' })).body).toMatchObject({
      body: 'hello again',
      user: { id: 4 },
    });
    expect((await forge.call('lena', path, { body: 'moderated' })).status).toBe(200);
    const other = (await forge.call('lena', `POST /issues/${subject.number}/comments`, { body: 'mine' })).body;
    expect((await forge.call('gast', `PATCH /issues/comments/${other.id}`, { body: 'x' })).status).toBe(403);
    const { body } = await forge.call('lena', `GET /issues/${subject.number}/comments`);
    expect(body.map((comment: { body: string }) => comment.body)).toEqual(['moderated', 'mine']);
    expect((await forge.call('lena', `GET /pulls/${subject.number}`)).body.comments).toBe(2);
  });

  it.each([
    [() => `/issues/${subject.number}/comments`, {}, 422],
    [() => `/issues/${subject.number}/comments`, { body: ' ' }, 422],
    [() => `/issues/${subject.number}/comments`, { body: 'x'.repeat(65_537) }, 422],
    [() => '/issues/999/comments', { body: 'x' }, 404],
  ])('at %s with a bad body answers its status', async (path, body, status) => {
    expect((await forge.call('lena', `POST ${path()}`, body)).status).toBe(status);
  });
});

describe('labels', () => {
  it('are set, added to and listed, each once', async () => {
    const path = `/issues/${subject.number}/labels`;
    expect(names((await forge.call('lena', `PUT ${path}`, { labels: ['tier-1', 'waiting', 'tier-1'] })).body)).toEqual([
      'tier-1',
      'waiting',
    ]);
    expect(names((await forge.call('lena', `POST ${path}`, { labels: ['waiting', 'urgent'] })).body)).toHaveLength(3);
    expect(names((await forge.call('lena', `PUT ${path}`, { labels: ['done'] })).body)).toEqual(['done']);
    expect(names((await forge.call('lena', `GET ${path}`)).body)).toEqual(['done']);
    expect(names((await forge.call('lena', `GET /pulls/${subject.number}`)).body.labels)).toEqual(['done']);
    expect((await forge.call('gast', `PUT ${path}`, { labels: [] })).status).toBe(403);
  });
});

describe('a check run', () => {
  const bot = 'merger[bot]';
  it('is reported by a bot, changed by that bot alone, and listed newest first of its name', async () => {
    const wanted = {
      name: 'gate',
      head_sha: subject.head,
      status: 'in_progress',
      output: { title: 't', summary: 's' },
    };
    const made = await forge.call(bot, 'POST /check-runs', wanted);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      status: 'in_progress',
      conclusion: null,
      app: { id: 51, slug: 'merger' },
      head_sha: subject.head,
    });
    const path = `PATCH /check-runs/${made.body.id}`;
    expect((await forge.call('proposer[bot]', path, { status: 'queued' })).status).toBe(403);
    const done = await forge.call(bot, path, { status: 'completed', conclusion: 'success' });
    expect(done.body).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      completed_at: '2026-03-02T12:00:00Z',
      output: { summary: 's' },
    });
    await forge.call(bot, 'POST /check-runs', { ...wanted, name: 'other' });
    const newer = await forge.call(bot, 'POST /check-runs', wanted);
    const list = `GET /commits/${subject.head}/check-runs?check_name=gate`;
    const { body } = await forge.call('lena', list);
    expect(body).toMatchObject({ total_count: 1, check_runs: [{ id: newer.body.id }] });
    expect((await forge.call('lena', `${list}&filter=all`)).body.total_count).toBe(2);
    expect((await forge.call('lena', 'GET /commits/heads%2Ftalk/check-runs')).status).toBe(422);
    expect((await forge.call('lena', 'GET /commits/talk/check-runs')).body.total_count).toBe(2);
  });

  it.each([
    ['lena', {}, 403, 'You must authenticate via a GitHub App.'],
    [bot, { head_sha: 'e'.repeat(40) }, 422, 'No commit found for SHA'],
    [bot, { status: 'completed' }, 422, 'Validation Failed'],
    [bot, { conclusion: 'fine' }, 422, 'one of success'],
    [bot, { output: { title: 't', summary: 'x'.repeat(65_536) } }, 422, 'Only 65535 characters are allowed'],
  ])('by %s with %o answers %i', async (login, change, status, sentence) => {
    const answer = await forge.call(login, 'POST /check-runs', { name: 'gate', head_sha: subject.head, ...change });
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringContaining(sentence)]);
  });
});

describe('collaborators', () => {
  it('are the people with their permissions, without bots, shown to writers only', async () => {
    const { body } = await forge.call('proposer[bot]', 'GET /collaborators');
    const seen = body.map((person: { login: string; permissions: { push: boolean } }) => [
      person.login,
      person.permissions.push,
    ]);
    expect(seen).toEqual([
      ['acme', true],
      ['lena', true],
      ['nina', true],
      ['gast', false],
    ]);
    expect((await forge.call('gast', 'GET /collaborators')).status).toBe(403);
    expect((await forge.call('lena', 'GET /collaborators/gast/permission')).body).toMatchObject({
      permission: 'read',
      user: { id: 4 },
    });
    expect((await forge.call('lena', 'GET /collaborators/nobody/permission')).status).toBe(404);
  });
});
