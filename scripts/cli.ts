// countersign <verb>: finds the verb, reads its options, runs it and turns what comes back into an exit code.
import { parseArgs } from 'node:util';
import type { ParseArgsConfig } from 'node:util';

/** Exit codes, the same for every verb; `propose --wait` has more of its own. */
export const EXIT = { done: 0, no: 1, badInput: 2, fault: 3 } as const;

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export interface Call {
  readonly positionals: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly io: Io;
}

export interface Command {
  readonly usage: string;
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Judges its arguments by itself; every other verb takes none, so that a slip of the hand is not passed over. */
  readonly takesArguments?: true;
  /** @returns the exit code. @throws only for faults; bad input is a code and a sentence */
  readonly run: (call: Call) => Promise<number>;
}

/** Each verb's module is loaded only when it is called: most of a cold start is what is not loaded. */
const VERBS: Readonly<Record<string, readonly [string, () => Promise<{ readonly command: Command }>]>> = {
  start: ['bring everything up on this machine', () => import('./commands/start.ts')],
  propose: ['propose an action', () => import('./commands/propose.ts')],
  intake: ['propose what one HTTP request sent', () => import('./commands/intake.ts')],
  form: ['turn issue forms into requests', () => import('./commands/form.ts')],
  gate: ['post the verdict on every open request', () => import('./commands/gate.ts')],
  merge: ['merge what is approved, close what is over', () => import('./commands/merge.ts')],
  execute: ['run what was merged, once', () => import('./commands/execute.ts')],
  sequence: ['append what waits before the ledger', () => import('./commands/sequence.ts')],
  sweep: ['call stand-ins whose turn has come', () => import('./commands/sweep.ts')],
  erase: ['drop personal parts that two people let go', () => import('./commands/erase.ts')],
  detect: ['find what went past the gate', () => import('./commands/detect.ts')],
  'break-glass': ['run a Tier 1 action at once', () => import('./commands/break-glass.ts')],
  report: ['say that the gate was bypassed', () => import('./commands/report.ts')],
  verify: ['re-derive every decision, offline, from a clone', () => import('./commands/verify.ts')],
  slip: ['write one action’s story with its proofs', () => import('./commands/slip.ts')],
  evidence: ['write the auditor’s pack for a period', () => import('./commands/evidence.ts')],
  anchor: ['have outsiders vouch for the ledger', () => import('./commands/anchor.ts')],
  window: ['ask for a maintenance window', () => import('./commands/window.ts')],
  exception: ['ask for an exception to the standard', () => import('./commands/exception.ts')],
  'on-call': ['say who may approve now, and the gaps ahead', () => import('./commands/on-call.ts')],
  review: ['write the quarter’s report and have it signed', () => import('./commands/review.ts')],
  policy: ['check the policy files', () => import('./commands/policy.ts')],
  codeowners: ['write the owners of each path', () => import('./commands/codeowners.ts')],
  found: ['make a ledger key and found the ledger', () => import('./commands/found.ts')],
  key: ['hand the ledger over to another key', () => import('./commands/key.ts')],
  setup: ['bring the repository’s settings to what they should be', () => import('./commands/setup.ts')],
  doctor: ['say where the repository’s protection is weaker', () => import('./commands/doctor.ts')],
};

/** Runs one call of the command line. @returns the exit code */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const [verb = '', ...rest] = argv;
  const entry = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (entry === undefined) return overview(verb, io);
  const { command } = await entry[1]();
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(`${command.usage}\n\n${command.help}\n\n${EXIT_HELP}\n`);
    return EXIT.done;
  }
  const parsed = parse(verb, rest, command);
  if (typeof parsed === 'string') {
    io.err(`${parsed} See countersign ${verb} --help.\n`);
    return EXIT.badInput;
  }
  const job = io.env.GITHUB_ACTIONS === 'true' ? await openJob(verb, io) : { io, end: async () => undefined };
  try {
    return await command.run({ ...parsed, io: { ...job.io, env: entered(io.env) } });
  } catch (cause) {
    return await fault(cause, parsed.options.json === true, job.io);
  } finally {
    await job.end();
  }
}

/** What somebody has entered: a runner hands over a secret or variable that nobody has as an empty text. */
function entered(env: Io['env']): Io['env'] {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
}

/** The variables that hold a secret; everything else of the environment may be seen. */
const SECRETS = [
  'COUNTERSIGN_TOKEN',
  'GITHUB_TOKEN',
  'COUNTERSIGN_SETTINGS_TOKEN',
  'COUNTERSIGN_FORM_TOKEN',
  'COUNTERSIGN_SECOND_TOKEN',
  'COUNTERSIGN_WEBHOOK_URL',
  'COUNTERSIGN_WEBHOOK_SECRET',
  'COUNTERSIGN_SMTP_URL',
  'NINJARMM_CLIENT_SECRET',
  'NINJARMM_MONITOR_CLIENT_SECRET',
] as const;

/** On a runner the secrets are masked first, faults become annotations, and what is said goes into the summary too. */
async function openJob(verb: string, io: Io): Promise<{ readonly io: Io; readonly end: () => Promise<void> }> {
  const { maskSecrets, showFault, showSummary } = await import('./ports/actions.ts');
  maskSecrets(SECRETS.map((name) => io.env[name] ?? ''));
  let said = '';
  const out = (text: string): void => {
    said += text;
    io.out(inert(text));
  };
  const err = (text: string): void => (text.startsWith('fault: ') ? showFault(text.trim()) : io.err(inert(text)));
  return { io: { ...io, out, err }, end: () => showSummary(verb, said) };
}

/**
 * What a request or a platform said must never be a command to the runner. It obeys a line that begins with `::` behind what .NET
 * takes for white space, of which JavaScript lacks one, and it still obeys `##[` wherever in a line that stands.
 */
function inert(text: string): string {
  return text.replaceAll(/^([\s\u0085]*)::/gm, '$1 : :').replaceAll('##[', '## [');
}

const EXIT_HELP = 'Exit codes: 0 done, 1 a "no", 2 bad input, 3 a fault.';

function overview(verb: string, io: Io): number {
  const width = Math.max(...Object.keys(VERBS).map((name) => name.length));
  const lines = Object.entries(VERBS).map(([name, [what]]) => `  ${name.padEnd(width)} ${what}`);
  const text = `countersign <verb> [options]\n\n${lines.join('\n')}\n\ncountersign <verb> --help explains one.\n${EXIT_HELP}\n`;
  const asked = verb === '' || verb === '--help' || verb === '-h' || verb === 'help';
  if (asked) io.out(text);
  else io.err(`There is no verb ${JSON.stringify(verb)}.\n\n${text}`);
  return asked ? EXIT.done : EXIT.badInput;
}

function parse(verb: string, args: readonly string[], command: Command): Omit<Call, 'io'> | string {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: command.options, allowPositionals: true });
    const [first] = positionals;
    if (first !== undefined && command.takesArguments !== true) {
      return `${verb} takes no argument, and ${JSON.stringify(first)} is one.`;
    }
    return { positionals, options: values as Call['options'] };
  } catch (cause) {
    return cause instanceof Error ? `${cause.message.split('. ')[0] ?? ''}.` : 'The options could not be read.';
  }
}

/** A fault fails closed, with its whole chain of causes; stacks are for developers who ask for them. */
async function fault(cause: unknown, json: boolean, io: Io): Promise<number> {
  const chain: string[] = [];
  for (let one: unknown = cause; one instanceof Error; one = one.cause) chain.push(one.message);
  const said = chain.length === 0 ? String(cause) : chain.join(' <- ');
  const { visible } = await import('./core/audit/report.ts');
  if (json) io.out(`${JSON.stringify({ fault: said })}\n`);
  // It may quote a record or a file's name from a hostile place, which must not move the cursor and show a better answer.
  io.err(`fault: ${said.split('\n').map(visible).join('\n')}\n`);
  if (io.env.COUNTERSIGN_DEBUG !== undefined && cause instanceof Error) io.err(`${cause.stack ?? ''}\n`);
  return EXIT.fault;
}

function processIo(): Io {
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    env: process.env,
  };
}
