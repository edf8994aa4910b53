// What the sandbox answers: the part of the vendor's API that connectors use, with its refusals.
import { randomUUID } from 'node:crypto';
import { activityPage, healthPage, listDevices } from './sandbox-ninja-queries.ts';
import { logActivity } from './sandbox-ninja-state.ts';
import type { NinjaDevice, NinjaState } from './sandbox-ninja-state.ts';

export interface Request {
  readonly method: string;
  readonly url: URL;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  /** Left out for an answer without a body. */
  readonly json?: unknown;
}

export interface Desktop {
  readonly state: NinjaState;
  readonly now: number;
  /** What the caller's token may do, `null` where there is no valid one. */
  readonly scopes: readonly string[] | null;
  /** Whose token it is, as the activity log numbers its users. */
  readonly userId: number;
  /** Where each cursor of a query has got to. */
  readonly cursors: Map<string, number>;
  readonly longestPage: number;
}

type Handler = (request: Request, desk: Desktop, device: NinjaDevice) => Reply;

interface Route {
  readonly method: string;
  /** Below the device, for example `/custom-fields`. */
  readonly rest: string;
  readonly scope: 'monitoring' | 'management';
  readonly handle: Handler;
}

const DEVICE_ROUTES: readonly Route[] = [
  { method: 'GET', rest: '', scope: 'monitoring', handle: (_request, _desk, device) => ok(shown(device)) },
  { method: 'GET', rest: '/custom-fields', scope: 'monitoring', handle: (_r, _d, device) => ok(device.fields) },
  { method: 'PATCH', rest: '/custom-fields', scope: 'management', handle: setFields },
  { method: 'POST', rest: '/patch/os/apply', scope: 'management', handle: patch('PATCH_MANAGEMENT', 'os') },
  {
    method: 'POST',
    rest: '/patch/software/apply',
    scope: 'management',
    handle: patch('SOFTWARE_PATCH_MANAGEMENT', 'software'),
  },
  { method: 'POST', rest: '/script/run', scope: 'management', handle: noUser },
  { method: 'GET', rest: '/activities', scope: 'monitoring', handle: activities },
  { method: 'GET', rest: '/jobs', scope: 'monitoring', handle: jobs },
];

/** Answers one request with a token; records it where it could have changed something. */
export function reply(request: Request, desk: Desktop): Reply {
  if (desk.scopes === null)
    return { status: 401, json: { error: 'invalid_token', error_description: 'Token is not valid' } };
  const path = request.url.pathname;
  if (request.method === 'GET') {
    if (path === '/v2/organizations') return read(desk, () => ok(desk.state.organisations));
    if (path === '/v2/devices') return read(desk, () => listDevices(request, desk, shown));
    if (path === '/v2/activities') return read(desk, () => activityPage(request, desk));
    if (path === '/v2/queries/device-health') return read(desk, () => healthPage(request, desk));
  }
  const [, id = '', rest = ''] = /^\/v2\/device\/([^/]+)((?:\/[a-z-]+)*)$/.exec(path) ?? [];
  const route = DEVICE_ROUTES.find((route) => route.method === request.method && route.rest === rest);
  if (id === '' || route === undefined) return fail(404, 'Not found');
  if (!/^\d+$/.test(id)) return fail(400, 'The device id must be a number');
  const device = desk.state.devices.find((device) => device.id === Number(id));
  const replied = !desk.scopes.includes(route.scope)
    ? noScope()
    : device === undefined
      ? fail(404, `Device ${id} not found`)
      : route.handle(request, desk, device);
  if (request.method !== 'GET') {
    desk.state.calls.push({
      at: desk.now,
      method: request.method,
      path,
      body: json(request.body) ?? null,
      deviceId: Number(id),
      accepted: replied.status < 300,
    });
  }
  return replied;
}

function setFields(request: Request, desk: Desktop, device: NinjaDevice): Reply {
  const body = json(request.body);
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return fail(400, 'The body must be an object');
  const entries = Object.entries(body);
  for (const [name, value] of entries) {
    if (!desk.state.customFields.includes(name)) return fail(400, `Unknown field ${name}`);
    if (value !== null && typeof value !== 'string') return fail(400, `The field ${name} must be a text`);
  }
  const [request_ = ''] = desk.state.customFields;
  const changed = entries.filter(([name, value]) => (device.fields[name] ?? null) !== value).map(([name]) => name);
  for (const [name, value] of entries) {
    // Setting what is set already changes nothing, so the condition does not see it.
    if (name === request_ && value !== null && device.fields[name] !== value) device.askedAt = desk.now;
    if (value === null) delete device.fields[name];
    else device.fields[name] = String(value);
  }
  if (changed.length > 0) {
    logActivity(desk.state, {
      deviceId: device.id,
      seriesUid: randomUUID(),
      activityType: 'SYSTEM',
      statusCode: 'NODE_UPDATED',
      activityTime: desk.now / 1000,
      userId: desk.userId,
      subject: device.systemName,
      message: `Custom fields updated: ${changed.join(', ')}`,
    });
  }
  return { status: 204 };
}

function patch(type: 'PATCH_MANAGEMENT' | 'SOFTWARE_PATCH_MANAGEMENT', kind: string): Handler {
  return (_request, desk, device) => {
    if (device.patching === 'not-applicable') return fail(400, `Device is not applicable for ${kind} apply.`);
    desk.state.jobs.push({ uid: randomUUID(), deviceId: device.id, type, requestedAt: desk.now, started: false });
    return { status: 204 };
  };
}

/** The vendor refuses scripts to machine tokens, whatever their scopes. */
function noUser(): Reply {
  return {
    status: 403,
    json: { error: 'user_context_required', error_description: 'Access key does not have user context', error_code: 5 },
  };
}

function activities(request: Request, desk: Desktop, device: NinjaDevice): Reply {
  const type = request.url.searchParams.get('activityType');
  const size = Number(request.url.searchParams.get('pageSize') ?? 200);
  if (!Number.isInteger(size) || size < 10 || size > 1000) return fail(400, 'pageSize must be from 10 to 1000');
  const mine = desk.state.activities.filter((activity) => activity.deviceId === device.id);
  const wanted = mine.filter((activity) => type === null || activity.activityType === type);
  return ok({
    lastActivityId: desk.state.nextId - 1,
    lastNodeActivityId: mine.at(-1)?.id ?? 0,
    activities: wanted.toReversed().slice(0, size),
  });
}

function jobs(_request: Request, desk: Desktop, device: NinjaDevice): Reply {
  const mine = desk.state.jobs.filter((job) => job.deviceId === device.id);
  return ok(
    mine.map((job) => ({
      uid: job.uid,
      deviceId: job.deviceId,
      jobType: job.type,
      jobStatus: job.started ? 'IN_PROCESS' : 'START_REQUESTED',
      createTime: job.requestedAt / 1000,
    })),
  );
}

function shown(device: NinjaDevice): Record<string, unknown> {
  const { id, organizationId, systemName, offline } = device;
  return {
    id,
    organizationId,
    systemName,
    displayName: systemName,
    nodeClass: 'WINDOWS_SERVER',
    approvalStatus: 'APPROVED',
    offline,
  };
}

function read(desk: Desktop, handle: () => Reply): Reply {
  return desk.scopes?.includes('monitoring') === true ? handle() : noScope();
}

function noScope(): Reply {
  return { status: 403, json: { error: 'insufficient_scope', error_description: 'The token lacks a scope' } };
}

function ok(value: unknown): Reply {
  return { status: 200, json: value };
}

/** A refusal in the vendor's words. */
export function fail(status: number, errorMessage: string): Reply {
  return { status, json: { resultCode: 'FAILURE', errorMessage } };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
