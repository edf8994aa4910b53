// What a review reads of a record whose evidence an audit has let go.
import type { Indexed } from '../records.ts';

/** The light record, with the codes of its refusals where a review asks for them. */
export function reviewable(record: Indexed, light: Indexed): Indexed {
  if (record.type !== 'action-refused' || light.type !== 'action-refused') return light;
  const refusals = record.verdict.refusals.map(({ code }) => ({ code, fact: '' }));
  return refusals.length === 0 ? light : { ...light, verdict: { ...light.verdict, refusals } };
}
