// What waits for me: first what waits for the person who is signed in, then everything else that is open, then the endings.
import type { ChangeKind } from '../../core/policy-model.ts';
import type { Instant } from '../../core/time.ts';
import { passesByItself } from './by-itself.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import type { Visitor } from './layout.ts';
import { layout, tokenField } from './layout.ts';
import { distance, moment, readable } from './moments.ts';
import { partOf } from './part.ts';
import type { PagesSource, RequestView } from './source.ts';
import { ending, isOpen, stageLabel, tierLabel } from './stages.ts';
import { asker, headline } from './subject.ts';

/** More endings than a person looks back on; the ledger has all of them. */
const ENDINGS = 20;

/**
 * The list page.
 * @param requests newest first
 * @param problem a sentence about what was just asked for and did not happen, `null` otherwise
 */
export function listPage(
  requests: readonly RequestView[],
  simulations: PagesSource['simulations'],
  now: Instant,
  visitor: Visitor,
  problem: string | null = null,
): Html {
  const open = requests.filter(isOpen);
  const mine = open.filter((view) => partOf(view, visitor.me, now).approve);
  const others = open.filter((view) => !mine.includes(view));
  const ended = requests.filter((view) => !isOpen(view)).slice(0, ENDINGS);
  const main = html`<h1>What waits for you</h1>
    ${problem === null ? null : html`<p class="alert" role="alert">${problem}</p>`}
    <section class="mine" aria-labelledby="mine">
      <h2 id="mine">${asked(mine.length)}</h2>
      ${mine.length === 0 ? nothing(others.length) : groups(mine, now, true)}
    </section>
    ${others.length === 0 ? null : section('Also open', 'also-open', groups(others, now, false))}
    ${section('Ended recently', 'ended', ended.length === 0 ? html`<p>Nothing has ended yet.</p>` : cards(ended, now, false))}
    ${simulations.length === 0 ? null : simulated(simulations, visitor)}`;
  const title = mine.length === 0 ? 'Nothing waits for you' : `(${mine.length}) Waiting for you`;
  return layout({ title, path: '/', main, live: 'replace' }, visitor);
}

/** What is asked of the same people in the same way stands together; what is due first is at the top, within and among them. */
function groups(views: readonly RequestView[], now: Instant, mine: boolean): Html {
  const kinds = [...Map.groupBy(views.toSorted(byDeadline), (view) => view.input.proposal.kind)];
  return html`${kinds.map(
    ([kind, some]) => html`<div class="group">
      <h3>${GROUPS[kind]}${some.length === 1 ? null : html` <span class="tag">${some.length}</span>`}</h3>
      ${cards(some, now, mine)}
    </div> `,
  )}`;
}

const GROUPS: Readonly<Record<ChangeKind, string>> = {
  action: 'Actions',
  window: 'Maintenance windows',
  exception: 'Exceptions to the standard',
  'gate-event': 'Gate events and their remediation',
  erasure: 'Erasures',
  policy: 'Changes to the policy',
  code: 'Changes to the code',
  review: 'Quarterly reviews',
};

function byDeadline(one: RequestView, other: RequestView): number {
  return one.verdict.deadline - other.verdict.deadline;
}

function asked(count: number): string {
  if (count === 0) return 'Nothing needs your answer';
  return count === 1 ? 'One request needs your answer' : `${count} requests need your answer, the most urgent first`;
}

function nothing(others: number): Html {
  const rest = others === 0 ? 'Nothing else is open either.' : 'What is open waits for other people or is under way.';
  return html`<div class="empty">
    <p>When somebody or an automation asks for something that needs your answer, it appears here. ${rest}</p>
  </div>`;
}

function section(title: string, id: string, content: Html): Html {
  return html`<section aria-labelledby="${id}">
    <h2 id="${id}">${title}</h2>
    ${content}
  </section>`;
}

function cards(views: readonly RequestView[], now: Instant, mine: boolean): Html {
  return html`<ul class="cards">
    ${views.map((view) => card(view, now, mine))}
  </ul>`;
}

function card(view: RequestView, now: Instant, mine: boolean): Html {
  const { number, openedAt } = view.pull;
  const title = html`<a href="/requests/${number}">${shown(headline(view))}</a>`;
  return html`<li class="card">
    <p class="labels">${stageLabel(view)}${tierLabel(view)}<span class="number">Request ${number}</span></p>
    ${isOpen(view) ? html`<h4>${title}</h4>` : html`<h3>${title}</h3>`}
    <p class="meta">Asked by ${shown(asker(view))}, <span data-clock>${distance(openedAt, now)}</span></p>
    ${isOpen(view) ? standing(view, now, mine) : html`<p class="outcome">${shown(ending(view))}</p>`}
  </li> `;
}

function standing(view: RequestView, now: Instant, mine: boolean): Html {
  const { deadline, summary } = view.verdict;
  if (view.stage !== 'waiting') return html`<p class="outcome">${shown(readable(summary))}</p>`;
  const begins = passesByItself(view);
  const alone =
    begins === null ? null : html` It runs by itself from ${moment(begins)}, because that was approved beforehand.`;
  if (!mine) return html`<p class="due">${shown(readable(summary))}${alone}</p>`;
  return html`<p class="due">
    Answer until ${moment(deadline)}, <strong data-clock>${distance(deadline, now)}</strong>.${alone}
  </p>`;
}

function simulated(simulations: PagesSource['simulations'], { token }: Visitor): Html {
  const buttons = simulations.map(
    ({ id, title, tier }) => html`<li>
      <form method="post" action="/simulate">
        ${tokenField(token)}
        <button class="quiet" type="submit" name="id" value="${id}">
          ${title} <span class="tag">Tier ${tier}</span>
        </button>
      </form>
    </li> `,
  );
  return html`<section class="corner" aria-labelledby="simulation">
    <h2 id="simulation">Simulation</h2>
    <p>
      These stand for automations on this machine. Each button proposes something, as an automation would; nothing
      outside is touched.
    </p>
    <ul>
      ${buttons}
    </ul>
  </section>`;
}
