// countersign codeowners: the owners of each path, from the roster and the matrix.
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';

export const command: Command = {
  usage: 'countersign codeowners [--write | --check]',
  help: [
    'Shows .github/CODEOWNERS as policies/people.yaml, policies/authority.yaml and policies/on-call.yaml give it. --write writes',
    'the file; --check says whether it is that already, exit code 1 where it is not. The gate refuses every request otherwise.',
  ].join('\n'),
  options: { write: { type: 'boolean' }, check: { type: 'boolean' } },
  takesArguments: true,
  run: async ({ positionals, options, io }) => {
    if (positionals.length > 0 || (options.write === true && options.check === true)) {
      io.err('Give --write or --check, or neither to see the file. See countersign codeowners --help.\n');
      return EXIT.badInput;
    }
    const { codeowners } = await import('../codeowners.ts');
    const mode = options.write === true ? 'write' : options.check === true ? 'check' : 'show';
    return codeowners(process.cwd(), mode, io.out);
  },
};
