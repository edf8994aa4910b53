// What git has answered about objects, by their ids: these never change, and so neither do the answers.
import type { Sha } from '../core/facts.ts';

/** How many answers are kept for each repository. */
const MOST = 1_024;

/**
 * Remembers what a question about objects was answered, for as long as its repository is held. Only ids may be asked with: what a
 * branch points to changes from one moment to the next. A fault is not remembered, so that it is looked at again.
 */
export function remembered<Place extends object, Ids extends readonly Sha[], Answer>(
  read: (place: Place, ...ids: Ids) => Promise<Answer>,
): (place: Place, ...ids: Ids) => Promise<Answer> {
  const stores = new WeakMap<Place, Map<string, Promise<Answer>>>();
  return (place, ...ids) => {
    const store = stores.get(place) ?? new Map<string, Promise<Answer>>();
    stores.set(place, store);
    const key = ids.join(' ');
    const known = store.get(key);
    if (known !== undefined) return known;
    const answer = read(place, ...ids);
    store.set(key, answer);
    answer.catch(() => store.delete(key));
    const [oldest] = store.keys();
    if (store.size > MOST && oldest !== undefined) store.delete(oldest);
    return answer;
  };
}
