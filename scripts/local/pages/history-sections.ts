// What the ledger says about a request, record by record in sentences, and how the run ended with its evidence.
import { failureWords } from '../../core/gate-failures.ts';
import type { CountersignRecord } from '../../core/records.ts';
import { recordId } from '../../core/records.ts';
import { list } from '../../core/standing.ts';
import type { Policy } from '../../core/policy-model.ts';
import type { Html } from './html.ts';
import { html, shown } from './html.ts';
import { readable, recordedMoment } from './moments.ts';
import type { RequestView } from './source.ts';
import { executed, outcomeOf } from './stages.ts';
import { personName } from './subject.ts';

/** How the run ended; nothing where there is no end yet, or nothing ever ran. */
export function outcomeSection(view: RequestView): Html | null {
  const run = executed(view);
  if (run === null) return null;
  const { words, tone } = outcomeOf(run);
  const times = [
    ['Decided', run.times.decided],
    ['Begun', run.times.intended],
    ['Ended', run.times.finished],
  ] as const;
  return html`<section class="result tone-${tone}" aria-labelledby="outcome">
    <h2 id="outcome">What became of it</h2>
    <p><span class="pill tone-${tone}">${words}</span> ${shown(run.detail)}</p>
    <dl class="facts">
      ${times.map(
        ([name, at]) => html`<div>
          <dt>${name}</dt>
          <dd>${recordedMoment(at)}</dd>
        </div> `,
      )}
      <div>
        <dt>Approved by</dt>
        <dd>${shown(list(run.approvers.map((one) => one.name)))}</dd>
      </div>
    </dl>
    ${run.reconciled ? html`<p>This was found out by looking afterwards, not in the run that acted.</p>` : null}
    <h3>Evidence</h3>
    ${
      run.evidence.length === 0
        ? html`<p>None was recorded.</p>`
        : run.evidence.map((one) => html`<pre>${shown(JSON.stringify(one, null, 2))}</pre> `)
    }
  </section>`;
}

/** Every record, oldest first. */
export function historySection({ records, input }: RequestView): Html {
  const items = records.map(
    (record) => html`<li>
      <p>${shown(sentence(record, input.policy))}</p>
      <p class="meta">
        ${recordedMoment(record.at)} · <code>${record.type}</code> · record <code>${recordId(record)}</code>
      </p>
    </li> `,
  );
  const content =
    items.length === 0
      ? html`<p>The ledger has no record of this request yet.</p>`
      : html`<ol class="history">
          ${items}
        </ol>`;
  return html`<section aria-labelledby="history">
    <h2 id="history">What the ledger says</h2>
    ${content}
  </section>`;
}

function sentence(record: CountersignRecord, policy: Policy): string {
  const people = (ids: readonly string[]): string => list(ids.map((id) => personName(id, policy)));
  switch (record.type) {
    case 'action-proposed':
      return `Proposed; ${people(record.approvers)} named as approver${record.approvers.length === 1 ? '' : 's'}.`;
    case 'action-approved':
    case 'window-approved':
    case 'exception-approved':
    case 'policy-changed':
    case 'review-held':
    case 'gate-event-filed':
    case 'erasure-approved':
      return `Approved by ${list(record.approvals.map((one) => (one.standIn ? `${one.name} (stand-in)` : one.name)))}, and merged.`;
    case 'action-auto':
      return `Passed without a human: ${readable(record.condition)}`;
    case 'action-denied':
      return `Denied by ${record.denial.name}: ${record.reason} Nothing ran.`;
    case 'action-expired':
      return ended('Expired', record.reason);
    case 'action-refused':
      return ended('Refused', record.reason);
    case 'action-withdrawn':
      return ended('Withdrawn', record.reason);
    case 'action-deferred':
      return `${people(record.unavailable)} ${record.cause === 'away' ? 'is away' : 'did not answer'} after ${attempts(record.contactAttempts.length)}; ${people([record.standIn])} was called. ${record.resolution}`;
    case 'action-intended':
      return `About to run, with ${record.steps.length === 1 ? 'one call' : `${record.steps.length} calls`} as approved.`;
    case 'action-executed':
      return `${outcomeOf(record).words}. ${record.detail}`;
    case 'gate-failure':
      return failureWords(record);
    case 'gate-failure-remediated':
      return `Remediated, with the approval of ${list(record.approvals.map(({ name }) => name))}: ${record.remediation}`;
    case 'contact-attempted':
      return `${people([record.person])} was told (${record.about}) by ${record.channel}: ${record.delivered ? 'delivered' : 'not delivered'}. ${record.detail}`;
    case 'activity-read':
      return `What happened on ${record.platform} was read up to ${record.until}: ${record.acts.length} acts of programs.`;
    case 'settings-read':
      return `How the repository is protected was read at ${record.until}: ${record.differences} differences, ${record.unread.length} parts could not be read.`;
    case 'record-erased':
      return `${record.parts.length} personal parts were erased as "${record.erasure}" asks.`;
    case 'key-enrolled':
      return 'A signing key was enrolled.';
    case 'key-retired':
      return 'A signing key was retired.';
    case 'key-compromised':
      return `A signing key was compromised: ${record.reason}`;
    case 'population':
      return `The records and requests of ${record.period} were counted.`;
  }
}

/** The reason may be the gate's own sentence, which begins with how it ended and may say already that nothing ran. */
function ended(how: string, reason: string): string {
  const told = /^(Denied by|Expired:|Refused:) /.test(reason) ? readable(reason) : `${how}: ${reason}`;
  return told.includes('Nothing ran') ? told : `${told} Nothing ran.`;
}

function attempts(count: number): string {
  return count === 1 ? 'one attempt to reach them' : `${count} attempts to reach them`;
}
