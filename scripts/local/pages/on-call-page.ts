// Who is on call and who may approve, now and until when, and every stretch ahead in which somebody is missing.
import type { Policy } from '../../core/policy-model.ts';
import { names } from '../../core/standing.ts';
import type { OnCallReport } from '../../on-call.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import type { Visitor } from './layout.ts';
import { layout } from './layout.ts';
import { bothMoments, distance, moment } from './moments.ts';
import { personName, roleWords } from './subject.ts';

interface Known {
  readonly report: OnCallReport;
  readonly policy: Policy;
}

/** The page, as the policy on main has it (standard, quarterly review: approver availability). */
export function onCallPage({ report, policy }: Known, visitor: Visitor): Html {
  const { gaps } = report;
  const main = html`<h1>On call</h1>
    <p class="lead">As the policy on main has it, ${moment(report.at)}.</p>
    ${rotations(report, policy)} ${gapsSection(report)} ${roles(report, policy)}`;
  const title =
    gaps.length === 0 ? 'On call' : `On call, ${gaps.length === 1 ? 'one gap' : `${gaps.length} gaps`} ahead`;
  return layout({ title, path: '/on-call', main, live: 'replace' }, visitor);
}

/** Who may be called to stand in. */
function rotations({ rotations: all, until, at }: OnCallReport, policy: Policy): Html {
  const rows = all.map(({ title, zone, now, next }) => {
    const turn =
      next === null
        ? html`until ${moment(until)} at least`
        : html`until ${bothMoments(next.from, zone)}, <span data-clock>${distance(next.from, at)}</span>`;
    const then = next === null ? null : html`, then ${shown(names(next.people, policy))}`;
    return html`<li>
      <span class="seat-role">${shown(title)}</span>
      <span><strong>${shown(names(now.people, policy))}</strong> ${turn}${then}</span>
    </li> `;
  });
  return html`<section aria-labelledby="rotations">
    <h2 id="rotations">On call now</h2>
    ${
      rows.length === 0
        ? html`<p>The policy knows no rotation, so nobody can stand in for anybody.</p>`
        : html`<ul class="seats">
            ${rows}
          </ul>`
    }
  </section>`;
}

function gapsSection({ gaps, at, until }: OnCallReport): Html {
  const items = gaps.map(
    ({ from, to, sentence }) => html`<li>
      <p><span class="pill tone-bad">${from <= at ? 'Now' : 'Ahead'}</span> ${moment(from)} to ${moment(to)}</p>
      <p>${shown(sentence)}</p>
    </li> `,
  );
  return html`<section aria-labelledby="gaps">
    <h2 id="gaps">Gaps ahead</h2>
    ${
      gaps.length === 0
        ? html`<p>
            <span class="pill tone-good">None</span> Every row of the matrix can be filled until ${moment(until)}.
          </p>`
        : html`<p>Nobody could approve then. Mend it in the roster or the rotations, by a change to the policy.</p>
            <ul class="reasons">
              ${items}
            </ul>`
    }
  </section>`;
}

/** Everybody who could fill a seat, role by role. */
function roles({ roles: all }: OnCallReport, policy: Policy): Html {
  const rows = all.map(({ role, people }) => {
    const words = roleWords([role]);
    const holders = people.map(({ id, away, until }) => {
      const state = away ? html` <span class="pill tone-doubt">Away</span>` : null;
      const end = until === null ? null : html` ${away ? 'until' : 'there until'} ${moment(until)}`;
      return html`<li>${shown(personName(id, policy))}${state}${end}</li> `;
    });
    const nobody = html`<span class="pill tone-bad">Nobody</span> Nothing that needs this role can be approved.`;
    return html`<li>
      <span class="seat-role">${shown(`${words.charAt(0).toUpperCase()}${words.slice(1)}`)}</span>
      ${
        people.length === 0
          ? html`<span>${nobody}</span>`
          : html`<ul class="plain">
              ${holders}
            </ul>`
      }
    </li> `;
  });
  return html`<section aria-labelledby="roles">
    <h2 id="roles">Who may approve</h2>
    <ul class="seats">
      ${rows}
    </ul>
  </section>`;
}
