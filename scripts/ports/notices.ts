// Telling people in our words: one notice, to some people, by whatever channels are set up. No notice decides anything.
import type { Notice } from '../core/notices.ts';
import type { PersonId } from '../core/policy-model.ts';

export type { Notice };

/** What became of a notice for one person on one channel. */
export interface Delivery {
  readonly person: PersonId;
  /** In words, for example `e-mail`. */
  readonly channel: string;
  readonly delivered: boolean;
  /** What the channel answered; never a secret. */
  readonly detail: string;
}

export interface Notifier {
  /** Tries every channel that reaches the person. A failure is a delivery that says so, never a throw. */
  tell(notice: Notice): Promise<readonly Delivery[]>;
}
