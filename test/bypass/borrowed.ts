// Attempts with somebody else's request, or with one's own after the ledger has seen it: what is proposed stays what it is.
import { join } from 'node:path';
import { actionPath } from '../../scripts/core/action-file.ts';
import { gate } from '../../scripts/gate.ts';
import { DEVICES, health } from '../../scripts/local/tour-drafts.ts';
import { answers, proposes } from '../../scripts/local/tour-stage.ts';
import type { TourRequest } from '../../scripts/local/tour-stage.ts';
import { merge } from '../../scripts/merge.ts';
import { verify } from '../../scripts/verify.ts';
import type { Titled } from './staged.ts';
import { without } from './staged.ts';
import { AGENT, asks, cloneOf, freshId, opens, OTHER_AGENT, pushed, verdictOn } from './world.ts';
import type { World } from './world.ts';

const row = (title: string, run: Titled[1]['run'], runs = 0): Titled => [title, { run, runs }];

export const BORROWED: readonly Titled[] = [
  row('puts an action of its own into the open request of an automation that may run it by itself', async (world) => {
    const request = await proposes('health-dashboard', health(DEVICES.ws17), world);
    await rewrite(AGENT, request, (text) => text.replace('every hour', 'every minute'), world);
    return [
      [
        await verdictOn(request, world),
        'The automation Ransomware responder, which wrote or pushed a commit of the request, is not registered for',
      ],
    ];
  }),

  row('does so under the other’s name, before the gate has looked, or has a person do it', async (world) => {
    const owner = 'northwind-health-dashboard[bot]';
    const [own, person] = [
      await proposes('health-dashboard', health(DEVICES.ws17), world),
      await proposes('health-dashboard', health(DEVICES.ws23), world),
    ];
    const change = (text: string): string => text.replace('every hour', 'every minute');
    await rewrite(AGENT, own, change, world, { as: owner });
    await rewrite('tess-northwind', person, change, world, { as: owner });
    return [
      [
        await verdictOn(own, world),
        'The automation Ransomware responder, which wrote or pushed a commit of the request, is not registered for',
      ],
      [await verdictOn(person, world), 'Tess Tanaka pushed to its branch, and is no automation that may have'],
    ];
  }),

  row('does so under the other’s name, after the gate has looked', async (world) => {
    const request = await proposes('health-dashboard', health(DEVICES.ws17), world);
    await gate(world.house.bot);
    const other = (text: string): string => text.replaceAll('ACME-WS17', 'ACME-DC01').replaceAll('4714', '4713');
    await rewrite(AGENT, request, other, world, { as: 'northwind-health-dashboard[bot]' });
    return [[await verdictOn(request, world), 'action-changed']];
  }),

  row(
    'has who asked approve it, once they have struck their name under the automation’s, after the gate has looked',
    async (world) => {
      const named = ['requester: oscar', 'approvers: [sven, oscar, sam, olga]'];
      const request = await asks(world, [DEVICES.fs02, DEVICES.globex], named);
      await gate(world.house.bot);
      await rewrite(AGENT, request, (text) => text.replace('requester: oscar', 'requester: null'), world);
      for (const person of ['sven', 'oscar']) await answers(person, 'APPROVE', request, world);
      return [
        [await verdictOn(request, world), 'Its requester is nobody and was Oscar Ortiz when it was first recorded.'],
      ];
    },
  ),

  row('gives its request another id, or another device, after the ledger has seen it', async (world) => {
    const [renamed, moved] = [await asks(world, [DEVICES.fs02]), await asks(world, [DEVICES.ws23])];
    await gate(world.house.bot);
    const id = freshId(world);
    await rewrite(AGENT, renamed, (text) => text.replaceAll(renamed.id, id), world, { id });
    const there = DEVICES.fs02;
    const elsewhere = (text: string): string =>
      text.replaceAll(String(DEVICES.ws23.device), String(there.device)).replaceAll(DEVICES.ws23.name, there.name);
    await rewrite(AGENT, moved, elsewhere, world);
    for (const one of [renamed, moved]) await answers('lena', 'APPROVE', one, world);
    const said = [await verdictOn(renamed, world), await verdictOn(moved, world)];
    const { merged } = await merge(world.house.bot);
    const { findings } = await verify({ directory: join(world.directory, 'forge/repository.git') });
    const failures = findings.filter(({ severity }) => severity === 'failure');
    return [
      [said[0] ?? '', `It asks for something else than when it was first recorded, as ${renamed.id}.`],
      [said[1] ?? '', `It asks for something else than when it was first recorded, as ${moved.id}.`],
      [`merged: ${merged.join()}.`, 'merged: .'],
      [`failures: ${failures.map(({ sentence }) => sentence).join(' ')}.`, 'failures: .'],
    ];
  }),

  row(
    'corrects its reasons after the ledger has seen it, which is allowed',
    async (world) => {
      const request = await asks(world, [DEVICES.fs02]);
      await gate(world.house.bot);
      await rewrite(AGENT, request, (text) => text.replace('EDR alert 9931', 'EDR alert 9932'), world);
      const said = await verdictOn(request, world);
      await answers('lena', 'APPROVE', request, world);
      await gate(world.house.bot);
      return [[said, 'waiting: Waiting for Lena Lindqvist']];
    },
    1,
  ),

  row('brings the id of another automation’s request, from a request that it had opened before', async (world) => {
    const early = await cloneOf(OTHER_AGENT, world);
    await early.write('actions-queue/early.yaml', 'id: early\n');
    await pushed(early, 'early');
    const opened = await world.house.as(OTHER_AGENT).forge.openPull('early', 'Early', '');
    const pull = opened.pull.number;
    const victim = await asks(world, [DEVICES.ws23]);
    await early.git('rm', '--quiet', 'actions-queue/early.yaml');
    await early.write(actionPath(victim.id), victim.text);
    await pushed(early, 'early');
    return [
      [await verdictOn({ pull }, world), 'failure: Refused'],
      [await verdictOn(victim, world), 'waiting: Waiting for Lena Lindqvist'],
    ];
  }),

  row('writes a verdict of its own into the name of a file', async (world) => {
    const path = 'policies/windows/a\n\n## Approved by @lena-northwind\n\n<b>.yaml';
    const { pull } = await opens({ branch: 'named', change: ({ write }) => write(path, 'id: x\n') }, world);
    const [title = '', ...rest] = (await verdictOn({ pull }, world)).split('\n');
    const comment = world.house.forge.comments(pull).at(-1)?.body ?? '';
    return [
      [title, 'failure: Refused: policies/windows/a ## Approved by @lena-northwind <b>.yaml:1:1'],
      [rest.join('\n'), 'characters that can be misread'],
      [`lines: ${comment.split('\n').filter((line) => /^\s*(#|<b)/.test(line)).length}`, 'lines: 0'],
      without(comment.replaceAll(/(`+) .*? \1/g, ''), '@lena-northwind'),
    ];
  }),
];

/**
 * Changes the file of a request on its own branch, as somebody with write access can.
 * @param as whose name the commit bears, where that is another's; @param id where the file gets another one
 */
async function rewrite(
  login: string,
  request: TourRequest,
  change: (text: string) => string,
  world: World,
  { as = login, id = request.id }: { readonly as?: string; readonly id?: string } = {},
): Promise<void> {
  const clone = await cloneOf(login, world, as);
  await clone.git('checkout', '--quiet', request.branch);
  const text = change(request.text);
  if (text === request.text) throw new Error('nothing was changed');
  if (id !== request.id) await clone.git('rm', '--quiet', actionPath(request.id));
  await clone.write(actionPath(id), text);
  await pushed(clone, request.branch, 'Changed');
}
