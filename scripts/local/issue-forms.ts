// What a runner does with an issue, on this machine: each that is opened or changed runs `form`.
import { answerLine } from '../form-answer.ts';
import { takeForms } from '../form.ts';
import type { House } from './house.ts';
import { type Lane, laneOf } from './lane.ts';

/** One after the other, as the one lane of the workflow does; the one App of the house answers and asks. */
export function takeIssues(house: House, log: (line: string) => void): Lane {
  const { bot } = house;
  const take = async (): Promise<void> => {
    const taken = await takeForms({
      place: { ...bot, log: () => undefined },
      asks: bot.forge,
      hasKey: bot.keeper !== undefined,
    });
    for (const { issue, outcome } of taken) {
      if (outcome.kind !== 'again') log(`form: issue ${issue}: ${answerLine(outcome)}`);
    }
  };
  return laneOf('form', log, (queue) => house.forge.onIssue(() => queue(take)));
}
