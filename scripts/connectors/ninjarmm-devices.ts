// The look at the devices before anything is sent: are they still the ones that people approved, and do they answer?
import type { ActionRequest, Target } from '../core/action-model.ts';
import type { Evidence, Outcome, OutcomeName, Preflight, Session } from './connector.ts';
import type { Ninja, Read } from './ninjarmm-client.ts';
import { devicePath, missingOrganisation, organisationOf, planNinjarmm } from './ninjarmm-plan.ts';
import { asRecord } from './ninjarmm-words.ts';

/** Stops an action before anything is sent, with the sentence that says so. */
export function stop(
  outcome: OutcomeName,
  detail: string,
  evidence: readonly Evidence[],
): { kind: 'stop'; outcome: Outcome } {
  return { kind: 'stop', outcome: { outcome, detail: `${detail} Nothing was sent.`, evidence } };
}

/** Stops because the platform could not be read. */
export function unreadable(name: string, read: Extract<Read, { ok: false }>, evidence: readonly Evidence[]): Preflight {
  return stop('failed', `${name} could not be read: ${read.why}.`, evidence);
}

/**
 * Reads every device of the action and compares it with what people approved.
 * A device that is another one, or belongs to another client, is drift; one that is offline could not act.
 */
export async function checkDevices(request: ActionRequest, session: Session, ninja: Ninja): Promise<Preflight> {
  const planned = planNinjarmm(request, session.platform);
  if (!planned.ok) return stop('failed', planned.sentence, []);
  const evidence: Evidence[] = [];
  const offline: string[] = [];
  for (const target of request.targets) {
    const organisation = organisationOf(target.client, session.platform);
    if (organisation === null) return stop('refused-drift', missingOrganisation(target.client), evidence);
    const read = await ninja.read(devicePath(target), seen);
    evidence.push(read.evidence);
    if (!read.ok) {
      if (read.status !== 404) return unreadable(target.name, read, evidence);
      return stop('refused-drift', `${target.name} (device ${target.id}) is not on the platform any more.`, evidence);
    }
    const drift = differs(read.body, target, organisation, ninja);
    if (drift !== null) return stop('refused-drift', drift, evidence);
    if (asRecord(read.body)?.['offline'] !== false) offline.push(target.name);
  }
  if (offline.length === 0) return { kind: 'ready', evidence };
  const [are, them] = offline.length === 1 ? ['is', 'it is'] : ['are', 'they are'];
  return stop('failed', `${offline.join(', ')} ${are} offline; propose the action again when ${them} back.`, evidence);
}

function differs(body: unknown, target: Target, organisation: number, ninja: Ninja): string | null {
  const device = asRecord(body);
  if (device === null || device['id'] !== Number(target.id)) {
    return `The platform answered for device ${target.id} with something else.`;
  }
  if (device['systemName'] !== target.name) {
    return `Device ${target.id} is called ${ninja.words(device['systemName']) || 'nothing'} now, but people approved ${target.name}.`;
  }
  return device['organizationId'] === organisation
    ? null
    : `${target.name} does not belong to organisation ${organisation} (${target.client}) on the platform.`;
}

function seen(body: unknown): Record<string, unknown> {
  const device = asRecord(body);
  return {
    id: device?.['id'],
    systemName: device?.['systemName'],
    organizationId: device?.['organizationId'],
    offline: device?.['offline'],
  };
}
