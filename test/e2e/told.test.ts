// A run that is killed between its record and the word to the people: the next sweep says it.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { answers, openStage, proposes } from '../../scripts/local/tour-stage.ts';
import type { Stage, TourRequest } from '../../scripts/local/tour-stage.ts';
import type { Forge } from '../../scripts/ports/forge.ts';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { merge } from '../../scripts/merge.ts';
import { sweep } from '../../scripts/sweep.ts';

class Killed extends Error {}

let stage: Stage;
let request: TourRequest;

beforeEach(async () => {
  const directory = await mkdtemp(join(tmpdir(), 'told-'));
  stage = await openStage({ directory, print: () => undefined });
  request = await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
  await stage.house.step();
});

afterEach(async () => {
  await stage.house.close();
  await rm(stage.directory, { recursive: true, force: true });
});

/** A forge at which the process ends instead of speaking. */
function mute(forge: Forge): Forge {
  const die = () => Promise.reject(new Killed());
  return { ...forge, requestReviews: die, upsertComment: die, setLabels: die };
}

function commentsFor(person: string): readonly string[] {
  return stage.house.forge
    .comments(request.pull)
    .flatMap(({ body }) => (body.includes(`called:${person}`) ? [body] : []));
}

describe('a stand-in whose call was recorded by a run that was killed before it told', () => {
  beforeEach(async () => {
    stage.later(31);
    const { bot } = stage.house;
    await expect(sweep({ ...bot, forge: mute(bot.forge) })).rejects.toThrow(Killed);
  });

  it('is told by the next sweep, which records nothing more', async () => {
    const before = (await stage.house.bot.ledger.read()).size;
    expect(commentsFor('nina')).toEqual([]);
    expect(await sweep(stage.house.bot)).toMatchObject({ called: [] });
    expect(commentsFor('nina')).toEqual([
      expect.stringContaining('@nina-northwind Nina Novak was called as stand-in for Lena Lindqvist.'),
    ]);
    expect((await stage.house.bot.ledger.read()).size).toBe(before);
  });

  it('is told once, however many sweeps follow', async () => {
    await sweep(stage.house.bot);
    await sweep(stage.house.bot);
    expect(commentsFor('nina')).toHaveLength(1);
  });

  it('is not asked again once the answer is there', async () => {
    await sweep(stage.house.bot);
    await answers('nina', 'APPROVE', request, stage);
    const { bot } = stage.house;
    await expect(sweep({ ...bot, forge: mute(bot.forge) })).resolves.toMatchObject({ called: [] });
  });
});

describe('an approval that ended unused, recorded by a run that was killed before it told', () => {
  it('is told by the next sweep', async () => {
    const { house } = stage;
    stage.later(1);
    await answers('lena', 'APPROVE', request, stage);
    await gate(house.bot);
    await merge(house.bot);
    stage.later(120);
    await expect(execute({ ...house.bot, forge: mute(house.bot.forge) })).rejects.toThrow(Killed);
    const labels = async (): Promise<readonly string[]> => (await house.bot.forge.pull(request.pull)).labels;
    expect((await house.bot.ledger.read()).records.at(-1)?.record.type).toBe('action-expired');
    expect(await labels()).not.toContain('expired');
    await sweep(house.bot);
    expect(await labels()).toEqual(expect.arrayContaining(['tier 1', 'expired']));
    const { size } = await house.bot.ledger.read();
    await sweep(house.bot);
    expect((await house.bot.ledger.read()).size).toBe(size);
  });
});
