// What has happened: each request with its ending, and the lines of the log.
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import type { Visitor } from './layout.ts';
import { layout } from './layout.ts';
import { moment } from './moments.ts';
import type { RequestView } from './source.ts';
import { ending, isOpen, stageLabel } from './stages.ts';
import { headline } from './subject.ts';

/** @param requests newest first @param log newest last, shown newest first */
export function activityPage(requests: readonly RequestView[], log: readonly string[], visitor: Visitor): Html {
  const rows = requests.map(
    (view) => html`<tr>
      <td data-label="Request"><a href="/requests/${view.pull.number}">${view.pull.number}</a></td>
      <td data-label="What">${shown(headline(view))}</td>
      <td data-label="Asked">${moment(view.pull.openedAt)}</td>
      <td data-label="State">${stageLabel(view)}</td>
      <td data-label="Ending">${isOpen(view) ? 'Still open' : shown(ending(view))}</td>
    </tr> `,
  );
  const table = html`<table>
    <thead>
      <tr>
        <th scope="col">Request</th>
        <th scope="col">What</th>
        <th scope="col">Asked</th>
        <th scope="col">State</th>
        <th scope="col">Ending</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
  const lines = log.toReversed().map((line) => html`<li>${shown(line)}</li> `);
  const main = html`<h1>Activity</h1>
    <section class="wide" aria-labelledby="requests">
      <h2 id="requests">Requests</h2>
      ${requests.length === 0 ? html`<p>Nothing has been asked for yet.</p>` : table}
    </section>
    <section class="wide" aria-labelledby="log">
      <h2 id="log">Log, newest first</h2>
      ${
        log.length === 0
          ? html`<p>The log is empty.</p>`
          : html`<ol class="log">
              ${lines}
            </ol>`
      }
    </section>`;
  return layout({ title: 'Activity', path: '/activity', main, live: 'replace' }, visitor);
}
