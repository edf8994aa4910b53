// Runs the verbs whenever something changed or time has passed: level-triggered, one at a time, never two of a kind.
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

/**
 * Two loops: one decides, one executes, as two jobs do at the forge; a platform that is slow holds up no decision.
 * A fault is logged and looked at again with the next hint or tick; nothing is retried on its own.
 */
export function startRunner(place: ExecutingWorkplace, onStep: () => void): Runner {
  const executing = loop('execute', place, async () => {
    const { executed } = await execute(place);
    if (executed.length > 0) onStep();
  });
  const deciding = loop('gate', place, async () => {
    await gate(place);
    const { merged } = await merge(place);
    if (merged.length > 0) executing.hint();
    await sweep(place);
    onStep();
  });
  const timer = setInterval(() => {
    deciding.hint();
    executing.hint();
  }, TICK);
  deciding.hint();
  executing.hint();
  return {
    hint: deciding.hint,
    stop: async () => {
      clearInterval(timer);
      await Promise.all([deciding.stop(), executing.stop()]);
    },
  };
}

interface Loop {
  readonly hint: () => void;
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
        log(`${name}: ${cause instanceof Error ? cause.message : 'a fault'}`);
      }
    }
    running = null;
  };
  return {
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
