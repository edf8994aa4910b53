// countersign break-glass: a Tier 1 action at once, by a named person, as the gate failure that it is.
import { readFileSync } from 'node:fs';
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';

export const command: Command = {
  usage: 'countersign break-glass FILE|- --because TEXT [--json]',
  help: [
    'Opens the request of a Tier 1 action that runs without an approval, with the token of one of the people whom',
    'policies/standard.yaml names for it. It IS a gate failure: it is on the ledger before it runs, everybody in charge is told,',
    'and two others review it in time. Until they have, the same person cannot do it again. FILE is a draft as for propose.',
  ].join('\n'),
  options: { because: { type: 'string' }, json: { type: 'boolean' } },
  takesArguments: true,
  run: async ({ positionals, options, io }) => {
    const [file, ...more] = positionals;
    const { because } = options;
    if (file === undefined || more.length > 0 || typeof because !== 'string' || because.trim() === '') {
      io.err('Name exactly one draft, and say --because, why it cannot wait for an approval.\n');
      return EXIT.badInput;
    }
    let bytes: Uint8Array;
    try {
      bytes = readFileSync(file === '-' ? 0 : file);
    } catch (cause) {
      io.err(`${file}: cannot be read: ${cause instanceof Error ? cause.message : 'unknown reason'}\n`);
      return EXIT.badInput;
    }
    const [{ openWorkplace }, { breakGlass }] = await Promise.all([
      import('./environment.ts'),
      import('../break-glass.ts'),
    ]);
    const proposed = await breakGlass(bytes, file === '-' ? 'standard input' : file, because, await openWorkplace(io));
    if (proposed.kind === 'refused') {
      if (options.json === true) io.out(`${JSON.stringify({ refused: proposed.sentences })}\n`);
      for (const one of proposed.sentences) io.err(`${one}\n`);
      return EXIT.badInput;
    }
    const { kind, id, pull } = proposed;
    if (options.json === true) io.out(`${JSON.stringify({ kind, id, request: pull.number, url: pull.url })}\n`);
    else
      io.out(`The glass is broken: request ${pull.number} for ${id}. It runs once it is on the ledger.\n${pull.url}\n`);
    return EXIT.done;
  },
};
