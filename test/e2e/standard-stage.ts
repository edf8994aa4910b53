// The stage for the tests that name the rows of the standard: one house a file, its clock set by hand, and requests in few words.
import { randomBytes } from 'node:crypto';
import { actionPath } from '../../scripts/core/action-file.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { makeUlid } from '../../scripts/core/ulid.ts';
import { gate } from '../../scripts/gate.ts';
import { houseFiles } from '../../scripts/local/files.ts';
import { ledger, step, tick } from '../../scripts/local/tour-stage.ts';
import type { Stage, TourRequest } from '../../scripts/local/tour-stage.ts';
import { CHECK } from '../../scripts/look.ts';
import { merge } from '../../scripts/merge.ts';
import { testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const MINUTE = 60_000;

/** A text of the policy that this house has otherwise than the example. */
export type Otherwise = readonly [path: string, from: string, to: string];

export interface StandardStage extends Stage {
  readonly test: TestHouse;
}

/** Opens the house. @throws where a text to be replaced is not there exactly once */
export async function standardStage(...otherwise: readonly Otherwise[]): Promise<StandardStage> {
  const files = new Map(houseFiles());
  for (const [path, from, to] of otherwise) {
    const parts = (files.get(path) ?? '').split(from);
    if (parts.length !== 2) throw new Error(`${path} holds "${from}" ${parts.length - 1} times.`);
    files.set(path, parts.join(to));
  }
  const test = await testHouse('by hand', files);
  return {
    test,
    house: test.house,
    directory: test.directory,
    now: test.now,
    later: (minutes) => test.pass(minutes * MINUTE),
    tell: () => undefined,
    fail: (expected, came) => {
      throw new Error(`Expected ${expected}, but ${came}.`);
    },
  };
}

/** An exception that lets isolations of one client run without waiting, from this day (`YYYY-MM-DD`) until after the drill. */
export function drillException(client: string, from: string): string {
  return `id: drill
title: Isolation without waiting, during the drill
operations: [ninjarmm/isolate-endpoint]
clients: [${client}]
gate: auto-and-log
requestor: tess
approvers: [sam, rita]
justification: The drill.
compensates: Only lab devices.
zone: Europe/London
from: ${from}
expires: 2026-12-08
`;
}

/** Brings one file as this account and opens its request. */
export async function opens(
  login: string,
  branch: string,
  path: string,
  text: string,
  stage: Stage,
): Promise<TourRequest> {
  tick(stage);
  const { forge } = stage.house.as(login);
  await forge.putFileOnBranch(branch, path, text, branch);
  const { pull } = await forge.openPull(branch, branch, 'Please.');
  return { id: branch, pull: pull.number, branch, text };
}

/** A complete action file written by hand, as an account opens it past `countersign propose`. */
export async function writes(login: string, lines: readonly string[], stage: Stage): Promise<TourRequest> {
  const id = makeUlid(stage.now(), randomBytes(10));
  const text = [`id: "${id}"`, ...lines, ''].join('\n');
  return { ...(await opens(login, `action/${id}`, actionPath(id), text, stage)), id };
}

/** The words of the newest verdict on a request, without their Markdown. */
export async function verdictOn({ pull }: Pick<TourRequest, 'pull'>, { house }: Stage): Promise<string> {
  const { head } = await house.bot.forge.pull(pull);
  const check = (await house.forge.checks(head)).findLast((one) => one.name === CHECK);
  return (check?.summary ?? '').replaceAll(/[`*]|\\(?=[^\w\s])/g, '').replaceAll(/ +/g, ' ');
}

export const gates = (stage: Stage): Promise<void> => step(stage, () => gate(stage.house.bot));
export const merges = (stage: Stage): Promise<void> =>
  step(stage, async () => {
    await gate(stage.house.bot);
    await merge(stage.house.bot);
  });

/** The one record of this type, whoever it is about. */
export async function lastOf<T extends Indexed['type']>(
  type: T,
  stage: Stage,
): Promise<Extract<Indexed, { readonly type: T }>> {
  const found = (await ledger(stage)).findLast(
    (one): one is Extract<Indexed, { readonly type: T }> => one.type === type,
  );
  return found ?? stage.fail(`a record ${type}`, 'there is none');
}

/** How often the platform was made to do something to a device. */
export const acts = (device: number, { house }: Stage): number => house.sandbox.acts(device);
