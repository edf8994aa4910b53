// countersign policy check: every problem of the policy files at once, each with file, line and column.
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';

export const command: Command = {
  usage: 'countersign policy check [FILE...] [--all] [--json]',
  help: [
    'Checks the files of policies/ and exceptions/ and how they refer to each other. With FILE only those files, and only',
    'their text and shape, unless --all asks for the cross references too. Exit code 1 where there is a problem.',
  ].join('\n'),
  options: { all: { type: 'boolean' }, json: { type: 'boolean' } },
  takesArguments: true,
  run: async ({ positionals: [what, ...only], options, io }) => {
    if (what !== 'check') {
      io.err('The policy can be checked: countersign policy check.\n');
      return EXIT.badInput;
    }
    const { policyCheck } = await import('../policy.ts');
    // Which connectors are built only matters to the whole policy; their names are all that is loaded.
    const whole = only.length === 0 || options.all === true;
    const plans = whole ? await import('../connectors/plans.ts') : null;
    const known = plans === null ? {} : { knownConnectors: new Set(plans.plannedConnectors), now: Date.now() };
    const how = { all: options.all === true, json: options.json === true };
    return policyCheck({ directory: process.cwd(), only, ...how, ...known }, { write: io.out });
  },
};
