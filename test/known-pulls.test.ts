// The pull requests that may still matter are found in a few requests, and none of them is lost.
import { describe, expect, it } from 'vitest';
import type { Indexed } from '../scripts/core/records.ts';
import type { Ground } from '../scripts/ground.ts';
import { knownPulls } from '../scripts/known-pulls.ts';
import type { Pull } from '../scripts/ports/forge.ts';
import type { Workplace } from '../scripts/workplace.ts';
import { nextPage, pullAnswer, scriptedForge } from './ports/scripted-forge.ts';
import type { Scripted } from './ports/scripted-forge.ts';

type Known = Pick<Ground, 'records' | 'open'>;

const AT = '2026-11-20T10:00:00Z';
const OLD = '2026-10-01T10:00:00Z';
const pull = (number: number, updated_at = AT, state = 'open') => pullAnswer(number, { updated_at, state });

/** A ledger that knows an ending of every number up to one, but for some. */
function groundWith(ended: number, except: readonly number[] = [], open: readonly number[] = []): Known {
  const numbers = Array.from({ length: ended }, (_, at) => at + 1).filter((number) => !except.includes(number));
  const records = numbers.map((number) => ({ type: 'action-denied', at: AT, pull: { number } }) as unknown as Indexed);
  return { records, open: open.map((number) => ({ number }) as Pull) };
}

async function known(ground: Known, script: Readonly<Record<string, Scripted | readonly Scripted[]>>) {
  const { forge, calls } = scriptedForge(script);
  const pulls = await knownPulls(ground, { forge } as Workplace);
  return { numbers: pulls.map(({ number }) => number), calls: calls.map(({ line }) => line) };
}

describe('the pull requests that may still matter', () => {
  it('are all of them in a small repository: that is one list', async () => {
    const { numbers, calls } = await known(groundWith(0), { 'GET /pulls': { json: [pull(2), pull(1)] } });
    expect({ numbers, calls }).toEqual({ numbers: [1, 2], calls: ['GET /pulls', 'GET /pulls'] });
  });

  it('are those open and those touched; the list is left at the first that is older', async () => {
    const newest = [pull(500), ...Array.from({ length: 99 }, (_, at) => pull(499 - at))];
    const older = [pull(400, AT, 'closed'), pull(3, OLD, 'closed')];
    const { numbers, calls } = await known(groundWith(400, [], [7]), {
      'GET /pulls': [{ json: [pull(500)] }, { json: newest, headers: nextPage('/pulls', 2) }],
      'GET /pulls page 2': { json: older, headers: nextPage('/pulls', 3) },
    });
    expect(numbers).toEqual([7, ...Array.from({ length: 101 }, (_, at) => 400 + at)]);
    expect(calls).toEqual(['GET /pulls', 'GET /pulls', 'GET /pulls page 2']);
  });

  it('are also those that are old and have no ending: each is asked for by number', async () => {
    const { numbers, calls } = await known(groundWith(500, [3, 4]), {
      'GET /pulls': { json: [pull(500)] },
      'GET /pulls/3': { json: pull(3, OLD, 'closed') },
      'GET /pulls/4': { status: 404, json: { message: 'Not Found' } },
    });
    expect(numbers).toEqual([3, 500]);
    expect(calls).toEqual(['GET /pulls', 'GET /pulls', 'GET /pulls/3', 'GET /pulls/4']);
  });

  it('are read as one list where that takes fewer requests', async () => {
    const all = [pull(1, OLD, 'closed'), pull(2, OLD, 'closed'), pull(150)];
    const { numbers, calls } = await known(groundWith(150, [1, 2]), { 'GET /pulls': { json: all.toReversed() } });
    expect({ numbers, calls: calls.length }).toEqual({ numbers: [1, 2, 150], calls: 3 });
  });

  it('are a fault where one of them cannot be read', async () => {
    const script = { 'GET /pulls': { json: [pull(500)] }, 'GET /pulls/3': { status: 500, json: {} } };
    await expect(known(groundWith(500, [3]), script)).rejects.toMatchObject({ name: 'ForgeFault', status: 500 });
    await expect(known(groundWith(0), { 'GET /pulls': { json: {} } })).rejects.toThrow('it is not a list');
  });
});
