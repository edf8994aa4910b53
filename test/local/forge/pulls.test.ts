// Pull requests of the embedded forge, through its REST API, with GitHub's semantics.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { cloneOf, propose, startForge } from './harness.ts';
import type { Harness } from './harness.ts';

let forge: Harness;
beforeAll(async () => {
  forge = await startForge();
});
afterAll(() => forge.close());

describe('opening a pull request', () => {
  it('answers the whole of it, with its addresses on the host that was asked', async () => {
    const { number, head, base } = await propose(forge, 'first');
    const { status, body } = await forge.call('lena', `GET /pulls/${number}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      number,
      state: 'open',
      merged: false,
      mergeable: true,
      draft: false,
      title: 'Do first',
      body: 'please',
      html_url: `${forge.web}/requests/${number}`,
      url: `${forge.web}/api/v3/repos/acme/control/pulls/${number}`,
      created_at: '2026-03-02T12:00:00Z',
      user: { id: 50, login: 'proposer[bot]', type: 'Bot' },
      head: { ref: 'first', sha: head, label: 'acme:first', repo: { id: 4711 } },
      base: { ref: 'main', sha: base, repo: { id: 4711, full_name: 'acme/control' } },
      commits: 1,
      changed_files: 1,
      additions: 1,
      deletions: 0,
    });
  });

  it.each([
    ['is open already', { head: 'first' }, { message: 'A pull request already exists for acme:first.' }],
    ['brings nothing', { head: 'main' }, { message: 'No commits between main and main' }],
    ['comes from no branch', { head: 'nowhere' }, { field: 'head', code: 'invalid' }],
    ['comes from an expression', { head: 'first~0' }, { field: 'head', code: 'invalid' }],
    ['comes from another owner', { head: 'evil:first' }, { field: 'head', code: 'invalid' }],
    ['goes to no branch', { head: 'first', base: 'nowhere' }, { field: 'base', code: 'invalid' }],
    ['has no title', { head: 'first', title: ' ' }, { field: 'title', code: 'missing_field' }],
  ])('is refused with 422 where it %s', async (_, wanted, detail) => {
    const answer = await forge.call('lena', 'POST /pulls', { title: 'Again', base: 'main', ...wanted });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({
      message: 'Validation Failed',
      errors: [{ resource: 'PullRequest', ...detail }],
    });
  });

  it('is refused with 403 to an account that only reads', async () => {
    const answer = await forge.call('gast', 'POST /pulls', { title: 'Mine', head: 'first', base: 'main' });
    expect(answer.status).toBe(403);
  });

  it('is refused with 422 where the branch shares no history with main', async () => {
    const clone = await cloneOf(forge, 'lena', 'orphan');
    await clone.git('checkout', '--quiet', '--orphan', 'stranger');
    await clone.commit({ 'x.txt': 'x' });
    await clone.git('push', '--quiet', 'origin', 'stranger');
    const answer = await forge.call('lena', 'POST /pulls', { title: 'Odd', head: 'stranger', base: 'main' });
    expect(answer.body.errors[0].message).toBe('The main branch has no history in common with stranger');
  });
});

describe('a list of pull requests', () => {
  it.each([
    ['?state=open', ['second', 'third']],
    ['?state=closed', ['gone']],
    ['?state=all&sort=created&direction=desc', ['third', 'second', 'gone']],
    ['?head=acme:second&state=all', ['second']],
    ['?head=evil:second&state=all', []],
    ['?base=other', []],
  ])('with %s shows %j', async (query, branches) => {
    const own = await startForge();
    const gone = await propose(own, 'gone');
    await propose(own, 'second');
    await propose(own, 'third');
    await own.call('lena', `PATCH /pulls/${gone.number}`, { state: 'closed' });
    const separator = query.includes('direction') ? '' : '&direction=asc';
    const { body } = await own.call('lena', `GET /pulls${query}${separator}`);
    expect(body.map((pull: { head: { ref: string } }) => pull.head.ref)).toEqual(branches);
    await own.close();
  });

  it('comes in pages that name the next, the previous, the first and the last', async () => {
    const first = await forge.call('lena', 'GET /pulls?state=all&per_page=1');
    expect(first.headers.get('link')).toBeNull();
    await propose(forge, 'paged');
    const one = await forge.call('lena', 'GET /pulls?state=all&per_page=1');
    expect(one.body).toHaveLength(1);
    expect(one.headers.get('link')).toContain('page=2>; rel="next"');
    expect(one.headers.get('link')).toContain('page=2>; rel="last"');
    const two = await forge.call('lena', 'GET /pulls?state=all&per_page=1&page=2');
    expect(two.headers.get('link')).toContain('page=1>; rel="prev"');
    expect(two.headers.get('link')).not.toContain('next');
    expect(two.body[0].number).not.toBe(one.body[0].number);
  });
});

describe('what a pull request changes', () => {
  it('is listed as added, modified, removed and renamed files', async () => {
    const clone = await cloneOf(forge, 'lena', 'files');
    await clone.git('checkout', '--quiet', '-b', 'base-of-files');
    const long = 'one\ntwo\nthree\nfour\nfive\n';
    await clone.commit({ 'old.txt': long, 'gone.txt': 'gone\n', 'same.txt': 'a\n' });
    await clone.git('push', '--quiet', 'origin', 'base-of-files');
    await clone.git('checkout', '--quiet', '-b', 'files');
    await clone.commit({
      'old.txt': null,
      'ñew name.txt': long,
      'gone.txt': null,
      'same.txt': 'b\n',
      'added.txt': 'x\n',
    });
    await clone.git('push', '--quiet', 'origin', 'files');
    const wanted = { title: 'Files', head: 'files', base: 'base-of-files' };
    const { number } = (await forge.call('lena', 'POST /pulls', wanted)).body;
    const { body } = await forge.call('lena', `GET /pulls/${number}/files`);
    const seen = body.map((file: Record<string, unknown>) => [
      file['filename'],
      file['status'],
      file['additions'],
      file['deletions'],
    ]);
    expect(seen.toSorted()).toEqual([
      ['added.txt', 'added', 1, 0],
      ['gone.txt', 'removed', 0, 1],
      ['same.txt', 'modified', 1, 1],
      ['ñew name.txt', 'renamed', 0, 0],
    ]);
    expect(body.find((file: { status: string }) => file.status === 'renamed').previous_filename).toBe('old.txt');
  });

  it.each([
    ['3+nina@users.noreply.github.com', 'nina'],
    ['3+renamed-since@users.noreply.github.com', 'nina'],
    ['nina@example.com', 'nina'],
    ['999+nina@users.noreply.github.com', null],
    ['nina@elsewhere.test', null],
    ['nina@example.com.evil.test', null],
  ])('is attributed by the e-mail address %s to %s', async (email, login) => {
    const clone = await cloneOf(forge, 'lena', `by-${email.replaceAll(/\W/g, '-')}`);
    const branch = `author-${email.replaceAll(/\W/g, '-')}`;
    await clone.git('checkout', '--quiet', '-b', branch);
    const sha = await clone.commit({ 'a.txt': email }, `Nina <${email}>`);
    await clone.git('push', '--quiet', 'origin', branch);
    const { number } = (await forge.call('lena', 'POST /pulls', { title: 'By', head: branch, base: 'main' })).body;
    const { body } = await forge.call('lena', `GET /pulls/${number}/commits`);
    expect(body).toHaveLength(1);
    expect(body[0]).toMatchObject({ sha, commit: { author: { email } }, committer: { login: 'lena' } });
    expect(body[0].author?.login ?? null).toBe(login);
  });
});

describe('editing a pull request', () => {
  it('closes it, says so in its timeline, and opens it again', async () => {
    const { number } = await propose(forge, 'edited');
    const closed = await forge.call('nina', `PATCH /pulls/${number}`, { state: 'closed', title: 'New title' });
    expect(closed.body).toMatchObject({
      state: 'closed',
      title: 'New title',
      closed_at: '2026-03-02T12:00:00Z',
      merged: false,
    });
    const again = await forge.call('nina', `PATCH /pulls/${number}`, { state: 'closed' });
    expect(again.status).toBe(200);
    const opened = await forge.call('nina', `PATCH /pulls/${number}`, { state: 'open' });
    expect(opened.body).toMatchObject({ state: 'open', closed_at: null });
    const { body } = await forge.call('lena', `GET /issues/${number}/timeline`);
    expect(body.map((event: { event: string; actor: { login: string } }) => [event.event, event.actor.login])).toEqual([
      ['closed', 'nina'],
      ['reopened', 'nina'],
    ]);
  });

  it.each([
    ['gast', { state: 'closed' }, 403],
    ['lena', { state: 'ajar' }, 422],
    ['lena', { title: 5 }, 422],
  ])('by %s as %j answers %i', async (login, edit, status) => {
    const number = (await forge.call('lena', 'GET /pulls')).body[0].number;
    expect((await forge.call(login, `PATCH /pulls/${number}`, edit)).status).toBe(status);
  });
});
