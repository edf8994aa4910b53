// The tour's words: a record in one sentence, moments, and lines that fit a terminal.
import type { Indexed } from '../core/records.ts';

/** Milliseconds. */
export const MINUTE = 60_000;

const WIDTH = 110;

/** What a record says, in one sentence for people. */
export function describeRecord(record: Indexed): string {
  switch (record.type) {
    case 'action-proposed':
      return `${record.action.operation} was asked for; answers count until ${record.deadline}.`;
    case 'action-approved':
      return `approved by ${record.approvals.map(approval).join(' and ')}; to be used until ${record.lapses}.`;
    case 'action-auto':
      return record.condition;
    case 'action-denied':
      return `denied by ${record.denial.name}, ${record.denial.at}: “${record.reason}” Outcome: ${record.outcome}.`;
    case 'action-expired':
    case 'action-refused':
    case 'action-withdrawn':
      return `${record.reason} Outcome: ${record.outcome}.`;
    case 'action-deferred':
      return record.resolution;
    case 'action-intended':
      return `about to send: ${record.steps.map((one) => `${one.method} ${new URL(one.url).pathname}`).join(', ')}`;
    case 'action-executed':
      return `${record.outcome}. ${record.detail}${record.reconciled ? ' (found out by reading afterwards)' : ''}`;
    case 'window-approved':
      return `the window ${record.window} was approved by ${record.approvals.map((one) => one.name).join(' and ')}.`;
    case 'gate-failure':
      return record.how;
    case 'exception-approved':
      return `the exception ${record.exception} was approved by ${record.approvals.map((one) => one.name).join(' and ')}.`;
    case 'policy-changed':
      return `a change of the ${record.change} was approved by ${record.approvals.map((one) => one.name).join(' and ')}.`;
    case 'review-held':
      return `the review of ${record.quarter} was signed by ${record.approvals.map((one) => one.name).join(', ')}.`;
    case 'gate-event-filed':
      return `the gate event ${record.event} was filed.`;
    case 'gate-failure-remediated':
      return `the gate event ${record.event} is closed: ${record.remediation}`;
    case 'contact-attempted':
      return `${record.person} was told by ${record.channel} (${record.about})${record.delivered ? '' : ', which was not delivered'}.`;
    case 'activity-read':
      return `what happened on ${record.platform} until ${record.until} was read: ${record.acts.length} acts of programs.`;
    case 'settings-read':
      return `how the repository is protected was read at ${record.until}: ${record.differences} differences, ${record.unread.length} parts not read.`;
    case 'erasure-approved':
      return `the erasure ${record.erasure} was approved by ${record.approvals.map((one) => one.name).join(' and ')}.`;
    case 'record-erased':
      return `${record.parts.length} personal parts are gone, as ${record.erasure} asks.`;
    case 'key-enrolled':
      return 'the key that signs the ledger.';
    case 'key-retired':
      return 'a key that signs the ledger no more.';
    case 'key-compromised':
      return `a key that was in other hands: ${record.reason}`;
    case 'population':
      return `what ${record.period} had in records and requests.`;
  }
}

function approval({
  name,
  standIn,
  fills,
}: {
  name: string;
  standIn: boolean;
  fills: readonly { row: string }[];
}): string {
  const rows = fills.map((one) => one.row).join(', ');
  return `${name} (${standIn ? 'stand-in, ' : ''}row ${rows})`;
}

/** For example `10:05`, in UTC. */
export function timeOfDay(moment: number): string {
  return new Date(moment).toISOString().slice(11, 16);
}

/** For example `2026-12-14`. */
export function dayOf(moment: number): string {
  return new Date(moment).toISOString().slice(0, 10);
}

/** Breaks a text at its spaces; the first line begins with `head`, the others with as many spaces. */
export function wrap(text: string, head: string): readonly string[] {
  const lines: string[] = [];
  let line = head;
  for (const word of text.split(' ')) {
    if (line.length + word.length > WIDTH && line.trim() !== '' && line !== head) {
      lines.push(line.trimEnd());
      line = ' '.repeat(head.length);
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
