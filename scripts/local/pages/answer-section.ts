// The answer: approve or deny, each a form of its own with the exact commit that the person sees.
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import type { Visitor } from './layout.ts';
import { tokenField } from './layout.ts';
import type { Part } from './part.ts';
import type { RequestView } from './source.ts';
import { isOpen } from './stages.ts';
import { LABELS, clientWords, platformName, targetWords } from './subject.ts';

/** Characters in a reason; in the widest script they still fit a form. */
export const LONGEST_REASON = 1_500;

/** The buttons this person may use, and why these; nothing for a request that has ended. */
export function answerSection(view: RequestView, part: Part, visitor: Visitor, reason: string): Html | null {
  if (!isOpen(view)) return null;
  const { approve, deny, why } = part;
  return html`<section class="answer" aria-labelledby="answer">
    <h2 id="answer">Your answer</h2>
    <p>
      ${shown(why)}${approve || deny ? html` Your answer is for exactly what this page shows, the commit <code>${view.pull.head.slice(0, 12)}</code>.` : null}
    </p>
    ${approve ? approveForm(view, visitor) : null} ${deny ? denyForm(view, visitor, reason) : null}
  </section>`;
}

function approveForm(view: RequestView, visitor: Visitor): Html {
  return html`<form class="approve" method="post" action="/requests/${view.pull.number}/answer">
    ${hidden(view, visitor, 'approve')}
    <p id="read">I have read ${shown(readWords(view))}.</p>
    <button class="yes" type="submit" aria-describedby="read">Approve</button>
  </form>`;
}

function denyForm(view: RequestView, visitor: Visitor, reason: string): Html {
  return html`<form class="deny" method="post" action="/requests/${view.pull.number}/answer">
    ${hidden(view, visitor, 'deny')}
    <label for="reason">Why not? <span class="hint">The reason is kept with the denial, which is final.</span></label>
    <textarea id="reason" name="reason" rows="3" maxlength="${LONGEST_REASON}" required>${reason}</textarea>
    <button class="no" type="submit">Deny</button>
  </form>`;
}

function hidden(view: RequestView, visitor: Visitor, answer: 'approve' | 'deny'): Html {
  return html`${tokenField(visitor.token)}<input type="hidden" name="head" value="${view.pull.head}" /><input
      type="hidden"
      name="answer"
      value="${answer}"
    />`;
}

/** What the person says to have read, in the words of the page above. */
function readWords({ input }: RequestView): string {
  const { action, kind } = input.proposal;
  const { policy } = input;
  if (action !== null) {
    const where = `${platformName(action, policy)} about ${targetWords(action)} at ${clientWords(action, policy)}`;
    return `what will be sent to ${where}`;
  }
  return kind === 'action' ? 'this request' : `this ${LABELS[kind].toLowerCase()}, with every file that it brings`;
}
