// Many writers on one repository, killed at any moment: nothing that was said to be in is lost, and nothing is in twice.
import { afterEach, describe, expect, it } from 'vitest';
import { formatVerifierKey } from '../../scripts/core/note-keys.ts';
import { verify } from '../../scripts/verify.ts';
import { crowd, generator } from '../fixtures/ledger-crowd.ts';
import { actionsIn, foundedWorld, NOW, type World } from './ledger-world.ts';
import { once, refsAt } from './ledger-waiting.ts';

const WRITERS = Number(process.env['COUNTERSIGN_WRITERS'] ?? '16');
const EACH = 3;

let world: World | null = null;
afterEach(() => world?.remove());

describe(`${WRITERS} writers that are killed and begun again`, () => {
  it(
    'lose no record, double none, and leave a ledger that verifies',
    async () => {
      world = await foundedWorld();
      const report = await crowd(world, { writers: WRITERS, each: EACH, kills: WRITERS, seed: 20_261_120 });
      const wanted = Array.from({ length: WRITERS * EACH }, (_, at) => `W${Math.floor(at / EACH)}-${at % EACH}`);
      expect(report.kills).toBeGreaterThan(WRITERS / 4);
      // Each writer goes on until it could say so of each of its records, so what it said is all of them.
      expect([...new Set(report.reported.map(({ marker }) => marker))].sort()).toEqual(wanted.toSorted());
      // A reader that has seen nothing before checks every record, root and signature on the way.
      const reader = await world.ledger('reader');
      expect((await actionsIn(reader)).map(String).sort()).toEqual(wanted.toSorted());
      expect((await reader.read()).size).toBe(wanted.length + 1);
      // Every commit, checkpoint and tile on the way, as an auditor sees them; these records have no schema and main no file.
      const { findings } = await verify({ directory: world.origin, key: formatVerifierKey(world.key) });
      expect([...new Set(findings.map(({ code }) => code))].sort()).toEqual(['main-missing', 'record-malformed']);
      expect(world.git(['fsck', '--strict', '--no-dangling'])).toBe('');
    },
    90_000 + WRITERS * 5_000,
  );
});

describe('writers that begin at the same moment', () => {
  it('each bring one push for a record, and those who bring in the others a few more', async () => {
    world = await foundedWorld();
    const { ledger } = world;
    const all = await Promise.all(Array.from({ length: WRITERS }, (_, writer) => ledger(`w${writer}`)));
    const began = performance.now();
    const pushes = await Promise.all(
      all.map(async (mine, writer) => {
        let sum = 0;
        for (let number = 0; number < EACH; number += 1) {
          const clock = Math.floor(NOW + performance.now() - began);
          sum += (await mine.append(once(`W${writer}-${number}`), clock)).pushes;
        }
        return sum;
      }),
    );
    const actions = await actionsIn(await ledger('reader'));
    expect([actions.length, new Set(actions).size]).toEqual([WRITERS * EACH, WRITERS * EACH]);
    expect(pushes.reduce((sum, one) => sum + one) / (WRITERS * EACH)).toBeLessThan(1.5);
    expect(refsAt(world, 'queue')).toEqual([]);
  }, 90_000);
});

describe('the generator', () => {
  it('gives the same moments for the same seed', () => {
    const three = (seed: number): readonly number[] => Array.from({ length: 3 }, generator(seed));
    expect(three(7)).toEqual(three(7));
    expect(three(7)).not.toEqual(three(8));
    expect(three(7).every((number) => number >= 0 && number < 1)).toBe(true);
  });
});
