// countersign start: everything on this machine, with an example organisation and simulated automations.
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';

export const command: Command = {
  usage: 'countersign start [--port NUMBER] [--data DIRECTORY]',
  help: [
    'Brings up the embedded forge, the sandbox platform and the approver’s pages on 127.0.0.1, lets simulated automations',
    'propose, and keeps everything in DIRECTORY (.countersign unless said otherwise): a second start finds it again.',
    'Ctrl-C ends it cleanly. The sandbox uses the port after NUMBER (4280 unless said otherwise).',
  ].join('\n'),
  options: { port: { type: 'string' }, data: { type: 'string' } },
  run: async ({ options, io }) => {
    const port = Number(options.port ?? 4280);
    if (!Number.isInteger(port) || port < 0 || port > 65_534) {
      io.err('--port must be a whole number from 0 to 65534.\n');
      return EXIT.badInput;
    }
    const { start } = await import('../local/start.ts');
    const directory = typeof options.data === 'string' ? options.data : '.countersign';
    return start({ port, directory, out: io.out });
  },
};
