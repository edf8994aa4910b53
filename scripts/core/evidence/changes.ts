// The population of everything else that was merged: changes of policy and code, windows, exceptions, reviews, reports, erasures.
import { CHANGE_TYPES } from '../records.ts';
import { type Ground, type ToldOf, toldOf } from './ground.ts';
import { accountWords, approvedBy, pushersOf } from './judged.ts';
import type { Population } from './population.ts';
import { type Columns, tableOf } from './table.ts';

type Change = ToldOf<(typeof CHANGE_TYPES)[number]>;

/** The population `other-changes`. */
export function changesOf({ within }: Pick<Ground, 'within'>): Population {
  return tableOf(
    {
      name: 'other-changes',
      about: 'Every change that brings no action and was merged as it was approved, by when it was recorded.',
      criterion: 'CC8.1',
    },
    COLUMNS,
    toldOf(within, ...CHANGE_TYPES),
  );
}

const COLUMNS: Columns<Change> = {
  id: ({ id }) => id,
  at: ({ record }) => record.at,
  type: ({ record }) => record.type,
  what: ({ record }) => whatOf(record),
  request: ({ record }) => record.pull.number,
  'asked by': ({ record }) => accountWords(record.pull.opener),
  requestor: ({ record }) => ('requestor' in record ? record.requestor : null),
  asked: ({ record }) => record.pull.openedAt,
  decided: ({ record }) => record.decidedAt,
  'approved by': ({ record }) => approvedBy(record.approvals, record.pull),
  'matrix row': ({ record }) => record.verdict.scope,
  'policy commit': ({ record }) => record.policy.commit,
  'moved by': ({ record }) => pushersOf(record.pull),
  'merge commit': ({ record }) => record.merge.commit,
  files: ({ record }) =>
    'files' in record ? record.files.map(({ path, status }) => `${path} ${status}`) : [record.path],
  concerns: ({ record }) => concernsOf(record),
  'told afterwards': ({ record }) => 'reconstructed' in record,
};

function whatOf(record: Change['record']): string {
  switch (record.type) {
    case 'window-approved':
      return record.window;
    case 'exception-approved':
      return record.exception;
    case 'policy-changed':
      return `${record.change}, standard ${record.version.from} to ${record.version.to}`;
    case 'review-held':
      return record.quarter;
    case 'gate-event-filed':
    case 'gate-failure-remediated':
      return record.event;
    case 'erasure-approved':
      return record.erasure;
  }
}

/** The records that it is about. */
function concernsOf(record: Change['record']): readonly string[] {
  if (record.type === 'gate-event-filed') return record.records;
  return record.type === 'erasure-approved' ? record.targets.map((target) => target.record) : [];
}
