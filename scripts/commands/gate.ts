// countersign gate: the verdict on every open request.
import type { Command } from '../cli.ts';
import { gate } from '../gate.ts';

export const command: Command = {
  usage: 'countersign gate [--json]',
  help: 'Judges every open request and posts the verdict with its whole reasoning on the head commit.',
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const { openWorkplace } = await import('./environment.ts');
    const { verdicts } = await gate(await openWorkplace(io));
    const rows = verdicts.map(({ pull, id, verdict: { state, summary } }) => ({ pull, id, state, summary }));
    if (options.json === true) io.out(`${JSON.stringify({ verdicts: rows })}\n`);
    else for (const row of rows) io.out(`request ${row.pull}: ${row.state}: ${row.summary}\n`);
    return 0;
  },
};
