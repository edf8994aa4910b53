// Lists are complete or an error, reads are patient, and every fault is one sentence that says how to mend it.
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { githubForge } from '../../scripts/ports/github.ts';
import { ForgeFault } from '../../scripts/ports/forge.ts';
import { nextPage, pullAnswer, reviewAnswer, scriptedForge, type Scripted, user } from './scripted-forge.ts';

const MANY = Array.from({ length: 100 }, (_, index) => reviewAnswer(index + 1));
const REVIEWS = '/pulls/7/reviews';
const OFFLINE = new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED 10.0.0.1:443') });

describe('a list', () => {
  it('is read over all its pages, 100 at a time', async () => {
    const { forge, calls } = scriptedForge({
      [`GET ${REVIEWS}`]: { json: MANY, headers: nextPage(REVIEWS, 2) },
      [`GET ${REVIEWS} page 2`]: { json: [reviewAnswer(101), reviewAnswer(102)] },
      'GET /issues/7/timeline': { json: [] },
    });
    expect(await forge.reviews(7)).toHaveLength(102);
    expect(calls[0]?.url).toContain('per_page=100');
  });

  it('goes on after a full page whose link was lost on the way', async () => {
    const { forge } = scriptedForge({
      [`GET ${REVIEWS}`]: { json: MANY },
      [`GET ${REVIEWS} page 2`]: { json: [reviewAnswer(101)] },
      'GET /issues/7/timeline': { json: [] },
    });
    expect(await forge.reviews(7)).toHaveLength(101);
  });

  it.each<[string, Scripted, RegExp]>([
    [
      'fails on page 2',
      { status: 500, json: { message: 'boom' } },
      /^The forge answered 500 \("boom"\) when asked for GET .*reviews/,
    ],
    ['is forbidden on page 2', { status: 403, json: { message: 'no' } }, /403 .*: the token lacks a permission/],
    ['is cut off on page 2', { raw: '[{"id": 1, "st' }, /cannot be used, it is not JSON: check/],
    ['is no list on page 2', { json: { message: 'hello' } }, /cannot be used, it is not a list: check/],
    ['is empty text on page 2', { raw: '' }, /cannot be used, it is not a list: check/],
    ['is a web page on page 2', { raw: '<html>', headers: { 'content-type': 'text/html' } }, /it is not JSON: check/],
    [
      'never leads on from page 2',
      { json: MANY, headers: nextPage(REVIEWS, 2) },
      /next page does not lead to the next page/,
    ],
    [
      'uses pages that we do not know',
      { json: MANY, headers: { link: '<https://x/?after=Y>; rel="next"' } },
      /does not lead/,
    ],
    ['has an entry of another shape on page 2', { json: [null] }, /as described, the review is null and not an object/],
  ])('that %s is an error and never a part', async (_, second, sentence) => {
    const { forge } = scriptedForge({
      [`GET ${REVIEWS}`]: { json: MANY, headers: nextPage(REVIEWS, 2) },
      [`GET ${REVIEWS} page 2`]: second,
    });
    await expect(forge.reviews(7)).rejects.toThrow(sentence);
    await expect(forge.reviews(7)).rejects.toBeInstanceOf(ForgeFault);
  });

  it('that is shorter than it says is an error', async () => {
    const { forge } = scriptedForge({
      'GET /user': { json: user(9, 'gate[bot]', 'Bot') },
      [`GET /commits/${'a'.repeat(40)}/check-runs`]: { json: { total_count: 3, check_runs: [] } },
    });
    const check = { name: 'gate', head: 'a'.repeat(40), conclusion: null, title: 'Waiting', summary: '' };
    await expect(forge.report(check)).rejects.toThrow('it lists 0 of 3 entries');
  });

  it('has each pull request once and by number, even if it moved between two pages', async () => {
    const first = Array.from({ length: 100 }, (_, index) => pullAnswer(100 - index));
    const { forge, calls } = scriptedForge({
      'GET /pulls': { json: first, headers: nextPage('/pulls', 2) },
      'GET /pulls page 2': { json: [pullAnswer(1), pullAnswer(101)] },
    });
    expect((await forge.openPulls()).map((pull) => pull.number)).toEqual(Array.from({ length: 101 }, (_, i) => i + 1));
    expect(calls[0]?.url).toContain('state=open&sort=created&direction=asc');
  });
});

describe('a read', () => {
  it.each<[string, Scripted]>([
    ['502', { status: 502, raw: 'Bad Gateway', headers: { 'content-type': 'text/plain' } }],
    ['503', { status: 503, json: { message: 'busy' } }],
    ['504', { status: 504, json: {} }],
    ['no connection', { fails: OFFLINE }],
    ['a body that breaks off', { breaks: true }],
  ])('is tried again at most twice after %s', async (_, failure) => {
    const script = { 'GET /pulls/7': [failure, failure, { json: pullAnswer(7) }] };
    const patient = scriptedForge(script);
    expect((await patient.forge.pull(7)).number).toBe(7);
    expect(patient.pauses).toEqual([500, 2_000]);
    const lost = scriptedForge({ 'GET /pulls/7': failure });
    await expect(lost.forge.pull(7)).rejects.toBeInstanceOf(ForgeFault);
    expect(lost.calls).toHaveLength(3);
  });

  it.each([400, 401, 403, 404, 409, 422, 500, 501])('is not tried again after %i', async (status) => {
    const { forge, calls } = scriptedForge({ 'GET /pulls/7': { status, json: { message: 'no' } } });
    await expect(forge.pull(7)).rejects.toMatchObject({ name: 'ForgeFault', status });
    expect(calls).toHaveLength(1);
  });

  it('is given up when its time is over', async () => {
    const { forge, calls } = scriptedForge({ 'GET /pulls/7': { hangs: true } }, { timeLimit: 5 });
    await expect(forge.pull(7)).rejects.toThrow(
      'The forge did not answer in time when asked for GET https://forge.test/api/v3/repos/acme/queue/pulls/7: check its address, the network',
    );
    expect(calls).toHaveLength(3);
  });
});

describe('a fault', () => {
  it.each<[string, Scripted, string]>([
    [
      'a wrong token',
      { status: 401, json: { message: 'Bad credentials' } },
      '401 ("Bad credentials") when asked for GET https://forge.test/api/v3/repos/acme/queue/pulls/7: the token is wrong, expired or revoked: give a new one.',
    ],
    [
      'a spent limit',
      {
        status: 403,
        json: {},
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String(Date.parse('2026-11-20T10:12:00Z') / 1000),
        },
      },
      "the forge's limit on requests is used up: run this again in 12 min.",
    ],
    ['a second limit', { status: 429, json: {}, headers: { 'retry-after': '90' } }, 'run this again in 2 min.'],
    [
      'a moved repository',
      { status: 301, json: {}, headers: { location: 'https://evil.test/' } },
      'the repository has moved',
    ],
    [
      'words with tricks',
      { status: 404, json: { message: 'x\n::set-env\u202e name=y' } },
      '404 ("x ::set-env name=y")',
    ],
  ])('tells of %s in one sentence', async (_, answer, words) => {
    const { forge } = scriptedForge({ 'GET /pulls/7': answer });
    await expect(forge.pull(7)).rejects.toThrow(words);
  });

  it('never shows the token', async () => {
    const { forge } = scriptedForge({ 'GET /pulls/7': { fails: OFFLINE } });
    const fault: unknown = await forge.pull(7).catch((error: unknown) => error);
    expect(String(fault)).toContain('could not be reached (Error: connect ECONNREFUSED 10.0.0.1:443)');
    expect(inspect(fault, { depth: 9, showHidden: true })).not.toContain('secret-token');
  });

  it.each([
    [{ repository: 'queue' }, '"queue" is not a repository: write it as owner/name.'],
    [{ repository: 'acme/queue/../other' }, 'is not a repository'],
    [{ apiUrl: 'forge.test' }, '"forge.test" is not an API address: write it as https://api.github.com.'],
  ])('is found at once for %j', (changes, words) => {
    expect(() =>
      githubForge({ apiUrl: 'https://forge.test', repository: 'acme/queue', token: 't', ...changes }),
    ).toThrow(words);
  });
});
