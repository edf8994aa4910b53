// countersign propose: an automation's way in. Reads a draft, opens its request, and waits for how it ends where asked to.
import { readFileSync } from 'node:fs';
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';

/** With --wait: how the action ended, each ending with a code of its own. */
export const ENDINGS: Readonly<Record<string, number>> = {
  succeeded: 0,
  'already-in-state': 0,
  denied: 10,
  expired: 11,
  refused: 12,
  withdrawn: 13,
  failed: 20,
  partial: 21,
  'refused-drift': 22,
  unknown: 23,
};

const HELP = `Reads a draft from FILE, or from standard input with -: an action file in which id, approvers, standIns and plan may be
left out. They are filled in, the request is opened from a branch of its own, and you are told who was asked and by when.
The same id again finds the request that is there.

  --dry-run        show tier, gate, row, approvers and plan; nothing is opened, nothing is asked over the network
  --automation ID  with --dry-run: as which automation; unless said otherwise the first one with the grant
  --wait           end when the action ends, and say how by the exit code:
                   ${Object.entries(ENDINGS)
                     .map(([name, code]) => `${code} ${name}`)
                     .join(', ')}
  --json           the same as data`;

export const command: Command = {
  usage: 'countersign propose FILE|- [--dry-run [--automation ID]] [--wait] [--json]',
  help: HELP,
  options: {
    'dry-run': { type: 'boolean' },
    automation: { type: 'string' },
    wait: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  takesArguments: true,
  run: async (call) => {
    const [file, ...more] = call.positionals;
    if (file === undefined || more.length > 0) {
      call.io.err('Name exactly one draft, or - for standard input.\n');
      return EXIT.badInput;
    }
    const bytes = read(file, call);
    if (bytes === null) return EXIT.badInput;
    if (call.options['dry-run'] === true) {
      const { dryRun } = await import('./propose-dry-run.ts');
      return dryRun(bytes, file, call);
    }
    return open(bytes, file, call);
  },
};

function read(file: string, { io }: Call): Uint8Array | null {
  try {
    return readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    io.err(`${file}: cannot be read: ${cause instanceof Error ? cause.message : 'unknown reason'}\n`);
    return null;
  }
}

async function open(bytes: Uint8Array, file: string, call: Call): Promise<number> {
  const { io, options } = call;
  const [{ openWorkplace }, { propose }] = await Promise.all([import('./environment.ts'), import('../propose.ts')]);
  const place = await openWorkplace(io);
  const proposed = await propose(bytes, file === '-' ? 'standard input' : file, { ...place, log: () => undefined });
  if (proposed.kind === 'refused') {
    if (options.json === true) io.out(`${JSON.stringify({ refused: proposed.sentences })}\n`);
    for (const sentence of proposed.sentences) io.err(`${sentence}\n`);
    return EXIT.badInput;
  }
  const policy = (await import('../ground.ts').then(({ readGround }) => readGround(place))).policy;
  const { describeProposed, proposedAsData } = await import('../describe.ts');
  if (options.json === true) io.out(`${JSON.stringify(proposedAsData(proposed))}\n`);
  else io.out(describeProposed(proposed, policy));
  if (options.wait !== true) return EXIT.done;
  io.err('Waiting until it has ended; Ctrl-C ends only the waiting.\n');
  const { waitForEnding } = await import('../wait.ts');
  const ending = await waitForEnding(proposed.pull.number, place);
  io.out(options.json === true ? `${JSON.stringify(ending)}\n` : `${ending.how}: ${ending.detail}\n`);
  return ENDINGS[ending.how] ?? EXIT.fault;
}
