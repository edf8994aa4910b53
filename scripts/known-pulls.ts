// The pull requests that may still matter, without reading all of all time: what was touched of late, and every number not accounted for.
import { touchedSince, unaccounted } from './core/unaccounted.ts';
import type { Ground } from './ground.ts';
import type { Pull } from './ports/forge.ts';
import { ForgeFault } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

/** What one request lists. */
const PAGE = 100;

/**
 * Every pull request that is open, was touched lately, or has a number that neither the ledger nor an earlier count accounts for.
 * Where reading them one by one would take more requests than the whole list, that is read.
 * @throws ForgeFault where a list, or one that has to be looked at, cannot be read
 */
export async function knownPulls(
  ground: Pick<Ground, 'records' | 'open'>,
  { forge }: Workplace,
): Promise<readonly Pull[]> {
  const highest = await forge.highestPull();
  if (highest <= PAGE) return forge.allPulls();
  const shown = new Map(ground.open.map((pull) => [pull.number, pull]));
  for (const pull of await forge.pullsSince(touchedSince(ground.records))) shown.set(pull.number, pull);
  const left = unaccounted(highest, ground.records, [...shown.values()]);
  if (left.length > highest / PAGE) return forge.allPulls();
  for (const number of left) {
    const pull = await pullOrNull(number, forge);
    if (pull !== null) shown.set(number, pull);
  }
  return [...shown.values()].sort((a, b) => a.number - b.number);
}

/** `null` where the forge says that there is none of this number: an issue may have taken it. */
async function pullOrNull(number: number, forge: Workplace['forge']): Promise<Pull | null> {
  try {
    return await forge.pull(number);
  } catch (cause) {
    if (cause instanceof ForgeFault && cause.status === 404) return null;
    throw cause;
  }
}
