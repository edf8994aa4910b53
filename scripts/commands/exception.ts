// countersign exception: asks for an exception to the standard, from a file or from options.
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import type { Draft } from '../change-draft.ts';
import type { Policy } from '../core/policy-model.ts';
import { names } from '../core/standing.ts';
import { formatInstant } from '../core/time.ts';
import { completeException } from '../exception-draft.ts';
import type { CompleteException } from '../exception-draft.ts';
import { draftFrom, groundHere, listIn, refused } from './draft-input.ts';

const TEXTS = ['id', 'title', 'gate', 'zone', 'from', 'expires', 'renews', 'requestor', 'compensates'] as const;

export const command: Command = {
  usage: 'countersign exception propose FILE|- [--dry-run] [--json], or with --id ... instead of FILE',
  help: [
    'Opens the request for an exception to the standard: one new file of exceptions/. Title, requestor and approvers may be',
    'left out; the requestor is then whose token it is, and the approvers are a Security Lead and a Risk Owner other than them.',
    '',
    '  --id ID --operation A,B --client A,B   what for, as in the file',
    '  --gate GATE                            the gate that applies meanwhile, for example auto-and-log',
    '  --zone ZONE --from DAY --expires DAY   from midnight to midnight there, for example 2026-12-01; there is always an end',
    '  --because TEXT --compensates TEXT      why the standard cannot be kept, and what lowers the risk meanwhile',
    '  --renews ID                            the exception that it follows; none is ever prolonged',
    '  --title TEXT, --requestor PERSON, --approver A,B   instead of what would be filled in',
    '  --dry-run                              show all of it from the policy in this folder; nothing is opened',
  ].join('\n'),
  options: {
    ...Object.fromEntries(
      [...TEXTS, 'operation', 'client', 'because', 'approver'].map((name) => [name, { type: 'string' } as const]),
    ),
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  takesArguments: true,
  run: async (call) => {
    const [what, file, ...more] = call.positionals;
    if (what !== 'propose' || more.length > 0 || (file === undefined) === (call.options.id === undefined)) {
      call.io.err('An exception is proposed from one file, or with --id: countersign exception propose FILE.\n');
      return EXIT.badInput;
    }
    const draft =
      file === undefined ? fromOptions(call) : draftFrom(file, 'an exception', 'exceptions/README.md', call);
    if (draft === null) return EXIT.badInput;
    return call.options['dry-run'] === true ? dryRun(draft, call) : open(draft, call);
  },
};

function fromOptions({ options }: Call): Draft {
  const own = Object.fromEntries(TEXTS.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])));
  const [operations, clients, approvers] = ['operation', 'client', 'approver'].map((name) => listIn(options[name]));
  return { ...own, operations, clients, approvers, justification: options.because };
}

/** Whether what it renews was ever approved only the ledger knows; it is looked for there when the request is opened. */
function dryRun(draft: Draft, call: Call): number {
  const here = groundHere();
  if (!here.ok) return refused(here.sentences, call);
  const { ledger } = here.ground;
  const usedExceptionIds = typeof draft.renews === 'string' ? [{ id: draft.renews, pull: 0 }] : [];
  const exception = completeException(draft, { ...here.ground, ledger: { ...ledger, usedExceptionIds } });
  if (!exception.ok) return refused(exception.sentences, call);
  const { renews } = exception.exception;
  const follows =
    renews === undefined
      ? []
      : [`It follows the exception ${renews}, which is looked for in the ledger when it is opened.`];
  say('Nothing was opened.', { state: exception.verdict.state }, { ...exception, follows }, here.ground.policy, call);
  return EXIT.done;
}

async function open(draft: Draft, call: Call): Promise<number> {
  const [{ openWorkplace }, { proposeException }, { readGround }] = await Promise.all([
    import('./environment.ts'),
    import('../exception.ts'),
    import('../ground.ts'),
  ]);
  const place = await openWorkplace(call.io);
  const proposed = await proposeException(draft, { ...place, log: () => undefined });
  if (proposed.kind === 'refused') return refused(proposed.sentences, call);
  const { kind, pull, exception } = proposed;
  const head = kind === 'opened' ? `Opened request ${pull.number}` : `Request ${pull.number} is there already`;
  const { policy } = await readGround(place);
  say(`${head}: ${pull.url}`, { kind, request: pull.number, url: pull.url }, exception, policy, call);
  return EXIT.done;
}

function say(head: string, data: object, complete: CompleteException, policy: Policy, { io, options }: Call): void {
  const { exception, path, follows, verdict } = complete;
  const { operations, clients, gate, requestor, approvers, justification, compensates } = exception;
  const { zone, from, expires = '' } = exception;
  const answerBy = formatInstant(verdict.deadline);
  if (options.json === true) {
    io.out(`${JSON.stringify({ ...data, ...exception, path, follows, answerBy })}\n`);
    return;
  }
  const lines = [
    head,
    `file       ${path}`,
    `covers     ${operations.join(', ')} for ${clients.join(', ')}`,
    `gate       ${gate} instead of the one in the action table`,
    `in force   from ${from} until ${expires}, each from midnight on (${zone}), once both have approved it`,
    ...follows.map((sentence) => `renews     ${sentence}`),
    `asked by   ${names([requestor], policy)}: ${justification}`,
    `meanwhile  ${compensates}`,
    `approvers  ${names(approvers, policy)}, until ${answerBy}`,
  ];
  io.out(`${lines.join('\n')}\n`);
}
