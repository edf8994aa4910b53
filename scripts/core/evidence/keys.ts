// The population of what the ledger tells of itself: its keys, and what was erased from beside it with whose approval.
import { type Ground, type ToldOf, toldOf } from './ground.ts';
import { approvedBy } from './judged.ts';
import type { Population } from './population.ts';
import { type Columns, tableOf, wordsOf } from './table.ts';

type Kept = ToldOf<'key-enrolled' | 'key-retired' | 'key-compromised' | 'erasure-approved' | 'record-erased'>;

/** The population `keys-and-erasures`. */
export function keysOf({ within, byId }: Pick<Ground, 'within' | 'byId'>): Population {
  return tableOf(
    {
      name: 'keys-and-erasures',
      about:
        'Every key of the ledger that was enrolled, retired or given up, and every personal part that was erased or approved to be, by when it was recorded.',
      criterion: 'CC7.2',
    },
    { ...KEYS, ...erasures(byId) },
    toldOf(within, 'key-enrolled', 'key-retired', 'key-compromised', 'erasure-approved', 'record-erased'),
  );
}

const KEYS: Columns<Kept> = {
  id: ({ id }) => id,
  at: ({ record }) => record.at,
  type: ({ record }) => record.type,
  key: ({ record }) => ('key' in record ? record.key : null),
  replaces: ({ record }) => ('replaces' in record ? record.replaces : null),
  'no key from': ({ record }) => ('from' in record ? `${record.year}/${record.from}` : null),
  why: ({ record }) => ('reason' in record ? wordsOf(record.reason) : null),
};

function erasures(byId: Ground['byId']): Columns<Kept> {
  const approvalOf = ({ record }: Kept) => {
    const approval = record.type === 'record-erased' ? byId.get(record.approval)?.record : record;
    return approval?.type === 'erasure-approved' ? approval : null;
  };
  return {
    erasure: ({ record }) => ('erasure' in record ? record.erasure : null),
    request: (one) => approvalOf(one)?.pull.number,
    requestor: (one) => approvalOf(one)?.requestor,
    'approved by': (one) => {
      const approval = approvalOf(one);
      return approval === null ? null : approvedBy(approval.approvals, approval.pull);
    },
    parts: ({ record }) => {
      if (record.type === 'record-erased') return record.parts.map((part) => `${part.path} of ${part.record}`);
      if (record.type !== 'erasure-approved') return null;
      return record.targets.flatMap((target) => target.parts.map((part) => `${part} of ${target.record}`));
    },
  };
}
