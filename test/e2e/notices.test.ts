// People are told once of what happens to a request, each attempt is on the ledger, and a channel that fails stops nothing.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { answers, openStage, proposes } from '../../scripts/local/tour-stage.ts';
import type { Stage, TourRequest } from '../../scripts/local/tour-stage.ts';
import { gate } from '../../scripts/gate.ts';
import { merge } from '../../scripts/merge.ts';
import type { Notice, Notifier } from '../../scripts/ports/notices.ts';
import { sweep } from '../../scripts/sweep.ts';
import { verify } from '../../scripts/verify.ts';
import type { Workplace } from '../../scripts/workplace.ts';

let stage: Stage;
let request: TourRequest;
let sent: Notice[];
let place: Workplace;

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'notices-'));
  stage = await openStage({ directory, print: () => undefined });
  request = await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
  sent = [];
  const notify: Notifier = {
    tell: async (notice) => {
      sent.push(notice);
      return notice.to.map((person) => ({ person, channel: 'webhook', delivered: true, detail: 'HTTP 200' }));
    },
  };
  place = { ...stage.house.bot, notify };
});

afterEach(async () => {
  await stage.house.close();
  await rm(stage.directory, { recursive: true, force: true });
});

const ids = (): readonly string[] => sent.map(({ id, to }) => `${id} to ${to.join(', ')}`);

async function attempts(): Promise<readonly unknown[]> {
  const { records } = await place.ledger.read();
  return records.flatMap(({ record: { type, about, person, delivered, detail } }) =>
    type === 'contact-attempted' ? [[about, person, delivered, detail]] : [],
  );
}

async function failures(): Promise<readonly string[]> {
  const clone = join(stage.directory, 'audit');
  execFileSync('git', ['clone', '--quiet', '--bare', join(stage.directory, 'forge/repository.git'), clone]);
  const { findings } = await verify({ directory: clone, key: stage.house.vkey });
  return findings.flatMap((one) => (one.severity === 'failure' ? [JSON.stringify(one)] : []));
}

it('a named approver is told of a request, the stand-in of the call, and the one who asked of the denial', async () => {
  await gate(place);
  expect(ids()).toEqual([`request/${request.pull} to lena`]);
  expect(sent[0]?.url).toMatch(new RegExp(`/requests/${request.pull}$`));
  stage.later(31);
  await sweep(place);
  expect(ids().slice(1)).toEqual([`stand-in-called/${request.pull}/nina to nina`]);
  await answers('lena', 'REQUEST_CHANGES', request, stage, 'Not now.');
  await gate(place);
  await merge(place);
  await sweep(place);
  expect(ids().slice(2)).toEqual([`action-denied/${request.pull} to tess`]);
  // Each of them once, however often the verbs look again.
  await gate(place);
  await sweep(place);
  expect(sent).toHaveLength(3);
  expect(await attempts()).toEqual([
    [`request/${request.pull}`, 'lena', true, 'HTTP 200'],
    [`stand-in-called/${request.pull}/nina`, 'nina', true, 'HTTP 200'],
    [`action-denied/${request.pull}`, 'tess', true, 'HTTP 200'],
  ]);
  expect(await failures()).toEqual([]);
});

it('a channel that fails is recorded as not delivered, and the verdict is posted all the same', async () => {
  const broken = { ...place, notify: { tell: () => Promise.reject(new Error('the channel is down')) } };
  const { verdicts } = await gate(broken);
  expect(verdicts.map(({ verdict }) => verdict.state)).toEqual(['waiting']);
  expect(await attempts()).toEqual([[`request/${request.pull}`, 'lena', false, 'the channel is down']]);
});
