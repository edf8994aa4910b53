// Three simulated automations, one of each tier: what they propose when they are asked to. Marked as what they are.
import { propose } from '../propose.ts';
import type { House } from './house.ts';
import { openWindowFor } from './simulated-window.ts';

export interface Simulation {
  readonly id: string;
  readonly title: string;
  readonly tier: number;
  readonly run: (house: House) => Promise<string | null>;
}

/** `run` says `null` where it proposed, or one sentence why it could not. */
export const SIMULATIONS: readonly Simulation[] = [
  { id: 'isolate', title: 'Ransomware responder: isolate a file server', tier: 1, run: isolate },
  { id: 'patch', title: 'Patch scheduler: patch a workstation in its window', tier: 2, run: patch },
  { id: 'health', title: 'Health dashboard: pull device health', tier: 3, run: health },
];

const ACME = 1;

async function isolate(house: House): Promise<string | null> {
  const asked = new Set(await targetsAsked(house));
  const device = house.sandbox
    .state()
    .devices.find((one) => one.organizationId === ACME && !one.isolated && !one.offline && !asked.has(String(one.id)));
  if (device === undefined) return 'Every device of this client is isolated or asked for already.';
  return send(house, 'northwind-ransomware-responder[bot]', {
    operation: 'ninjarmm/isolate-endpoint',
    targets: [{ client: 'acme', device: String(device.id), name: device.systemName }],
    parameters: { reason: 'ransomware canary tripped' },
    justification: 'EDR alert 9931: encryption behaviour on two shares (simulated)',
    expectedOutcome: `${device.systemName} keeps contact to the management plane only`,
    technician: 'tess',
  });
}

async function patch(house: House): Promise<string | null> {
  const window = await openWindowFor(house, 'ninjarmm/deploy-patches', 'acme');
  const device = house.sandbox.state().devices.find((one) => one.systemName === 'ACME-WS17');
  if (device === undefined) return 'The sandbox has lost ACME-WS17.';
  return send(house, 'northwind-patch-scheduler[bot]', {
    operation: 'ninjarmm/deploy-patches',
    targets: [{ client: 'acme', device: String(device.id), name: device.systemName }],
    parameters: { kind: 'os' },
    justification: 'Monthly operating system patches (simulated)',
    expectedOutcome: `${device.systemName} has this month's patches and restarts by itself`,
    technician: 'tomas',
    window,
  });
}

function health(house: House): Promise<string | null> {
  return send(house, 'northwind-health-dashboard[bot]', {
    operation: 'ninjarmm/pull-device-health',
    portfolio: true,
    justification: 'The hourly picture for the dashboard (simulated)',
    expectedOutcome: 'Counts of healthy and unhealthy devices; nothing changes',
  });
}

async function send(house: House, login: string, draft: Readonly<Record<string, unknown>>): Promise<string | null> {
  // JSON is YAML; the draft takes the way of any other.
  const proposed = await propose(new TextEncoder().encode(JSON.stringify(draft)), 'simulated draft', house.as(login));
  return proposed.kind === 'refused' ? proposed.sentences.join(' ') : null;
}

/** Devices that a proposal names already, so that each press of the button asks for another. */
async function targetsAsked({ bot }: House): Promise<readonly string[]> {
  const { records } = await bot.ledger.read();
  return records.flatMap(({ record }) => {
    const action = record.action as { readonly targets?: readonly { readonly id: string }[] } | undefined;
    return record.type === 'action-proposed' ? (action?.targets ?? []).map((target) => target.id) : [];
  });
}
