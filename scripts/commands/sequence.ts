// countersign sequence: brings in what waits before the ledger.
import type { Command } from '../cli.ts';
import { sequence } from '../sequence.ts';

export const command: Command = {
  usage: 'countersign sequence [--json]',
  help: [
    'Appends what waits: batches of other writers under refs/countersign/queue/, which the ledger’s key has signed, and reports',
    'of gate failures under refs/countersign/inbox/, which anybody may lay there. What is refused is kept, with the reason,',
    'under refs/countersign/refused/. The sweep does the same.',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const { openWorkplace } = await import('./environment.ts');
    const { appended, refused } = await sequence(await openWorkplace(io));
    const records = appended.map(({ year, index, record }) => ({ record: `${year}/${index}`, type: record.type }));
    if (options.json === true) io.out(`${JSON.stringify({ appended: records, refused })}\n`);
    else io.out(`appended ${records.length}, refused ${refused.length}\n`);
    return 0;
  },
};
