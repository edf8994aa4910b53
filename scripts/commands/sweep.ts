// countersign sweep: what time alone brings about.
import type { Command } from '../cli.ts';
import { sweep } from '../sweep.ts';
import type { SweepReport } from '../sweep.ts';

export const command: Command = {
  usage: 'countersign sweep [--json]',
  help: [
    'Calls the stand-ins whose turn has come, reminds who has not answered shortly before a deadline, and records each.',
    'Accounts for every pull request by number, records what ended unrecorded, and counts each month once it is over.',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const { openWorkplace } = await import('./environment.ts');
    const report = await sweep(await openWorkplace(io));
    if (options.json === true) io.out(`${JSON.stringify(report)}\n`);
    else io.out(`${sentencesOf(report).join('\n')}\n`);
    return 0;
  },
};

function sentencesOf({ called, reminded, pulls, gaps, settled, counted, inDoubt }: SweepReport): readonly string[] {
  const fates = Object.entries(pulls).filter(([, count]) => count > 0);
  return [
    `called ${called.length}, settled ${settled.length}, counted ${counted.join(', ') || 'no month'}`,
    ...reminded.map(({ pull, person }) => `reminded ${person} of request ${pull}`),
    `requests: ${fates.map(([fate, count]) => `${count} ${fate}`).join(', ') || 'none'}`,
    ...(gaps.length > 0 ? [`nobody can account for ${gaps.join(', ')}`] : []),
    ...inDoubt.map(({ record, action, since }) => `in doubt since ${since}: ${action} (record ${record})`),
  ];
}
