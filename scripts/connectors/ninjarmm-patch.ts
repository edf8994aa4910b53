// Deploying patches: one call per device that must never be repeated, followed through the device's activity log.
import type { ActionRequest, Target } from '../core/action-model.ts';
import type { Instant } from '../core/time.ts';
import type { Evidence, Outcome, Preflight, Session } from './connector.ts';
import { judgeActivities, readActivities } from './ninjarmm-activities.ts';
import type { Ninja } from './ninjarmm-client.ts';
import { checkDevices, stop, unreadable } from './ninjarmm-devices.ts';
import type { DeviceResult } from './ninjarmm-outcome.ts';
import { together } from './ninjarmm-outcome.ts';
import { devicePath, patchKind } from './ninjarmm-plan.ts';
import { asRecord, asRecords } from './ninjarmm-words.ts';

/** Identity and reach of every device, no patch job running there, and the last activity as a mark for the record. */
export async function preflightPatches(request: ActionRequest, session: Session, ninja: Ninja): Promise<Preflight> {
  const devices = await checkDevices(request, session, ninja);
  if (devices.kind === 'stop') return devices;
  const evidence: Evidence[] = [...devices.evidence];
  for (const target of request.targets) {
    const jobs = await patchJobs(target, ninja);
    evidence.push(jobs.evidence);
    if (jobs.running === null) return stop('failed', `${target.name}: the running jobs could not be read.`, evidence);
    if (jobs.running > 0) {
      return stop(
        'failed',
        `${target.name}: a patch job is running already. Propose the action again when it has ended.`,
        evidence,
      );
    }
    const activities = await readActivities(target, activityType(request), session.now(), ninja);
    evidence.push(activities.evidence);
    if (!activities.ok) return unreadable(target.name, activities, evidence);
  }
  return { kind: 'ready', evidence };
}

/**
 * One look at every device's activities since the request.
 * @param settled whether a patch run would be visible by now; `null` where the request was accepted for certain.
 */
export async function lookAtPatches(
  request: ActionRequest,
  _session: Session,
  ninja: Ninja,
  since: Instant,
  settled: boolean | null,
): Promise<Outcome> {
  const results: DeviceResult[] = [];
  const evidence: Evidence[] = [];
  for (const target of request.targets) {
    const read = await readActivities(target, activityType(request), since, ninja);
    evidence.push(read.evidence);
    let result = judgeActivities(read, since);
    if (result === null) {
      const trace = await missingRun(target, ninja, settled);
      evidence.push(...trace.evidence);
      result = trace.result;
    }
    results.push({ name: target.name, ...result });
  }
  return together(results, evidence);
}

/** What it means that no run has begun: nothing was sent, or the platform still holds the job. */
async function missingRun(
  target: Target,
  ninja: Ninja,
  settled: boolean | null,
): Promise<{ readonly result: Omit<DeviceResult, 'name'>; readonly evidence: readonly Evidence[] }> {
  if (settled === null) {
    return { result: { outcome: 'pending', seen: 'accepted, and the patch run has not begun yet' }, evidence: [] };
  }
  const jobs = await patchJobs(target, ninja);
  const device = await ninja.read(devicePath(target), (body) => ({ offline: asRecord(body)?.['offline'] }));
  const evidence = [jobs.evidence, device.evidence];
  if (jobs.running !== null && jobs.running > 0) {
    return { result: { outcome: 'pending', seen: 'a patch job waits or runs there' }, evidence };
  }
  // A job for a device that is offline may show up only when it is back.
  const reachable = device.ok && asRecord(device.body)?.['offline'] === false;
  if (settled && reachable && jobs.running === 0) {
    return {
      result: { outcome: 'failed', seen: 'the platform shows no trace of this action, nothing took effect' },
      evidence,
    };
  }
  return {
    result: { outcome: 'unknown', seen: 'no patch run is visible, but one may still begin; look again in 2 min' },
    evidence,
  };
}

/** How many patch jobs of any kind wait or run on the device; `null` where that could not be read. */
async function patchJobs(target: Target, ninja: Ninja): Promise<{ running: number | null; evidence: Evidence }> {
  const count = (body: unknown): number | null =>
    asRecords(body)?.filter((job) => String(job['jobType']).endsWith('PATCH_MANAGEMENT')).length ?? null;
  const read = await ninja.read(devicePath(target, '/jobs'), (body) => ({ patchJobs: count(body) }));
  return { running: read.ok ? count(read.body) : null, evidence: read.evidence };
}

function activityType(request: ActionRequest): string {
  return patchKind(request) === 'software' ? 'SOFTWARE_PATCH_MANAGEMENT' : 'PATCH_MANAGEMENT';
}
