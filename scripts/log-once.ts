// Says what stays as it is only once: a process that looks every few seconds would say it each time.
import type { Workplace } from './workplace.ts';

const told = new WeakMap<Workplace['ledger'], Set<string>>();

/** Logs a line, unless it was logged before by this process about this ledger. */
export function logOnce(line: string, { ledger, log }: Pick<Workplace, 'ledger' | 'log'>): void {
  const lines = told.get(ledger) ?? new Set<string>();
  told.set(ledger, lines);
  if (lines.has(line)) return;
  lines.add(line);
  log(line);
}
