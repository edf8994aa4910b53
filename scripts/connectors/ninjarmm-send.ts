// Sends the approved calls, each once, and says truthfully which of them the platform took.
import type { ActionRequest, PlanStep } from '../core/action-model.ts';
import type { Evidence, Outcome, Session } from './connector.ts';
import type { Ninja, Written } from './ninjarmm-client.ts';
import { planNinjarmm } from './ninjarmm-plan.ts';

export interface Execution {
  readonly stopped: Outcome | null;
  readonly evidence: readonly Evidence[];
}

/** Answers that every further call would get too: not signed in, not allowed, too many calls. */
const POINTLESS: ReadonlySet<number | null> = new Set([401, 403, 429]);

/** Sends one call per device, in the order of the plan. Stops at the first call whose effect is in doubt. */
export async function send(
  request: ActionRequest,
  plan: readonly PlanStep[],
  session: Session,
  ninja: Ninja,
): Promise<Execution> {
  const mismatch = planMismatch(request, plan, session);
  if (mismatch !== null) return mismatch;
  const written: Written[] = [];
  for (const step of plan) {
    const result = await ninja.write(step);
    written.push(result);
    if (result.kind === 'unknown' || result.kind === 'not-sent' || POINTLESS.has(result.status)) break;
  }
  const evidence = written.map((result) => result.evidence);
  const accepted = written.filter((result) => result.kind === 'accepted').length;
  if (accepted === plan.length) return { stopped: null, evidence };
  const detail = request.targets.map((target, index) => `${target.name}: ${account(written[index])}.`).join(' ');
  const doubt = written.some((result) => result.kind === 'unknown');
  return { stopped: { outcome: doubt ? 'unknown' : accepted > 0 ? 'partial' : 'failed', detail, evidence }, evidence };
}

/** Refuses a plan that is not, to the letter, what would be planned now. */
export function planMismatch(request: ActionRequest, plan: readonly PlanStep[], session: Session): Execution | null {
  const planned = planNinjarmm(request, session.platform);
  if (planned.ok && canonical(plan) === canonical(planned.steps)) return null;
  const detail = planned.ok
    ? 'The approved plan is not what the action comes down to now. Nothing was sent; propose the action again.'
    : `${planned.sentence} Nothing was sent.`;
  return { stopped: { outcome: 'refused-drift', detail, evidence: [] }, evidence: [] };
}

function account(written: Written | undefined): string {
  if (written === undefined) return 'nothing was sent';
  const accounts: Readonly<Record<Written['kind'], string>> = {
    accepted: 'the platform accepted the call, its effect is not verified yet',
    refused: `the platform refused the call (${written.why})`,
    unknown: `the call may have taken effect (${written.why}); look at it on the platform`,
    'not-sent': `nothing was sent (${written.why})`,
  };
  return accounts[written.kind];
}

/** One text for equal values: keys in order, so that a plan read from a file compares by its content. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
