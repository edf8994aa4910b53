// Does what let an action pass still hold when it runs: the executor asks before it acts, the auditor afterwards.
import { classify } from './classify.ts';
import { exceptionEnded } from './pre-approval.ts';
import { formatInstant } from './time.ts';
import type { GateInput, Verdict } from './verdict-model.ts';

/**
 * Why an action that was let through may not run at `input.now`, in sentences; `null` where it may (gate.md rules 5 and 6).
 * One that passed under an exception needs that very exception, also where people approved it; one that needed nobody must
 * need nobody still.
 */
export function conditionOver({ state, classification: { exception } }: Passed, input: GateInput): string | null {
  const { action } = input.proposal;
  const ended = action === null || exception === null ? null : exceptionEnded(exception, action, input);
  if (ended !== null) return `At ${formatInstant(input.now)} its exception is not in force: ${ended}`;
  if (state !== 'auto') return null;
  const { gate, because } = classify(input);
  if (gate === 'auto' || gate === 'auto-and-log') return null;
  return `It would need a human at ${formatInstant(input.now)}: ${because.join(' ')}`;
}

/** How it passed. */
export interface Passed {
  readonly state: Verdict['state'];
  readonly classification: Pick<Verdict['classification'], 'exception'>;
}
