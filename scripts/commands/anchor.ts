// countersign anchor: has those outside vouch for the newest checkpoint who are named in the environment.
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';

export const command: Command = {
  usage: 'countersign anchor [--json]',
  help: [
    'Takes the ledger’s newest checkpoint to everybody outside whom the environment names, each optional: a time stamp authority',
    '(COUNTERSIGN_TSA_URL with COUNTERSIGN_TSA_CA), a witness (COUNTERSIGN_WITNESS_URL with COUNTERSIGN_WITNESS_KEY), a signed tag',
    '(COUNTERSIGN_TAG_KEY) and a second repository (COUNTERSIGN_SECOND_REMOTE). What they say is kept on the branch anchors/<year>',
    'and as tags, so that every clone brings it. Run it on a schedule; what is there is not asked for again. Exit code 1 where one',
    'of them did not answer.',
  ].join('\n'),
  options: { json: { type: 'boolean' } },
  run: async ({ options, io }) => {
    const [{ openAnchors }, { anchor }] = await Promise.all([import('./environment.ts'), import('../anchors.ts')]);
    const report = await anchor(await openAnchors(io));
    if (options.json === true) io.out(`${JSON.stringify(report, null, 2)}\n`);
    else {
      io.out(`ledger/${report.year ?? 'none'} at ${report.size} records.\n`);
      for (const line of report.made) io.out(`${line}\n`);
      for (const line of report.failed) io.err(`${line}\n`);
    }
    return report.failed.length === 0 ? EXIT.done : EXIT.no;
  },
};
