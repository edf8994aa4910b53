// Every file that a request changes, complete: new and removed ones whole, changed ones line by line.
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import { lineDiff } from './line-diff.ts';
import type { DiffLine } from './line-diff.ts';
import type { FileSide, RequestView, ShownChange } from './source.ts';

/** The files of a request that brings no action; an action's one file has a section of its own. */
export function changesSection({ changes }: RequestView): Html {
  const all = changes ?? [];
  const count = all.length === 1 ? 'The file itself' : `All ${all.length} files`;
  return html`<section class="wide" aria-labelledby="file">
    <h2 id="file">${all.length === 0 ? 'The files' : count}</h2>
    ${
      changes === null
        ? html`<p>Which files it changes could not be read.</p>`
        : all.length === 0
          ? html`<p>It changes no file.</p>`
          : html`<p>Complete and unshortened; unchanged lines are folded, not left out.</p>`
    }
    ${all.map(file)}
  </section>`;
}

const STATUS = { added: 'New', modified: 'Changed', removed: 'Removed', renamed: 'Renamed' } as const;

function file(change: ShownChange): Html {
  const { path, status, mode } = change;
  const odd = mode === '100644' ? null : html` <span class="pill tone-doubt">mode ${shown(mode)}</span>`;
  return html`<h3><code>${shown(path)}</code></h3>
    <p class="labels"><span class="pill">${STATUS[status]}</span>${odd}</p>
    ${content(change)}`;
}

function content({ status, before, after }: ShownChange): Html {
  if (status === 'added') return whole(after, '+');
  if (status === 'removed') return whole(before, '-');
  if (before.kind !== 'text' || after.kind !== 'text') {
    return html`<p>Before: ${sideWords(before)}</p>
      <p>After: ${sideWords(after)}</p>`;
  }
  const lines = lineDiff(before.text, after.text);
  const same = lines.every(({ sign }) => sign === ' ');
  return html`<div class="diff">${same ? html`<p>Not one line changes.</p>` : null}${folded(lines).map(block)}</div>`;
}

function whole(side: FileSide, sign: DiffLine['sign']): Html {
  if (side.kind !== 'text') return html`<p>${sideWords(side)}</p>`;
  if (side.text === '') return html`<p>It is empty.</p>`;
  return sign === '-'
    ? html`<pre class="gone"><del>${shown(side.text)}</del></pre>`
    : html`<pre>${shown(side.text)}</pre>`;
}

function sideWords(side: FileSide): Html {
  if (side.kind === 'bytes')
    return html`${side.size} bytes that are no text, <code>${shown(side.digest)}</code>. Look at them at the code host.`;
  return side.kind === 'none' ? html`no regular file` : html`a text of ${side.text.length} characters`;
}

/** Unchanged lines around a change that stay in sight. */
const AROUND = 3;

interface Block {
  readonly lines: readonly DiffLine[];
  readonly fold: boolean;
}

/** Long unchanged stretches as blocks of their own. */
function folded(lines: readonly DiffLine[]): readonly Block[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - AROUND), at + AROUND + 1).some(({ sign }) => sign !== ' '),
  );
  const blocks: { lines: DiffLine[]; fold: boolean }[] = [];
  for (const [at, line] of lines.entries()) {
    const fold = near[at] !== true;
    const last = blocks.at(-1);
    if (last === undefined || last.fold !== fold) blocks.push({ lines: [line], fold });
    else last.lines.push(line);
  }
  return blocks;
}

function block({ lines, fold }: Block): Html {
  const text = html`<pre>${lines.map(row)}</pre>`;
  if (!fold) return text;
  return html`<details>
    <summary>${lines.length === 1 ? 'One unchanged line' : `${lines.length} unchanged lines`}</summary>
    ${text}
  </details>`;
}

function row({ sign, text }: DiffLine): Html {
  const ends = text.endsWith('\n');
  const line = html`${shown(ends ? text.slice(0, -1) : text)}${ends ? null : html` <span class="meta">(no line break at the end)</span>`}`;
  if (sign === '+') return html`<ins>+ ${line}</ins>`;
  return sign === '-' ? html`<del>- ${line}</del>` : html`<span> ${line}</span>`;
}
