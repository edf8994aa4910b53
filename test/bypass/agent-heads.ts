// What a rogue automation does around its request: later pushes, races, other bases, false checks, dispatches, delay.
import { actionPath } from '../../scripts/core/action-file.ts';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { DEVICES } from '../../scripts/local/tour-drafts.ts';
import { answers, ledger } from '../../scripts/local/tour-stage.ts';
import type { TourRequest } from '../../scripts/local/tour-stage.ts';
import { CHECK } from '../../scripts/look.ts';
import { merge } from '../../scripts/merge.ts';
import type { Heard, Staged } from './attempt.ts';
import { AGENT, api, asks, BOT, cloneOf, freshId, opens, pushed, verdictOn, verdictShown } from './world.ts';
import type { Hostile, World } from './world.ts';
import { floods } from './flood.ts';

export const HEADS: readonly Staged[] = [
  {
    number: 2,
    run: async (world) => {
      const request = await asks(world);
      await answers('lena', 'APPROVE', request, world);
      const { head } = await world.house.bot.forge.pull(request.pull);
      await push(world, request, 'EDR alert 1');
      const body = { sha: head };
      return [
        [await verdictOn(request, world), 'Lena Lindqvist approved another commit than the current head'],
        [
          (await api(AGENT, `PUT /pulls/${request.pull}/merge`, body, world)).text,
          'only the accounts named as mergers',
        ],
        [
          (await api(BOT, `PUT /pulls/${request.pull}/merge`, body, world)).text,
          '409 {"message":"Head branch was modified',
        ],
      ];
    },
  },
  {
    number: 3,
    run: async (world) => {
      const request = await asks(world);
      await gate(world.house.bot);
      await answers('lena', 'APPROVE', request, world);
      const { bot } = world.house;
      const between: typeof bot.forge.merge = async (...wish) => {
        await push(world, request, 'EDR alert 1');
        return bot.forge.merge(...wish);
      };
      await merge({ ...bot, forge: { ...bot.forge, merge: between } });
      return [
        [
          world.test.log.join('\n'),
          `request ${request.pull}: somebody pushed after the evaluation, so it is not merged`,
        ],
        [await verdictOn(request, world), 'waiting: Waiting for Lena Lindqvist'],
      ];
    },
  },
  {
    number: 4,
    run: async (world) => {
      const request = await asks(world);
      const clone = await cloneOf(AGENT, world);
      await clone.git('checkout', '--quiet', request.branch);
      await clone.write('.github/workflows/signal.yml', `jobs: { ${CHECK}: { permissions: { checks: write } } }\n`);
      await pushed(clone, request.branch);
      return [
        [await verdictOn(request, world), 'The pull request also changes .github/workflows/signal.yml'],
        [await falseCheck(AGENT, request, world), '403 {"message":"Resource not accessible by integration"'],
      ];
    },
  },
  {
    number: 5,
    run: async (world) => {
      const request = await asks(world);
      await gate(world.house.bot);
      // Even in the gate App's own name: the merge bot judges anew and asks no check.
      const posted = await falseCheck(BOT, request, world);
      const { merged } = await merge(world.house.bot);
      return [
        [await falseCheck(AGENT, request, world), '403'],
        [await falseCheck('tess-northwind', request, world), 'You must authenticate via a GitHub App.'],
        [posted, '201'],
        [`merged: ${merged.join()}.`, 'merged: .'],
        [await verdictOn(request, world), 'waiting: Waiting for Lena Lindqvist'],
      ];
    },
  },
  {
    number: 7,
    run: async (world) => {
      const { git } = await cloneOf(AGENT, world);
      await git('push', '--quiet', 'origin', 'HEAD:refs/heads/copy-of-main');
      const id = freshId(world);
      const text = world.sample.text.replaceAll(world.sample.id, id);
      const hostile = { branch: `action/${id}`, base: 'copy-of-main' };
      const elsewhere = await opens({ ...hostile, change: ({ write }) => write(actionPath(id), text) }, world);
      const there = await verdictOn(elsewhere, world);
      // What was said of it there was said of another change: back on main it has to be said again.
      await answers('lena', 'APPROVE', elsewhere, world);
      world.later(1);
      const turned = await api(AGENT, `PATCH /pulls/${elsewhere.pull}`, { base: 'main' }, world);
      return [
        [there, 'The pull request goes to copy-of-main, not to main.'],
        [turned.text, '200'],
        [await verdictOn(elsewhere, world), 'waiting: Waiting for Lena Lindqvist'],
        [await verdictOn(elsewhere, world), 'stale'],
      ];
    },
  },
  {
    number: 20,
    run: async (world) => {
      const request = await asks(world);
      const heard: Heard[] = [];
      for (const event_type of ['execute', 'merge', 'evaluate']) {
        const client_payload = { action: request.id, verdict: 'approved' };
        heard.push([(await api(AGENT, 'POST /dispatches', { event_type, client_payload }, world)).text, '204']);
      }
      // The event is a hint at most: whatever it says, the jobs that it could wake look for themselves.
      const { executed } = await execute(world.house.bot);
      return [...heard, [`executed: ${executed.length}`, 'executed: 0'], [await verdictOn(request, world), 'waiting']];
    },
  },
  {
    number: 22,
    runs: 1,
    run: async (world) => {
      const request = await asks(world);
      await answers('lena', 'APPROVE', request, world);
      await world.house.step();
      const again = await execute(world.house.bot);
      const types = (await ledger(world)).filter((one) => 'action' in one && one.action?.id === request.id);
      return [
        [`executed again: ${again.executed.length}`, 'executed again: 0'],
        [types.map(({ type }) => type).join(), 'action-approved,action-intended,action-executed'],
      ];
    },
  },
  {
    number: 23,
    run: async (world) => {
      const [approved, late] = [await asks(world), await asks(world, [DEVICES.fs02])];
      await answers('lena', 'APPROVE', approved, world);
      world.later(61);
      const lapsed = await verdictOn(approved, world);
      world.later(4 * 60);
      await answers('lena', 'APPROVE', late, world);
      await world.house.step();
      return [
        [lapsed, 'failure: Expired'],
        [(await ledger(world)).map(({ type }) => type).join(), 'action-expired'],
        [(await world.house.bot.forge.pull(late.pull)).state, 'closed'],
      ];
    },
  },
  {
    number: 24,
    run: async (world) => {
      const twins: TourRequest[] = [];
      for (let count = 0; count < 4; count += 1) twins.push(await asks(world));
      const [first, ...others] = twins;
      if (first === undefined) return [];
      // One yes is for one request; one no to a payload ends all its twins.
      await answers('lena', 'REQUEST_CHANGES', first, world, 'One alert, four requests.');
      await world.house.step();
      await gate(world.house.bot);
      const said = await Promise.all(others.map((one) => verdictShown(one, world)));
      return [...said.map((one) => [one, 'recently-denied'] as const), ...(await floods())];
    },
  },
  {
    number: 38,
    run: async (world) => {
      const heard: Heard[] = [];
      const { git } = await cloneOf(AGENT, world);
      const { text: main } = await git('rev-parse', 'HEAD');
      await git('commit', '--quiet', '--allow-empty', '-m', 'Not main');
      for (const name of ['refs/heads/main', 'heads/main', 'Main', 'a'.repeat(40), 'origin/main']) {
        await git('push', 'origin', `HEAD:refs/heads/${name}`);
        // A branch is its full ref everywhere: main is refs/heads/main, and nothing that resembles it.
        heard.push([(await world.house.bot.repository.resolve('main')) ?? 'none', main]);
      }
      const id = freshId(world);
      const text = world.sample.text.replaceAll(world.sample.id, id);
      const change: Hostile['change'] = ({ write }) => write(actionPath(id), text);
      const odd = await opens({ branch: '$(touch${IFS}pwned)/refs/heads/main', change }, world);
      return [...heard, [await verdictOn(odd, world), 'waiting: Waiting for Lena Lindqvist']];
    },
  },
];

/** Says more in the justification, and nothing else. */
export async function push(world: World, request: TourRequest, words: string): Promise<void> {
  const clone = await cloneOf(AGENT, world);
  await clone.git('checkout', '--quiet', request.branch);
  await clone.write(actionPath(request.id), request.text.replace('EDR alert 9931', words));
  await pushed(clone, request.branch);
}

async function falseCheck(login: string, { pull }: TourRequest, world: World): Promise<string> {
  const { head: head_sha } = await world.house.bot.forge.pull(pull);
  const check = { name: CHECK, head_sha, status: 'completed', conclusion: 'success' };
  return (await api(login, 'POST /check-runs', check, world)).text;
}
