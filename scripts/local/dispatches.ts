// What a runner does with a repository_dispatch, on this machine: `propose-action` runs intake, as whoever sent it.
import { intake } from '../intake.ts';
import type { House } from './house.ts';
import { type Lane, laneOf } from './lane.ts';

/**
 * Takes each dispatch by itself and in order, as the one lane of the workflow does; any other type is a hint to look.
 * The house holds the token of every automation, as the environments at GitHub hold each one's own key.
 */
export function takeDispatches(house: House, log: (line: string) => void, hint: () => void): Lane {
  return laneOf('intake', log, (queue) =>
    house.forge.onDispatch((event) => {
      if (event.action !== 'propose-action') return hint();
      queue(async () => {
        const taken = await intake(JSON.stringify(event), { ...house.as(event.sender.login), log: () => undefined });
        log(`intake: ${sentenceOf(taken)}`);
      });
    }),
  );
}

function sentenceOf(taken: Awaited<ReturnType<typeof intake>>): string {
  if (taken.kind === 'unreadable') return taken.sentence;
  if (taken.kind === 'again') return `answered before, see ${taken.path} on the branch intake`;
  const { answer } = taken;
  return answer.kind === 'refused' ? `refused: ${answer.sentences.join(' ')}` : `request ${answer.request}`;
}
