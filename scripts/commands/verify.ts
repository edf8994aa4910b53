// countersign verify: anybody, offline, from a clone.
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';

export const command: Command = {
  usage: 'countersign verify [DIRECTORY] [--key VERIFIER-KEY] [--json]',
  help: [
    'Walks main and the ledger of a clone and re-derives every decision from its evidence. Nothing is asked over the network.',
    'DIRECTORY is the clone, this folder unless said otherwise. --key is the ledger’s public key, if you have it from elsewhere',
    'than the clone itself, which is the stronger check. Exit code 1 where anything was found.',
  ].join('\n'),
  options: { key: { type: 'string' }, json: { type: 'boolean' } },
  run: async ({ positionals: [directory = '.'], options, io }) => {
    const [{ verify }, { renderReport }] = await Promise.all([
      import('../verify.ts'),
      import('../core/audit/report.ts'),
    ]);
    const report = await verify({ directory, ...(typeof options.key === 'string' ? { key: options.key } : {}) });
    io.out(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
    return report.ok ? EXIT.done : EXIT.no;
  },
};
