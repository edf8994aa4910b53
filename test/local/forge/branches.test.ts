// Refs and files through the REST API of the embedded forge.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { RULES } from '../../../scripts/local/forge/branch-rules.ts';
import { propose, startForge } from './harness.ts';
import type { Harness } from './harness.ts';

let forge: Harness;
let main: string;
beforeAll(async () => {
  forge = await startForge();
  main = (await forge.call('lena', 'GET /git/ref/heads/main')).body.object.sha;
});
afterAll(() => forge.close());

const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a ref', () => {
  it('is created, read under its encoded name too, and deleted', async () => {
    const ref = { ref: 'refs/heads/a/b', sha: main };
    expect((await forge.call('lena', 'POST /git/refs', ref)).status).toBe(201);
    const read = await forge.call('lena', 'GET /git/ref/heads%2Fa%2Fb');
    expect(read.body).toMatchObject({ ref: 'refs/heads/a/b', object: { type: 'commit', sha: main } });
    expect((await forge.call('lena', 'DELETE /git/refs/heads/a/b')).status).toBe(204);
    expect((await forge.call('lena', 'GET /git/ref/heads/a/b')).status).toBe(404);
  });

  it.each([
    ['lena', 'refs/heads/main', null, 422, 'Reference already exists'],
    ['lena', 'refs/heads/new', 'f'.repeat(40), 422, 'Object does not exist'],
    ['lena', 'heads/new', null, 422, "Reference name must start with 'refs/'"],
    ['lena', 'refs/heads/..', null, 422, 'not a valid ref name'],
    ['lena', 'refs/heads/x.lock', null, 422, 'not a valid ref name'],
    ['lena', 'refs/pull/9/head', null, 422, RULES.pull],
    ['lena', 'refs/replace/x', null, 422, RULES.other],
    ['acme', 'refs/heads/ledger/2026', null, 422, RULES.ledgerWriter],
    ['gast', 'refs/heads/new', null, 403, 'Must have write access'],
  ])('created by %s as %s at %s answers %i', async (login, ref, sha, status, sentence) => {
    const answer = await forge.call(login, 'POST /git/refs', { ref, sha: sha ?? main });
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(sentence);
  });

  it.each([
    ['acme', 'heads/main', 422, RULES.main],
    ['ledger[bot]', 'heads/ledger/kept', 422, RULES.ledgerRewrite],
    ['acme', 'heads/nowhere', 422, 'Reference does not exist'],
    ['gast', 'heads/main', 403, 'Must have write access'],
  ])('deleted by %s as %s answers %i', async (login, name, status, sentence) => {
    await forge.call('ledger[bot]', 'POST /git/refs', { ref: 'refs/heads/ledger/kept', sha: main });
    const answer = await forge.call(login, `DELETE /git/refs/${name}`);
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringContaining(sentence)]);
  });

  it('that is deleted closes the pull request from it', async () => {
    const { number } = await propose(forge, 'short-lived');
    await forge.call('nina', 'DELETE /git/refs/heads/short-lived');
    expect((await forge.call('nina', `GET /pulls/${number}`)).body).toMatchObject({ state: 'closed', merged: false });
  });
});

describe('a file', () => {
  const path = 'queue/ä ö.yaml';
  const at = `/contents/${path.split('/').map(encodeURIComponent).join('%2F')}`;

  it('is written as the account, read back byte for byte, and replaced only by who knows it', async () => {
    await forge.call('lena', 'POST /git/refs', { ref: 'refs/heads/files', sha: main });
    const text = 'id: 1\r\nlast line without an end';
    const file = { message: 'Add\n\nCo-authored-by: x', content: base64(text), branch: 'files' };
    const made = await forge.call('lena', `PUT ${at}`, file);
    expect(made.status).toBe(201);
    const who = { name: 'lena of Acme', email: '2+lena@users.noreply.github.com', date: '2026-03-02T12:00:00Z' };
    expect(made.body).toMatchObject({
      content: { path, size: text.length },
      commit: { author: who, committer: who, message: file.message, parents: [{ sha: main }] },
    });
    const read = await forge.call('lena', `GET ${at}?ref=files`);
    expect(read.body).toMatchObject({ type: 'file', encoding: 'base64', path, sha: made.body.content.sha });
    expect(Buffer.from(read.body.content, 'base64').toString()).toBe(text);
    expect((await forge.call('lena', `GET ${at}?ref=${made.body.commit.sha}`)).status).toBe(200);
    expect((await forge.call('lena', `PUT ${at}`, file)).body.message).toContain('"sha" wasn\'t supplied');
    expect((await forge.call('lena', `PUT ${at}`, { ...file, sha: main })).status).toBe(409);
    const sha = made.body.content.sha;
    expect((await forge.call('lena', `PUT ${at}`, { ...file, content: base64('new'), sha })).status).toBe(200);
  });

  it.each([
    ['acme', 'a.txt', { branch: 'main' }, 409, RULES.main],
    ['acme', 'a.txt', {}, 409, RULES.main],
    ['acme', 'a.txt', { branch: 'ledger/2026' }, 404, 'Branch ledger/2026 not found'],
    ['lena', 'a.txt', { branch: 'nowhere' }, 404, 'Branch nowhere not found'],
    ['lena', 'a.txt', { branch: 'odd', content: 'no base64!' }, 422, 'content is not valid Base64'],
    ['lena', '..%2Fa.txt', { branch: 'odd' }, 422, 'malformed path component'],
    ['lena', '.git%2Fconfig', { branch: 'odd' }, 422, 'malformed path component'],
    ['lena', 'a%0Ab.txt', { branch: 'odd' }, 422, 'malformed path component'],
    ['lena', 'README.md%2Fx', { branch: 'odd' }, 422, 'has a file where it needs a folder'],
    ['gast', 'a.txt', { branch: 'odd' }, 403, 'Must have write access'],
  ])('by %s at %s with %j answers %i: %s', async (login, name, change, status, sentence) => {
    await forge.call('lena', 'POST /git/refs', { ref: 'refs/heads/odd', sha: main });
    const answer = await forge.call(login, `PUT /contents/${name}`, { message: 'm', content: 'eA==', ...change });
    expect([answer.status, answer.body.message]).toEqual([status, expect.stringContaining(sentence)]);
    expect((await forge.call('lena', 'GET /git/ref/heads/odd')).body.object.sha).toBe(main);
  });

  it.each([
    ['nothing.txt?ref=main', 'Not Found'],
    ['README.md?ref=nowhere', 'No commit found for the ref nowhere'],
    ['README.md?ref=--help', 'No commit found for the ref --help'],
    ['README.md?ref=main%5E%7B%2FFound%7D', 'No commit found for the ref main^{/Found}'],
  ])('that is not there, %s, answers 404: %s', async (name, sentence) => {
    const answer = await forge.call('lena', `GET /contents/${name}`);
    expect([answer.status, answer.body.message]).toEqual([404, sentence]);
  });
});
