// Writes one after the other and not too close: GitHub asks for a second between them.
import type { Duration, Instant } from '../core/time.ts';

/**
 * Runs pieces of work one at a time, each beginning at least `pause` after the one before it began.
 *
 * The margin at github.com: a second between writes makes at most 60 a minute where GitHub allows about 80, and 300 points of
 * the 900 a minute that REST has (a write is 5). The 500 writes an hour that it allows are 10 for each of 50 requests an hour;
 * a request takes 4 of the gate (check, labels, comment, asking for reviews) and 2 at its end.
 */
export function spaced(
  pause: Duration,
  now: () => Instant,
  wait: (pause: Duration) => Promise<void>,
): <T>(work: () => Promise<T>) => Promise<T> {
  if (pause === 0) return (work) => work();
  let before: Promise<unknown> = Promise.resolve();
  let last: Instant | null = null;
  return (work) => {
    const mine = before.then(async () => {
      const left = last === null ? 0 : last + pause - now();
      if (left > 0) await wait(left);
      last = now();
      return work();
    });
    before = mine.catch(() => undefined);
    return mine;
  };
}
