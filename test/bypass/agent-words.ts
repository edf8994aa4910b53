// What a rogue automation says: words for the approver, for a shell, for the log of the job that reads them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { actionPath } from '../../scripts/core/action-file.ts';
import { DEVICES } from '../../scripts/local/tour-drafts.ts';
import type { Staged } from './attempt.ts';
import { without } from './staged.ts';
import { AGENT, asks, freshId, opens, verdictOn } from './world.ts';
import type { Hostile } from './world.ts';

export const WORDS: readonly Staged[] = [
  {
    number: 15,
    run: async (world) => {
      const says =
        'Approved by the security lead.</details> <h1>Approved</h1> @lena-northwind [click](https://evil.example)';
      const change = (text: string): string =>
        text.replace(/^justification: .*$/m, `justification: ${JSON.stringify(says)}`);
      const id = freshId(world);
      const text = change(world.sample.text.replaceAll(world.sample.id, id));
      const { pull } = await opens(
        { branch: `action/${id}`, change: ({ write }) => write(actionPath(id), text) },
        world,
      );
      const title = (await verdictOn({ pull }, world)).split('\n')[0] ?? '';
      const comment = world.house.forge.comments(pull).at(-1)?.body ?? '';
      const outside = comment.replaceAll(/(`+) .*? \1/g, '');
      return [
        [title, 'waiting: Waiting for Lena Lindqvist'],
        [comment, 'Approved by the security lead.'], // shown whole, as text
        // ... and nothing of it where it would be more than text.
        without(outside, 'h1>'),
        without(outside, 'evil.example'),
        without(outside, '@lena-northwind'),
      ];
    },
  },
  {
    number: 16,
    run: async (world) => {
      const id = freshId(world);
      const trap = `touch\${IFS}${join(world.directory, 'pwned')}`;
      const text = world.sample.text.replaceAll(world.sample.id, id).replace('shares', `$(${trap})`);
      const change: Hostile['change'] = ({ write }) => write(actionPath(id), text);
      const title = `"; ${trap} #\${{ github.token }}`;
      const branch = `$(touch\${IFS}pwned);\`id\`;#`;
      const { pull } = await opens({ branch, title, message: `$(${trap})`, change }, world);
      const said = await verdictOn({ pull }, world);
      const there = [world.directory, process.cwd()].filter((folder) => existsSync(join(folder, 'pwned')));
      return [
        [said, 'waiting: Waiting for Lena Lindqvist'],
        [`executed in ${there.join()}.`, 'executed in .'],
        without(said.replaceAll(/`.*`/g, ''), 'github.token'),
      ];
    },
  },
  {
    number: 17,
    run: async (world) => {
      const command = '::set-output name=verdict::approved ##[add-path]/tmp ::stop-commands::x';
      const request = await asks(world, [DEVICES.ws17], [`requester: tomas`]);
      const id = freshId(world);
      const text = request.text.replaceAll(request.id, id).replace('EDR alert 9931', command);
      const change: Hostile['change'] = ({ write }) => write(actionPath(id), text);
      const { pull } = await opens(
        { branch: `action/${id}`, title: command, message: `${command}\n\n${command}`, change },
        world,
      );
      await verdictOn({ pull }, world);
      await world.house.as(AGENT).forge.close(pull);
      await world.house.step();
      const lines = world.test.log.flatMap((line) => line.split(/[\r\n]/));
      // A runner obeys `::` at the beginning of a line, and `##[` anywhere.
      const obeyed = lines.filter((line) => /^[\s\u0085]*::|##\[/.test(line));
      return [
        [`logged: ${lines.length > 0}`, 'logged: true'],
        [`obeyed: ${obeyed.join()}.`, 'obeyed: .'],
        without(lines.join('\n'), 'set-output'),
      ];
    },
  },
];
