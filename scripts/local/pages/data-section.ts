// The numbers of a quarterly review as tables: the data itself, every value of it, and nobody's rendering of a text.
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import { readable } from './moments.ts';

/** Everything that the data says, in the order of its file; what is still open comes first. */
export function dataSection(data: unknown): Html {
  const entries = isObject(data) ? Object.entries(data) : [['value', data] as const];
  const plain = entries.filter(([, value]) => !isNested(value));
  const nested = entries.filter(([, value]) => isNested(value));
  const open = nested.filter(([name]) => name === 'openItems');
  const rest = nested.filter(([name]) => name !== 'openItems');
  return html`<section class="wide" aria-labelledby="data">
    <h2 id="data">What the review says</h2>
    ${plain.length === 0 ? null : facts(plain)}
    ${[...open, ...rest].map(
      ([name, value]) =>
        html`<h3>${shown(words(name))}</h3>
          ${valueOf(value)}`,
    )}
  </section>`;
}

type Entry = readonly [string, unknown];

function facts(entries: readonly Entry[]): Html {
  return html`<dl class="facts">
    ${entries.map(
      ([name, value]) => html`<div>
        <dt>${shown(words(name))}</dt>
        <dd>${valueOf(value)}</dd>
      </div> `,
    )}
  </dl>`;
}

function valueOf(value: unknown): Html {
  if (Array.isArray(value)) return arrayOf(value);
  if (isObject(value)) return Object.keys(value).length === 0 ? html`<p>None</p>` : facts(Object.entries(value));
  if (value === null || value === '') return html`none`;
  if (typeof value === 'boolean') return html`${value ? 'yes' : 'no'}`;
  return shown(typeof value === 'string' ? readable(value) : JSON.stringify(value));
}

function arrayOf(all: readonly unknown[]): Html {
  if (all.length === 0) return html`<p>None</p>`;
  const rows = all.filter(isObject);
  if (rows.length === all.length) return tableOf(rows);
  return html`<ul class="plain">
    ${all.map((one) => html`<li>${valueOf(one)}</li> `)}
  </ul>`;
}

/** One row each; a column for every name that any of them has. */
function tableOf(rows: readonly Readonly<Record<string, unknown>>[]): Html {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return html`<div class="scroll" role="group" tabindex="0" aria-label="Table">
    <table>
      <thead>
        <tr>
          ${columns.map((name) => html`<th scope="col">${shown(words(name))}</th> `)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          (row) => html`<tr>
            ${columns.map(
              (name) =>
                html`<td data-label="${words(name)}">${Object.hasOwn(row, name) ? valueOf(row[name]) : null}</td> `,
            )}
          </tr> `,
        )}
      </tbody>
    </table>
  </div>`;
}

/** `openItems` as `Open items`; what is no such name stays as it is. */
function words(name: string): string {
  if (!/^[a-z][A-Za-z]*$/.test(name)) return name;
  const spaced = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`;
}

function isNested(value: unknown): boolean {
  return Array.isArray(value) || isObject(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
