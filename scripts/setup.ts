// setup: brings the repository's settings to what .github/ says. Shows first, changes then, and looks again afterwards.
import { differences } from './core/settings-difference.ts';
import type { Difference } from './core/settings-difference.ts';
import type { Json, Unit } from './core/settings-model.ts';
import { ForgeFault } from './ports/forge.ts';
import type { ForgeSettings } from './ports/forge-settings.ts';
import type { Wanted } from './wanted-settings.ts';

export interface SetupReport {
  /** The units that differed, in the order in which they were written. */
  readonly tried: readonly Unit[];
  /** What the forge did not let be set, in sentences. */
  readonly refused: readonly string[];
  /** What still differs. */
  readonly left: readonly Difference[];
}

/** What would be changed. @throws ForgeFault only where nothing at all can be read */
export async function planSetup(settings: ForgeSettings, { desired }: Wanted): Promise<readonly Difference[]> {
  return differences(desired.units, await settings.read(desired.units.keys()));
}

/**
 * Writes each unit that differs, in the order of the desired state (rulesets last, so that a repository is not locked half way).
 * Running it twice writes nothing the second time.
 * What the forge refuses (a plan that has no such setting) does not keep it from the rest.
 * @throws ForgeFault where the forge does not answer; running it again goes on from there
 */
export async function applySetup(
  settings: ForgeSettings,
  wanted: Wanted,
  plan: readonly Difference[],
): Promise<SetupReport> {
  const units = [...new Set(plan.map((difference) => difference.unit))];
  const refused: string[] = [];
  for (const unit of units) {
    const left = await applied(settings, unit, wanted.desired.units.get(unit) ?? null);
    if (left !== null) refused.push(left);
  }
  return { tried: units, refused, left: await planSetup(settings, wanted) };
}

async function applied(settings: ForgeSettings, unit: Unit, wanted: Json): Promise<string | null> {
  try {
    return await settings.apply(unit, wanted);
  } catch (cause) {
    if (cause instanceof ForgeFault && cause.status !== null && cause.status < 500) return cause.message;
    throw cause;
  }
}
