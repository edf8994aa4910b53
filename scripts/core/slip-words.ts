// A checked slip in words: the story record by record, what was proven, and openly what a slip cannot show.
import { visible } from './audit/report.ts';
import { failureWords } from './gate-failures.ts';
import type { RecordedApproval } from './record-parts.ts';
import type { Indexed } from './records.ts';
import { isEnding } from './slip.ts';
import type { SlipReport } from './slip-check.ts';

/** Writes the report; every text from the slip is shown with its control characters spelled out. */
export function renderSlip(report: SlipReport): string {
  const failures = report.findings.filter(({ severity }) => severity === 'failure');
  const reported = report.findings.filter(({ severity }) => severity === 'reported');
  const say = ({ record, sentence, code }: SlipReport['findings'][number]): string =>
    `  ${record === null ? 'slip' : record}: ${sentence} [${code}]`;
  const lines = [
    ...(failures.length === 0 ? [] : ['Wrong:', ...failures.map(say), '']),
    ...(reported.length === 0 ? [] : ['Said by the records themselves:', ...reported.map(say), '']),
    ...(report.action === null ? [] : [`Action ${report.action}:`, ...report.records.map(storyLine), '']),
    ...conclusion(report),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

function storyLine({ id, record }: SlipReport['records'][number]): string {
  return `  ${id}  ${record.at}  ${wordsOf(record)}`;
}

/** What one record says, in a sentence. */
export function wordsOf(record: Indexed): string {
  // The table pairs each type with the words for its own records.
  const words = WORDS[record.type] as ((one: Indexed) => string) | undefined;
  return words?.(record) ?? `A record of type ${record.type}.`;
}

/** Types that no action's story has are not in it. */
const WORDS: { readonly [T in Indexed['type']]?: (record: Extract<Indexed, { type: T }>) => string } = {
  'action-proposed': ({ opener, pull, action }) => {
    const names = action.targets.map(({ client, name }) => `${name} (${client})`).join(', ');
    const on = action.portfolio ? 'the whole portfolio' : names;
    return `Proposed by ${opener.login} as request ${pull}: ${action.operation} on ${on}.`;
  },
  // The verdicts' summaries would only say it again.
  'action-approved': ({ approvals, exception }) =>
    `Approved by ${people(approvals)}${exception === undefined ? '' : ` under the exception ${exception}`}.`,
  'action-auto': ({ condition }) => `Passed without a human: ${condition}`,
  'action-denied': ({ denial, reason }) => `Denied by ${denial.name} (${denial.right}): ${reason}`,
  'action-expired': (record) => `Expired; ${record.outcome}: ${record.reason}`,
  'action-refused': (record) => `Refused; ${record.outcome}: ${record.reason}`,
  'action-withdrawn': (record) => `Withdrawn; ${record.outcome}: ${record.reason}`,
  'action-deferred': ({ standIn, cause, resolution }) =>
    `Stand-in ${standIn} called, because the approver ${cause === 'away' ? 'is away' : 'gave no answer'}: ${resolution}`,
  'action-intended': ({ steps, approval }) => `About to make ${calls(steps.length)}, because of record ${approval}.`,
  'action-executed': ({ outcome, detail }) => `Outcome ${outcome}: ${detail}`,
  'window-approved': ({ window, approvals }) => `Window ${window} approved by ${people(approvals)}.`,
  'exception-approved': ({ exception, approvals, terms }) =>
    `Exception ${exception} approved by ${people(approvals)}${terms === undefined ? '' : `, in force from ${terms.from} until ${terms.expires} (${terms.zone})`}.`,
  'erasure-approved': ({ erasure, approvals }) => `Erasure ${erasure} approved by ${people(approvals)}.`,
  'record-erased': ({ erasure, parts }) =>
    `Erased as ${erasure} asks, so it is gone for good: ${parts.map(({ record, path }) => `${path} of ${record}`).join(', ')}.`,
  'gate-failure': failureWords,
};

function calls(number: number): string {
  return number === 1 ? 'one call' : `${number} calls`;
}

function people(approvals: readonly RecordedApproval[]): string {
  return approvals.map(({ name, at, standIn }) => `${name}${standIn ? ' (stand-in)' : ''} at ${at}`).join(' and ');
}

function conclusion({ ok, compared, records, checkpoints }: SlipReport): readonly string[] {
  if (!ok) return ['The slip does not hold. Nothing in it may be relied upon.'];
  const judged = records.flatMap(({ record }) => ('policy' in record ? [record.policy.commit] : []));
  const ended = records.some(({ record }) => isEnding(record));
  return [
    `The slip holds: ${records.length === 1 ? 'one record' : `${records.length} records, each`} in the ledger that the key has signed.`,
    ...checkpoints.map(({ origin, size, root }) => `  ${origin}, size ${size}, root ${root}`),
    '',
    compared
      ? 'It agrees with the clone, which has no older record of the action. Not shown:'
      : 'What a slip cannot show:',
    ...(compared ? [] : incompleteness(ended)),
    `  That the policy gave this verdict: it is on main at ${[...new Set(judged)].join(', ') || 'commits that it does not name'}; countersign verify on a clone derives it again.`,
  ];
}

function incompleteness(ended: boolean): readonly string[] {
  return [
    `  That these are all records of the action${ended ? '' : ' (none of them ends it)'}: one that was left out leaves no gap here, and --clone DIRECTORY would show it.`,
    '  That everybody was shown the same ledger: compare size and root with a checkpoint that you have from elsewhere.',
  ];
}
