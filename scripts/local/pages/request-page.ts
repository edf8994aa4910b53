// One request in full, nothing cut off: what would happen, what will be sent, who decides, why, and what became of it.
import { formatInstant } from '../../core/time.ts';
import type { Instant } from '../../core/time.ts';
import { answerSection } from './answer-section.ts';
import { passesByItself } from './by-itself.ts';
import { historySection, outcomeSection } from './history-sections.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import type { Visitor } from './layout.ts';
import { layout } from './layout.ts';
import { distance, moment, readable } from './moments.ts';
import { kindSection } from './kind-sections.ts';
import { partOf } from './part.ts';
import { reasoningSection, seatsSection } from './reasoning-sections.ts';
import { factsSection, fileSection, planSection } from './request-sections.ts';
import type { RequestView } from './source.ts';
import { isOpen, stageLabel, tierLabel } from './stages.ts';
import { headline } from './subject.ts';

/** What the person just did and how it went, above the request itself. */
export interface Told {
  readonly tone: 'bad' | 'good';
  readonly sentence: string;
  /** A reason that was typed and not taken, so that nobody types it twice. */
  readonly reason: string;
}

/** The request page for the person who is signed in. */
export function requestPage(view: RequestView, now: Instant, visitor: Visitor, told: Told | null = null): Html {
  const part = partOf(view, visitor.me, now);
  const subject = headline(view);
  // Where no section above says what the files say, they are read before the answer.
  const filesFirst = view.input.proposal.kind !== 'action' && view.content === null;
  const main = html`<p class="back"><a href="/">What waits</a></p>
    ${told === null ? null : html`<p class="alert tone-${told.tone}" role="alert">${shown(told.sentence)}</p>`}
    <p class="labels">${stageLabel(view)}${tierLabel(view)}<span class="number">Request ${view.pull.number}</span></p>
    <h1>${shown(subject)}</h1>
    <p class="lead">${shown(readable(view.verdict.summary))}</p>
    ${times(view, now)} ${outcomeSection(view)} ${factsSection(view)} ${kindSection(view, now)} ${planSection(view)}
    ${filesFirst ? fileSection(view) : null} ${seatsSection(view)}
    ${answerSection(view, part, visitor, told?.reason ?? '')} ${reasoningSection(view)}
    ${filesFirst ? null : fileSection(view)} ${historySection(view)}`;
  const asked = part.approve ? 'Your answer is needed: ' : '';
  // A page that carries an answer never changes by itself: nobody may click on something else than what they read.
  const live = !isOpen(view) ? 'no' : part.approve || part.deny ? 'hold' : 'replace';
  return layout({ title: `${asked}${subject}`, path: `/requests/${view.pull.number}`, main, live }, visitor);
}

function times(view: RequestView, now: Instant): Html | null {
  const { deadline, lapses, state, summary } = view.verdict;
  if (!isOpen(view)) return null;
  if (view.stage === 'waiting') {
    if (state !== 'waiting') return null;
    const until = summary.includes(formatInstant(deadline)) ? html`That` : html`The deadline, ${moment(deadline)},`;
    return html`<p class="due">
      ${until} is <strong data-clock>${distance(deadline, now)}</strong>. Without an answer ${silence(view, now)}.
    </p>`;
  }
  if (lapses === null || view.stage !== 'approved') return null;
  return html`<p class="due">
    The approval may be used until ${moment(lapses)}, <strong data-clock>${distance(lapses, now)}</strong>.
  </p>`;
}

/** What silence means here: nothing, unless something approved beforehand begins before the deadline. */
function silence(view: RequestView, now: Instant): Html {
  const begins = passesByItself(view);
  if (begins === null) return html`${view.input.proposal.kind === 'action' ? 'nothing runs' : 'nothing changes'}`;
  return html`<strong>it runs by itself</strong> from ${moment(begins)},
    <span data-clock>${distance(begins, now)}</span>, because that was approved beforehand`;
}
