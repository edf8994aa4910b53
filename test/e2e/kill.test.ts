// kill -9 of the executor at every request it makes: nothing is done twice, and what the ledger says in the end is true.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../../scripts/verify.ts';
import { inCopy, openRig } from './kill-rig.ts';
import type { Aftermath, Rig } from './kill-rig.ts';

const LONGEST = 240_000;

interface Point {
  readonly at: number;
  readonly when: 'before' | 'after';
}

let rigs: readonly Rig[] = [];
/** Every request of a run that nobody cuts off, in order. */
let whole: readonly string[] = [];
/** The first request that changes anything: the push of the intent. */
let intent = 0;

beforeAll(async () => {
  rigs = await Promise.all([openRig(), openRig()]);
  whole = await inCopy(first(), async ({ run }) => (await run(null)).seen);
  intent = whole.findIndex((what) => what.endsWith('/git-receive-pack')) + 1;
}, LONGEST);

afterAll(async () => {
  await Promise.all(rigs.map((rig) => rig.close()));
});

describe('the executor, killed with SIGKILL', () => {
  it('makes its requests in the order that makes this possible: intent, act, look, outcome', () => {
    const order = whole.filter((what) => /receive-pack|\/custom-fields/.test(what));
    expect(order.map((what) => what.replace(/ .*\//, ' '))).toEqual([
      'POST git-receive-pack',
      'GET custom-fields',
      'PATCH custom-fields',
      'GET custom-fields',
      'POST git-receive-pack',
    ]);
  });

  it(
    'at every request up to the push of its intent, one crash after the other, leaves everything as it was, and then runs once',
    async () => {
      await inCopy(first(), async ({ run, recover, look, repository }) => {
        const untouched = await look();
        for (const point of points(1, intent).filter(({ at, when }) => at < intent || when === 'before')) {
          const { cutAt } = await run(point);
          expect({ point, cutAt }).toEqual({ point, cutAt: whole[point.at - 1] });
          expect({ point, ...(await look()) }).toEqual({ point, ...untouched });
        }
        await recover();
        expect(await look()).toMatchObject({ acts: 1, intents: 1, conclusions: ['succeeded'], left: 0 });
        expect(await sentencesOf(repository)).toEqual([]);
      });
    },
    LONGEST,
  );

  it(
    'at every request from the push of its intent on acts at most once, and the ledger ends with the one truth',
    async () => {
      const queue = points(intent, whole.length).filter(({ at, when }) => at > intent || when === 'after');
      const wrong: string[] = [];
      let done = 0;
      const work = async (rig: Rig): Promise<void> => {
        for (let point = queue.shift(); point !== undefined; point = queue.shift()) {
          wrong.push(...(await killedAt(point, rig)));
          done += 1;
        }
      };
      const expected = queue.length;
      await Promise.all(rigs.map(work));
      expect(wrong).toEqual([]);
      expect(done).toBe(expected);
      expect(done).toBeGreaterThan(20);
    },
    LONGEST,
  );
});

/** Everything that is not as it has to be after a kill at this point, in sentences. */
async function killedAt(point: Point, rig: Rig): Promise<readonly string[]> {
  return inCopy(rig, async ({ run, recover, look, repository }) => {
    const { cutAt } = await run(point);
    const killed = await look();
    await recover();
    const after = await look();
    const found = [...(cutAt === null ? ['it was not killed'] : []), ...problems(killed, after, rig.action)];
    const said = [...found, ...(await sentencesOf(repository))];
    return said.map((what) => `killed ${point.when} ${point.at} (${cutAt}): ${what}`);
  });
}

function problems(killed: Aftermath, after: Aftermath, action: string): readonly string[] {
  const [conclusion] = after.conclusions;
  const rules: readonly (readonly [boolean, string])[] = [
    [killed.intents === 1, `the ledger held ${killed.intents} intents at the kill`],
    [after.intents === 1, `the ledger holds ${after.intents} intents`],
    [after.acts <= 1, `the platform was asked ${after.acts} times`],
    [after.acts === killed.acts, `the platform was asked again after the kill`],
    [after.conclusions.length === 1, `the ledger holds the outcomes ${after.outcomes.join(', ')}`],
    [
      (conclusion === 'succeeded') === (after.isolatedBy === action),
      `the outcome ${conclusion} is not what the device shows`,
    ],
    [(conclusion === 'failed') === (after.acts === 0), `the outcome ${conclusion} does not fit ${after.acts} acts`],
    [after.labels.includes(`outcome: ${conclusion}`), `the request is labelled ${after.labels.join(', ')}`],
    [after.comments.some((one) => one.includes(`**${conclusion}**`)), 'no comment tells the outcome'],
    [after.left === 0, `${after.left} intents are still in doubt`],
  ];
  return rules.flatMap(([holds, what]) => (holds ? [] : [what]));
}

/** What anybody finds who verifies the repository afterwards. */
async function sentencesOf(directory: string): Promise<readonly string[]> {
  const { ok, findings } = await verify({ directory });
  return ok && findings.length === 0 ? [] : ['verify does not pass', ...findings.map((one) => one.sentence)];
}

function points(from: number, to: number): Point[] {
  const numbers = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return numbers.flatMap((at) => [{ at, when: 'before' } as const, { at, when: 'after' } as const]);
}

function first(): Rig {
  const [rig] = rigs;
  if (rig === undefined) throw new Error('No house was prepared.');
  return rig;
}
