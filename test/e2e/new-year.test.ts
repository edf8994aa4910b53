// New Year: the first look of whoever keeps the key begins the year's ledger; without the key nothing is begun.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { answers, proposes, step } from '../../scripts/local/tour-stage.ts';
import { readGround } from '../../scripts/ground.ts';
import { failuresIn } from './house.ts';
import { acts, standardStage } from './standard-stage.ts';
import type { StandardStage } from './standard-stage.ts';

let stage: StandardStage;
beforeAll(async () => {
  stage = await standardStage();
}, 60_000);
afterAll(() => stage.test.close());

it('begins a ledger that quotes the one before, and a request over New Year goes on as ever', async () => {
  const { bot } = stage.house;
  stage.later((Date.parse('2026-12-31T23:58:00Z') - stage.now()) / 60_000);
  const request = await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
  await step(stage);
  const before = await bot.ledger.read();
  stage.later(10);
  const { keeper: _, ...keyless } = bot;
  expect((await readGround(keyless)).view.year).toBe(2026);
  await answers('lena', 'APPROVE', request, stage);
  await step(stage);
  const { branches } = await bot.ledger.read();
  expect(branches.map(({ year, previous }) => [year, previous?.size, previous?.root])).toEqual([
    [2026, undefined, undefined],
    [2027, before.size, before.root],
  ]);
  expect(acts(DEVICES.fs01.device, stage)).toBe(1);
  expect(await failuresIn(stage.test)).toEqual([]);
}, 120_000);
