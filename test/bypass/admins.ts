// What an administrator tries: past the rules, with the rules switched off for a while, and against the log itself.
import { join } from 'node:path';
import { RULES } from '../../scripts/local/forge/branch-rules.ts';
import { gate } from '../../scripts/gate.ts';
import { ledger } from '../../scripts/local/tour-stage.ts';
import { verify } from '../../scripts/verify.ts';
import { APPS, startRig, ADMIN as RIG_ADMIN } from '../settings/rig.ts';
import type { Staged } from './attempt.ts';
import { approves } from './people.ts';
import { unprotected } from './unprotected.ts';
import { ADMIN, api, asks, BOT, cloneOf, opens, verdictOn } from './world.ts';
import type { World } from './world.ts';

export const ADMINS: readonly Staged[] = [
  {
    number: 33,
    run: async (world) => {
      const request = await asks(world);
      const { git, write } = await cloneOf(ADMIN, world);
      await write('policies/people.yaml', 'people: []\n');
      await git('commit', '--quiet', '--all', '-m', 'Past the gate');
      const direct = await git('push', 'origin', 'HEAD:main');
      const { text: orphan } = await git('commit-tree', 'HEAD^{tree}', '-m', 'Nothing ever happened');
      const forced = await git('push', '--force', 'origin', `${orphan}:refs/heads/main`);
      const byHand = await api(ADMIN, `PUT /pulls/${request.pull}/merge`, {}, world);
      // Whoever holds the merge App's key can merge by hand. What nobody approved does not run, and it is written down.
      await gate(world.house.bot);
      await api(BOT, `PUT /pulls/${request.pull}/merge`, {}, world);
      await world.house.step();
      return [
        [direct.text, RULES.main],
        [forced.text, RULES.main],
        [byHand.text, 'only the accounts named as mergers'],
        [(await findings(world)).join('\n'), 'merged although the gate says'],
        [(await ledger(world)).map(({ type }) => type).join(), 'gate-failure'],
      ];
    },
  },
  {
    number: 34,
    run: async () => {
      const rig = await startRig();
      try {
        rig.pass(-60_000);
        await rig.run(['setup', '--yes', ...APPS]);
        const list = (await rig.ask(RIG_ADMIN, 'GET /rulesets')).json;
        const { id = 0 } = Object.values(list as object).find((one) => one.name === 'main-core') ?? {};
        for (const enforcement of ['disabled', 'active']) {
          await rig.ask(RIG_ADMIN, `PUT /rulesets/${id}`, { name: 'main-core', enforcement });
          rig.pass(1_000);
        }
        const { out } = await rig.run(['doctor']);
        return [
          ...(await unprotected()),
          [out, 'The ruleset "main-core" was weaker from'],
          [out, 'changed by account 1: enforcement was "disabled".'],
        ];
      } finally {
        await rig.close();
      }
    },
  },
  {
    number: 35,
    run: async (world) => {
      await asks(world);
      await gate(world.house.bot);
      const { git } = await cloneOf(BOT, world);
      const rewound = await git('push', '--force', 'origin', 'origin/ledger/2026~1:refs/heads/ledger/2026');
      const deleted = await git('push', '--delete', 'origin', 'ledger/2026');
      // Past the forge, on its own disk: every verb stops, until the branch is what it was.
      const { forge } = world.house;
      const tip = await forge.ref('heads/ledger/2026');
      await forge.git.run(['update-ref', 'refs/heads/ledger/2026', `${tip}~1`]);
      const stopped = await gate(world.house.bot).then(() => 'nothing', String);
      await forge.git.run(['update-ref', 'refs/heads/ledger/2026', tip]);
      const code = await opens(
        { branch: 'friends', login: 'sven-northwind', change: ({ write }) => write('scripts/gate.ts', '// yes\n') },
        world,
      );
      for (const friend of ['sam-northwind', 'lena-northwind', 'emil-northwind']) await approves(friend, code, world);
      return [
        [rewound.text, RULES.ledgerRewrite],
        [deleted.text, RULES.ledgerRewrite],
        [stopped, 'LedgerFault'],
        [await verdictOn(code, world), 'waiting: Waiting for Olga Okafor and Oscar Ortiz'],
      ];
    },
  },
];

async function findings({ directory }: World): Promise<readonly string[]> {
  const report = await verify({ directory: join(directory, 'forge/repository.git') });
  return report.findings.map(({ sentence }) => sentence);
}
