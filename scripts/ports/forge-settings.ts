// The forge's settings in our words: read unit by unit, applied unit by unit, and what happened to them.
import type { Surroundings } from '../core/settings-checks.ts';
import type { Past } from '../core/settings-past.ts';
import type { AppSeen, Json, Reading, Role, Unit } from '../core/settings-model.ts';
import type { Instant } from '../core/time.ts';

export interface Span {
  readonly since: Instant;
  readonly now: Instant;
  /** Logins of the accounts that keep the ledger: their writes to it are bypasses by design, and not looked into. */
  readonly keepers: readonly string[];
}

export interface WantedApp {
  readonly role: Role;
  readonly slug: string;
}

/** Reading never throws for one setting: what cannot be read says so in its place. Applying throws `ForgeFault`. */
export interface ForgeSettings {
  readonly repository: () => Promise<{ readonly isPrivate: boolean; readonly defaultBranch: string }>;
  /** The App of this slug; `null` where there is none, or none that is shown. */
  readonly app: (slug: string) => Promise<Omit<AppSeen, 'role'> | null>;
  readonly variable: (name: string) => Promise<string | null>;
  /** Each unit as it is; `null` for one that does not exist. */
  readonly read: (units: Iterable<Unit>) => Promise<ReadonlyMap<Unit, Reading<Json>>>;
  readonly surroundings: (apps: readonly WantedApp[], workflows: Iterable<string>) => Promise<Surroundings>;
  readonly past: (rulesets: Iterable<Unit>, span: Span) => Promise<Past>;
  /** Makes one unit as wanted. @returns what could not be set with it, in a sentence, or `null` */
  readonly apply: (unit: Unit, wanted: Json) => Promise<string | null>;
}
