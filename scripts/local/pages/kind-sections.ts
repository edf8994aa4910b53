// What only requests without an action have: when a window is open, what was done about a gate event, what a policy gains and loses.
import type { GateEventFile } from '../../core/generated/types.ts';
import type { Span } from '../../core/policy-model.ts';
import type { Instant } from '../../core/time.ts';
import { dataSection } from './data-section.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import { localText, moment, readable } from './moments.ts';
import type { RequestView } from './source.ts';
import { personName } from './subject.ts';

/** The heart of such a request, right below its facts; `null` where its facts and files say everything. */
export function kindSection(view: RequestView, now: Instant): Html | null {
  const { content, input } = view;
  const { kind } = input.proposal;
  if (content?.kind === 'window') return timesSection(content.window.zone, content.times, now);
  if (content?.kind === 'gate-event') return remediationSection(view, content.event, content.before);
  if (content?.kind === 'review') return dataSection(content.data);
  return kind === 'policy' || kind === 'code' ? differencesSection(view) : null;
}

/** More than anybody compares at a glance; the rest is one click away and part of the page. */
const NEXT = 5;

/** What is approved is the list, not the rule: all of it stands here. */
function timesSection(zone: string, times: readonly Span[], now: Instant): Html {
  const ahead = times.filter(({ to }) => to > now);
  const rest = [...times.filter(({ to }) => to <= now), ...ahead.slice(NEXT)];
  const count = times.length === 1 ? 'It is open once' : `It is open ${times.length} times`;
  const more = html`<details>
    <summary>${rest.length === 1 ? 'The other time' : `The other ${rest.length} times`}</summary>
    ${timesTable(zone, rest)}
  </details>`;
  return html`<section class="wide" aria-labelledby="times">
    <h2 id="times">When it is open</h2>
    ${
      times.length === 0
        ? html`<p>When it is open could not be told from its file, so it never is.</p>`
        : html`<p>
            ${count}${ahead.length === 0 ? ', and all of that is over' : ahead.length > NEXT ? `; the next ${NEXT}` : null}:
          </p>`
    }
    ${ahead.length === 0 ? null : timesTable(zone, ahead.slice(0, NEXT))} ${rest.length === 0 ? null : more}
  </section>`;
}

function timesTable(zone: string, times: readonly Span[]): Html {
  const rows = times.map(
    ({ from, to }) => html`<tr>
      <td data-label="${zone}">${localText(from, zone)} to ${localText(to, zone)}</td>
      <td data-label="UTC">${moment(from)} to ${moment(to)}</td>
    </tr> `,
  );
  return html`<table>
    <thead>
      <tr>
        <th scope="col">${zone}</th>
        <th scope="col">UTC</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

/** What was done about it, before and after; a report that is new has none yet and stays open until there is one. */
function remediationSection({ input }: RequestView, event: GateEventFile, before: GateEventFile | null): Html {
  const words = (one: GateEventFile | null): Html => {
    const done = one?.remediation ?? null;
    if (done === null) return html`<p>None: the event is open.</p>`;
    const { text, by, completed, configurationChange } = done;
    return html`<p>${shown(text)}</p>
      <p class="meta">By ${shown(personName(by, input.policy))}, completed on ${shown(completed)}.</p>
      <p class="meta">
        ${configurationChange === null ? 'The configuration of the automation stays.' : html`Change to the configuration: ${shown(configurationChange)}`}
      </p>`;
  };
  const content =
    before === null
      ? html`<p>
          None yet. Approving this files the report; the event stays open until both of its approvers approve what was
          done about it.
        </p>`
      : html`<div class="sides">
          <div>
            <h3>On main</h3>
            ${words(before)}
          </div>
          <div>
            <h3>With this request</h3>
            ${words(event)}
          </div>
        </div>`;
  return html`<section aria-labelledby="remediation">
    <h2 id="remediation">Remediation</h2>
    ${content}
  </section>`;
}

function differencesSection({ input, verdict }: RequestView): Html | null {
  const { kind, brings = [] } = input.proposal;
  if (kind === 'code' && brings.length === 0) return null;
  const none =
    verdict.state === 'refused'
      ? 'What it means cannot be told while the gate refuses it.'
      : 'Nothing of it has a sentence of its own here; what changes is in the files below.';
  const rest = html`<p class="meta">Only the files below are complete; what has no sentence here is in them.</p>`;
  return html`<section aria-labelledby="differences">
    <h2 id="differences">What it means</h2>
    ${
      brings.length === 0
        ? html`<p>${none}</p>`
        : html`<ul class="differences">
              ${brings.map((one) => html`<li>${shown(readable(one))}</li> `)}
            </ul>
            ${rest}`
    }
  </section>`;
}
