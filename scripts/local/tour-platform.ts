// The tour's view of the sandbox platform: what reached a device, and putting it back afterwards.
import type { DraftTarget } from './tour-drafts.ts';
import { readGround } from '../ground.ts';
import { lookAtActivity } from '../watch-activity.ts';
import { MINUTE } from './tour-words.ts';
import type { Stage } from './tour-stage.ts';

/** Watches devices; the answer checks how many calls that make each do something the platform has taken since. */
export function watch(targets: readonly DraftTarget[], { house, tell, fail }: Stage): (expected: number) => void {
  const before = targets.map(({ device }) => house.sandbox.acts(device));
  return (expected) => {
    for (const [at, { device, name }] of targets.entries()) {
      const came = house.sandbox.acts(device) - (before[at] ?? 0);
      if (came !== expected) fail(`the platform to have taken ${expected} calls for ${name}`, `it took ${came}`);
      const calls = came === 0 ? 'no call that changes anything' : came === 1 ? 'exactly one call' : `${came} calls`;
      tell(`By now the platform has taken ${calls} for ${name}.`);
    }
  };
}

/** Checks whether the device is cut off, whatever anybody says about it. */
export function isIsolated({ device, name }: DraftTarget, expected: boolean, { house, fail }: Stage): void {
  const came = house.sandbox.state().devices.find((one) => one.id === device)?.isolated ?? false;
  if (came !== expected) fail(`${name} ${expected ? '' : 'not '}to be isolated`, `it is ${came ? '' : 'not '}isolated`);
}

/** Somebody lifts the isolation by hand, so that the next part begins with the device as it was. */
export function lift(targets: readonly DraftTarget[], { house, later, tell }: Stage): void {
  later(10);
  for (const { device } of targets) {
    house.sandbox.change(device, { isolated: false, isolationFails: null, askedAt: null, fields: {} });
  }
  tell(`The incident is over; a technician lifts the isolation of ${targets.map((one) => one.name).join(' and ')}.`);
}

/** The moment as a window file writes it, minutes from now; the sandbox's clients keep London's winter time, which is UTC. */
export function localTime(minutes: number, { now }: Stage): string {
  return new Date(now() + minutes * MINUTE).toISOString().slice(0, 16);
}

/**
 * What programs did on the platform lately by its own log, compared with the ledger as `detect` does, and recorded nowhere.
 * @returns the numbers of the acts; one without an intent of its own fails the tour
 */
export async function actsSince({ house, fail }: Stage): Promise<readonly string[]> {
  const looks = await lookAtActivity(await readGround(house.bot), house.bot);
  return looks.flatMap((look) => {
    if (look.kind === 'unread') return fail('the platform to tell what happened there', look.sentence);
    const [past] = look.past;
    if (past !== undefined) fail('every act to have its intent', past.how);
    return (look.record?.acts ?? []).map(({ id }) => id);
  });
}
