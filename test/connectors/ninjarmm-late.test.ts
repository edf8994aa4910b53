// What NinjaOne wrote down hours late: found by the number of its entry, whatever the moment that it tells.
import { afterEach, describe, expect, it } from 'vitest';
import { addressOf, makeRig, START } from './ninjarmm-rig.ts';
import type { Rig } from './ninjarmm-rig.ts';

let rig: Rig;
afterEach(() => rig.sandbox.close());

const LONG_AGO = START / 1000 - 7_200;
const FIRST = 1_001;

/** A log of so many entries from 1001 on, all of them of two hours ago; it answers as the platform does. */
async function logOf(length: number): Promise<void> {
  const entries = Array.from({ length }, (_, at) => ({
    id: FIRST + at,
    activityTime: LONG_AGO,
    deviceId: 4711,
    activityType: 'SYSTEM',
    statusCode: 'NODE_UPDATED',
    userId: 7001,
  })).toReversed();
  rig = await makeRig(
    {},
    {
      fetch: (input, init) => {
        const { pathname, searchParams } = new URL(addressOf(input));
        if (pathname !== '/v2/activities') return fetch(input, init);
        const older = Number(searchParams.get('olderThan') ?? Number.POSITIVE_INFINITY);
        const activities = entries.filter(({ id }) => id < older).slice(0, Number(searchParams.get('pageSize')));
        return Promise.resolve(Response.json({ lastActivityId: entries[0]?.id ?? 0, activities }));
      },
    },
  );
}

async function behind(after: number | null) {
  const watched = { accounts: ['7001'], unnamed: true, people: null };
  const answer = await rig.connector.activity?.({ since: START, after, watched }, rig.session);
  return answer?.ok === true ? { ids: answer.acts.map(({ id }) => id), last: answer.last } : expect.fail(answer?.why);
}

describe('an entry of long ago', () => {
  it.each<[string, number | null, readonly string[]]>([
    ['is left out where nobody knows what was seen before', null, []],
    ['is found where it stands behind the last one that was seen', 1_001, ['1003', '1002']],
    ['is left out where it was seen', 1_003, []],
    ['is left out by a log that counts anew', 5_000, []],
  ])('%s', async (_, after, ids) => {
    await logOf(3);
    expect(await behind(after)).toEqual({ ids, last: 1_003 });
  });

  it('is none in a log that is empty', async () => {
    await logOf(0);
    expect(await behind(null)).toEqual({ ids: [], last: 0 });
  });

  it('is found on every page down to the last one that was seen', async () => {
    await logOf(1_000);
    const ids = Array.from({ length: 995 }, (_, at) => String(2_000 - at));
    expect(await behind(1_005)).toEqual({ ids, last: 2_000 });
  });
});
