// Maintenance windows, exceptions and absences: from local times in a zone to moments.
import { occurrencesOf, spansIn } from './occurrences.ts';
import type { ExceptionFile, WindowFile } from './generated/types.ts';
import type { MaintenanceWindow, PolicyException, Span } from './policy-model.ts';
import type { Duration, Instant } from './time.ts';
import { instantAt } from './zone.ts';

/** A span as the files write it, `to` excluded. */
export interface LocalSpan {
  readonly zone: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Resolves a window's times (gate.md rule 5: local times with an IANA zone). One that recurs is expanded when it is asked
 * about, because most policies are read without asking.
 * @param recursFor how long it may recur
 * @throws Error where a time does not exist, which the policy's rules exclude
 */
export function windowOf(file: WindowFile, recursFor: Duration): MaintenanceWindow {
  const { id, title, operations, clients } = file;
  const once = { id, title, operations, clients, ...spanOf(file) };
  if (file.recurrence === undefined) return once;
  let known: readonly Span[] | null = null;
  return { ...once, occurrences: () => (known ??= occurrencesIn(file, recursFor)) };
}

/** Without a readable rule the window is never open. */
function occurrencesIn(file: WindowFile, recursFor: Duration): readonly Span[] {
  const found = occurrencesOf(file, recursFor);
  return found.ok ? spansIn(file.zone, found.walls) : [];
}

/**
 * Resolves an exception's days: from the first moment of `from` to the first moment of `expires`, excluded.
 * @throws Error as `windowOf` does
 */
export function exceptionOf(file: ExceptionFile): PolicyException {
  const { id, operations, clients, gate, zone, expires } = file;
  const end = expires === undefined ? null : moment(expires, zone);
  return { id, operations, clients, gate, from: moment(file.from, zone), expires: end };
}

/** Resolves a span. @throws Error as `windowOf` does */
export function spanOf({ zone, from, to }: LocalSpan): Span {
  return { from: moment(from, zone), to: moment(to, zone) };
}

function moment(local: string, zone: string): Instant {
  const instant = instantAt(local, zone);
  if (instant === null)
    throw new Error(`the time "${local}" in "${zone}" passed the policy's rules and cannot be read`);
  return instant;
}
