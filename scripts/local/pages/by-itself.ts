// When a request that waits will pass without anybody's answer, because that was approved beforehand.
import { decide } from '../../core/decide.ts';
import type { GateInput } from '../../core/verdict-model.ts';
import type { Instant } from '../../core/time.ts';
import type { RequestView } from './source.ts';

/**
 * Asks the gate about each moment at which something approved beforehand begins (gate.md rules 5 and 6): an approver has to
 * know that silence does not stop such a request.
 * @returns the first moment before the deadline at which it passes by itself, `null` where there is none
 */
export function passesByItself({ stage, verdict, input }: RequestView): Instant | null {
  if (stage !== 'waiting' || verdict.state !== 'waiting') return null;
  const ahead = beginnings(input).filter((at) => at > input.now && at <= verdict.deadline);
  return ahead.toSorted((a, b) => a - b).find((at) => decide({ ...input, now: at }).state === 'auto') ?? null;
}

/** The starts of the window that it cites, and of every exception. */
function beginnings({ proposal, policy }: GateInput): readonly Instant[] {
  const window = policy.windows.get(proposal.action?.window ?? '');
  const spans = window === undefined ? [] : (window.occurrences?.() ?? [window]);
  return [...spans, ...policy.exceptions].map(({ from }) => from);
}
