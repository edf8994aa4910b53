// Reading the activity log of the whole NinjaOne account: what the accounts of programs did there, and on which device.
import { counts } from '../core/activity.ts';
import type { Act } from '../core/activity.ts';
import type { ActTarget } from '../core/records-of-activity.ts';
import type { Instant } from '../core/time.ts';
import type { Activity, ActivitySpan, Session } from './connector.ts';
import type { Ninja } from './ninjarmm-client.ts';
import { isolationFields } from './ninjarmm-plan.ts';
import { asRecord, asRecords } from './ninjarmm-words.ts';

/** Entries of a page; a few hundred KiB, under the 1 MiB that an answer may have. */
const PAGE_SIZE = 400;
/** The least that the platform takes. */
const SMALLEST_PAGE = 10;
/** More than this in one look is not read, and said: an hour of a large account is a few dozen pages. */
const MOST_PAGES = 1_000;

/** An entry of the log, as far as it is looked at. */
interface Entry {
  readonly id: number;
  readonly at: Instant;
  /** Absent where the platform did it by itself, or does not say. */
  readonly userId: number | null;
  readonly deviceId: number | null;
  readonly type: string;
  readonly status: string;
  /** Everything in it that may name a custom field. */
  readonly words: string;
}

/**
 * Reads every act since a moment and behind an entry, newest first, page by page down to both. Only entries' numbers lead from
 * page to page: dates in the question would be read by a clock and in a form that the vendor does not describe.
 * @returns a sentence where anything was missing, unreadable or in another order than described: then nothing is known
 */
export async function readActs(span: ActivitySpan, session: Session, ninja: Ninja): Promise<Activity> {
  const found: Entry[] = [];
  const isWanted = ({ at, id }: Entry): boolean => at >= span.since || (span.after !== null && id > span.after);
  let last = 0;
  let below: number | null = null;
  let size = PAGE_SIZE;
  for (let page = 1; ; page += 1) {
    if (page > MOST_PAGES) return no(`more than ${MOST_PAGES * PAGE_SIZE} entries since then`);
    const older: string = below === null ? '' : `&olderThan=${below}`;
    const read = await ninja.read(`/v2/activities?pageSize=${size}${older}`, () => ({}));
    if (!read.ok && read.status === 200 && size > SMALLEST_PAGE) {
      // Too long: whoever fills the log with long entries would keep everybody from looking for ever.
      size = Math.max(SMALLEST_PAGE, Math.floor(size / 4));
      continue;
    }
    if (!read.ok) return no(read.why);
    size = PAGE_SIZE;
    const entries = entriesIn(read.body);
    if (entries === null) return no('an entry is not of the known shape');
    if (entries.length === 0) {
      const last = asRecord(read.body)?.['lastActivityId'];
      if (below !== null || last === undefined || last === null || last === 0) break;
      return no(`it has entries up to ${JSON.stringify(last)} and shows none`);
    }
    const ids = entries.map(({ id }) => id);
    if (below !== null && Math.max(...ids) >= below) return no('its pages do not follow each other');
    below = Math.min(...ids);
    last = Math.max(last, ...ids);
    found.push(...entries.filter((entry) => isWanted(entry) && counts(saidOf(entry, session), span.watched)));
    if (!entries.some(isWanted)) break;
  }
  const answer = await described(found, session, ninja);
  return answer.ok ? { ...answer, last } : answer;
}

/** Who did it, and what it is in the action table. */
function saidOf(entry: Entry, session: Session): Pick<Act, 'account' | 'operation'> {
  const account = entry.userId === null ? null : String(entry.userId);
  return { account, operation: operationOf(entry, session) };
}

/** The entries as acts, each with its device; a device is looked up once. */
async function described(entries: readonly Entry[], session: Session, ninja: Ninja): Promise<Activity> {
  const devices = new Map<number, ActTarget>();
  const acts: Act[] = [];
  for (const entry of entries) {
    const { id, at, deviceId, type, status } = entry;
    if (deviceId !== null && !devices.has(deviceId)) {
      const device = await deviceOf(deviceId, session, ninja);
      if (typeof device === 'string') return no(device);
      devices.set(deviceId, device);
    }
    const target = (deviceId === null ? undefined : devices.get(deviceId)) ?? null;
    acts.push({ id: String(id), at, ...saidOf(entry, session), target, what: ninja.words(`${type} ${status}`) });
  }
  return { ok: true, acts };
}

/** Status codes that are an operation of the table by themselves. */
const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ['PATCH_MANAGEMENT_APPLY_PATCH_STARTED', 'ninjarmm/deploy-patches'],
  ['SOFTWARE_PATCH_MANAGEMENT_APPLY_PATCH_STARTED', 'ninjarmm/deploy-patches'],
  ['MDM_ERASE_STATUS_CREATED', 'ninjarmm/wipe-device'],
]);

/** A change of the custom field that isolates is an isolation, whatever was put into it. */
function operationOf({ status, words }: Entry, { platform }: Session): string | null {
  const field = isolationFields(platform)?.request;
  if (status === 'NODE_UPDATED' && field !== undefined && words.split(/[^0-9A-Za-z]+/).includes(field)) {
    return 'ninjarmm/isolate-endpoint';
  }
  return OPERATIONS.get(status) ?? null;
}

/** The device as the platform names it now; one that is gone keeps its number. A sentence where it cannot be read. */
async function deviceOf(id: number, { platform }: Session, ninja: Ninja): Promise<ActTarget | string> {
  const read = await ninja.read(`/v2/device/${id}`, () => ({}));
  if (!read.ok && read.status !== 404) return `device ${id} could not be read: ${read.why}`;
  const device = read.ok ? asRecord(read.body) : null;
  const name = ninja.words(device?.['systemName']) || `device ${id}`;
  const organisation = String(device?.['organizationId']);
  const [key] = Object.entries(platform.settings).find(
    ([setting, value]) => setting.startsWith('organisation.') && value === organisation,
  ) ?? [null];
  return { client: key?.slice('organisation.'.length) ?? null, kind: 'device', id: String(id), name };
}

/** `null` where one is not of the known shape: leaving it out could hide an act. */
function entriesIn(body: unknown): readonly Entry[] | null {
  const list = asRecords(asRecord(body)?.['activities']);
  const entries = list?.map(entryOf).filter((entry) => entry !== null);
  return entries === undefined || entries.length !== list?.length ? null : entries;
}

/** From 2000 to 2100: a time in other units than seconds is none of them. */
const [EARLIEST, LATEST] = [946_684_800, 4_102_444_800];

function entryOf(entry: Record<string, unknown>): Entry | null {
  const { id, activityTime, activityType, statusCode, subject, message, sourceName, data } = entry;
  const [userId, deviceId] = [entry['userId'] ?? null, entry['deviceId'] ?? null];
  if (!isId(id) || (userId !== null && !isId(userId)) || (deviceId !== null && !isId(deviceId))) return null;
  if (typeof activityTime !== 'number' || activityTime < EARLIEST || activityTime >= LATEST) return null;
  if (typeof activityType !== 'string' || typeof statusCode !== 'string') return null;
  const words = JSON.stringify([subject, message, sourceName, data]);
  // The platform counts in seconds with decimals.
  const at = Math.round(activityTime * 1000);
  return { id, at, userId, deviceId, type: activityType, status: statusCode, words };
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) > 0;
}

function no(why: string): Activity {
  return { ok: false, why };
}
