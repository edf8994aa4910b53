// countersign detect: finds what went past the gate.
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';
import { detect } from '../detect.ts';

export const command: Command = {
  usage: 'countersign detect [--json]',
  help: [
    'Looks for commits on the default branch that no record knows, executions without approval or intent, intents of which',
    'nobody says what became of them, and reviews that were missed. Records each once as a gate failure, opens the request',
    'with the report of every gate failure that has none, and asks for a root-cause review where a quarter has too many.',
    'Needs the ledger’s key. Exit code 1 says that something new was found.',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const { openWorkplace } = await import('./environment.ts');
    const report = await detect(await openWorkplace(io));
    const { found, filed, unfiled } = report;
    const lines = [
      `found ${found.length}, filed ${filed.length}`,
      ...found.map(({ record, how }) => `gate failure ${record}: ${how}`),
      ...filed.map(({ event, url }) => `filed ${event}: ${url}`),
      ...unfiled.map((sentence) => `not filed: ${sentence}`),
    ];
    io.out(options.json === true ? `${JSON.stringify(report)}\n` : `${lines.join('\n')}\n`);
    return found.length + unfiled.length === 0 ? EXIT.done : EXIT.no;
  },
};
