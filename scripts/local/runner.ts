// Runs the verbs whenever something changed or time has passed: level-triggered, one at a time, never two of a kind.
import { detect } from '../detect.ts';
import { erase } from '../erase.ts';
import { execute } from '../execute.ts';
import { gate } from '../gate.ts';
import { merge } from '../merge.ts';
import { sweep } from '../sweep.ts';
import type { ExecutingWorkplace } from '../workplace.ts';

export interface Runner {
  /** Something may have changed; a hint, nothing more. */
  readonly hint: () => void;
  /** Ends after what is running now has ended. */
  readonly stop: () => Promise<void>;
}

/** How long nothing may happen before time itself is looked at: deadlines, stand-ins, executions in doubt. */
const TICK = 5_000;

/** What went past the gate is looked for every so many ticks, and so is what a legal hold no longer keeps back. */
const RARELY = 12;

/** How many executing jobs may overlap: each takes what no other has an intent for, as jobs at a forge do. */
const JOBS = 4;

/**
 * One loop decides and several execute, as the jobs of a forge do; a platform that is slow holds up nothing else.
 * A fault is logged and looked at again with the next hint or tick; nothing is retried on its own.
 */
export function startRunner(place: ExecutingWorkplace, onStep: () => void): Runner {
  const jobs = Array.from({ length: JOBS }, () =>
    loop('execute', place, async () => {
      const { executed } = await execute(place);
      if (executed.length > 0) onStep();
    }),
  );
  const executing = (): void => (jobs.find((job) => !job.busy()) ?? jobs[0])?.hint();
  const deciding = loop('gate', place, async () => {
    await gate(place);
    const { merged } = await merge(place);
    if (merged.length > 0) {
      executing();
      erasing.hint();
    }
    await sweep(place);
    onStep();
  });
  const erasing = loop('erase', place, async () => {
    const outcomes = await erase(place);
    if (outcomes.some(({ kind }) => kind === 'erased')) onStep();
  });
  const detecting = loop('detect', place, async () => {
    const { found, filed } = await detect(place);
    if (found.length + filed.length > 0) deciding.hint();
  });
  let ticks = 0;
  const timer = setInterval(() => {
    deciding.hint();
    ticks += 1;
    if (ticks % RARELY === 0) {
      detecting.hint();
      erasing.hint();
    }
    if (!jobs.some((job) => job.busy())) executing();
  }, TICK);
  deciding.hint();
  executing();
  return {
    hint: deciding.hint,
    stop: async () => {
      clearInterval(timer);
      await Promise.all([deciding, erasing, detecting, ...jobs].map((one) => one.stop()));
    },
  };
}

interface Loop {
  readonly hint: () => void;
  readonly busy: () => boolean;
  readonly stop: () => Promise<void>;
}

/** Runs `turn` once for any number of hints that came while it was running, and never twice at the same time. */
function loop(name: string, { log }: ExecutingWorkplace, turn: () => Promise<void>): Loop {
  let wanted = false;
  let stopped = false;
  let running: Promise<void> | null = null;
  const run = async (): Promise<void> => {
    while (wanted && !stopped) {
      wanted = false;
      try {
        await turn();
      } catch (cause) {
        // Ctrl-C reaches the git processes too; what they say then is no fault, and the next start looks again.
        if (!stopped) log(`${name}: ${cause instanceof Error ? cause.message : 'a fault'}`);
      }
    }
    running = null;
  };
  return {
    busy: () => running !== null,
    hint: () => {
      wanted = true;
      if (!stopped) running ??= run();
    },
    stop: async () => {
      stopped = true;
      await running;
    },
  };
}
