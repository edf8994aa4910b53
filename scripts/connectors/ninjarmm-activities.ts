// Reading a device's activity log: which patch run began after the request, and how it ended.
import type { Target } from '../core/action-model.ts';
import type { Instant } from '../core/time.ts';
import type { Ninja, Read } from './ninjarmm-client.ts';
import type { DeviceResult } from './ninjarmm-outcome.ts';
import { devicePath } from './ninjarmm-plan.ts';
import { asRecord, asRecords } from './ninjarmm-words.ts';

const PAGE_SIZE = 200;
/** How far the platform's clock may be behind ours, in milliseconds: a run that began this close before is in doubt. */
const SKEW = 300_000;

interface Activity {
  readonly id: number;
  readonly at: Instant;
  /** The status code without the prefix that tells system from software patches. */
  readonly code: string;
  readonly result: unknown;
}

interface Run {
  readonly started: Activity | null;
  readonly completed: Activity | null;
  readonly installed: number;
  readonly failed: number;
  /** A run began shortly before the request by the platform's clock. */
  readonly near: boolean;
  /** The page was full and did not reach back far enough. */
  readonly cut: boolean;
}

/** Reads the newest 200 activities of one type; the evidence keeps the last activity's id and what counts since then. */
export function readActivities(target: Target, type: string, since: Instant, ninja: Ninja): Promise<Read> {
  return ninja.read(devicePath(target, `/activities?activityType=${type}&pageSize=${PAGE_SIZE}`), (body) => {
    const run = runSince(body, since);
    return {
      lastActivity: asRecord(body)?.['lastNodeActivityId'],
      since,
      started: run?.started?.id ?? null,
      completed: run?.completed?.id ?? null,
      installed: run?.installed ?? null,
      failed: run?.failed ?? null,
    };
  });
}

/**
 * Judges the first patch run that began at or after `since`. The platform does not say who asked for a run.
 * @returns `null` where no run began.
 */
export function judgeActivities(read: Read, since: Instant): Omit<DeviceResult, 'name'> | null {
  if (!read.ok)
    return { outcome: 'unknown', seen: `its activities could not be read (${read.why}); look at the platform` };
  const run = runSince(read.body, since);
  if (run === null || run.cut) {
    return { outcome: 'unknown', seen: 'its activities are not readable in full; look at the platform' };
  }
  if (run.started === null) {
    return run.near
      ? {
          outcome: 'unknown',
          seen: 'a patch run began just before the request by the clock of the platform; look there',
        }
      : null;
  }
  if (run.completed === null) return { outcome: 'pending', seen: 'the patch run has begun and has not ended yet' };
  const broken = run.completed.code !== 'APPLY_PATCH_COMPLETED' || run.completed.result === 'FAILURE';
  const counts = `${run.installed} installed, ${run.failed} failed`;
  if (run.failed === 0 && !broken)
    return { outcome: 'succeeded', seen: `the patch run after the request ended (${counts})` };
  return run.installed > 0
    ? { outcome: 'partial', seen: `the patch run ended with failures (${counts}); see its activities` }
    : { outcome: 'failed', seen: `the patch run failed (${counts}); see its activities` };
}

function runSince(body: unknown, since: Instant): Run | null {
  const all = activitiesIn(body);
  if (all === null) return null;
  const recent = all.filter((activity) => activity.at >= since);
  const started = recent.find((activity) => activity.code === 'APPLY_PATCH_STARTED') ?? null;
  const after = started === null ? [] : recent.filter((activity) => activity.id > started.id);
  const end = after.findIndex((activity) => activity.code === 'APPLY_PATCH_COMPLETED' || activity.code === 'FAILURE');
  const during = end === -1 ? after : after.slice(0, end);
  const count = (code: string): number => during.filter((activity) => activity.code === code).length;
  const early = all.filter((activity) => activity.at < since && activity.at >= since - SKEW);
  return {
    started,
    completed: after[end] ?? null,
    installed: count('INSTALLED'),
    failed: count('INSTALL_FAILED'),
    near: early.some((activity) => activity.code === 'APPLY_PATCH_STARTED'),
    cut: all.length >= PAGE_SIZE && all.every((activity) => activity.at >= since - SKEW),
  };
}

/** The activities by rising id, `null` where one is not of the known shape: leaving it out could hide a failure. */
function activitiesIn(body: unknown): readonly Activity[] | null {
  const list = asRecords(asRecord(body)?.['activities']);
  if (list === null) return null;
  const activities: Activity[] = [];
  for (const entry of list) {
    const { id, activityTime, statusCode, activityResult } = entry;
    if (typeof id !== 'number' || typeof activityTime !== 'number' || typeof statusCode !== 'string') return null;
    const code = statusCode.replace(/^(SOFTWARE_)?PATCH_MANAGEMENT_/, '');
    // The platform counts in seconds with decimals.
    activities.push({ id, at: Math.round(activityTime * 1000), code, result: activityResult });
  }
  return activities.toSorted((a, b) => a.id - b.id);
}
