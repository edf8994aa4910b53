// The forge's limits: a pause is made as the forge asks for it, within bounds, and writes to GitHub are a second apart.
import { describe, expect, it } from 'vitest';
import { HEAD, pullAnswer, scriptedForge } from './scripted-forge.ts';
import type { Scripted } from './scripted-forge.ts';

const NOW = Date.parse('2026-11-20T10:00:00Z');
const resetIn = (seconds: number) => {
  return { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1_000 + seconds) };
};
const limited = (headers: Readonly<Record<string, string>>, status = 403): Scripted => ({ status, json: {}, headers });

const SECONDARY = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';

describe('a limit', () => {
  it.each<[string, Scripted, number]>([
    ['by retry-after', limited({ 'retry-after': '30' }), 30_000],
    ['by retry-after of a 429', limited({ 'retry-after': '7' }, 429), 7_000],
    ['by the end of the hour', limited(resetIn(45)), 45_000],
    ['without a time', limited({}, 429), 61_000],
    ['that only its words tell from a missing permission', { status: 403, json: { message: SECONDARY } }, 61_000],
    ['that is over by now', limited(resetIn(-3)), 60_000],
    ['with a time that is none', limited({ 'retry-after': 'soon' }), 60_000],
  ])('%s is waited for, and then the same is asked again', async (_, refusal, pause) => {
    const script = { 'GET /pulls/7': [refusal, { json: pullAnswer(7) }] };
    const { forge, calls, pauses } = scriptedForge(script);
    expect((await forge.pull(7)).number).toBe(7);
    expect(pauses).toEqual([pause]);
    expect(calls).toHaveLength(2);
  });

  it('holds for a write as well, which was not carried out', async () => {
    const merged = { json: { merged: true, sha: HEAD } };
    const { forge, calls, pauses } = scriptedForge({ 'PUT /pulls/7/merge': [limited({ 'retry-after': '2' }), merged] });
    expect(await forge.merge(7, HEAD, 'T', 'M')).toEqual({ kind: 'merged', commit: HEAD });
    expect({ calls: calls.length, pauses }).toEqual({ calls: 2, pauses: [2_000] });
  });

  it.each<[string, Scripted, RegExp, number]>([
    ['that lasts too long', limited(resetIn(720)), /is used up: run this again in 12 min\.$/, 1],
    ['that never ends', limited({ 'retry-after': '30' }), /is used up: run this again in 1 min\.$/, 3],
    [
      'that never ends and says nothing',
      limited({}, 429),
      /the forge wants fewer requests: run this again later\.$/,
      3,
    ],
    ['that is none: a permission is missing', limited({}), /the token lacks a permission/, 1],
  ])('%s is a fault', async (_, refusal, words, tries) => {
    const { forge, calls } = scriptedForge({ 'GET /pulls/7': refusal });
    await expect(forge.pull(7)).rejects.toThrow(words);
    expect(calls).toHaveLength(tries);
  });
});

describe('writes', () => {
  const script = { 'PUT /issues/7/labels': { json: [] } };
  const write = async (apiUrl: string, over: object = {}): Promise<readonly number[]> => {
    let now = NOW;
    const pauses: number[] = [];
    const wait = async (pause: number): Promise<void> => {
      pauses.push(pause);
      now += pause;
    };
    const options = { apiUrl, now: () => (now += 300), wait, ...over };
    const path = apiUrl.includes('/api/v3') ? script : { 'PUT /issues/7/labels': { json: [] } };
    const { forge } = scriptedForge(path, options);
    await Promise.all(['a', 'b', 'c'].map((label) => forge.setLabels(7, [label], [])));
    return pauses;
  };

  it.each([
    ['to github.com', 'https://api.github.com', {}, [700, 700]],
    ['to GitHub’s own hosting', 'https://api.acme.ghe.com', {}, [700, 700]],
    ['to a server of one’s own', 'https://forge.test/api/v3', {}, []],
    ['to a server that looks like GitHub', 'https://api.github.com.evil.test/api/v3', {}, []],
    ['to a server that was given a pause', 'https://forge.test/api/v3', { writePause: 500 }, [200, 200]],
  ])('%s', async (_, apiUrl, over, expected) => {
    expect(await write(apiUrl, over)).toEqual(expected);
  });

  it('go on after one that failed', async () => {
    const { forge } = scriptedForge(
      { 'PUT /issues/7/labels': [{ status: 500, json: {} }, { json: [] }] },
      { writePause: 1 },
    );
    const [first, second] = await Promise.allSettled([forge.setLabels(7, ['a'], []), forge.setLabels(7, ['b'], [])]);
    expect([first?.status, second?.status]).toEqual(['rejected', 'fulfilled']);
  });
});
