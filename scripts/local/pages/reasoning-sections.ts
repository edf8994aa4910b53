// How the gate reasons now: the tier and why, the rows and their seats, and what counts, what does not, and the remedy.
import { passedOver } from '../../core/denial.ts';
import type { NotCounted, SeatReasoning, Verdict } from '../../core/verdict-model.ts';
import type { Policy } from '../../core/policy-model.ts';
import { list } from '../../core/standing.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import { moment, readable } from './moments.ts';
import type { RequestView } from './source.ts';
import { isOpen } from './stages.ts';
import { personName, roleWords } from './subject.ts';

/** The rows of the authority matrix that apply, and who sits or is asked in each seat. */
export function seatsSection(view: RequestView): Html {
  const { verdict, input } = view;
  const { policy, proposal } = input;
  const rows = verdict.rows.map(
    ({ title, seats }) => html`<h3>${shown(title)}</h3>
      <ul class="seats">
        ${seats.map((seat) => seatItem(seat, policy, isOpen(view)))}
      </ul>`,
  );
  // Where nobody is asked, nobody stands in either.
  const standIns = (verdict.state === 'auto' ? [] : proposal.standIns).map((id) => {
    const call = input.ledger.called.find((one) => one.standIn === id);
    const state = call === undefined ? html`asked only if nobody above can answer` : html`called ${moment(call.at)}`;
    return html`<li>
      <span class="seat-role">Stand-in</span> <span>${shown(personName(id, policy))}, ${state}</span>
    </li>`;
  });
  const none = html`<p>
    ${verdict.state === 'auto' ? 'Nobody: it passes without a human.' : 'No row of the authority matrix applies.'}
  </p>`;
  return html`<section aria-labelledby="seats">
    <h2 id="seats">Who must approve</h2>
    ${rows.length === 0 ? none : rows}
    ${
      standIns.length === 0
        ? null
        : html`<ul class="seats">
            ${standIns}
          </ul>`
    }
  </section>`;
}

function seatItem({ roles, filledBy, candidates }: SeatReasoning, policy: Policy, open: boolean): Html {
  const words = roleWords(roles);
  const role = html`<span class="seat-role">${words.charAt(0).toUpperCase() + words.slice(1)}</span>`;
  if (filledBy !== null) {
    return html`<li class="filled">
      ${role} <span><span class="pill tone-good">Approved</span> by ${shown(personName(filledBy, policy))}</span>
    </li>`;
  }
  const asked = list(candidates.map((id) => personName(id, policy)));
  return html`<li>
    ${role}
    <span
      >${open ? html`<span class="pill tone-ask">Open</span>` : html`<span class="pill">Not filled</span>`} asked of
      ${shown(asked)}</span
    >
  </li>`;
}

/** The whole reasoning, so that nobody has to guess what is missing or what to do about it. */
export function reasoningSection(view: RequestView): Html {
  const { verdict, input } = view;
  const { refusals, counted, denial, unreadable, classification } = verdict;
  const ignored = passedOver(verdict);
  const { kind } = input.proposal;
  return html`<section aria-labelledby="reasoning">
    <h2 id="reasoning">How the gate reasons</h2>
    <h3>${kind === 'action' ? 'Tier and gate' : 'Gate'}</h3>
    <p>${kind === 'action' ? gateWords(verdict) : CHANGE}</p>
    ${
      classification.because.length === 0
        ? null
        : html`<ul>
            ${classification.because.map((one) => html`<li>${shown(readable(one))}</li>`)}
          </ul>`
    }
    ${
      refusals.length === 0
        ? null
        : html`<h3>Why it is refused</h3>
            <ul class="reasons">
              ${refusals.map(reason)}
            </ul>`
    }
    ${
      unreadable.length === 0
        ? null
        : html`<h3>Could not be read</h3>
            <p>${shown(list(unreadable))}. Nothing is approved on an incomplete picture.</p>`
    }
    ${denial === null ? null : denied(verdict)}
    <h3>Answers that count</h3>
    ${
      counted.length === 0
        ? html`<p>${isOpen(view) ? 'None so far.' : 'None.'}</p>`
        : html`<ul class="reasons">
            ${counted.map(counts)}
          </ul>`
    }
    ${
      ignored.length === 0
        ? null
        : html`<h3>Answers that do not count</h3>
            <ul class="reasons">
              ${ignored.map(reason)}
            </ul>`
    }
  </section>`;
}

const CHANGE =
  'It runs nothing by itself and has no tier: the row of the matrix for its kind says who approves it, by the policy on main and not by what it brings.';

const GATES: Readonly<Record<string, string>> = {
  'human-approval': 'a human approves before it runs',
  'human-review-before-send': 'a human reviews it before it is sent',
  'auto-and-log': 'it runs under a condition and is logged',
  auto: 'it runs without a human',
};

function gateWords({ classification }: Verdict): string {
  const { tier, gate, clients, reversible } = classification;
  if (tier === null) return 'Nobody has put this into a tier, so it cannot pass.';
  const scope = clients === 'many' ? 'several clients' : 'one client';
  return `Tier ${tier}: ${GATES[gate ?? ''] ?? 'no gate lets it pass'}. It touches ${scope} and ${reversible ? 'can' : 'cannot'} be undone.`;
}

function reason({ code, fact, remedy }: Pick<NotCounted, 'fact' | 'remedy'> & { readonly code: string }): Html {
  return html`<li>
    <p>${shown(readable(fact))} <code class="code">${code}</code></p>
    <p class="remedy">${shown(remedy)}</p>
  </li> `;
}

function counts({ name, at, standIn, commit }: Verdict['counted'][number]): Html {
  return html`<li>
    <p><strong>${shown(name)}</strong> approved ${moment(at)}${standIn ? ', as stand-in' : null}.</p>
    <p class="remedy">For exactly the commit <code>${commit}</code>.</p>
  </li>`;
}

const RIGHTS = {
  approver: 'as a named approver',
  'stand-in': 'as a stand-in who was called',
  veto: 'by veto',
} as const;

function denied({ denial }: Verdict): Html | null {
  if (denial === null) return null;
  const { name, at, right, reason: said } = denial;
  return html`<h3>Denied</h3>
    <p><strong>${shown(name)}</strong> denied it ${RIGHTS[right]}, ${moment(at)}. That is final.</p>
    <blockquote>${said.trim() === '' ? 'No reason was given.' : shown(said)}</blockquote>`;
}
