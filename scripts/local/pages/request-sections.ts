// What a request says: the facts a person decides on, exactly what will be sent, and the file itself.
import type { Action, PlanStep } from '../../core/action-model.ts';
import { clientsOf } from '../../core/action-model.ts';
import type { Policy } from '../../core/policy-model.ts';
import { list } from '../../core/standing.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import { changesSection } from './changes-section.ts';
import type { Fact } from './kind-facts.ts';
import { factList, kindFacts } from './kind-facts.ts';
import { moment } from './moments.ts';
import type { RequestView } from './source.ts';
import { isOpen } from './stages.ts';
import { accountName, asker, clientName, operationTitle, personName, platformName } from './subject.ts';

/** Who asks for what, on which system, for which clients, and why (standard: every request shows these). */
export function factsSection(view: RequestView): Html {
  const { pull, input } = view;
  const { action } = input.proposal;
  const common: readonly Fact[] = [
    ['Asked by', shown(asker(view))],
    ['Asked at', moment(pull.openedAt)],
    ...pushed(view),
  ];
  const facts =
    action === null
      ? [...kindFacts(view), ...common]
      : [...actionFacts(action, input.policy), ...common, ...reasons(action, input.policy)];
  return html`<section aria-labelledby="facts">
    <h2 id="facts">What is asked for</h2>
    ${factList(facts)}
  </section>`;
}

/** Others than the account that opened it who pushed to its branch: they wrote what is asked for (gate.md rule 11). */
function pushed({ pull, input }: RequestView): readonly Fact[] {
  const others = (input.pull.pushers ?? []).filter((one) => one?.id !== pull.opener.id);
  if (others.length === 0) return [];
  const words = list(others.map((one) => (one === null ? 'an account that is gone' : accountName(one, input.policy))));
  return [['Also pushed by', html`${shown(words)}: who pushed to its branch may not approve it`]];
}

function actionFacts(action: Action, policy: Policy): readonly Fact[] {
  const parameters = Object.entries(action.parameters);
  const pair = ([name, value]: (typeof parameters)[number]): Html =>
    html`<li>${shown(name)}: <code>${shown(String(value))}</code></li>`;
  const clients = action.portfolio ? [...policy.clients.keys()] : clientsOf(action);
  return [
    ['Operation', html`${shown(operationTitle(action, policy))} <code>${shown(action.operation)}</code>`],
    ['System', shown(platformName(action, policy))],
    ['Targets', targets(action, policy)],
    [
      'Clients',
      html`<ul class="plain">
        ${clients.map((id) => html`<li>${shown(clientName(id, policy))}</li>`)}
      </ul>`,
    ],
    ...(parameters.length === 0
      ? []
      : ([
          [
            'Parameters',
            html`<ul class="plain">
              ${parameters.map(pair)}
            </ul>`,
          ],
        ] as const)),
  ];
}

function targets(action: Action, policy: Policy): Html {
  if (action.portfolio) return html`Every client in the register`;
  return html`<ul class="plain">
    ${action.targets.map(
      ({ name, kind, id, client }) => html`<li>
        <strong>${shown(name)}</strong>, ${shown(kind)} <code>${shown(id)}</code> of
        ${shown(clientName(client, policy))}
      </li> `,
    )}
  </ul>`;
}

function reasons(action: Action, policy: Policy): readonly Fact[] {
  const { technician, justification, expectedOutcome, window } = action;
  return [
    ['Work of', technician === null ? html`Nobody in particular` : shown(personName(technician, policy))],
    ...(window === null ? [] : ([['Window', html`<code>${shown(window)}</code>`]] as const)),
    ['Why', quoted(justification)],
    ['Expected outcome', quoted(expectedOutcome)],
  ];
}

function quoted(text: string): Html {
  return text.trim() === '' ? html`Nothing was said` : shown(text);
}

/** Every call in the order in which it will be sent, complete (standard: exactly what will run, not a summary). */
export function planSection(view: RequestView): Html | null {
  const { action, kind } = view.input.proposal;
  if (kind !== 'action') return null;
  const steps = action?.plan ?? [];
  const lead =
    steps.length === 0
      ? html`<p>No call could be read from this request, so nothing can be sent.</p>`
      : html`<p>
            ${steps.length === 1 ? 'One call' : `${steps.length} calls, in this order`}, complete and unshortened.
          </p>
          <ol class="steps">
            ${steps.map(step)}
          </ol>`;
  return html`<section aria-labelledby="sent">
    <h2 id="sent">${planTitle(view)}</h2>
    ${lead}
  </section>`;
}

function planTitle(view: RequestView): string {
  if (isOpen(view)) return 'Exactly what will be sent';
  return view.stage === 'done' ? 'Exactly what was approved to be sent' : 'Exactly what would have been sent';
}

function step({ method, url, body }: PlanStep): Html {
  const content =
    body === undefined
      ? html`<p class="none">Without a body</p>`
      : html`<pre>${shown(JSON.stringify(body, null, 2))}</pre>`;
  return html`<li>
    <p class="call"><span class="method">${method}</span> <code>${shown(url)}</code></p>
    ${content}
  </li> `;
}

/** The file of the request, exactly; where it could not be read, the page says so. */
export function fileSection(view: RequestView): Html {
  const { file, input } = view;
  if (input.proposal.kind !== 'action') return changesSection(view);
  const content =
    file === null
      ? html`<p>There is no file that could be read.</p>`
      : html`<p class="path"><code>${shown(file.path)}</code></p>
          <pre>${shown(file.text)}</pre>`;
  return html`<section aria-labelledby="file">
    <h2 id="file">The file itself</h2>
    ${content}
  </section>`;
}
