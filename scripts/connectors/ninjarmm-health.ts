// Pulling device health: reads every page of the planned queries and keeps nothing but the counts.
import type { ActionRequest, PlanStep } from '../core/action-model.ts';
import type { Evidence, Outcome, Session } from './connector.ts';
import type { Ninja, Read } from './ninjarmm-client.ts';
import { planNinjarmm } from './ninjarmm-plan.ts';
import type { Execution } from './ninjarmm-send.ts';
import { planMismatch } from './ninjarmm-send.ts';
import { asRecord, asRecords } from './ninjarmm-words.ts';

/** Pages per query: 100,000 devices; a platform that never ends its pages must not keep the job busy for ever. */
const MOST_PAGES = 500;
const LONGEST_CURSOR = 256;
const STATES = ['HEALTHY', 'NEEDS_ATTENTION', 'UNHEALTHY'] as const;

interface Counts {
  devices: number;
  healthy: number;
  needsAttention: number;
  unhealthy: number;
  notKnown: number;
}

/** Sends exactly the planned reads, each the first page of its query, to show that they are answered. */
export async function executeHealth(
  request: ActionRequest,
  plan: readonly PlanStep[],
  session: Session,
  ninja: Ninja,
): Promise<Execution> {
  const mismatch = planMismatch(request, plan, session);
  if (mismatch !== null) return mismatch;
  const evidence: Evidence[] = [];
  for (const step of plan) {
    const read = await readPage(step.url.slice(session.platform.baseUrl.length), ninja);
    evidence.push(read.evidence);
    if (!read.ok) return { stopped: { outcome: 'failed', detail: unread(read), evidence }, evidence };
  }
  return { stopped: null, evidence };
}

/** Reads all pages and gives the counts. It changes nothing, so that it may be repeated after a crash. */
export async function countHealth(request: ActionRequest, session: Session, ninja: Ninja): Promise<Outcome> {
  const planned = planNinjarmm(request, session.platform);
  if (!planned.ok) return { outcome: 'failed', detail: planned.sentence, evidence: [] };
  const evidence: Evidence[] = [];
  const counts: Counts = { devices: 0, healthy: 0, needsAttention: 0, unhealthy: 0, notKnown: 0 };
  for (const step of planned.steps) {
    const path = step.url.slice(session.platform.baseUrl.length);
    const problem = await countPages(path, counts, evidence, ninja);
    if (problem !== null) return { outcome: 'failed', detail: problem, evidence };
  }
  evidence.push({ at: session.now(), call: 'all pages', status: null, seen: { ...counts } });
  const detail = `${counts.devices} devices: ${counts.healthy} healthy, ${counts.needsAttention} need attention, ${counts.unhealthy} unhealthy, ${counts.notKnown} not known.`;
  // A filter by devices must bring each of them; fewer is not the picture that was asked for.
  const single = request.targets.every((target) => target.kind === 'device');
  const missing = single && !request.portfolio ? request.targets.length - counts.devices : 0;
  if (missing === 0) return { outcome: 'succeeded', detail, evidence };
  return {
    outcome: 'partial',
    detail: `${detail} Asked for ${request.targets.length}; see which are missing on the platform.`,
    evidence,
  };
}

async function countPages(path: string, counts: Counts, evidence: Evidence[], ninja: Ninja): Promise<string | null> {
  let next = path;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const read = await readPage(next, ninja);
    // One line per query, not per page: the first page, or the one that failed.
    if (pages === 0 || !read.ok) evidence.push(read.evidence);
    if (!read.ok) return unread(read);
    const devices = asRecords(asRecord(read.body)?.['results']);
    if (devices === null) return 'The platform answered without a list of results.';
    for (const device of devices) count(device, counts);
    const cursor = asRecord(asRecord(read.body)?.['cursor'])?.['name'];
    // The platform's cursor keeps its name from page to page; only an empty page or no cursor is the end.
    if (devices.length === 0 || typeof cursor !== 'string' || cursor === '') return null;
    if (cursor.length > LONGEST_CURSOR) return 'The platform answered with a cursor that is too long.';
    next = `${path}&cursor=${encodeURIComponent(cursor.toWellFormed())}`;
  }
  return `The platform gave more than ${MOST_PAGES} pages.`;
}

function count(device: Record<string, unknown>, counts: Counts): void {
  const state = STATES.find((state) => state === device['healthStatus']);
  counts.devices += 1;
  if (state === 'HEALTHY') counts.healthy += 1;
  else if (state === 'NEEDS_ATTENTION') counts.needsAttention += 1;
  else if (state === 'UNHEALTHY') counts.unhealthy += 1;
  else counts.notKnown += 1;
}

function readPage(path: string, ninja: Ninja): Promise<Read> {
  return ninja.read(path, (body) => ({ devices: asRecords(asRecord(body)?.['results'])?.length ?? null }));
}

function unread(read: Extract<Read, { ok: false }>): string {
  return `The health of the devices could not be read: ${read.why}. Nothing was changed; run it again.`;
}
