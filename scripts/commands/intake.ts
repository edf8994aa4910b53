// countersign intake: takes the event that a runner was started by, and proposes what its sender sent.
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';

export const command: Command = {
  usage: 'countersign intake [--json]',
  help: [
    'Proposes the action of a repository_dispatch of the type propose-action, as the automation that sent it. The event is read',
    'from GITHUB_EVENT_PATH. client_payload holds two fields: action, an action file as JSON in which id, approvers, standIns and',
    'plan may be left out, and request, a name that the sender makes up, 8 to 64 letters, digits and hyphens, new for each request.',
    'The answer is the file intake/<sender’s account id>/<request>.json on the branch intake: the request’s address, or the',
    'sentences that refuse it. The same request again is the same action; nothing is opened twice.',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const [{ openEvent, openWorkplace }, { intake }] = await Promise.all([
      import('./environment.ts'),
      import('../intake.ts'),
    ]);
    const event = openEvent(io);
    const taken = await intake(event, { ...(await openWorkplace(io)), log: () => undefined });
    if (options.json === true) io.out(`${JSON.stringify(taken)}\n`);
    if (taken.kind === 'unreadable') {
      io.err(`${taken.sentence}\n`);
      return EXIT.badInput;
    }
    if (taken.kind === 'again') {
      io.err(`This request was answered before; its answer stands at ${taken.path}.\n`);
      return EXIT.done;
    }
    const { answer } = taken;
    if (answer.kind === 'refused') {
      for (const sentence of answer.sentences) io.err(`${sentence}\n`);
      return EXIT.badInput;
    }
    if (options.json !== true) io.out(`Request ${answer.request} for ${answer.id}: ${answer.url}\n`);
    return EXIT.done;
  },
};
