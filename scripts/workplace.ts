// What a verb works with: the forge, the repository, the ledger, a clock and a place to say what happens.
import type { Connector, Session } from './connectors/connector.ts';
import type { Instant } from './core/time.ts';
import type { Forge } from './ports/forge.ts';
import type { Founding } from './ports/found-ledger.ts';
import type { Ledger } from './ports/ledger.ts';
import type { Notifier } from './ports/notices.ts';
import type { Repository } from './ports/repository.ts';

/** Where the platforms are and how to sign in there; only the executing job has one. */
export interface Execution {
  /** The one platform that this job has the credentials of; every platform where none is named. */
  readonly platform?: string;
  readonly connectorFor: (name: string) => Connector | null;
  /** The credentials of one connector, by name; read from the job's environment and never written anywhere. */
  readonly credentials: (connector: Connector) => Readonly<Record<string, string>>;
  readonly fetch: Session['fetch'];
  readonly wait: Session['wait'];
}

/** How to see what happened on the platforms; the credentials are those that can do nothing but read. */
export type Watching = Pick<Execution, 'connectorFor' | 'credentials' | 'fetch' | 'wait'>;

export interface Workplace {
  readonly forge: Forge;
  readonly repository: Repository;
  readonly ledger: Ledger;
  /** What a new year's ledger is begun with; only where the ledger's key is. */
  readonly keeper?: Pick<Founding, 'originBase' | 'key'>;
  readonly now: () => Instant;
  /** One line of what happened, for people; never a secret, never a request's text unescaped. */
  readonly log: (line: string) => void;
  /** The channels that reach people beyond the pull request; none where absent. */
  readonly notify?: Notifier;
  /** Where the platforms' own logs are read from; only `detect` does. */
  readonly watching?: Watching;
}

export interface ExecutingWorkplace extends Workplace {
  readonly execution: Execution;
}
