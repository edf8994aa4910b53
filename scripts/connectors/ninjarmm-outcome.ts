// How results of single devices become one outcome, and how the connector keeps looking until there is one.
import type { Evidence, Outcome, OutcomeName, Session } from './connector.ts';

/** How often the platform is looked at before an outcome is left `pending`. */
export const LOOKS = 20;
/** Milliseconds between two looks: 20 looks cover about five minutes. */
export const BETWEEN_LOOKS = 15_000;
/** Milliseconds after which a request that was under way at the crash has arrived or never will. */
export const SETTLE = 120_000;

export interface DeviceResult {
  readonly name: string;
  readonly outcome: OutcomeName;
  /** What was seen, as the second half of a sentence that begins with the device's name. */
  readonly seen: string;
}

/** Joins the results: doubt about one device is doubt about all, and different ends are `partial`. */
export function together(results: readonly DeviceResult[], evidence: readonly Evidence[]): Outcome {
  const names = new Set(results.map((result) => result.outcome));
  const detail = results.map((result) => `${result.name}: ${result.seen}.`).join(' ');
  for (const name of ['unknown', 'pending'] as const) {
    if (names.has(name)) return { outcome: name, detail, evidence };
  }
  const [only] = names;
  // No device at all shows nothing.
  return {
    outcome: names.size === 1 && only !== undefined ? only : names.size === 0 ? 'unknown' : 'partial',
    detail,
    evidence,
  };
}

/** Looks until the outcome is decided, at most 20 times, and gives the last one. Waiting is the session's. */
export async function lookUntilDecided(session: Session, look: () => Promise<Outcome>): Promise<Outcome> {
  for (let looks = 1; ; looks += 1) {
    const outcome = await look();
    if ((outcome.outcome !== 'pending' && outcome.outcome !== 'unknown') || looks === LOOKS) return outcome;
    await session.wait(BETWEEN_LOOKS);
  }
}

/**
 * Says whether a request sent after `since` would be visible by now.
 * Calls are sent one after the other, so each further device adds the time of one request.
 */
export function settled(session: Session, since: number, devices: number, timeLimit: number): boolean {
  return session.now() - since >= SETTLE + Math.max(0, devices - 1) * timeLimit;
}
