// Operations that somebody asked for and that the action table did not have.
import type { ReviewFile } from '../generated/types.ts';
import type { Policy } from '../policy-model.ts';
import type { ActionRefused, Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import type { Scope } from './scope.ts';

/** Operations that were seen and not classified then (standard: tier assignments). */
export function unclassifiedOf({ upTo, from }: Scope, latest: Policy): ReviewFile['unclassified'] {
  return [...refusedOperations(upTo)].flatMap(([operation, records]) => {
    const refused = records.filter(({ at }) => momentOf(at) >= from).length;
    const classified = latest.operations.has(operation);
    return refused === 0 && classified ? [] : [{ operation, refused, classified }];
  });
}

/** The refusals of each such operation, in the order in which it was first seen. */
export function refusedOperations(records: readonly Indexed[]): ReadonlyMap<string, readonly Indexed<ActionRefused>[]> {
  const refused = records.filter(
    (one): one is Indexed<ActionRefused> =>
      one.type === 'action-refused' && one.verdict.refusals.some(({ code }) => code === 'operation-unclassified'),
  );
  const found = Map.groupBy(refused, ({ action }) => action?.operation ?? '');
  found.delete(''); // a file that nobody could read names none
  return found;
}
