// Isolating an endpoint: a custom field asks, a condition on the platform runs the script, a second field tells the result.
import type { ActionRequest, Target } from '../core/action-model.ts';
import type { Evidence, Outcome, Preflight, Session } from './connector.ts';
import type { Ninja, Read } from './ninjarmm-client.ts';
import { checkDevices, stop, unreadable } from './ninjarmm-devices.ts';
import type { DeviceResult } from './ninjarmm-outcome.ts';
import { together } from './ninjarmm-outcome.ts';
import { devicePath, isolationFields, isolationRequest } from './ninjarmm-plan.ts';
import { asRecord } from './ninjarmm-words.ts';

interface Fields {
  readonly request: string;
  readonly result: string;
}

/** Identity and reach of every device, and that none is isolated or being isolated by another action. */
export async function preflightIsolation(request: ActionRequest, session: Session, ninja: Ninja): Promise<Preflight> {
  const devices = await checkDevices(request, session, ninja);
  if (devices.kind === 'stop') return devices;
  const evidence: Evidence[] = [...devices.evidence];
  const isolated: string[] = [];
  for (const target of request.targets) {
    const read = await readFields(target, session, ninja);
    evidence.push(read.evidence);
    if (!read.ok) return unreadable(target.name, read, evidence);
    const fields = fieldsIn(read.body, session);
    if (fields === null) return stop('failed', `${target.name}: the custom fields are not texts.`, evidence);
    if (fields.result.startsWith('isolated:')) isolated.push(target.name);
    else if (fields.request === isolationRequest(request) && !fields.result.startsWith(`failed:${request.id}:`)) {
      return stop(
        'pending',
        `${target.name} carries this action's request already, and its result is still to come.`,
        evidence,
      );
    } else if (undecided(fields)) {
      return stop('refused-drift', foreign(target, fields, ninja), evidence);
    }
  }
  if (isolated.length === 0) return { kind: 'ready', evidence };
  const names = isolated.join(', ');
  return isolated.length === request.targets.length
    ? stop('already-in-state', `${names}: isolated already.`, evidence)
    : stop(
        'refused-drift',
        `${names}: isolated already, the others not. Propose the action again for those.`,
        evidence,
      );
}

/**
 * One look at every device.
 * @param settled whether a request of this action would be visible by now; `null` where it was accepted for certain.
 */
export async function lookAtIsolation(
  request: ActionRequest,
  session: Session,
  ninja: Ninja,
  settled: boolean | null,
): Promise<Outcome> {
  const results: DeviceResult[] = [];
  const evidence: Evidence[] = [];
  for (const target of request.targets) {
    const read = await readFields(target, session, ninja);
    evidence.push(read.evidence);
    results.push({ name: target.name, ...judge(read, request, session, ninja, settled) });
  }
  return together(results, evidence);
}

function judge(
  read: Read,
  request: ActionRequest,
  session: Session,
  ninja: Ninja,
  settled: boolean | null,
): Omit<DeviceResult, 'name'> {
  if (!read.ok) return { outcome: 'unknown', seen: `could not be read (${read.why}); look at it on the platform` };
  const fields = fieldsIn(read.body, session);
  if (fields === null)
    return { outcome: 'unknown', seen: 'its custom fields are not readable; look at it on the platform' };
  if (fields.result === `isolated:${request.id}`) return { outcome: 'succeeded', seen: 'isolated by this action' };
  const failure = `failed:${request.id}:`;
  if (fields.result.startsWith(failure)) {
    const why = ninja.words(fields.result.slice(failure.length)) || 'no reason given';
    return { outcome: 'failed', seen: `the isolation script failed (${why}); isolate it by hand or propose again` };
  }
  if (fields.request === isolationRequest(request)) {
    return { outcome: 'pending', seen: 'the request stands on the platform, and the script has not reported yet' };
  }
  // Somebody else's request there could have replaced ours: its presence does not show that ours never was.
  if (fields.request !== '') {
    return {
      outcome: 'unknown',
      seen: `carries ${ninja.words(fields.request)} instead of this action's request; look at it on the platform`,
    };
  }
  if (settled === true)
    return { outcome: 'failed', seen: 'the platform shows no trace of this action, nothing took effect' };
  return settled === null
    ? { outcome: 'unknown', seen: 'the accepted request is not there; look at it on the platform' }
    : {
        outcome: 'unknown',
        seen: 'no trace of this action yet, and a request could still be under way; look again in 2 min',
      };
}

function readFields(target: Target, session: Session, ninja: Ninja): Promise<Read> {
  return ninja.read(devicePath(target, '/custom-fields'), (body) => {
    const fields = fieldsIn(body, session);
    return { request: fields?.request, result: fields?.result };
  });
}

/** The two fields; a field that was never written is empty. `null` where the answer is of another shape. */
function fieldsIn(body: unknown, session: Session): Fields | null {
  const names = isolationFields(session.platform);
  const fields = asRecord(body);
  if (names === null || fields === null) return null;
  const [request, result] = [names.request, names.result].map((name) => fields[name] ?? '');
  return typeof request === 'string' && typeof result === 'string' ? { request, result } : null;
}

/** Whether another action's request stands there without a result. */
function undecided(fields: Fields): boolean {
  if (fields.request === '') return false;
  const id = fields.request.slice(fields.request.indexOf(':') + 1);
  return !fields.result.startsWith(`failed:${id}:`);
}

function foreign(target: Target, fields: Fields, ninja: Ninja): string {
  return `${target.name}: another request (${ninja.words(fields.request)}) stands there without a result. Wait for it, or clear the field on the platform.`;
}
