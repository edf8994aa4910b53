// What a single malicious approver, or somebody who approves for an automation, tries with reviews and with the roster.
import { actionPath } from '../../scripts/core/action-file.ts';
import { commitAt } from '../../scripts/local/forge/git-read.ts';
import { commitFiles } from '../../scripts/local/forge/git-write.ts';
import { DEVICES } from '../../scripts/local/tour-drafts.ts';
import { answers } from '../../scripts/local/tour-stage.ts';
import type { TourRequest } from '../../scripts/local/tour-stage.ts';
import type { Staged } from './attempt.ts';
import { ADMIN, AGENT, api, asks, cloneOf, opens, OTHER_AGENT, pushed, verdictOn } from './world.ts';
import type { World } from './world.ts';

const MANY = [DEVICES.fs02, DEVICES.globex];
const NAMED = ['approvers: [sven, oscar, sam, olga]'];

export const PEOPLE: readonly Staged[] = [
  {
    number: 19,
    run: async (world) => {
      const request = await asks(world);
      const other = await approves(OTHER_AGENT, request, world);
      return [
        [await approves(AGENT, request, world), 'Can not approve your own pull request'],
        [other, '200'],
        [await verdictOn(request, world), 'northwind-patch-scheduler[bot] was not named'],
      ];
    },
  },
  {
    number: 27,
    run: async (world) => {
      const request = await asks(world, MANY, NAMED);
      for (let times = 0; times < 2; times += 1) await answers('sven', 'APPROVE', request, world);
      // The second account: nobody's in the roster, whoever sits behind it.
      await approves(ADMIN, request, world);
      const said = await verdictOn(request, world);
      return [
        [said, 'waiting: Waiting for Oscar Ortiz and Olga Okafor'],
        [said, 'northwind-admin was not named'],
      ];
    },
  },
  {
    number: 28,
    run: async (world) => {
      const written = await asks(world, [DEVICES.ws17], ['approvers: [lena]']);
      await push(
        world,
        AGENT,
        written,
        'Say more\n\nCo-authored-by: Lena <20111+lena-northwind@users.noreply.github.com>',
      );
      await answers('lena', 'APPROVE', written, world);
      const asked = await asks(world, MANY, ['requester: oscar', ...NAMED]);
      await answers('oscar', 'APPROVE', asked, world);
      return [
        [await verdictOn(asked, world), 'is-requester'],
        [await verdictOn(written, world), 'seat-unfilled'],
      ];
    },
  },
  {
    number: 29,
    run: async (world) => {
      const request = await asks(world, MANY, NAMED);
      await answers('oscar', 'APPROVE', request, world);
      await push(world, 'sven-northwind', request, 'A tweak');
      for (const person of ['sven', 'oscar']) await answers(person, 'APPROVE', request, world);
      const said = await verdictOn(request, world);
      return [
        [said, 'waiting: Waiting for Sam Sato'],
        [said, 'is-contributor'],
      ];
    },
  },
  {
    number: 30,
    run: async (world) => {
      const request = await asks(world);
      await answers('sam', 'REQUEST_CHANGES', request, world, 'It is a drill.');
      const veto = world.house.forge.reviews(request.pull).at(-1)?.id ?? 0;
      const where = `PUT /pulls/${request.pull}/reviews/${veto}/dismissals`;
      const dismissed = await api('lena-northwind', where, { message: 'Outdated', event: 'DISMISS' }, world);
      await answers('lena', 'APPROVE', request, world);
      return [
        [dismissed.text, '"state":"DISMISSED"'],
        [await verdictOn(request, world), 'failure: Denied by Sam Sato'],
      ];
    },
  },
  {
    number: 31,
    run: async (world) => {
      const ally =
        '- { id: ally, name: Ally, account: 90901, login: northwind-admin, roles: [team-lead, security-lead], lead: null }';
      const roster = async (): Promise<string> => {
        return `${(await world.house.bot.forge.fileAt('main', 'policies/people.yaml')) ?? ''}  ${ally}\n`;
      };
      const mixed = await asks(world, [DEVICES.ws17]);
      const clone = await cloneOf('lena-northwind', world);
      await clone.git('checkout', '--quiet', mixed.branch);
      await clone.write('policies/people.yaml', await roster());
      await pushed(clone, mixed.branch);
      const files = await roster();
      const login = 'lena-northwind';
      const alone = await opens(
        { branch: 'hello', login, change: ({ write }) => write('policies/people.yaml', files) },
        world,
      );
      await approves('sven-northwind', alone, world);
      // By the roster that it brings the ally would be enough; by the one on main nobody knows the account.
      await approves(ADMIN, alone, world);
      const said = await verdictOn(alone, world);
      return [
        [await verdictOn(mixed, world), 'The pull request also changes policies/people.yaml'],
        [said, 'Olga Okafor'],
        [said, 'northwind-admin holds none of the roles that the matrix asks for'],
      ];
    },
  },
  {
    number: 32,
    run: async (world) => {
      const request = await asks(world);
      await answers('lena', 'APPROVE', request, world);
      // Without write access any more; an owner of the organisation takes it away at the forge.
      const lena = world.house.forge.accountByLogin('lena-northwind') ?? {};
      Object.assign(lena, { permission: 'read' });
      const suspended = await verdictOn(request, world);
      Object.assign(lena, { permission: 'write' });
      const path = 'policies/people.yaml';
      const before = (await world.house.bot.forge.fileAt('main', path)) ?? '';
      const after = before
        .replaceAll('lead: lena', 'lead: liam')
        .replace('roles: [team-lead], lead: olga', 'active: false, $&');
      await onMain(world, path, after);
      const left = await verdictOn(request, world);
      await world.house.step();
      await world.house.as(AGENT).forge.close(request.pull); // with Lena back it would be approved again
      await onMain(world, path, before);
      return [
        [suspended, 'no-write-access'],
        [left, 'failure: Refused'],
        [left, 'seat-unfilled'],
      ];
    },
  },
];

/** An approval of the head with the account's own token, and what the forge says. */
export async function approves(login: string, { pull }: Pick<TourRequest, 'pull'>, world: World): Promise<string> {
  world.later(1 / 60);
  const { head: commit_id } = await world.house.bot.forge.pull(pull);
  return (await api(login, `POST /pulls/${pull}/reviews`, { event: 'APPROVE', commit_id }, world)).text;
}

async function push(world: World, login: string, request: TourRequest, message: string): Promise<void> {
  const clone = await cloneOf(login, world);
  await clone.git('checkout', '--quiet', request.branch);
  await clone.write(actionPath(request.id), request.text.replace('EDR alert 9931', 'EDR alerts 9931 and 9932'));
  await pushed(clone, request.branch, message);
}

/** Past all rules, as a change that was merged meanwhile would leave it. */
export async function onMain(world: World, path: string, text: string): Promise<void> {
  const { forge } = world.house;
  const by = forge.accountByLogin(ADMIN);
  if (by === null) throw new Error('the house has no administrator');
  const tip = await commitAt(forge.git, 'refs/heads/main');
  const file = { content: Buffer.from(text), mode: '100644' };
  await commitFiles(forge.git, 'main', tip, new Map([[path, file]]), { by, at: world.now(), message: 'Slip\n' });
}
