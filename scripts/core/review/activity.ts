// What programs did on the platforms in the period by the platforms' own logs: how much of it had its intent, and what is in no tier.
import { readsOf } from '../activity.ts';
import type { ReviewFile } from '../generated/types.ts';
import type { ActivityRead, RecordedAct } from '../records-of-activity.ts';
import type { Scope } from './scope.ts';

type Watched = NonNullable<ReviewFile['activity']>[number];

/** Each platform that was looked at (standard: tier assignments; gate failures). Absent where nobody looked at any. */
export function activityOf({ within }: Pick<Scope, 'within'>): Pick<ReviewFile, 'activity'> {
  const reads = Map.groupBy(readsOf(within), ({ platform }) => platform);
  if (reads.size === 0) return {};
  const activity = [...reads].map(([platform, own]): Watched => {
    const acts = own.flatMap((one) => one.acts);
    const classified = acts.filter(({ operation }) => operation !== null);
    const covered = classified.filter(({ intent }) => intent !== null).length;
    return {
      platform,
      // Looks follow each other in the ledger's order.
      ...spanOf(own),
      covered,
      past: classified.length - covered,
      unclassified: unclassifiedIn(acts),
    };
  });
  return { activity };
}

/** From the first look's beginning to the last one's end. */
function spanOf(looks: readonly ActivityRead[]): Pick<Watched, 'from' | 'until'> {
  return looks.reduce((span, { from, until }) => ({ from: span.from || from, until }), { from: '', until: '' });
}

/** Acts that are no operation of the action table, by who did what. */
function unclassifiedIn(acts: readonly RecordedAct[]): Watched['unclassified'] {
  const groups = Map.groupBy(
    acts.filter(({ operation }) => operation === null),
    ({ what, account }) => `${what}\n${account}`,
  );
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ what, account, automation }) => ({ what, account, automation, times: group.length })),
  );
}
