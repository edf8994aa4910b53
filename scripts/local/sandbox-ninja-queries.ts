// The sandbox's lists: device filters and pages behind a cursor.
import { randomUUID } from 'node:crypto';
import type { Desktop, Reply, Request } from './sandbox-ninja-routes.ts';
import type { NinjaDevice } from './sandbox-ninja-state.ts';

/** `GET /v2/devices`: all devices that the filter lets through. */
export function listDevices(request: Request, desk: Desktop, show: (device: NinjaDevice) => unknown): Reply {
  const devices = filtered(request, desk);
  return devices === null ? badFilter() : { status: 200, json: devices.map(show) };
}

/** `GET /v2/queries/device-health`: one page; the cursor keeps its name and moves on, and is missing after the end. */
export function healthPage(request: Request, desk: Desktop): Reply {
  const devices = filtered(request, desk);
  if (devices === null) return badFilter();
  const name = request.url.searchParams.get('cursor') ?? randomUUID();
  const known = request.url.searchParams.has('cursor') ? desk.cursors.get(name) : 0;
  if (known === undefined) return { status: 400, json: { resultCode: 'FAILURE', errorMessage: 'Unknown cursor' } };
  const asked = Number(request.url.searchParams.get('pageSize') ?? 1000);
  if (!Number.isInteger(asked) || asked < 1) {
    return { status: 400, json: { resultCode: 'FAILURE', errorMessage: 'pageSize must be a whole number' } };
  }
  const page = devices.slice(known, known + Math.min(asked, desk.longestPage));
  desk.cursors.set(name, known + page.length);
  const results = page.map((device) => ({
    deviceId: device.id,
    healthStatus: device.healthStatus,
    offline: device.offline,
    activeJobCount: desk.state.jobs.filter((job) => job.deviceId === device.id).length,
  }));
  const cursor = { name, offset: known + page.length, count: page.length, expires: desk.now / 1000 + 600 };
  return { status: 200, json: page.length === 0 ? { results } : { cursor, results } };
}

/**
 * `GET /v2/activities`: the log of the whole account, newest first. `olderThan` and `newerThan` are numbers of entries and mean
 * what their names say: the vendor's description has the two the wrong way round.
 */
export function activityPage(request: Request, { state }: Desktop): Reply {
  const given = (name: string): string | null => request.url.searchParams.get(name);
  const number = (name: string, otherwise: number): number => Number(given(name) ?? otherwise);
  const size = number('pageSize', 200);
  if (!Number.isInteger(size) || size < 10 || size > 1000) {
    return { status: 400, json: { resultCode: 'FAILURE', errorMessage: 'pageSize must be from 10 to 1000' } };
  }
  const wanted = state.activities.filter(
    (one) =>
      one.id < number('olderThan', Number.POSITIVE_INFINITY) &&
      one.id > number('newerThan', 0) &&
      one.activityTime > number('after', 0) &&
      one.activityTime < number('before', Number.POSITIVE_INFINITY) &&
      (given('type') ?? one.activityType) === one.activityType &&
      (given('status') ?? one.statusCode) === one.statusCode &&
      (given('user') ?? String(one.userId)) === String(one.userId),
  );
  const activities = wanted.toSorted((a, b) => b.id - a.id).slice(0, size);
  return { status: 200, json: { lastActivityId: state.activities.at(-1)?.id ?? 0, activities } };
}

/** The devices that the `df` parameter lets through, `null` where it is not in the part of the syntax known here. */
function filtered(request: Request, desk: Desktop): readonly NinjaDevice[] | null {
  const filter = request.url.searchParams.get('df');
  let devices: readonly NinjaDevice[] = desk.state.devices;
  for (const term of filter === null ? [] : filter.split(/ and /i)) {
    const [, field, one, many] = /^\s*(org|id)\s*(?:=\s*(\d+)|in\s*\(([\d, ]+)\))\s*$/i.exec(term) ?? [];
    if (field === undefined) return null;
    const wanted = new Set((one ?? many ?? '').split(',').map(Number));
    const key = field.toLowerCase() === 'org' ? 'organizationId' : 'id';
    devices = devices.filter((device) => wanted.has(device[key]));
  }
  return devices;
}

function badFilter(): Reply {
  return { status: 400, json: { resultCode: 'FAILURE', errorMessage: 'The device filter is not valid' } };
}
