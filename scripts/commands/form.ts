// countersign form: turns issue forms into the requests that they ask for, in the name of whoever opened them.
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import { answerLine } from '../form-answer.ts';
import type { FormPlace } from '../form-request.ts';
import type { TakenForm } from '../form.ts';

export const command: Command = {
  usage: 'countersign form [--issue NUMBER] [--json]',
  help: [
    'Takes every issue of the last two days whose words are not answered yet: an action, a maintenance window, an exception or a gate',
    'event becomes the request that its verb would open, and the issue is told which one, or in one sentence why not. Who asks is the',
    'account that opened the issue, as the roster knows it. What a form says is taken once; editing it afterwards changes nothing.',
    'A gate event or gate failure is on the ledger before anybody opens its request.',
    '',
    '  --issue NUMBER   that one, also where it was answered before',
    '',
    'COUNTERSIGN_FORM_TOKEN is the token that opens the requests; for actions its account has to be a registered automation. Where it',
    'is not set, COUNTERSIGN_TOKEN does that too, which answers on the issues and records and files reports in any case.',
  ].join('\n'),
  options: { issue: { type: 'string' }, json: { type: 'boolean' } },
  run: async (call) => {
    const { issue } = call.options;
    const number = typeof issue === 'string' ? numberIn(issue) : null;
    if (issue !== undefined && number === null) {
      call.io.err('--issue takes the number of one issue, for example 12.\n');
      return EXIT.badInput;
    }
    const [{ openForge, openWorkplace }, { takeForms, takeForm }] = await Promise.all([
      import('./environment.ts'),
      import('../form.ts'),
    ]);
    const place = { ...(await openWorkplace(call.io)), log: () => undefined };
    const asks = openForge(call.io, ['COUNTERSIGN_FORM_TOKEN', 'COUNTERSIGN_TOKEN', 'GITHUB_TOKEN']);
    const forms: FormPlace = { place, asks, hasKey: call.io.env['COUNTERSIGN_LEDGER_KEY'] !== undefined };
    if (number === null) {
      for (const taken of await takeForms(forms)) say(taken, call);
      return EXIT.done;
    }
    const found = await place.forge.issue(number);
    if (found === null) {
      call.io.err(`There is no issue ${number}.\n`);
      return EXIT.badInput;
    }
    const outcome = await takeForm(found, forms, true);
    say({ issue: number, outcome }, call);
    return outcome.kind === 'refused' ? EXIT.no : EXIT.done;
  },
};

function numberIn(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

/** What was answered before is not said again. */
function say({ issue, outcome }: TakenForm, { io, options }: Call): void {
  const pull =
    'pull' in outcome && outcome.pull !== null ? { request: outcome.pull.number, url: outcome.pull.url } : {};
  if (options.json === true) io.out(`${JSON.stringify({ issue, ...outcome, pull: undefined, ...pull })}\n`);
  else if (outcome.kind !== 'again') io.out(`issue ${issue}: ${answerLine(outcome)}\n`);
}
