// What each platform's connector must be able to do: plan, look, act once, look again, and find out after a crash.
import type { ActionRequest, PlanStep } from '../core/action-model.ts';
import type { Act, Watched } from '../core/activity.ts';
import type { Platform } from '../core/policy-model.ts';
import type { Instant } from '../core/time.ts';

export const OUTCOMES = [
  'succeeded',
  'failed',
  'partial',
  'already-in-state',
  'refused-drift',
  'pending',
  'unknown',
] as const;

/** How an execution ended. Only a second read of the platform makes `succeeded`; `pending` and `unknown` are never success. */
export type OutcomeName = (typeof OUTCOMES)[number];

export interface Outcome {
  readonly outcome: OutcomeName;
  /** One sentence for people: what was seen, and where it is not a success, what to do. */
  readonly detail: string;
  /** What the platform answered that shows it: calls with status and the deciding fields, never a secret. */
  readonly evidence: readonly Evidence[];
}

export interface Evidence {
  readonly at: Instant;
  readonly call: string; // 'GET /v2/device/4711/custom-fields'
  readonly status: number | null; // null: no answer came
  readonly seen: Readonly<Record<string, unknown>>;
}

export type Preflight =
  | { readonly kind: 'ready'; readonly evidence: readonly Evidence[] }
  /** The world is no longer what the approver saw, or is already as asked: nothing is sent. */
  | { readonly kind: 'stop'; readonly outcome: Outcome };

/** What a connector may use while it acts. Credentials come only from here and never leave it. */
export interface Session {
  readonly platform: Platform;
  readonly credentials: Readonly<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  readonly now: () => Instant;
  /** Waits before the next look; tests pass one that only advances their clock. */
  readonly wait: (milliseconds: number) => Promise<void>;
}

/** From when on, in milliseconds since 1970, and whose acts; to now, because what is newer does no harm. */
export interface ActivitySpan {
  readonly since: Instant;
  /** And every entry of the log behind this one, whatever its time: a platform may write down hours late. `null`: none is known. */
  readonly after: number | null;
  readonly watched: Watched;
}

/** Every act in the span; or a sentence why that is not known, which is never the same as that nothing happened. */
export type Activity =
  /** `last` is the newest entry of the log, where the platform counts them up as it writes them down. */
  | { readonly ok: true; readonly acts: readonly Act[]; readonly last?: number }
  | { readonly ok: false; readonly why: string };

export interface Connector {
  /** The name that an operation's `connector` field gives. */
  readonly name: string;
  /** The names of the credentials it needs, which are also the environment variables of the executing job. */
  readonly credentials: readonly string[];
  /** Pure: exactly the calls that will change something, in order. Read-only operations plan their reads. */
  readonly plan: (request: ActionRequest, platform: Platform) => readonly PlanStep[];
  /** Reads only: is every target still there, still what the approver saw, reachable, and not yet in the asked state? */
  readonly preflight: (request: ActionRequest, session: Session) => Promise<Preflight>;
  /** Sends the plan's calls, each at most once, never retried. Says `null` where all were accepted, an outcome where not. */
  readonly execute: (
    request: ActionRequest,
    plan: readonly PlanStep[],
    session: Session,
  ) => Promise<{ readonly stopped: Outcome | null; readonly evidence: readonly Evidence[] }>;
  /** Reads only, with bounded waiting: did it take effect? */
  readonly verify: (request: ActionRequest, session: Session, since: Instant) => Promise<Outcome>;
  /** Reads only, after a crash or a lost answer: was it sent at all, and how did it end? Never acts. */
  readonly reconcile: (request: ActionRequest, session: Session, since: Instant) => Promise<Outcome>;
  /** The credentials that `activity` takes: some that can do nothing but read. */
  readonly activityCredentials?: readonly string[];
  /** Reads only: what programs did on the platform by its own log, read to the end or not at all. Absent where it has none. */
  readonly activity?: (span: ActivitySpan, session: Session) => Promise<Activity>;
}
