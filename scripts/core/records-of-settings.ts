// The record of a look at the repository's protection: up to when it reaches, what was found, and what could not be read.
import type { Digest } from './facts.ts';
import type { Moment, RecordBase, RecordId } from './record-parts.ts';
import type { ActivityRead } from './records-of-activity.ts';

/** What a look saw. Names are those of our own files; nothing that anybody else has written is in it. */
export interface Sight {
  /** How many parts were looked at: settings, what surrounds them, and their history. */
  readonly parts: number;
  /** The parts that could not be read, for example `history/moves`. Nothing is known of them. */
  readonly unread: readonly string[];
  /** How many settings were read and are not as wanted. */
  readonly differences: number;
  /** Which ones, each once: the setting and its field, or only the kind where somebody else has given the name. */
  readonly codes: readonly string[];
  /** Limits and differences that are known and accepted. */
  readonly stated: readonly string[];
  /** Over the RFC 8785 form of the settings as read: the same digest, the same settings. */
  readonly digest: Digest;
}

/** Only `doctor --record` writes it. */
export interface SettingsRead extends RecordBase, Sight {
  readonly type: 'settings-read';
  /** Where the look before ended; the history of the rules was read at least from there on. `null` in the first. */
  readonly from: Moment | null;
  /** When this look began: what came later is for the next one. */
  readonly until: Moment;
  /** The gate failures of weaker protection that `doctor` has recorded since the look before. */
  readonly failures: readonly RecordId[];
}

/** The records of looks at what is outside of the ledger: each goes on where the one before ended. */
export type LookRecord = ActivityRead | SettingsRead;
