// What a request without an action asks for, fact by fact: a window, an exception, a gate event, in the words of the standard.
import type { ExceptionFile, GateEventFile, WindowFile } from '../../core/generated/types.ts';
import type { Gate, Policy } from '../../core/policy-model.ts';
import { list } from '../../core/standing.ts';
import type { Content } from '../content.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import { bothMoments, recordedMoment } from './moments.ts';
import type { RequestView } from './source.ts';
import { clientName, personName } from './subject.ts';

export type Fact = readonly [string, Html];

/** The facts that a person decides on; none for a kind that is told by its differences and files alone. */
export function kindFacts({ content, input }: RequestView): readonly Fact[] {
  const { policy, proposal } = input;
  if (content?.kind === 'window') return windowFacts(content.window, policy);
  if (content?.kind === 'exception') return exceptionFacts(content, policy);
  if (content?.kind === 'gate-event') return eventFacts(content.event, policy);
  return proposal.kind === 'erasure' ? [['What it asks', sentences(proposal.brings ?? [])]] : [];
}

function windowFacts({ operations, clients, justification }: WindowFile, policy: Policy): readonly Fact[] {
  return [
    ['Lets run', items(operations.map((id) => operationWords(id, policy)))],
    ['Clients', items(clients.map((id) => shown(clientName(id, policy))))],
    ['Why', shown(justification)],
  ];
}

const DAY = 86_400_000;

function exceptionFacts(content: Extract<Content, { readonly kind: 'exception' }>, policy: Policy): readonly Fact[] {
  const { exception, from, expires } = content;
  const { zone } = exception;
  const days = from === null || expires === null ? null : Math.round((expires - from) / DAY);
  return [
    ['Gate', gates(exception, policy)],
    ['Clients', items(exception.clients.map((id) => shown(clientName(id, policy))))],
    ['From', from === null ? shown(exception.from) : bothMoments(from, zone)],
    [
      'Until',
      expires === null
        ? html`<strong>No end is given</strong>`
        : html`${bothMoments(expires, zone)}${days === null ? null : html`, ${days === 1 ? 'one day' : `${days} days`} in all`}.
          It ends by itself.`,
    ],
    ['Why', shown(exception.justification)],
    ['What lowers the risk', shown(exception.compensates)],
    ...(exception.renews === undefined
      ? []
      : [['Follows', html`the exception <code>${shown(exception.renews)}</code>`] as const]),
  ];
}

const GATES: Readonly<Record<Gate, string>> = {
  'human-approval': 'a human’s approval',
  'human-review-before-send': 'a human’s review before it is sent',
  'auto-and-log': 'auto and log',
  auto: 'auto',
};

/** What changes, operation by operation, and what that means while nobody thinks of it. */
function gates({ operations, gate }: ExceptionFile, policy: Policy): Html {
  const open = gate === 'auto' || gate === 'auto-and-log';
  const means = open
    ? html`<p><strong>While it is in force nobody is asked before this runs.</strong></p>`
    : html`<p>While it is in force a human still answers each time.</p>`;
  const lines = operations.map((id) => {
    const was = policy.operations.get(id)?.gate;
    const from = was === undefined ? 'none, because nobody has classified it' : GATES[was];
    return html`${operationWords(id, policy)}: <strong>${GATES[gate]}</strong> instead of ${from}`;
  });
  return html`${items(lines)} ${means}`;
}

function eventFacts(event: GateEventFile, policy: Policy): readonly Fact[] {
  const { date, action, target, bypass, detectedBy, reportedBy, automation, records, quarter } = event;
  const named = automation === null ? null : (policy.automations.get(automation)?.name ?? automation);
  return [
    ['Happened', recordedMoment(date)],
    ['Action', shown(action)],
    ['Target', shown(target)],
    ['How the gate was bypassed', shown(bypass)],
    ['Detected by', shown(detectedBy)],
    [
      'Reported by',
      reportedBy === null ? html`Nobody: it was noticed by itself` : shown(personName(reportedBy, policy)),
    ],
    ['Automation', named === null ? html`None` : shown(named)],
    ...(quarter === undefined ? [] : [['Quarter', shown(quarter)] as const]),
    ['In the ledger', records.length === 0 ? html`No record of a gate failure` : html`record ${shown(list(records))}`],
  ];
}

function operationWords(id: string, policy: Policy): Html {
  const operation = policy.operations.get(id);
  const title = operation?.title ?? 'An operation that nobody has classified';
  const tier = operation === undefined ? null : html`, Tier ${operation.tier}`;
  return html`${shown(title)} <code>${shown(id)}</code>${tier}`;
}

function items(all: readonly Html[]): Html {
  return html`<ul class="plain">
    ${all.map((one) => html`<li>${one}</li> `)}
  </ul>`;
}

function sentences(all: readonly string[]): Html {
  return items(all.map((one) => shown(one)));
}

/** The same, as a list of terms. */
export function factList(facts: readonly Fact[]): Html {
  return html`<dl class="facts">
    ${facts.map(
      ([name, value]) => html`<div>
        <dt>${name}</dt>
        <dd>${value}</dd>
      </div> `,
    )}
  </dl>`;
}
