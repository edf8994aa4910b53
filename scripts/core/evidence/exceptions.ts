// The population of exceptions: each with its terms, who approved it, and every request that passed by it in the period.
import { momentOf } from '../snapshots.ts';
import { instantAt } from '../zone.ts';
import { type Ground, type ToldOf, toldOf } from './ground.ts';
import { approvedBy } from './judged.ts';
import type { Period } from './period.ts';
import type { Population, Told } from './population.ts';
import { type Columns, tableOf } from './table.ts';

type Approval = ToldOf<'exception-approved'>;
type Removal = ToldOf<'policy-changed'>;

interface Row {
  readonly exception: string;
  /** Nobody approved it, by the ledger's word, where there is none. */
  readonly approval: Approval | undefined;
  /** The change that took its file away. */
  readonly removal: Removal | undefined;
  /** What passed by it in the period. */
  readonly uses: readonly Told[];
}

/** The population `exceptions`. */
export function exceptionsOf(ground: Ground): Population {
  return tableOf(
    {
      name: 'exceptions',
      about:
        'Every exception that was approved or used in the period, or approved before and by its days in force at any time of it; the oldest records do not say those days, so theirs all count.',
      criterion: 'CC8.1',
    },
    COLUMNS,
    rowsOf(ground),
  );
}

const COLUMNS: Columns<Row> = {
  exception: ({ exception }) => exception,
  operations: ({ approval }) => approval?.record.terms?.operations,
  clients: ({ approval }) => approval?.record.terms?.clients,
  gate: ({ approval }) => approval?.record.terms?.gate,
  from: ({ approval }) => approval?.record.terms?.from,
  expires: ({ approval }) => approval?.record.terms?.expires,
  zone: ({ approval }) => approval?.record.terms?.zone,
  'taken away': ({ removal }) => removal?.record.at,
  'taken away by': ({ removal }) => removal?.id,
  requestor: ({ approval }) => approval?.record.requestor,
  request: ({ approval }) => approval?.record.pull.number,
  'approved by': ({ approval }) =>
    approval === undefined ? 'no record approves it' : approvedBy(approval.record.approvals, approval.record.pull),
  approved: ({ approval }) => approval?.record.decidedAt,
  path: ({ approval }) => approval?.record.path,
  record: ({ approval }) => approval?.id,
  'uses in the period': ({ uses }) => uses.length,
  'used by': ({ uses }) => uses.map(({ id }) => id),
};

function rowsOf({ all, within, period }: Ground): readonly Row[] {
  const uses = Map.groupBy(toldOf(within, 'action-approved', 'action-auto'), ({ record }) => record.exception ?? null);
  const changes = toldOf(all, 'policy-changed');
  const approvals = toldOf(all, 'exception-approved');
  const known = new Set<string | null>(approvals.map(({ record }) => record.exception));
  const approved = approvals.flatMap((approval): Row[] => {
    const { exception } = approval.record;
    const [removal, used] = [removalOf(approval, changes), uses.get(exception) ?? []];
    if (used.length === 0 && !wasInForce(approval, removal, period)) return [];
    return [{ exception, approval, removal, uses: used }];
  });
  const unapproved = [...uses].flatMap(([exception, used]): Row[] =>
    exception === null || known.has(exception)
      ? []
      : [{ exception, approval: undefined, removal: undefined, uses: used }],
  );
  return [...approved, ...unapproved];
}

/** The change that took its file away: ids are never used again, so the first one after its approval. */
function removalOf({ record }: Approval, changes: readonly Removal[]): Removal | undefined {
  return changes.find(
    (change) =>
      momentOf(change.record.at) >= momentOf(record.at) &&
      change.record.files.some(({ path, status }) => path === record.path && status === 'removed'),
  );
}

/** Whether it was approved in the period, or could let something pass at any time of it; days that nobody can read count as all. */
function wasInForce({ record }: Approval, removal: Removal | undefined, { from, until }: Period): boolean {
  const approved = momentOf(record.at);
  if (approved >= until) return false;
  if (approved >= from) return true;
  if (removal !== undefined && momentOf(removal.record.at) <= from) return false;
  const { terms } = record;
  const [begins, ends] =
    terms === undefined ? [null, null] : [instantAt(terms.from, terms.zone), instantAt(terms.expires, terms.zone)];
  return (begins ?? from) < until && (ends ?? until) > from;
}
