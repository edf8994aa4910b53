// Where a request stands, in words and with the tone that supports them; colour never says anything alone.
import type { ActionExecuted, Indexed } from '../../core/records.ts';
import type { VerdictState } from '../../core/verdict-model.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { readable } from './moments.ts';
import type { RequestView, Stage } from './source.ts';
import { LABELS } from './subject.ts';

export type Tone = 'ask' | 'calm' | 'good' | 'bad' | 'doubt';

const STAGES: Readonly<Record<Stage, { readonly words: string; readonly tone: Tone; readonly open: boolean }>> = {
  waiting: { words: 'Waiting for an answer', tone: 'ask', open: true },
  approved: { words: 'Approved, not run yet', tone: 'calm', open: true },
  running: { words: 'Running now', tone: 'calm', open: true },
  'in-doubt': { words: 'Outcome unknown', tone: 'doubt', open: true },
  done: { words: 'Done', tone: 'good', open: false },
  denied: { words: 'Denied', tone: 'bad', open: false },
  expired: { words: 'Expired', tone: 'doubt', open: false },
  refused: { words: 'Refused', tone: 'bad', open: false },
  withdrawn: { words: 'Withdrawn', tone: 'doubt', open: false },
};

/** Is there still something to come? A refused request stays open until somebody closes it. */
export function isOpen({ stage, pull }: RequestView): boolean {
  return STAGES[stage].open || (stage === 'refused' && pull.state === 'open');
}

/** The stage as a label. */
export function stageLabel(view: RequestView): Html {
  const { words, tone } = stageOf(view);
  return html`<span class="pill tone-${tone}">${words}</span>`;
}

/** The tier as a label, or the kind of a request that brings no action; an action that nobody could classify has no tier. */
export function tierLabel({ verdict, input }: RequestView): Html {
  const { kind } = input.proposal;
  if (kind !== 'action') return html`<span class="pill">${LABELS[kind]}</span>`;
  const { tier } = verdict.classification;
  return html`<span class="pill tier-${tier ?? 0}">${tier === null ? 'No tier' : `Tier ${tier}`}</span>`;
}

/** What came of a request, in one sentence, for a list. */
export function ending(view: RequestView): string {
  const run = executed(view);
  if (run !== null) return `${OUTCOMES[run.outcome]?.words ?? run.outcome}. ${run.detail}`;
  const said = view.records.findLast((record) => 'reason' in record);
  if (view.stage === 'withdrawn' && said !== undefined && 'reason' in said) {
    return `Withdrawn: ${said.reason} Nothing ran.`;
  }
  return readable(view.verdict.summary);
}

/** How the run ended, `null` where it has not ended or never began. */
export function executed({ records }: RequestView): Indexed<ActionExecuted> | null {
  return records.findLast((record) => record.type === 'action-executed') ?? null;
}

/** The words for an outcome of the executor, and their tone; only a second read of the platform makes a success. */
export function outcomeOf(run: ActionExecuted): { readonly words: string; readonly tone: Tone } {
  return OUTCOMES[run.outcome] ?? { words: run.outcome, tone: 'doubt' };
}

function stageOf(view: RequestView): { readonly words: string; readonly tone: Tone } {
  const stage = view.stage === 'waiting' ? JUDGED[view.verdict.state] : view.stage;
  if (view.input.proposal.kind !== 'action') return CHANGES[stage] ?? STAGES[stage];
  const run = stage === 'done' ? executed(view) : null;
  return run === null ? STAGES[stage] : outcomeOf(run);
}

/** What the gate says already, in the moment before a verb carries it out. */
const JUDGED: Readonly<Record<VerdictState, Stage>> = {
  waiting: 'waiting',
  approved: 'approved',
  auto: 'approved',
  denied: 'denied',
  expired: 'expired',
  refused: 'refused',
};

/** What a request that runs nothing becomes instead. */
const CHANGES: Readonly<Partial<Record<Stage, { readonly words: string; readonly tone: Tone }>>> = {
  approved: { words: 'Approved, not merged yet', tone: 'calm' },
  done: { words: 'Approved and merged', tone: 'good' },
};

const OUTCOMES: Readonly<Record<string, { readonly words: string; readonly tone: Tone }>> = {
  succeeded: { words: 'Succeeded', tone: 'good' },
  failed: { words: 'Failed', tone: 'bad' },
  partial: { words: 'Partly done', tone: 'bad' },
  'already-in-state': { words: 'Nothing to do, already so', tone: 'good' },
  'refused-drift': { words: 'Not run, the target had changed', tone: 'doubt' },
  pending: { words: 'Sent, not confirmed yet', tone: 'doubt' },
  unknown: { words: 'Outcome unknown', tone: 'doubt' },
};
