// countersign sweep: what time alone brings about.
import type { Command } from '../cli.ts';
import { sweep } from '../sweep.ts';

export const command: Command = {
  usage: 'countersign sweep [--json]',
  help: 'Calls the stand-ins whose turn has come and records each call.',
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const { openWorkplace } = await import('./environment.ts');
    const report = await sweep(await openWorkplace(io));
    if (options.json === true) io.out(`${JSON.stringify(report)}\n`);
    else io.out(`called ${report.called.length}\n`);
    return 0;
  },
};
