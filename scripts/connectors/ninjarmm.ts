// NinjaOne (NinjaRMM): isolating endpoints, deploying patches, pulling device health.
import type { ActionRequest, PlanStep } from '../core/action-model.ts';
import type { Instant } from '../core/time.ts';
import type { Connector, Outcome, Preflight, Session } from './connector.ts';
import { readActs } from './ninjarmm-acts.ts';
import type { Ninja, NinjaOptions } from './ninjarmm-client.ts';
import { openNinja } from './ninjarmm-client.ts';
import { stop } from './ninjarmm-devices.ts';
import { countHealth, executeHealth } from './ninjarmm-health.ts';
import { lookAtIsolation, preflightIsolation } from './ninjarmm-isolate.ts';
import { lookUntilDecided, settled } from './ninjarmm-outcome.ts';
import { lookAtPatches, preflightPatches } from './ninjarmm-patch.ts';
import { planNinjarmm } from './ninjarmm-plan.ts';
import type { Execution } from './ninjarmm-send.ts';
import { send } from './ninjarmm-send.ts';

/** What differs between the operations. `look` reads once; `settled` is `null` where every call was accepted. */
interface Row {
  readonly preflight: (request: ActionRequest, session: Session, ninja: Ninja) => Promise<Preflight>;
  readonly execute: (r: ActionRequest, plan: readonly PlanStep[], s: Session, ninja: Ninja) => Promise<Execution>;
  readonly look: (
    request: ActionRequest,
    session: Session,
    ninja: Ninja,
    since: Instant,
    settled: boolean | null,
  ) => Promise<Outcome>;
}

const ROWS: ReadonlyMap<string, Row> = new Map<string, Row>([
  [
    'ninjarmm/isolate-endpoint',
    {
      preflight: preflightIsolation,
      execute: send,
      look: (request, session, ninja, _since, settled) => lookAtIsolation(request, session, ninja, settled),
    },
  ],
  ['ninjarmm/deploy-patches', { preflight: preflightPatches, execute: send, look: lookAtPatches }],
  [
    'ninjarmm/pull-device-health',
    // A read drifts with nothing: its filter names organisation and devices.
    { preflight: () => Promise.resolve({ kind: 'ready', evidence: [] }), execute: executeHealth, look: countHealth },
  ],
]);

/**
 * Makes the connector.
 * @param options `timeLimit`: milliseconds per request, 30 s unless said otherwise.
 */
export function makeNinjarmm(options: NinjaOptions = { timeLimit: 30_000 }): Connector {
  return {
    name: 'ninjarmm',
    credentials: ['NINJARMM_CLIENT_ID', 'NINJARMM_CLIENT_SECRET'],
    plan: (request, platform) => {
      const planned = planNinjarmm(request, platform);
      return planned.ok ? planned.steps : [];
    },
    preflight: async (request, session) => {
      const row = rowFor(request, session);
      return row.ok
        ? row.row.preflight(request, session, openNinja(session, options))
        : stop('failed', row.sentence, []);
    },
    execute: async (request, plan, session) => {
      const row = rowFor(request, session);
      if (row.ok) return row.row.execute(request, plan, session, openNinja(session, options));
      const { outcome } = stop('refused-drift', row.sentence, []);
      return { stopped: outcome, evidence: [] };
    },
    verify: async (request, session, since) => {
      const row = rowFor(request, session);
      if (!row.ok) return { outcome: 'unknown', detail: row.sentence, evidence: [] };
      const ninja = openNinja(session, options);
      return lookUntilDecided(session, () => row.row.look(request, session, ninja, since, null));
    },
    reconcile: async (request, session, since) => {
      const row = rowFor(request, session);
      if (!row.ok) return { outcome: 'unknown', detail: row.sentence, evidence: [] };
      const visible = settled(session, since, request.targets.length, options.timeLimit);
      return row.row.look(request, session, openNinja(session, options), since, visible);
    },
    activityCredentials: ['NINJARMM_MONITOR_CLIENT_ID', 'NINJARMM_MONITOR_CLIENT_SECRET'],
    activity: (span, session) => {
      const { NINJARMM_MONITOR_CLIENT_ID: id = '', NINJARMM_MONITOR_CLIENT_SECRET: secret = '' } = session.credentials;
      // Whatever else the job may hold, only the credentials that can do nothing but read are used.
      const credentials = { NINJARMM_CLIENT_ID: id, NINJARMM_CLIENT_SECRET: secret };
      const reading = { ...session, credentials };
      return readActs(span, reading, openNinja(reading, { ...options, scope: 'monitoring' }));
    },
  };
}

/** The connector with its usual time limit. */
export const ninjarmm: Connector = makeNinjarmm();

function rowFor(request: ActionRequest, session: Session): { ok: true; row: Row } | { ok: false; sentence: string } {
  const planned = planNinjarmm(request, session.platform);
  if (!planned.ok) return planned;
  const row = ROWS.get(request.operation);
  return row === undefined ? { ok: false, sentence: `NinjaRMM does not run ${request.operation}.` } : { ok: true, row };
}
