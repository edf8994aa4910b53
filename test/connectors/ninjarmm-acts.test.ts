// What programs did on NinjaOne by its own log: read to the end by real HTTP, or not known at all.
import { afterEach, describe, expect, it } from 'vitest';
import type { Activity } from '../../scripts/connectors/connector.ts';
import type { Watched } from '../../scripts/core/activity.ts';
import type { Fault } from '../../scripts/local/sandbox-ninja-faults.ts';
import type { NinjaSandboxOptions } from '../../scripts/local/sandbox-ninja.ts';
import { addressOf, FS01, isolate, makeRig, START } from './ninjarmm-rig.ts';
import type { Rig } from './ninjarmm-rig.ts';

let rig: Rig;
afterEach(() => rig.sandbox.close());

const WATCHED: Watched = { accounts: ['7000', '7001'], unnamed: true, people: null };

function read(since = START, watched = WATCHED): Promise<Activity> {
  return rig.connector.activity?.({ since, after: null, watched }, rig.session) ?? expect.fail('it reads no activity');
}

async function acts(since = START, watched = WATCHED) {
  const answer = await read(since, watched);
  return answer.ok ? answer.acts : expect.fail(answer.why);
}

/** Another program's calls; each happens a second after the one before. */
async function calls(userId: number, method: string, path: string, body?: object): Promise<void> {
  const { NINJARMM_CLIENT_ID: id = '', NINJARMM_CLIENT_SECRET: secret = '' } = rig.sandbox.clientOf(userId);
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope: 'management' };
  const signed = await fetch(`${rig.sandbox.url}/ws/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  const { access_token: token } = (await signed.json()) as { readonly access_token: string };
  rig.time.now += 1_000;
  const sent = body === undefined ? null : JSON.stringify(body);
  await fetch(`${rig.sandbox.url}${path}`, { method, headers: { authorization: `Bearer ${token}` }, body: sent });
}

const isolates = (userId: number, device: number, value: string) =>
  calls(userId, 'PATCH', `/v2/device/${device}/custom-fields`, { csIsolation: value });

describe('the activity of NinjaOne', () => {
  it('is every act of a watched account, with its device and its client', async () => {
    rig = await makeRig();
    await rig.run(isolate(FS01));
    await isolates(7001, 5001, 'isolate:x');
    await isolates(12, 4712, 'isolate:by-hand');
    await calls(7001, 'PATCH', '/v2/device/4712/custom-fields', { csIsolationResult: 'isolated:x' });
    await calls(12, 'POST', '/v2/device/4712/patch/software/apply');
    rig.time.now += 60_000;
    const seen = (await acts()).map(({ account, operation, target, what }) => ({ account, operation, target, what }));
    expect(seen.toReversed()).toEqual([
      {
        account: '7000',
        operation: 'ninjarmm/isolate-endpoint',
        target: { client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' },
        what: 'SYSTEM NODE_UPDATED',
      },
      {
        account: '7001',
        operation: 'ninjarmm/isolate-endpoint',
        target: { client: 'borealis', kind: 'device', id: '5001', name: 'BOR-DC01' },
        what: 'SYSTEM NODE_UPDATED',
      },
      {
        account: '7001',
        operation: null,
        target: { client: 'acme', kind: 'device', id: '4712', name: 'ACME-WS02' },
        what: 'SYSTEM NODE_UPDATED',
      },
      {
        account: null,
        operation: 'ninjarmm/deploy-patches',
        target: { client: 'acme', kind: 'device', id: '4712', name: 'ACME-WS02' },
        what: 'SOFTWARE_PATCH_MANAGEMENT SOFTWARE_PATCH_MANAGEMENT_APPLY_PATCH_STARTED',
      },
    ]);
    const named = await acts(START, { accounts: ['7001'], unnamed: false, people: null });
    expect(named.map(({ account }) => account)).toEqual(['7001', '7001']);
    const others = await acts(START, { accounts: [], unnamed: false, people: ['7000', '7001'] });
    expect(others.map(({ account }) => account)).toEqual(['12']);
  });

  it('begins where it is asked to, in milliseconds, and is read with credentials that can only read', async () => {
    const asked: string[] = [];
    rig = await makeRig(
      {},
      {
        fetch: (input, init) => {
          const path = addressOf(input).replace(/^http:..[^/]*/, '');
          const form = typeof init?.body === 'string' ? init.body.slice(init.body.indexOf('scope=')) : '';
          asked.push(`${init?.method} ${path} ${form}`.trim());
          return fetch(input, init);
        },
      },
    );
    await isolates(7001, 4711, 'isolate:a');
    await isolates(7001, 4711, 'isolate:b');
    expect(await acts(START + 2_000)).toMatchObject([{ at: START + 2_000, id: '1002' }]);
    expect(asked).toEqual([
      'POST /ws/oauth/token scope=monitoring',
      'GET /v2/activities?pageSize=400',
      'GET /v2/activities?pageSize=400&olderThan=1001',
      'GET /v2/device/4711',
    ]);
    rig = { ...rig, session: { ...rig.session, credentials: {} } };
    expect(await read()).toMatchObject({ ok: false });
  });

  it('is read page by page down to where it begins', async () => {
    rig = await makeRig();
    for (let times = 0; times < 410; times += 1) await isolates(7001, 4711, `isolate:${times}`);
    const all = await acts();
    expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 410 }, (_, at) => String(1410 - at)));
  }, 30_000);

  const HUGE = () => Response.json({ filling: 'x'.repeat(2 * 1_048_576) });
  const HTML = () => new Response('<html>Sign in</html>');
  it.each<[string, number, () => Response, RegExp]>([
    ['in smaller pages where one is too long', 25, HUGE, /^1015 .* 1001$/],
    ['not at all where the smallest is', 0, HUGE, /the answer could not be read whole or is over 1 MiB$/],
    ['not at all where an answer is for people', 0, HTML, /the answer is not JSON$/],
  ])('is read %s', async (_, longest, answer, wanted) => {
    rig = await makeRig(
      {},
      {
        fetch: (input, init) => {
          const size = Number(new URL(addressOf(input)).searchParams.get('pageSize') ?? 0);
          return size > longest ? Promise.resolve(answer()) : fetch(input, init);
        },
      },
    );
    for (let times = 0; times < 15; times += 1) await isolates(7001, 4711, `isolate:${times}`);
    const read15 = await read();
    expect(read15.ok ? read15.acts.map(({ id }) => id).join(' ') : read15.why).toMatch(wanted);
  });

  it.each([198, 199])('names a device in whole characters, also where its name is cut after %i', async (cut) => {
    rig = await makeRig();
    await isolates(7001, 4711, 'isolate:a');
    rig.sandbox.change(4711, { systemName: `${'x'.repeat(cut)}😀😀` });
    const [name = ''] = (await acts()).map(({ target }) => target?.name ?? '');
    expect([name.isWellFormed(), name.length]).toEqual([true, cut + 1]);
  });

  it('keeps the number of a device that is gone', async () => {
    rig = await makeRig();
    await isolates(7001, 4711, 'isolate:a');
    rig.sandbox.change(4711, { id: 9 });
    expect(await acts()).toMatchObject([{ target: { client: null, kind: 'device', id: '4711', name: 'device 4711' } }]);
  });

  it('is empty on a platform on which nothing ever happened', async () => {
    rig = await makeRig();
    expect(await acts()).toEqual([]);
  });
});

describe('nothing is known', () => {
  const LOG = { method: 'GET', path: /^\/v2\/activities/ };
  it.each<[string, Fault, string]>([
    ['where the platform fails', { match: LOG, do: 'fail-500' }, 'status 500: Internal error'],
    ['where the line is cut', { match: LOG, do: 'drop-before' }, 'the connection failed'],
    ['where no answer comes', { match: LOG, do: 'hang' }, 'no answer within 0.2 s'],
    ['where it sends elsewhere', { match: LOG, do: 'redirect' }, 'status 307'],
    [
      'where a device cannot be read',
      { match: { method: 'GET', path: /^\/v2\/device/ }, do: 'fail-500' },
      'device 4711 could not be read: status 500',
    ],
    [
      'where signing in fails',
      { match: { method: 'POST', path: /token/ }, do: 'fail-500' },
      'signing in failed with status 500',
    ],
  ])('%s', async (_, fault, why) => {
    rig = await makeRig({}, {}, 200);
    await isolates(7001, 4711, 'isolate:a');
    rig.sandbox.tell(fault);
    const answer = await read();
    expect(answer.ok ? answer.acts : answer.why).toContain(why);
  });

  const entry = {
    id: 7,
    activityTime: START / 1000,
    deviceId: 4711,
    activityType: 'SYSTEM',
    statusCode: 'NODE_UPDATED',
    userId: 7001,
  };
  const page = (...activities: readonly object[]) => ({ lastActivityId: 7, activities });
  const SHAPE = 'an entry is not of the known shape';
  it.each<[string, object, object | null, string]>([
    ['that hides its entries', page(), null, 'it has entries up to 7 and shows none'],
    ['of another shape', { entries: [] }, null, SHAPE],
    ['with an entry that is none', page(entry, { ...entry, id: 'x' }), null, SHAPE],
    ['with a device that is no number', page({ ...entry, deviceId: 'x' }), null, SHAPE],
    ['with a user that is no number', page({ ...entry, userId: 'x' }), null, SHAPE],
    ['with times in milliseconds', page({ ...entry, activityTime: START }), null, SHAPE],
    ['with times from before there were any', page({ ...entry, activityTime: 7 }), null, SHAPE],
    ['with times in words', page({ ...entry, activityTime: 'noon' }), null, SHAPE],
    ['without codes', page({ ...entry, statusCode: null }), null, SHAPE],
    ['without a type', page({ ...entry, activityType: 1 }), null, SHAPE],
    ['that gives the same page again', page(entry), page(entry), 'its pages do not follow each other'],
    ['that goes the other way', page(entry), page({ ...entry, id: 8 }), 'its pages do not follow each other'],
    ['that breaks off on a later page', page(entry), { error: 'x' }, SHAPE],
  ])('of a log %s', async (_, first, second, why) => {
    const answers = [first, second];
    rig = await makeRig(
      {},
      {
        fetch: (input, init) =>
          addressOf(input).includes('/v2/activities')
            ? Promise.resolve(Response.json(answers.shift()))
            : fetch(input, init),
      },
    );
    expect(await read()).toEqual({ ok: false, why });
  });

  it('of a log that never ends', async () => {
    let id = 1_000_000;
    rig = await makeRig(
      {},
      {
        fetch: (input, init) =>
          addressOf(input).includes('/v2/activities')
            ? Promise.resolve(Response.json(page({ ...entry, id: (id -= 1), userId: null })))
            : fetch(input, init),
      },
    );
    expect(await read()).toEqual({ ok: false, why: 'more than 400000 entries since then' });
  });

  it('of what has neither device nor user: such entries are the platform’s own', async () => {
    const options: Partial<NinjaSandboxOptions> = {};
    const answers = [
      page({ ...entry, userId: undefined, deviceId: undefined }, { ...entry, id: 6, deviceId: null }),
      page(),
    ];
    rig = await makeRig(options, {
      fetch: (input, init) =>
        addressOf(input).includes('/v2/activities')
          ? Promise.resolve(Response.json(answers.shift()))
          : fetch(input, init),
    });
    expect(await acts()).toMatchObject([{ id: '6', account: '7001', target: null, operation: null }]);
  });
});
