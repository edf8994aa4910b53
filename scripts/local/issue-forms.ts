// What a runner does with an issue, on this machine: each that is opened or changed runs `form`.
import { answerLine } from '../form-answer.ts';
import { takeForms } from '../form.ts';
import type { House } from './house.ts';

export interface IssueForms {
  /** Waits for what has come so far. */
  readonly idle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** One after the other, as the one lane of the workflow does; the one App of the house answers and asks. */
export function takeIssues(house: House, log: (line: string) => void): IssueForms {
  let last: Promise<void> = Promise.resolve();
  const { bot } = house;
  const take = async (): Promise<void> => {
    try {
      const taken = await takeForms({
        place: { ...bot, log: () => undefined },
        asks: bot.forge,
        hasKey: bot.keeper !== undefined,
      });
      for (const { issue, outcome } of taken) {
        if (outcome.kind !== 'again') log(`form: issue ${issue}: ${answerLine(outcome)}`);
      }
    } catch (cause) {
      log(`form: ${cause instanceof Error ? cause.message : 'a fault'}`);
    }
  };
  const stop = house.forge.onIssue(() => void (last = last.then(take)));
  const idle = (): Promise<void> => last;
  return {
    idle,
    stop: () => {
      stop();
      return idle();
    },
  };
}
