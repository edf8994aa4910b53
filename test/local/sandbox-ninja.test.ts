// The sandbox NinjaOne refuses and changes as the vendor's API does, so that tests against it mean something.
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NinjaSandbox, NinjaSandboxOptions } from '../../scripts/local/sandbox-ninja.ts';
import { startNinjaSandbox } from '../../scripts/local/sandbox-ninja.ts';

const START = Date.parse('2026-11-20T10:00:00Z');
let now = START;
let sandbox: NinjaSandbox;
let token = '';

const OPTIONS: NinjaSandboxOptions = {
  port: 0,
  clock: () => now,
  directory: null,
  organisations: [{ id: 1, name: 'Acme' }],
  devices: [
    { id: 4711, organizationId: 1, systemName: 'ACME-FS01' },
    { id: 4712, organizationId: 2, systemName: 'ACME-WS02', patching: 'not-applicable' },
  ],
  isolationDelay: 20_000,
  conditionWorks: true,
};

async function open(options: Partial<NinjaSandboxOptions> = {}, scope = 'monitoring management'): Promise<void> {
  sandbox = await startNinjaSandbox({ ...OPTIONS, ...options });
  const answer = await signIn({ scope });
  token = String((answer.json as { access_token?: unknown }).access_token);
}

async function signIn(change: Record<string, string> = {}): Promise<{ status: number; json: unknown }> {
  const { NINJARMM_CLIENT_ID: client_id = '', NINJARMM_CLIENT_SECRET: client_secret = '' } = sandbox.credentials;
  const form = { grant_type: 'client_credentials', client_id, client_secret, scope: 'monitoring', ...change };
  const response = await fetch(`${sandbox.url}/ws/oauth/token`, { method: 'POST', body: new URLSearchParams(form) });
  return { status: response.status, json: await response.json() };
}

async function call(method: string, path: string, body?: unknown): Promise<{ status: number; json: unknown }> {
  const response = await fetch(sandbox.url + path, {
    method,
    headers: { authorization: `Bearer ${token}` },
    body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) };
}

const fields = '/v2/device/4711/custom-fields';

beforeEach(() => {
  now = START;
});
afterEach(() => sandbox.close());

describe('the sandbox refuses', () => {
  it.each<[string, string, unknown, number, RegExp]>([
    ['GET', '/v2/device/9999', undefined, 404, /"errorMessage":"Device 9999 not found"/],
    ['GET', '/v2/device/x', undefined, 400, /must be a number/],
    ['GET', '/v2/elsewhere', undefined, 404, /Not found/],
    ['DELETE', '/v2/device/4711', undefined, 404, /Not found/],
    ['PATCH', fields, { csOther: 'x' }, 400, /Unknown field csOther/],
    ['PATCH', fields, { csIsolation: 1 }, 400, /must be a text/],
    ['PATCH', fields, 'no json', 400, /must be an object/],
    ['PATCH', fields, { csIsolation: 'x'.repeat(70_000) }, 413, /64 KiB/],
    ['POST', '/v2/device/4712/patch/os/apply', undefined, 400, /Device is not applicable for os apply\./],
    ['POST', '/v2/device/4711/script/run', { type: 'SCRIPT', id: 1 }, 403, /"error":"user_context_required"/],
    ['GET', '/v2/device/4711/activities?pageSize=5', undefined, 400, /10 to 1000/],
    ['GET', '/v2/activities?pageSize=1001', undefined, 400, /10 to 1000/],
    ['GET', '/v2/queries/device-health?df=name%20%3D%20x', undefined, 400, /filter is not valid/],
    ['GET', '/v2/queries/device-health?cursor=mine', undefined, 400, /Unknown cursor/],
  ])('%s %s with %j as %i', async (method, path, body, status, text) => {
    await open();
    const answer = await call(method, path, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.json)).toMatch(text);
    expect(sandbox.acts(4711) + sandbox.acts(4712)).toBe(0);
  });

  it('calls without a token, with a false one, and with one that has ended', async () => {
    await open();
    now += 3_600_000;
    expect((await call('GET', '/v2/device/4711')).status).toBe(401);
    token = 'false';
    expect((await call('PATCH', fields, { csIsolation: 'x' })).status).toBe(401);
    expect((await fetch(`${sandbox.url}/v2/organizations`)).status).toBe(401);
  });

  it('writes with a token that may only read, and reads with one that may only write', async () => {
    await open({}, 'monitoring');
    expect((await call('PATCH', fields, { csIsolation: 'x' })).status).toBe(403);
    expect(sandbox.calls()).toMatchObject([{ accepted: false }]);
    await sandbox.close();
    await open({}, 'management');
    expect((await call('GET', '/v2/organizations')).status).toBe(403);
    expect((await call('GET', '/v2/device/4711')).status).toBe(403);
  });

  it.each([
    [{ client_secret: 'x' }, 401, 'invalid_client'],
    [{ grant_type: 'password' }, 400, 'unsupported_grant_type'],
    [{ scope: 'control' }, 400, 'invalid_scope'],
  ])('to sign in with %j', async (change, status, error) => {
    await open();
    expect(await signIn(change)).toMatchObject({ status, json: { error } });
  });
});

describe('the sandbox', () => {
  it('isolates a device only after the delay of its clock, once per value', async () => {
    await open();
    expect(await call('PATCH', fields, { csIsolation: 'isolate:A' })).toEqual({ status: 204, json: null });
    now += 19_999;
    expect((await call('GET', fields)).json).toEqual({ csIsolation: 'isolate:A' });
    now += 1;
    expect((await call('GET', fields)).json).toEqual({ csIsolation: 'isolate:A', csIsolationResult: 'isolated:A' });
    await call('PATCH', fields, { csIsolationResult: null });
    await call('PATCH', fields, { csIsolation: 'isolate:A' });
    now += 60_000;
    expect((await call('GET', fields)).json).toEqual({ csIsolation: 'isolate:A' });
    expect(sandbox.acts(4711)).toBe(3);
  });

  it('keeps a device that is offline waiting', async () => {
    await open();
    sandbox.change(4711, { offline: true });
    await call('PATCH', fields, { csIsolation: 'isolate:A' });
    now += 3_600_000;
    expect(sandbox.state().devices[0]?.isolated).toBe(false);
    sandbox.change(4711, { offline: false });
    expect(sandbox.state().devices[0]?.isolated).toBe(true);
    expect(() => sandbox.change(1, {})).toThrow('The sandbox has no device 1.');
  });

  it('shows a patch run first as a job and then as activities with rising ids', async () => {
    await open();
    const jobs = '/v2/device/4711/jobs';
    expect((await call('POST', '/v2/device/4711/patch/os/apply')).status).toBe(204);
    expect((await call('GET', jobs)).json).toMatchObject([
      { jobType: 'PATCH_MANAGEMENT', jobStatus: 'START_REQUESTED' },
    ]);
    now += 6_000;
    expect((await call('GET', jobs)).json).toMatchObject([{ jobStatus: 'IN_PROCESS' }]);
    now += 54_000;
    expect((await call('GET', jobs)).json).toEqual([]);
    expect((await call('GET', '/v2/device/4711/activities?activityType=PATCH_MANAGEMENT')).json).toMatchObject({
      lastNodeActivityId: 1003,
      activities: [
        { id: 1003, statusCode: 'PATCH_MANAGEMENT_APPLY_PATCH_COMPLETED', activityTime: START / 1000 + 60 },
        { id: 1002, statusCode: 'PATCH_MANAGEMENT_INSTALLED' },
        { id: 1001, statusCode: 'PATCH_MANAGEMENT_APPLY_PATCH_STARTED', activityTime: START / 1000 + 6 },
      ],
    });
  });

  it('writes down who changed a field, newest first, and in parts', async () => {
    await open();
    const log = async (query: string) => (await call('GET', `/v2/activities?${query}`)).json;
    expect(await log('')).toEqual({ lastActivityId: 0, activities: [] });
    for (const value of ['isolate:A', 'isolate:A', null, 'isolate:B']) {
      await call('PATCH', fields, { csIsolation: value });
      now += 1_000;
    }
    const first = { id: 1001, userId: 7000, deviceId: 4711, activityType: 'SYSTEM', statusCode: 'NODE_UPDATED' };
    expect(await log('')).toMatchObject({
      lastActivityId: 1003,
      activities: [
        { id: 1003 },
        { id: 1002 },
        { ...first, activityTime: START / 1000, message: expect.stringMatching(/csIsolation$/) },
      ],
    });
    for (const [query, ids] of [
      ['olderThan=1003', [1002, 1001]],
      ['newerThan=1001', [1003, 1002]],
      [`after=${START / 1000 + 1}`, [1003, 1002]],
      [`before=${START / 1000 + 2}`, [1001]],
      ['user=7000&status=NODE_UPDATED', [1003, 1002, 1001]],
      ['user=12', []],
      ['type=ACTION', []],
    ] as const) {
      expect(await log(query), query).toMatchObject({ activities: ids.map((id) => ({ id })) });
    }
  });

  it('gives pages until one is empty, and lists by filter', async () => {
    await open({ longestPage: 1 });
    const query = '/v2/queries/device-health?pageSize=50';
    const first = (await call('GET', query)).json as { cursor: { name: string }; results: unknown[] };
    expect(first.results).toMatchObject([{ deviceId: 4711, healthStatus: 'HEALTHY' }]);
    const next = `${query}&cursor=${first.cursor.name}`;
    expect((await call('GET', next)).json).toMatchObject({
      results: [{ deviceId: 4712 }],
      cursor: first.cursor.name && {},
    });
    expect((await call('GET', next)).json).toEqual({ results: [] });
    expect((await call('GET', '/v2/devices?df=org%20in%20(2,%203)')).json).toMatchObject([{ id: 4712 }]);
  });

  it('keeps its state on disk, without its secret, and goes on from there', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'sandbox-ninja-'));
    try {
      await open({ directory });
      await call('PATCH', fields, { csIsolation: 'isolate:A' });
      const secret = sandbox.credentials['NINJARMM_CLIENT_SECRET'] ?? '-';
      await sandbox.close();
      expect(readdirSync(directory)).toEqual(['ninja.json']);
      const text = readFileSync(join(directory, 'ninja.json'), 'utf8');
      expect(text.includes(secret) || text.includes(token)).toBe(false);
      await open({ directory, devices: [] });
      now += 20_000;
      expect(sandbox.state().devices[0]).toMatchObject({ id: 4711, isolated: true });
      expect(sandbox.acts(4711)).toBe(1);
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it.each([
    ['fail-500', 500, 0],
    ['fail-after', 500, 1],
    ['429', 429, 0],
    ['drop-before', 'fetch failed', 0],
    ['drop-after', 'fetch failed', 1],
    ['slow', 204, 1],
  ] as const)('fails once by order: %s gives %s and acts %i times', async (kind, expected, acts) => {
    await open();
    sandbox.tell({ match: { method: 'PATCH', path: /custom-fields$/ }, do: kind, delay: 20 });
    const seen = call('PATCH', fields, { csIsolation: 'isolate:A' }).then(
      (answer) => answer.status,
      (error: unknown) => (error instanceof Error ? error.message : ''),
    );
    expect(await seen).toBe(expected);
    expect(sandbox.acts(4711)).toBe(acts);
    expect((await call('PATCH', fields, { csIsolation: 'isolate:A' })).status).toBe(204);
  });
});
