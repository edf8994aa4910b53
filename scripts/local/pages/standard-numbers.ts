// The quarter at a glance: gate failures against the threshold, the next review, open exceptions, the ledger.
import type { StandardReport } from '../standard-report.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import { distance, moment } from './moments.ts';
import type { Tone } from './stages.ts';

/** Each number with its state in words; the tone only supports it. */
export function numbersSection(report: StandardReport): Html {
  return html`<section aria-labelledby="numbers">
    <h2 id="numbers">At a glance</h2>
    <ul class="numbers">
      ${[failures(report), review(report), exceptions(report), ledger(report)]}
    </ul>
  </section>`;
}

function tile(tone: Tone, name: string, value: Html, state: string, more: Html): Html {
  return html`<li class="tone-${tone}">
    <span class="meta">${name}</span>
    <strong>${value}</strong>
    <span class="pill tone-${tone}">${state}</span>
    <span class="meta">${more}</span>
  </li> `;
}

function failures({ quarter, failures: open }: StandardReport): Html {
  const { failures: count, allowed, rootCauseMissing } = quarter;
  const tone = rootCauseMissing ? 'bad' : count === 0 ? 'good' : 'ask';
  const state = rootCauseMissing ? 'Root cause to be found' : count > allowed ? 'Root cause found' : 'Within the limit';
  const more = html`More than ${allowed} ask for a root-cause review. Not remediated yet, of any quarter:
  ${open.length}.`;
  return tile(tone, `Gate failures in ${quarter.quarter}`, html`${count}`, state, more);
}

function review({ review: { last, next, missed }, at }: StandardReport): Html {
  const more = html`${next.quarter}, by ${moment(next.due)}.
  ${last === null ? 'None was held yet.' : html`The last was that of ${shown(last.quarter)}, ${moment(last.at)}.`}`;
  const state = missed.length === 0 ? 'In time' : `Missed: ${missed.map(({ quarter }) => quarter).join(', ')}`;
  const value = html`<span data-clock>${distance(next.due, at)}</span>`;
  return tile(missed.length === 0 ? 'good' : 'bad', 'Next review is due', value, state, more);
}

function exceptions({ exceptions: all, at }: StandardReport): Html {
  const open = all.filter(({ state, approvedBy }) => state === 'in force' && approvedBy.length > 0);
  const [first] = open.flatMap(({ exception }) => exception.expires ?? []);
  const over = all.filter(({ state }) => state === 'over').length;
  const rest = over === 0 ? null : html` ${over} past their end still lie on main and cover nothing.`;
  const more = html`${first === undefined ? 'None is in force.' : html`The first ends <span data-clock>${distance(first, at)}</span>.`}${rest}`;
  const tone = open.length === 0 ? 'good' : 'ask';
  return tile(tone, 'Exceptions in force', html`${open.length}`, open.length === 0 ? 'None' : 'Open', more);
}

/** Only what this page itself has checked: reading the ledger checks every checkpoint against its keys and the records against it. */
function ledger({ ledger: { records, root, anchors, after } }: StandardReport): Html {
  if (root === null) {
    const more = html`No checkpoint is signed, so nothing shows that a record is genuine.`;
    return tile('bad', 'Ledger', html`${records} records`, 'Not signed', more);
  }
  const outside =
    anchors === 0
      ? html`Nobody outside vouches for it yet: whoever holds the key could write it anew.
          <code>countersign anchor</code> asks for that.`
      : html`${anchors === 1 ? 'One word of an outsider lies' : html`${anchors} words of outsiders lie`} beside it, not
          checked here; ${after} records came after. Whether they hold, <code>countersign verify</code> says on a clone.`;
  const more = html`Signed under the key that main pins, root <code>${root.slice(0, 12)}</code>. ${outside}`;
  return tile(anchors === 0 ? 'ask' : 'good', 'Ledger', html`${records} records`, gradeOf(anchors), more);
}

function gradeOf(anchors: number): string {
  return anchors === 0 ? 'Signed, no anchor' : `Signed, ${anchors} ${anchors === 1 ? 'anchor' : 'anchors'}`;
}
