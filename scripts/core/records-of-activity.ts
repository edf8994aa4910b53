// The record of a look at a platform: up to where its own log was read, and every act in it that counts as an automation's.
import type { AutomationId, ClientId, OperationId } from './policy-model.ts';
import type { Moment, RecordBase, RecordId } from './record-parts.ts';

/** What an act touched, as the platform says it. */
export interface ActTarget {
  /** The client whose organisation it is in there; `null` where the policy knows none. */
  readonly client: ClientId | null;
  /** For example `device`. */
  readonly kind: string;
  /** The platform's own id. */
  readonly id: string;
  readonly name: string;
}

/** One act and what covers it. Neither free text of the platform nor anybody's account but a program's is in it. */
export interface RecordedAct {
  /** The platform's own number of it. */
  readonly id: string;
  /** When it happened, by the platform's clock. */
  readonly at: Moment;
  /** The account that did it; `null` where the platform names none. */
  readonly account: string | null;
  /** The automation whose own account that is; `null` where it is the executing job's, or nobody's. */
  readonly automation: AutomationId | null;
  /** `null` where the action table has no such operation. */
  readonly operation: OperationId | null;
  readonly target: ActTarget | null;
  /** The platform's codes for it. */
  readonly what: string;
  /** The intent that covers it; where an operation has none, a gate failure tells of it. */
  readonly intent: RecordId | null;
}

export interface ActivityRead extends RecordBase {
  readonly type: 'activity-read';
  readonly platform: string;
  /** Where the look before ended: between two looks nothing is left out. */
  readonly from: Moment;
  readonly until: Moment;
  /** Up to which entry of the platform's log, by its own count; absent where its entries are not counted up. */
  readonly lastEntry?: number;
  /** By their moments; none is in two records. */
  readonly acts: readonly RecordedAct[];
}
