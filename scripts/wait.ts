// Waits until a proposed action has ended, and says how: read from the ledger, where every ending is recorded.
import { setTimeout as sleep } from 'node:timers/promises';
import { finalRecord } from './core/ledger-facts.ts';
import type { Indexed } from './core/records.ts';
import { recordsOf } from './ground.ts';
import { isOpen } from './outcome.ts';
import type { Workplace } from './workplace.ts';

export interface ActionEnding {
  /** `denied`, `expired`, `refused`, `withdrawn`, or the outcome of the execution. */
  readonly how: string;
  readonly detail: string;
}

const PAUSE = 2_000;

/** Looks at the ledger again and again. An outcome that is not the last word is waited for as well. */
export async function waitForEnding(
  pull: number,
  { ledger }: Pick<Workplace, 'ledger'>,
  pause: (duration: number) => Promise<unknown> = (duration) => sleep(duration),
): Promise<ActionEnding> {
  for (;;) {
    const ending = endingOf(pull, recordsOf(await ledger.read()));
    if (ending !== null) return ending;
    await pause(PAUSE);
  }
}

/** How the action of a pull request ended, `null` while it has not. */
export function endingOf(pull: number, records: readonly Indexed[]): ActionEnding | null {
  const final = finalRecord(records, pull);
  if (final === undefined) return null;
  const over = records.find((one) => one.type === 'action-expired' && one.pull.number === pull);
  if (over?.type === 'action-expired') return { how: 'expired', detail: over.reason };
  if (final.type === 'action-denied') {
    return { how: 'denied', detail: `${final.denial.name} denied it: ${final.reason}` };
  }
  if (final.type !== 'action-approved' && final.type !== 'action-auto') {
    return { how: final.type.replace('action-', ''), detail: final.reason };
  }
  const done = records.findLast((one) => one.type === 'action-executed' && one.action.id === final.action.id);
  if (done?.type !== 'action-executed' || isOpen(done.outcome)) return null;
  return { how: done.outcome, detail: done.detail };
}
