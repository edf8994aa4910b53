// countersign window: asks for a maintenance window or change request, from a file or from options.
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import type { Policy } from '../core/policy-model.ts';
import { names } from '../core/standing.ts';
import { formatInstant } from '../core/time.ts';
import type { Draft } from '../change-draft.ts';
import { completeWindow } from '../window-draft.ts';
import type { CompleteWindow } from '../window-draft.ts';
import { draftFrom, groundHere, listIn, refused } from './draft-input.ts';

const TEXTS = ['id', 'title', 'zone', 'from', 'to', 'requestor'] as const;

export const command: Command = {
  usage: 'countersign window propose FILE|- [--dry-run] [--json], or with --id ... instead of FILE',
  help: [
    'Opens the request for a maintenance window or change request: one new file of policies/windows/. Title, requestor and',
    'approvers may be left out; the requestor is then whose token it is, and the approver one of those who may approve windows.',
    '',
    '  --id ID --operation A,B --client A,B --zone ZONE   what for, as in the file; ZONE is an IANA name',
    '  --from LOCAL --to LOCAL                            its first time, for example 2026-12-12T22:00',
    '  --recurs RULE [--except DATES] [--also LOCALS]     an RRULE with COUNT or UNTIL, days left out, times added',
    '  --because TEXT                                     why it is needed',
    '  --title TEXT, --requestor PERSON, --approver A,B   instead of what would be filled in',
    '  --dry-run                                          show all of it from the policy in this folder; nothing is opened',
  ].join('\n'),
  options: {
    ...Object.fromEntries(
      [...TEXTS, 'operation', 'client', 'recurs', 'except', 'also', 'because', 'approver'].map((name) => [
        name,
        { type: 'string' } as const,
      ]),
    ),
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  takesArguments: true,
  run: async (call) => {
    const [what, file, ...more] = call.positionals;
    if (what !== 'propose' || more.length > 0 || (file === undefined) === (call.options.id === undefined)) {
      call.io.err('A window is proposed from one file, or with --id: countersign window propose FILE.\n');
      return EXIT.badInput;
    }
    const draft = file === undefined ? fromOptions(call) : draftFrom(file, 'a window', 'policies/README.md', call);
    if (draft === null) return EXIT.badInput;
    return call.options['dry-run'] === true ? dryRun(draft, call) : open(draft, call);
  },
};

function fromOptions({ options }: Call): Draft {
  const listed = (name: string): readonly string[] | undefined => listIn(options[name]);
  const { recurs: rule, because: justification } = options;
  const [except, additional] = [listed('except'), listed('also')];
  const own = Object.fromEntries(TEXTS.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
  const lists = { operations: listed('operation'), clients: listed('client'), approvers: listed('approver') };
  const recurrence = {
    rule,
    ...(except === undefined ? {} : { except }),
    ...(additional === undefined ? {} : { additional }),
  };
  const recurring = Object.values(recurrence).some((part) => part !== undefined);
  return { ...own, ...lists, justification, ...(recurring ? { recurrence } : {}) };
}

function dryRun(draft: Draft, call: Call): number {
  const ground = groundHere();
  if (!ground.ok) return refused(ground.sentences, call);
  const window = completeWindow(draft, ground.ground);
  if (!window.ok) return refused(window.sentences, call);
  say('Nothing was opened.', { state: window.verdict.state }, window, ground.ground.policy, call);
  return EXIT.done;
}

async function open(draft: Draft, call: Call): Promise<number> {
  const [{ openWorkplace }, { proposeWindow }, { readGround }] = await Promise.all([
    import('./environment.ts'),
    import('../window.ts'),
    import('../ground.ts'),
  ]);
  const place = await openWorkplace(call.io);
  const proposed = await proposeWindow(draft, { ...place, log: () => undefined });
  if (proposed.kind === 'refused') return refused(proposed.sentences, call);
  const { kind, pull, window } = proposed;
  const head = kind === 'opened' ? `Opened request ${pull.number}` : `Request ${pull.number} is there already`;
  const { policy } = await readGround(place);
  say(`${head}: ${pull.url}`, { kind, request: pull.number, url: pull.url }, window, policy, call);
  return EXIT.done;
}

/** So many of its times are shown in a terminal; the request and `--json` show all. */
const SHOWN = 10;

function say(head: string, data: object, window: CompleteWindow, policy: Policy, { io, options }: Call): void {
  const { path, times, verdict } = window;
  const { requestor, approvers, justification, operations, clients } = window.window;
  const answerBy = formatInstant(verdict.deadline);
  if (options.json === true) {
    io.out(`${JSON.stringify({ ...data, ...window.window, path, times, answerBy })}\n`);
    return;
  }
  const more = times.length > SHOWN ? [`          and ${times.length - SHOWN} more times`] : [];
  const lines = [
    head,
    `file      ${path}`,
    `covers    ${operations.join(', ')} for ${clients.join(', ')}`,
    ...times.slice(0, SHOWN).map((time, place) => `${(place === 0 ? 'open' : '').padEnd(10)}${time}`),
    ...more,
    `asked by  ${names([requestor], policy)}: ${justification}`,
    `approver  ${names(approvers, policy)}, until ${answerBy}`,
  ];
  io.out(`${lines.join('\n')}\n`);
}
