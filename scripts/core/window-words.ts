// When a window is open, in words: each time in the client's local time and in UTC, as the approver has to see it.
import { occurrencesOf, spansIn } from './occurrences.ts';
import type { WindowTimes } from './occurrences.ts';
import type { Duration } from './time.ts';
import { formatInstant } from './time.ts';
import { localAt } from './zone.ts';

/**
 * One line a time, all of them, in order: what is approved is the list, not the rule.
 * @param recursFor how long a window may recur
 * @returns nothing where its times cannot be told, which is refused elsewhere
 */
export function timesOf(window: WindowTimes, recursFor: Duration): readonly string[] {
  const found = occurrencesOf(window, recursFor);
  if (!found.ok) return [];
  return spansIn(window.zone, found.walls).map(({ from, to }) => {
    const [begins, ends] = [localAt(from, window.zone), localAt(to, window.zone)].map((local) =>
      local.replace('T', ' '),
    );
    return `${begins} to ${ends} ${window.zone} (${formatInstant(from)} to ${formatInstant(to)})`;
  });
}
