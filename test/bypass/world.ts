// The house that attempts are staged in, and the hands of those who try: git of their own, and the API with their own token.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { actionPath } from '../../scripts/core/action-file.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { houseFiles } from '../../scripts/local/files.ts';
import { makeUlid } from '../../scripts/core/ulid.ts';
import { gate } from '../../scripts/gate.ts';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import type { DraftTarget } from '../../scripts/local/tour-drafts.ts';
import { proposes, TourDifference } from '../../scripts/local/tour-stage.ts';
import type { Stage, TourRequest } from '../../scripts/local/tour-stage.ts';
import { MINUTE } from '../../scripts/local/tour-words.ts';
import { CHECK } from '../../scripts/look.ts';
import { gitEnvironment, tokenSetting } from '../../scripts/ports/git-environment.ts';
import { testHouse } from '../e2e/house.ts';
import type { TestHouse } from '../e2e/house.ts';
import type { Heard } from './attempt.ts';

/** The automation that goes astray, and others whom it may know. */
export const AGENT = 'northwind-ransomware-responder[bot]';
export const OTHER_AGENT = 'northwind-patch-scheduler[bot]';
export const ADMIN = 'northwind-admin';
export const BOT = 'countersign[bot]';

export interface World extends Stage {
  readonly test: TestHouse;
  /** A proper request, left open: attackers copy its file and change one thing. */
  readonly sample: TourRequest;
}

/**
 * @param files the policy, where it differs from the example
 * @param floor whether the forge guards main and the ledger by itself
 */
export async function openWorld(files: ReadonlyMap<string, string> = houseFiles(), floor = true): Promise<World> {
  const test = await testHouse('by hand', files, () => undefined, floor);
  const stage: Stage = {
    house: test.house,
    directory: test.directory,
    now: test.now,
    later: (minutes) => test.pass(minutes * MINUTE),
    tell: () => undefined,
    fail: (expected, came) => {
      throw new TourDifference(`Expected ${expected}, but ${came}.`);
    },
  };
  const sample = await asks(stage);
  // Whoever stands in today may not be on call on a later day of the story.
  const text = sample.text.replace(/^standIns:.*\n(?: +- .*\n)*/m, 'standIns: []\n');
  return { ...stage, test, sample: { ...sample, text } };
}

/** The agent's ordinary request, through the front door. */
export function asks(
  stage: Stage,
  targets: readonly DraftTarget[] = [DEVICES.fs01],
  more: readonly string[] = [],
): Promise<TourRequest> {
  return proposes('ransomware-responder', isolation(targets, more), stage);
}

/** How many calls the platform has taken that make any device do something. */
export function acts({ house }: Stage): number {
  return house.sandbox.calls().filter((call) => call.accepted).length;
}

export function freshId(stage: Stage): string {
  return makeUlid(stage.now(), randomBytes(10));
}

/** What the gate says on a request's head, in its title and its reasoning, without Markdown's escapes. */
export async function verdictOn(request: Pick<TourRequest, 'pull'>, stage: Stage): Promise<string> {
  await gate(stage.house.bot);
  return verdictShown(request, stage);
}

/** What it said when it looked last. */
export async function verdictShown({ pull: number }: Pick<TourRequest, 'pull'>, { house }: Stage): Promise<string> {
  const { head } = await house.bot.forge.pull(number);
  const check = (await house.forge.checks(head)).findLast((one) => one.name === CHECK);
  const words = (check?.summary ?? '').replaceAll(/` (.*?) `/g, '`$1`').replaceAll(/\\([^\w\s])/g, '$1');
  return `${check?.conclusion ?? 'waiting'}: ${check?.title ?? 'no verdict'}\n${words}`;
}

export interface Said {
  readonly failed: boolean;
  readonly text: string;
}

export interface Clone {
  readonly folder: string;
  readonly git: (...args: readonly string[]) => Promise<Said>;
  readonly write: (path: string, text: string) => Promise<void>;
}

/**
 * A clone of somebody's own, with that account's token.
 * @param as whose name its commits bear, which git takes from anybody
 */
export async function cloneOf(
  login: string,
  { house, directory, now }: Pick<Stage, 'house' | 'directory' | 'now'>,
  as = login,
): Promise<Clone> {
  const account = house.forge.accountByLogin(login);
  const named = house.forge.accountByLogin(as);
  if (account === null || named === null) throw new Error(`the house has no account ${login} or ${as}`);
  const folder = await mkdtemp(join(directory, 'clone-'));
  const [name, email] = [named.name, `${named.id}+${as}@users.noreply.github.com`];
  const at = formatInstant(now());
  const env = {
    ...gitEnvironment(tokenSetting(house.cloneUrl, account.token)),
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: at,
  };
  const git: Clone['git'] = (...args) =>
    new Promise((resolve) => {
      execFile('git', [...args], { cwd: folder, env }, (fault, out, err) =>
        resolve({ failed: fault !== null, text: `${out}${err}`.trim() }),
      );
    });
  const write: Clone['write'] = async (path, text) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  };
  await git('clone', '--quiet', '--', house.cloneUrl, '.');
  return { folder, git, write };
}

/** A clone's work as a commit on a branch of its own, pushed; a push that is refused is an error here. */
export async function pushed({ git }: Clone, branch: string, message = 'A change'): Promise<void> {
  await git('add', '--all');
  await git('commit', '--quiet', '-m', message);
  const { failed, text } = await git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`);
  if (failed) throw new Error(text);
}

export interface Hostile {
  readonly branch: string;
  readonly login?: string;
  readonly message?: string;
  readonly base?: string;
  readonly title?: string;
  /** What is put into the clone before the commit. */
  readonly change: (clone: Clone) => Promise<unknown>;
}

/** A request past the front door: whatever the account can push, opened by the API. */
export async function opens(hostile: Hostile, stage: Stage): Promise<{ readonly pull: number; readonly clone: Clone }> {
  const { branch, login = AGENT, message, base = 'main', title = 'An action' } = hostile;
  stage.later(1 / 60);
  const clone = await cloneOf(login, stage);
  await hostile.change(clone);
  await pushed(clone, branch, message);
  const { status, json } = await api(login, 'POST /pulls', { head: branch, base, title, body: 'Please.' }, stage);
  if (status !== 201) throw new Error(JSON.stringify(json));
  return { pull: Number(json['number']), clone };
}

/** One thing changed in the sample's file, the words of the verdict that it must meet, and where it is put. */
export type Tampering = readonly [
  change: (text: string, id: string) => string,
  words: string,
  place?: (id: string) => string,
];

/** Each as a request of its own under a new id, with what the gate says of it. */
export async function tampered(ways: readonly Tampering[], world: World): Promise<readonly Heard[]> {
  const pulls: number[] = [];
  for (const [change, , place = actionPath] of ways) {
    const id = freshId(world);
    const text = change(world.sample.text.replaceAll(world.sample.id, id), id);
    const { pull } = await opens({ branch: `action/${id}`, change: ({ write }) => write(place(id), text) }, world);
    pulls.push(pull);
  }
  await gate(world.house.bot);
  const said = await Promise.all(pulls.map((pull) => verdictShown({ pull }, world)));
  return ways.map(([, words], at) => [said[at] ?? 'no verdict', words] as const);
}

/** What somebody's own token gets from the API. */
export async function api(
  login: string,
  what: string,
  body: unknown,
  { house }: Stage,
): Promise<{ readonly status: number; readonly json: Readonly<Record<string, unknown>>; readonly text: string }> {
  const [method = '', path = ''] = what.split(' ');
  const answer = await fetch(`${house.url}/api/v3/repos/northwind/actions${path}`, {
    method,
    headers: { authorization: `Bearer ${house.settings.tokens[login] ?? ''}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const said = await answer.text();
  const json = said === '' ? {} : (JSON.parse(said) as Record<string, unknown>);
  return { status: answer.status, json, text: `${answer.status} ${said}` };
}
