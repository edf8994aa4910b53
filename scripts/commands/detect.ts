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
    'Reads what programs did on each platform that the policy has watched, and records what no intent covers as well.',
    'Needs the ledger’s key, and credentials that read a platform’s activity. Exit code 1 says that something new was found,',
    '3 that a platform could not be read: nothing is known of it then, and the next run looks from the same moment on.',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const { openWatching } = await import('./environment.ts');
    const report = await detect(await openWatching(io));
    const { found, filed, unfiled, unread } = report;
    const lines = [
      `found ${found.length}, filed ${filed.length}`,
      ...found.map(({ record, how }) => `gate failure ${record}: ${how}`),
      ...filed.map(({ event, url }) => `filed ${event}: ${url}`),
      ...unfiled.map((sentence) => `not filed: ${sentence}`),
      ...unread.map((sentence) => `not read: ${sentence}`),
    ];
    io.out(options.json === true ? `${JSON.stringify(report)}\n` : `${lines.join('\n')}\n`);
    if (unread.length > 0) return EXIT.fault;
    return found.length + unfiled.length === 0 ? EXIT.done : EXIT.no;
  },
};
