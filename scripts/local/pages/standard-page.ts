// How the standard is kept now: the quarter in numbers, open exceptions, open gate failures, and what is owed.
import type { FailureState } from '../../core/gate-failures.ts';
import { occurredAt, saysWhoFound } from '../../core/gate-failures.ts';
import type { Policy } from '../../core/policy-model.ts';
import { list, names } from '../../core/standing.ts';
import { askedAbout } from '../standard-report.ts';
import type { ExceptionState, StandardReport } from '../standard-report.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import type { Visitor } from './layout.ts';
import { layout } from './layout.ts';
import { distance, moment } from './moments.ts';
import { numbersSection } from './standard-numbers.ts';
import { clientName } from './subject.ts';

interface Known {
  readonly report: StandardReport;
  readonly policy: Policy;
}

/** The page, as the ledger and the policy on main have it. */
export function standardPage({ report, policy }: Known, visitor: Visitor): Html {
  const open = report.failures.length + report.events.length;
  const main = html`<h1>The standard</h1>
    <p class="lead">
      Version ${shown(report.version)}, as the ledger and the policy on main have it, ${moment(report.at)}.
    </p>
    ${numbersSection(report)} ${debtsSection(report)} ${exceptionsSection(report, policy)} ${failuresSection(report)}
    ${eventsSection(report)}`;
  const title = open === 0 ? 'The standard' : `The standard, ${open} open`;
  return layout({ title, path: '/standard', main, live: 'replace' }, visitor);
}

const TONES = { 'in force': 'ask', 'to come': 'calm', over: 'doubt' } as const;

function exceptionsSection({ exceptions, at }: StandardReport, policy: Policy): Html {
  const item = ({ exception, state, requestor, approvedBy }: ExceptionState): Html => {
    const { id, operations, clients, gate, from, expires } = exception;
    const counts = approvedBy.length > 0;
    return html`<li>
      <p>
        <span class="pill tone-${counts ? TONES[state] : 'bad'}">${counts ? words(state) : 'Does not count'}</span>
        <strong>${shown(id)}</strong>
        ${expires === null || state !== 'in force' ? null : html`ends <strong data-clock>${distance(expires, at)}</strong>`}
      </p>
      <p>
        ${shown(list(operations))} at ${shown(list(clients.map((client) => clientName(client, policy))))}: the gate
        <code>${gate}</code> instead. From ${moment(from)} until
        ${expires === null ? html`no day at all` : moment(expires)}.
      </p>
      <p class="meta">
        ${
          counts
            ? html`Asked for by ${shown(requestor === null ? 'nobody' : names([requestor], policy))}, approved by
              ${shown(names(approvedBy, policy))}.`
            : html`The ledger has no approval of it, so nothing passes under it.`
        }
      </p>
    </li> `;
  };
  return html`<section aria-labelledby="exceptions">
    <h2 id="exceptions">Exceptions</h2>
    ${
      exceptions.length === 0
        ? html`<p>There is none: every action takes the gate of the action table.</p>`
        : html`<ul class="reasons">
            ${exceptions.map(item)}
          </ul>`
    }
  </section>`;
}

function words(state: ExceptionState['state']): string {
  return { 'in force': 'In force', 'to come': 'To come', over: 'Over' }[state];
}

function failuresSection(report: StandardReport): Html {
  const { failures: all, debts } = report;
  const failures = all.filter((one) => !debts.includes(one));
  return html`<section aria-labelledby="failures">
    <h2 id="failures">${debts.length === 0 ? 'Open gate failures' : 'Other open gate failures'}</h2>
    ${
      failures.length === 0
        ? html`<p>None is open.</p>`
        : html`<ul class="reasons">
            ${failures.map((one) => failure(one, report))}
          </ul>`
    }
  </section>`;
}

/** A failure and where its remediation stands: to be filed, filed, or asked for; a closed one is not shown here any more. */
function failure(state: FailureState, { at, asked }: StandardReport): Html {
  const { id, record, events } = state;
  const happened = occurredAt(record);
  const filed = events.length > 0;
  const waiting = askedAbout(state, asked).filter(({ remediates }) => remediates === filed);
  const [tone, words] =
    waiting.length > 0
      ? (['ask', filed ? 'Remediation waits' : 'Report waits'] as const)
      : filed
        ? (['ask', 'Filed, not remediated'] as const)
        : (['bad', 'Not filed yet'] as const);
  const links = waiting.map(({ pull }) => html` <a href="/requests/${pull}">Request ${pull}</a>`);
  return html`<li>
    <p>
      <span class="pill tone-${tone}">${words}</span>${links} ${moment(happened)},
      <span data-clock>${distance(happened, at)}</span>
    </p>
    <p>${shown(record.how)}</p>
    <p class="meta">
      Record
      <code>${id}</code>${saysWhoFound(record) ? null : html`, detected by ${shown(record.detectedBy)}`}.
      ${
        filed
          ? html`Gate event ${shown(list(events.map(({ event }) => event)))}: open until its remediation is approved.`
          : null
      }
    </p>
  </li> `;
}

function eventsSection({ events }: StandardReport): Html | null {
  if (events.length === 0) return null;
  const item = ({ event, path, approvals, at }: StandardReport['events'][number]): Html => html`<li>
    <p><span class="pill tone-ask">Filed, not closed</span> <strong>${shown(event)}</strong></p>
    <p class="meta">
      <code>${shown(path)}</code>, approved by ${shown(list(approvals.map(({ name }) => name)))}, ${shown(at)}.
    </p>
  </li> `;
  return html`<section aria-labelledby="events">
    <h2 id="events">Other open gate events</h2>
    <ul class="reasons">
      ${events.map(item)}
    </ul>
  </section>`;
}

/** Whoever broke the glass answers for it before anything else. */
function debtsSection(report: StandardReport): Html | null {
  const { debts } = report;
  if (debts.length === 0) return null;
  return html`<section aria-labelledby="debts">
    <h2 id="debts">Break-glass that nobody has looked at</h2>
    <p>Until two others have approved its gate event, whoever did it has no second one.</p>
    <ul class="reasons">
      ${debts.map((one) => failure(one, report))}
    </ul>
  </section>`;
}
