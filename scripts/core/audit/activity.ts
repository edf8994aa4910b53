// The looks at the platforms, held against the rest of the ledger: no gap between two of them, and no act without what it needs.
import { failureTarget, keyOf, lastActOf, nameOf, readsOf, SKEW } from '../activity.ts';
import { recordId } from '../records.ts';
import type { ActionExecuted, Indexed } from '../records.ts';
import type { ActivityRead, RecordedAct } from '../records-of-activity.ts';
import { momentOf } from '../snapshots.ts';
import { type History, type Known, momentIn, ofTypes, type Remark, typeOf } from './history.ts';
import { at } from './requests.ts';

/** How long a platform that was looked at may not be looked at any more before that is worth a word, in milliseconds. */
const SILENCE = 3 * 86_400_000;

type Read = Known & { readonly record: Indexed<ActivityRead> };

/**
 * Each look begins where the one before ended; each act that a look lays to an intent fits it, and no other act has that intent;
 * each act of an operation without one is told as a gate failure (standard: ran without approval, logged at once).
 */
export function activityHolds({ known }: Pick<History, 'known'>): readonly Remark[] {
  const reads = ofTypes(known, 'activity-read');
  // Where nothing was read there is nothing to hold against the intents, of which a year has many.
  if (reads.length === 0) return [];
  const seen: Seen = {
    intents: new Map(),
    ended: endsIn(known),
    used: new Map(),
    until: new Map(),
    last: new Map(),
    told: toldIn(known),
  };
  const remarks = ofTypes(known, 'action-intended', 'activity-read').flatMap((one) => {
    const { record } = one;
    if (record.type === 'action-intended') seen.intents.set(recordId(record), one);
    return isRead(one) ? looked(one, seen) : [];
  });
  return [...remarks, ...silent(known, reads)];
}

interface Seen {
  readonly intents: Map<string, Known>;
  /** The last outcome of each intent, also where that came only after the look. */
  readonly ended: ReadonlyMap<string, Pick<ActionExecuted, 'outcome' | 'times'>>;
  /** The act that has taken each slot of an intent. */
  readonly used: Map<string, string>;
  /** Up to where each platform was read. */
  readonly until: Map<string, string>;
  /** The last entry of each platform's log that was seen. */
  readonly last: Map<string, number>;
  readonly told: ReadonlySet<string>;
}

function endsIn(known: readonly Known[]): Seen['ended'] {
  return new Map(
    ofTypes(known, 'action-executed').map(({ record: { intent, outcome, times } }) => [intent, { outcome, times }]),
  );
}

/** Only what `detect` itself has noticed tells of an act: whatever somebody says may name any target. */
function toldIn(known: readonly Known[]): Seen['told'] {
  const failures = ofTypes(known, 'gate-failure').map(({ record }) => record);
  return new Set(failures.flatMap(({ kind, target }) => (kind === 'ran-without-approval' && target ? [target] : [])));
}

function looked(one: Read, seen: Seen): readonly Remark[] {
  const { platform, from, until, acts } = one.record;
  const remarks: Remark[] = [];
  const say = (code: string, sentence: string): unknown => remarks.push(at(one, code, sentence));
  const before = seen.until.get(platform) ?? from;
  seen.until.set(platform, until);
  if (before !== from) say('activity-gap', `${platform} was read up to ${before}, and this look begins at ${from}.`);
  if (momentOf(from) >= momentOf(until) || momentOf(until) > momentOf(one.record.at)) {
    say('activity-gap', `It covers ${from} to ${until}, and was written at ${one.record.at}.`);
  }
  remarks.push(...numbered(one, seen));
  for (const act of acts) {
    const name = failureTarget(platform, act);
    if (act.intent !== null) {
      const wrong = misfit(act, act.intent, seen);
      if (wrong !== null) say('act-uncovered', `${name}, is laid to record ${act.intent}, ${wrong}.`);
    } else if (act.operation !== null && !seen.told.has(name)) {
      say('act-untold', `${name}: ${act.operation} ran without an intent, and no gate failure tells of it.`);
    }
  }
  return remarks;
}

/** What is wrong with the entry up to which the log was read, where a platform counts them up. */
function numbered(one: Read, { last }: Seen): readonly Remark[] {
  const { platform, acts, lastEntry } = one.record;
  if (lastEntry === undefined) return [];
  const before = last.get(platform) ?? 0;
  last.set(platform, lastEntry);
  const back = `The log of ${platform} had entry ${before} at a look before, and ends at entry ${lastEntry}: entries are gone from it, or it counts anew.`;
  const behind = acts.filter(({ id }) => Number(id) > lastEntry).slice(0, 1);
  return [
    ...(lastEntry < before ? [{ ...at(one, 'activity-numbers', back), severity: 'reported' } as const] : []),
    ...behind.map(({ id }) =>
      at(one, 'activity-gap', `It was read up to entry ${lastEntry}, and tells of activity ${id}.`),
    ),
  ];
}

/** Why an act is not covered by the intent that it is laid to, `null` where it is. */
function misfit(act: RecordedAct, intent: string, { intents, ended, used }: Seen): string | null {
  const record = intents.get(intent)?.record;
  if (record?.type !== 'action-intended') return 'and no intent before it is called that';
  const { operation, targets } = record.action;
  const target = targets.find(({ kind, id }) => kind === act.target?.kind && id === act.target.id);
  if (operation !== act.operation || target === undefined) return 'which is about something else';
  if (momentOf(act.at) < momentOf(record.at) - SKEW) return 'which was written only after it';
  const end = ended.get(intent);
  if (end !== undefined && momentOf(act.at) > lastActOf(end)) return `which had ended at ${end.times.finished}`;
  if (act.automation !== null) return 'and an automation did it with its own account';
  const slot = nameOf({ intent, key: keyOf(operation, target) });
  const other = used.get(slot);
  used.set(slot, act.id);
  return other === undefined ? null : `which covers activity ${other} already`;
}

/** A platform that was looked at and is no more: known, but nobody sees what happens there. */
function silent(known: readonly Known[], reads: readonly Read[]): readonly Remark[] {
  const end = known.reduce((latest, one) => Math.max(latest, momentIn(one)), 0);
  const platforms = new Set(readsOf(reads.map(({ record }) => record)).map(({ platform }) => platform));
  return [...platforms].flatMap((platform) =>
    reads
      .filter(({ record }) => record.platform === platform)
      .slice(-1)
      .filter(({ record }) => end - momentOf(record.until) > SILENCE)
      .map((last): Remark => {
        const sentence = `What happened on ${platform} has been read up to ${last.record.until} and not since.`;
        return { ...at(last, 'activity-unread', sentence), severity: 'reported' };
      }),
  );
}

function isRead(one: Known): one is Read {
  return typeOf(one) === 'activity-read';
}
