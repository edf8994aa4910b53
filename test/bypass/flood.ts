// A flood of requests past the front door, to tire those who have to answer.
import { join } from 'node:path';
import { actionPath } from '../../scripts/core/action-file.ts';
import { gate } from '../../scripts/gate.ts';
import { houseFiles } from '../../scripts/local/files.ts';
import { DEVICES, health } from '../../scripts/local/tour-drafts.ts';
import { proposes } from '../../scripts/local/tour-stage.ts';
import { merge } from '../../scripts/merge.ts';
import { verify } from '../../scripts/verify.ts';
import type { Heard } from './attempt.ts';
import { without } from './staged.ts';
import { AGENT, api, asks, cloneOf, freshId, openWorld, verdictShown } from './world.ts';
import type { World } from './world.ts';

const STANDARD = 'policies/standard.yaml';
const FAST = 'had proposed as many requests within the hour already as it may, which is 3.';
const FULL = 'had as many requests open already as it may have at once, which is 3.';

/** In houses where three may be open, or proposed within an hour, of which the sample is one. */
export async function floods(): Promise<readonly Heard[]> {
  return [...(await inHouse('openPerAutomation', allAtOnce)), ...(await inHouse('proposedPerHour', oneAfterAnother))];
}

async function inHouse(limit: string, flood: (world: World) => Promise<readonly Heard[]>): Promise<readonly Heard[]> {
  const files = new Map(houseFiles());
  files.set(STANDARD, (files.get(STANDARD) ?? '').replace(new RegExp(`${limit}: \\d+`), `${limit}: 3`));
  const world = await openWorld(files);
  try {
    return [...(await flood(world)), [`failures: ${await failuresOf(world)}.`, 'failures: .']];
  } finally {
    await world.test.close();
  }
}

/** The same is derived again from the ledger, by whoever looks. */
async function failuresOf({ directory }: World): Promise<string> {
  const { findings } = await verify({ directory: join(directory, 'forge/repository.git') });
  return findings.flatMap(({ severity, sentence }) => (severity === 'failure' ? [sentence] : [])).join(' ');
}

/** Each withdrawn before the next, so that few are ever open: what was proposed counts, whatever became of it. */
async function oneAfterAnother(world: World): Promise<readonly Heard[]> {
  const agent = world.house.as(AGENT).forge;
  const heard: Heard[] = [];
  for (const words of ['waiting: Waiting for Lena Lindqvist', 'waiting: Waiting for Lena Lindqvist', FAST]) {
    const [pull] = await many(1, world);
    await gate(world.house.bot);
    heard.push([await says(pull, world), words]);
    await agent.close(pull);
    await merge(world.house.bot);
    await api(AGENT, `PATCH /pulls/${pull}`, { state: 'open' }, world);
    world.later(5);
    await merge(world.house.bot);
    heard.push([(await agent.pull(pull)).state, 'closed']);
  }
  // The door says the same as the gate, and another automation goes on.
  heard.push([await asks(world).then(() => 'opened', String), 'too-many-proposed']);
  const other = await proposes('health-dashboard', health(DEVICES.ws17), world);
  await gate(world.house.bot);
  heard.push(without(await verdictShown(other, world), FAST));
  world.later(50);
  const [late] = await many(1, world);
  await gate(world.house.bot);
  heard.push([await says(late, world), 'waiting: Waiting for Lena Lindqvist']);
  world.later(25 * 60);
  await merge(world.house.bot);
  return heard;
}

/** The oldest have their place, whatever is tried. */
async function allAtOnce(world: World): Promise<readonly Heard[]> {
  const agent = world.house.as(AGENT).forge;
  const [second, third, fourth, fifth] = await many(4, world);
  const other = await proposes('health-dashboard', health(DEVICES.ws17), world);
  await gate(world.house.bot);
  const heard: Heard[] = [
    [await says(third, world), 'waiting: Waiting for Lena Lindqvist'],
    [await says(fourth, world), FULL],
    [await says(fifth, world), FULL],
    // Another automation goes on, and the door says the same as the gate.
    without(await verdictShown(other, world), FULL),
    [await asks(world).then(() => 'opened', String), 'too-many-open'],
  ];
  // Closed and opened again it has its old place; closed and over it makes room for a new one, not for what was refused.
  await agent.close(second);
  await api(AGENT, `PATCH /pulls/${second}`, { state: 'open' }, world);
  await agent.close(third);
  await merge(world.house.bot);
  for (const pull of [third, fourth]) await api(AGENT, `PATCH /pulls/${pull}`, { state: 'open' }, world);
  const [sixth, seventh] = await many(2, world);
  await gate(world.house.bot);
  heard.push(
    [await says(fourth, world), FULL],
    [await says(sixth, world), 'waiting: Waiting for Lena Lindqvist'],
    [await says(seventh, world), FULL],
  );
  await merge(world.house.bot);
  // What is refused for good does not stand among those that wait.
  for (const pull of [third, fourth, fifth, seventh]) heard.push([(await agent.pull(pull)).state, 'closed']);
  world.later(25 * 60);
  await merge(world.house.bot);
  return heard;
}

/** Requests past the front door, opened by the API. */
async function many(count: number, world: World): Promise<readonly [number, number, number, number]> {
  const { git, write } = await cloneOf(AGENT, world);
  const ids = Array.from({ length: count }, () => freshId(world));
  for (const id of ids) {
    await git('checkout', '--quiet', '-B', `action/${id}`, 'origin/main');
    await write(actionPath(id), world.sample.text.replaceAll(world.sample.id, id));
    await git('add', '--all');
    await git('commit', '--quiet', '-m', 'An action');
  }
  await git('push', '--quiet', 'origin', ...ids.map((id) => `action/${id}`));
  const pulls: number[] = [];
  for (const id of ids) pulls.push((await world.house.as(AGENT).forge.openPull(`action/${id}`, 'x', '')).pull.number);
  const [first = 0, second = 0, third = 0, fourth = 0] = pulls;
  return [first, second, third, fourth];
}

function says(pull: number, world: World): Promise<string> {
  return verdictShown({ pull }, world);
}
