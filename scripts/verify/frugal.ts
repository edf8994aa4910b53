// Little memory for long histories: V8 takes what it can get, and an auditor's laptop has other things to do.
import { availableParallelism } from 'node:os';
import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/** In bytes, for what was just made; V8 would go up to sixteen times as far. */
const YOUNG = 8_388_608;

/**
 * Keeps this process small at the price of a little time: the heap grows by two fifths at a time, and the part of it for what
 * was just made stays where it is from 8 MB on. For a process that does nothing else than verify.
 */
export function saveMemory(): void {
  setFlagsFromString('--heap-growing-percent=40');
  // Signatures are checked beside the reading: more threads than cores are left would only stand in its way.
  process.env['UV_THREADPOOL_SIZE'] ??= String(Math.min(4, Math.max(1, availableParallelism() - 1)));
  const observer = new PerformanceObserver(() => {
    const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
    if ((young?.space_size ?? YOUNG) < YOUNG) return;
    setFlagsFromString('--semi-space-growth-factor=1');
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
}
