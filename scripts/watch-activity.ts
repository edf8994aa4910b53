// What happened on the platforms since the last look, held against the ledger: whatever no intent covers went past the gate.
import type { Connector } from './connectors/connector.ts';
import { failureTarget, judgeActs, watchedOn } from './core/activity.ts';
import type { Judged, Watched } from './core/activity.ts';
import { dueSpan, freshActs } from './core/activity-span.ts';
import type { DueSpan } from './core/activity-span.ts';
import type { AutomationId, OperationId, Platform } from './core/policy-model.ts';
import type { ActivityRead } from './core/records-of-activity.ts';
import type { Moment } from './core/record-parts.ts';
import { formatInstant } from './core/time.ts';
import { withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import type { Workplace } from './workplace.ts';

/** An act that went past the gate, as its gate failure tells it. */
export interface PastTheGate {
  readonly kind: 'ran-without-approval';
  readonly how: string;
  readonly target: string;
  readonly operation: OperationId;
  readonly automation: AutomationId | null;
  readonly occurredAt: Moment;
}

/** One platform after a look at it. */
export type Looked =
  | { readonly kind: 'read'; readonly past: readonly PastTheGate[]; readonly record: ActivityRead | null }
  /** Nothing is known of what happened there, and the next look begins where this one would have. */
  | { readonly kind: 'unread'; readonly sentence: string };

/**
 * Looks at every platform that the policy has watched (standard: a gate failure is logged at once). The platform is read before the
 * ledger: an intent is there before its act. Nothing is written here: a gate failure has to be on the ledger before the record
 * that says up to where the platform was read.
 * @throws LedgerFault where the ledger cannot be read
 */
export async function lookAtActivity(ground: Ground, place: Workplace): Promise<readonly Looked[]> {
  const looks: Looked[] = [];
  for (const platform of ground.policy.platforms.values()) {
    const watched = watchedOn(platform, ground.policy);
    const span = watched === null ? null : dueSpan(platform.id, ground.records, place.now());
    if (watched === null || span === null) continue;
    looks.push(span === 'ahead' ? ahead(platform, place) : await lookAt(platform, watched, span, ground, place));
  }
  return looks;
}

function ahead({ name }: Platform, { now }: Workplace): Looked {
  const why = `it was looked at up to a later moment than ${formatInstant(now())}: set the clock of this machine right`;
  return { kind: 'unread', sentence: `What happened on ${name} is not known: ${why}.` };
}

async function lookAt(
  platform: Platform,
  watched: Watched,
  span: DueSpan,
  ground: Ground,
  place: Workplace,
): Promise<Looked> {
  const read = await readFrom(platform, watched, span, ground, place);
  if (!read.ok) return { kind: 'unread', sentence: `What happened on ${platform.name} is not known: ${read.why}.` };
  const { records, info, main, policy } = await withLedger(ground, place);
  // What a connector knows and the table lacks is in no tier.
  const acts = read.acts.map((act) => (policy.operations.has(act.operation ?? '') ? act : { ...act, operation: null }));
  const judged = judgeActs(freshActs(platform.id, acts, records), platform, policy, records);
  const record: ActivityRead = {
    type: 'activity-read',
    at: formatInstant(place.now()),
    repository: info.id,
    main,
    platform: platform.id,
    from: formatInstant(span.from),
    until: formatInstant(span.until),
    ...(read.last === undefined ? {} : { lastEntry: read.last }),
    acts: judged.map(({ act }) => act),
  };
  const isWorth = judged.length > 0 || span.isDue;
  return { kind: 'read', past: judged.flatMap((one) => pastOf(one, platform)), record: isWorth ? record : null };
}

async function readFrom(platform: Platform, watched: Watched, span: DueSpan, { policy }: Ground, place: Workplace) {
  const { watching, now } = place;
  if (watching === undefined) return no('this run cannot reach it');
  const names = [...policy.operations.values()].filter((one) => one.platform === platform.id);
  const connectors = names.map(({ connector }) => (connector === null ? null : watching.connectorFor(connector)));
  const connector = connectors.find((one) => one?.activity !== undefined);
  if (connector?.activity === undefined) return no('no connector that is built in can read it');
  const credentials = credentialsOf(connector, place);
  if (typeof credentials === 'string') return no(credentials);
  const { fetch, wait } = watching;
  return connector.activity(
    { since: span.since, after: span.after, watched },
    { platform, credentials, fetch, now, wait },
  );
}

/** The credentials, or why there are none. */
function credentialsOf(connector: Connector, { watching }: Workplace): Readonly<Record<string, string>> | string {
  try {
    return watching?.credentials(connector) ?? {};
  } catch (cause) {
    return cause instanceof Error ? cause.message.replace(/\.$/, '') : 'its credentials could not be read';
  }
}

function pastOf({ act, how }: Judged, platform: Platform): readonly PastTheGate[] {
  const { operation, automation, at, id, what } = act;
  if (how === null || operation === null) return [];
  const told = `${how} (${platform.name} activity ${id}: ${what})`;
  const target = failureTarget(platform.id, act);
  return [{ kind: 'ran-without-approval', how: told, target, operation, automation, occurredAt: at }];
}

function no(why: string) {
  return { ok: false, why } as const;
}
