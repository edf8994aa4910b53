// What a review reads of a record whose evidence an audit has let go.
import { isChange } from '../records.ts';
import type { Indexed } from '../records.ts';

/** The light record, with the codes of its refusals and with when it was asked for, where a review needs that. */
export function reviewable(record: Indexed, light: Indexed): Indexed {
  if (isChange(record) && isChange(light)) {
    return { ...light, pull: { ...light.pull, openedAt: record.pull.openedAt } };
  }
  if (record.type !== 'action-refused' || light.type !== 'action-refused') return light;
  const refusals = record.verdict.refusals.map(({ code }) => ({ code, fact: '' }));
  const coded = refusals.length === 0 ? light : { ...light, verdict: { ...light.verdict, refusals } };
  if (record.denial === undefined) return coded;
  const { openedAt, files } = record.pull;
  return { ...coded, pull: { ...coded.pull, openedAt, files } };
}
