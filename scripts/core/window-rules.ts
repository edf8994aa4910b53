// What a window's times must keep to: a limit on each time it is open, and a recurrence that can be read and ends.
import { occurrencesOf } from './occurrences.ts';
import type { OccurrenceFault, WindowTimes } from './occurrences.ts';
import type { Standard } from './policy-model.ts';
import { formatDuration } from './time.ts';
import { instantAt } from './zone.ts';

/**
 * Everything that is wrong with when a window is open, beyond times that do not exist or run backwards.
 * Lengths are counted on the wall clock: a night on which the clocks change is a night as well.
 */
export function windowFaults(
  window: WindowTimes,
  { windowLongest, windowRecursFor }: Pick<Standard, 'windowLongest' | 'windowRecursFor'>,
): readonly OccurrenceFault[] {
  const faults: OccurrenceFault[] = [];
  const [from, to] = [instantAt(window.from, 'UTC'), instantAt(window.to, 'UTC')];
  if (windowLongest !== null && from !== null && to !== null && to - from > windowLongest) {
    const most = formatDuration(windowLongest);
    const fact = `it is open for ${formatDuration(to - from)}, longer than the ${most} that policies/standard.yaml allows`;
    faults.push({ pointer: ['to'], fact, remedy: 'Choose an earlier end.' });
  }
  const occurrences = occurrencesOf(window, windowRecursFor);
  return occurrences.ok ? faults : [...faults, ...occurrences.faults];
}
