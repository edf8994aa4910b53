// The verdict in one sentence: what the state is, who is asked, and by when.
import { candidateIds } from './asked.ts';
import { list, names } from './standing.ts';
import { formatInstant } from './time.ts';
import type { GateInput, Verdict } from './verdict-model.ts';

/** One sentence for the check's title, the page and the log; names people by name. */
export function summarise(verdict: Omit<Verdict, 'summary'>, input: GateInput): string {
  const by = formatInstant(verdict.deadline);
  switch (verdict.state) {
    case 'refused':
      return `Refused: ${verdict.refusals[0]?.fact ?? ''}${more(verdict.refusals.length)}`;
    case 'denied':
      return `Denied by ${verdict.denial?.name ?? ''}. Nothing ran and nothing will.`;
    case 'expired':
      return verdict.lapses === null
        ? `Expired: no sufficient answer by ${by}. Nothing ran and nothing will.`
        : `Expired: the approval was not used by ${formatInstant(verdict.lapses)}. Nothing ran and nothing will.`;
    case 'auto':
      return `Passes without a human: ${verdict.classification.because.join(' ')}`;
    case 'approved':
      return `Approved by ${names(
        verdict.counted.map((approval) => approval.person),
        input.policy,
      )}.`;
    case 'waiting':
      return waiting(verdict, input, by);
  }
}

function more(count: number): string {
  return count > 1 ? ` And ${count - 1} more ${count === 2 ? 'reason' : 'reasons'}.` : '';
}

function waiting(verdict: Omit<Verdict, 'summary'>, input: GateInput, by: string): string {
  if (verdict.unreadable.length > 0) {
    return `Waiting: ${list(verdict.unreadable)} could not be read completely, so nothing is approved.`;
  }
  if (input.pull.draft) return 'Waiting: the request is still a draft.';
  if (verdict.classification.glass !== undefined) {
    return 'Waiting: the broken glass is put on the ledger as a gate failure first; then it runs.';
  }
  return `Waiting for ${names(candidateIds(verdict), input.policy)} until ${by}.`;
}
