// countersign merge: the merge bot's one step.
import type { Command } from '../cli.ts';
import { merge } from '../merge.ts';

export const command: Command = {
  usage: 'countersign merge [--json]',
  help: 'Merges exactly the head that was approved, closes what was denied, expired or refused, and records each ending.',
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const { openWorkplace } = await import('./environment.ts');
    const report = await merge(await openWorkplace(io));
    if (options.json === true) io.out(`${JSON.stringify(report)}\n`);
    else io.out(`merged ${report.merged.length}, closed ${report.closed.length}\n`);
    return 0;
  },
};
