// countersign execute: runs what was merged, once; the only verb that holds a platform's credentials.
import type { Command } from '../cli.ts';
import { execute } from '../execute.ts';

const GOOD = ['succeeded', 'already-in-state'];

export const command: Command = {
  usage: 'countersign execute [--platform ID] [--json]',
  help: [
    'Proves the gate again from main and the ledger, records the intent, acts once, reads back, records the outcome.',
    '--platform runs the actions of one platform alone, for a job that has only its credentials; what may not run any more ends all the same.',
    'Exit code 1 where anything ended otherwise than succeeded or already-in-state.',
  ].join('\n'),
  options: { json: { type: 'boolean' }, platform: { type: 'string' } },
  run: async ({ options, io }) => {
    const { openExecuting } = await import('./environment.ts');
    const { platform } = options;
    const { executed } = await execute(await openExecuting(io, typeof platform === 'string' ? platform : null));
    if (options.json === true) io.out(`${JSON.stringify({ executed })}\n`);
    else for (const one of executed) io.out(`${one.id}: ${one.outcome}: ${one.detail}\n`);
    return executed.every((one) => GOOD.includes(one.outcome)) ? 0 : 1;
  },
};
