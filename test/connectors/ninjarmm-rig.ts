// What the NinjaOne tests share: a sandbox of four devices, a session with a clock of its own, and an action.
import type { ActionRequest, PlanStep, Target } from '../../scripts/core/action-model.ts';
import type { Platform } from '../../scripts/core/policy-model.ts';
import type { Connector, Outcome, Session } from '../../scripts/connectors/connector.ts';
import { makeNinjarmm } from '../../scripts/connectors/ninjarmm.ts';
import type { NinjaSandbox, NinjaSandboxOptions } from '../../scripts/local/sandbox-ninja.ts';
import { startNinjaSandbox } from '../../scripts/local/sandbox-ninja.ts';

export const START = Date.parse('2026-11-20T10:00:00Z');
export const ID = '01KBCDEFGHJKMNPQRSTVWXYZ12';
export const FS01: Target = { client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' };
export const WS02: Target = { client: 'acme', kind: 'device', id: '4712', name: 'ACME-WS02' };
export const DC01: Target = { client: 'borealis', kind: 'device', id: '5001', name: 'BOR-DC01' };

const BASE: ActionRequest = {
  id: ID,
  operation: 'ninjarmm/isolate-endpoint',
  targets: [FS01],
  portfolio: false,
  parameters: {},
  justification: 'EDR alert 9931',
  expectedOutcome: 'ACME-FS01 keeps contact to the management plane only',
  technician: 'tess',
  requester: 'tess',
  approvers: ['lena'],
  standIns: [],
  window: null,
};

export const isolate = (...targets: Target[]): ActionRequest => ({ ...BASE, targets });
export const patch = (...targets: Target[]): ActionRequest => ({
  ...BASE,
  operation: 'ninjarmm/deploy-patches',
  targets,
  parameters: { kind: 'os' },
});
export const health = (...targets: Target[]): ActionRequest => ({
  ...BASE,
  operation: 'ninjarmm/pull-device-health',
  targets,
  portfolio: targets.length === 0,
});

export function platformAt(baseUrl: string): Platform {
  const settings = {
    isolationField: 'csIsolation',
    isolationResultField: 'csIsolationResult',
    'organisation.acme': '1',
    'organisation.borealis': '2',
  };
  return { id: 'ninjarmm', name: 'NinjaRMM', baseUrl, settings };
}

/** The address that a fetch was called with. */
export function addressOf(input: string | URL | Request): string {
  return input instanceof Request ? input.url : input.toString();
}

export interface Rig {
  readonly sandbox: NinjaSandbox;
  readonly session: Session;
  readonly connector: Connector;
  readonly time: { now: number; waits: number };
  /** Preflight, then the plan, then a verification: what an executor does. */
  readonly run: (request: ActionRequest) => Promise<Outcome>;
  readonly plan: (request: ActionRequest) => readonly PlanStep[];
}

export async function makeRig(
  options: Partial<NinjaSandboxOptions> = {},
  change: Partial<Session> = {},
  timeLimit = 2_000,
): Promise<Rig> {
  const time = { now: START, waits: 0 };
  const sandbox = await startNinjaSandbox({
    port: 0,
    clock: () => time.now,
    directory: null,
    organisations: [
      { id: 1, name: 'Acme' },
      { id: 2, name: 'Borealis' },
    ],
    devices: [
      { id: 4711, organizationId: 1, systemName: 'ACME-FS01' },
      { id: 4712, organizationId: 1, systemName: 'ACME-WS02', healthStatus: 'UNHEALTHY' },
      { id: 5001, organizationId: 2, systemName: 'BOR-DC01', healthStatus: 'NEEDS_ATTENTION' },
    ],
    isolationDelay: 20_000,
    conditionWorks: true,
    ...options,
  });
  const session: Session = {
    platform: platformAt(sandbox.url),
    credentials: sandbox.credentials,
    fetch: globalThis.fetch,
    now: () => time.now,
    wait: (milliseconds) => {
      time.now += milliseconds;
      time.waits += 1;
      return Promise.resolve();
    },
    ...change,
  };
  const connector = makeNinjarmm({ timeLimit });
  const plan = (request: ActionRequest): readonly PlanStep[] => connector.plan(request, session.platform);
  const run = async (request: ActionRequest): Promise<Outcome> => {
    const since = time.now;
    const ready = await connector.preflight(request, session);
    if (ready.kind === 'stop') return ready.outcome;
    const { stopped } = await connector.execute(request, plan(request), session);
    return stopped ?? connector.verify(request, session, since);
  };
  return { sandbox, session, connector, time, run, plan };
}
