// countersign setup: shows what would be changed in the repository's settings, asks, and changes it.
import { createInterface } from 'node:readline/promises';
import { findingOf } from '../core/settings-difference.ts';
import type { Difference } from '../core/settings-difference.ts';
import { EXIT } from '../cli.ts';
import type { Command, Io } from '../cli.ts';
import { applySetup, planSetup } from '../setup.ts';
import { appsNamed } from './environment.ts';
import { APP_OPTIONS, openSettingsPlace } from './settings-place.ts';

export const command: Command = {
  usage: 'countersign setup [--dry-run] [--yes] [--gate-app SLUG] [--merge-app SLUG] [--single-app]',
  help: [
    'Brings the repository’s settings to what .github/settings.json and .github/rulesets/ say: rulesets, environments,',
    'labels, variables, Actions and merge settings. Shows every difference first, then asks. Running it again changes nothing more.',
    'Needs the token of an administrator, which is not kept. The Apps are named once by the word in their address',
    '(github.com/apps/SLUG); afterwards the repository’s variables say which they are.',
    '--single-app: one App gates and merges; name it with --gate-app. See .github/SETUP.md for what that gives up.',
    '--dry-run: only shows. --yes: does not ask.',
  ].join('\n'),
  options: {
    ...APP_OPTIONS,
    'dry-run': { type: 'boolean' },
    yes: { type: 'boolean' },
    'single-app': { type: 'boolean' },
  },
  run: async ({ options, io }) => {
    const single = options['single-app'] === true;
    const merge = single ? (options['gate-app'] ?? appsNamed(io).gate ?? undefined) : options['merge-app'];
    const place = await openSettingsPlace(io, { ...options, 'merge-app': merge });
    if (typeof place === 'string') return badInput(io, place);
    const { settings, wanted } = place;
    if (!single && wanted.gate.id === wanted.merge.id && (await settings.variable('COUNTERSIGN_MERGE_APP')) === null) {
      return badInput(
        io,
        'One App gates and merges: say --single-app if that is meant, or name another with --merge-app.',
      );
    }
    const plan = await planSetup(settings, wanted);
    if (plan.length === 0) {
      io.out('Nothing to do: every setting is as it should be.\n');
      return EXIT.done;
    }
    io.out(`${plan.map(changeOf).join('\n')}\n`);
    if (options['dry-run'] === true) return EXIT.done;
    if (options.yes !== true && !(await agreed(io, plan.length))) return badInput(io, 'Nothing was changed.');
    const { tried, refused, left } = await applySetup(settings, wanted, plan);
    const changed = tried.filter((unit) => !left.some((difference) => difference.unit === unit));
    io.out(`changed ${changed.length}: ${changed.join(', ') || 'nothing'}\n`);
    for (const sentence of refused) io.out(`refused: ${sentence}\n`);
    for (const difference of left) io.out(`still differs: ${findingOf(difference).sentence}\n`);
    return left.length === 0 ? EXIT.done : EXIT.no;
  },
};

/** What is, and what it becomes: one sentence. */
function changeOf(difference: Difference): string {
  return `- ${findingOf(difference).sentence}`;
}

function badInput(io: Io, sentence: string): number {
  io.err(`${sentence}\n`);
  return EXIT.badInput;
}

async function agreed(io: Io, count: number): Promise<boolean> {
  if (!process.stdin.isTTY) {
    io.err('Nobody can be asked here: look at it with --dry-run, then say --yes.\n');
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question(`Change these ${count}? Type yes: `);
  asking.close();
  return answer.trim() === 'yes';
}
