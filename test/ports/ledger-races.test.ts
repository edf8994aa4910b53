// Several writers at once, and answers that get lost: nothing is lost, nothing is there twice.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Ledger, LedgerView } from '../../scripts/ports/ledger.ts';
import { actionsIn, BRANCH, denied, foundedWorld, NOW, type World } from './ledger-world.ts';

let world: World | null = null;
const open = (made: World): World => (world = made);
afterEach(() => world?.remove());

const has = (view: LedgerView, action: string): boolean =>
  view.records.some(({ record }) => record['action'] === action);
const once = (ledger: Ledger, action: string) =>
  ledger.append((view) => (has(view, action) ? [] : [denied(action)]), NOW);

describe('writers at once', () => {
  it.each([
    [2, 6],
    [8, 3],
  ])(
    '%i of them with a mirror each lose nothing of %i appends each',
    async (writers, appends) => {
      const { ledger } = open(await foundedWorld());
      const wanted: string[] = [];
      await Promise.all(
        Array.from({ length: writers }, async (_, writer) => {
          const mine = await ledger(`w${writer}`);
          for (let number = 0; number < appends; number += 1) {
            wanted.push(`${writer}-${number}`);
            await mine.append(() => [denied(`${writer}-${number}`)], NOW);
          }
        }),
      );
      const view = await (await ledger('reader')).read();
      expect(view.records.map(({ index }) => index)).toEqual(view.records.map((_, at) => at));
      const actions = view.records.map(({ record: { action } }) => (typeof action === 'string' ? action : 'none'));
      expect(actions.sort()).toEqual(['none', ...wanted].sort());
    },
    60_000,
  );

  it('share one mirror too', async () => {
    const { ledger } = open(await foundedWorld());
    const both = await Promise.all([ledger('same'), ledger('same')]);
    await Promise.all(both.flatMap((mine, at) => [once(mine, `A${at}`), once(mine, `B${at}`)]));
    expect((await actionsIn(await ledger('reader'))).map(String).sort()).toEqual(['A0', 'A1', 'B0', 'B1']);
  });

  it('that want the same record append it once, whoever is first', async () => {
    const { ledger } = open(await foundedWorld());
    const all = await Promise.all(['a', 'b', 'c', 'd'].map((name) => ledger(name)));
    const results = await Promise.all(all.map((mine) => once(mine, 'A1')));
    expect(results.map(({ kind }) => kind).sort()).toEqual(['appended', 'nothing', 'nothing', 'nothing']);
    expect(await actionsIn(await ledger('reader'))).toEqual(['A1']);
  });
});

describe('the precondition', () => {
  it('sees the rival that landed between look and push', async () => {
    const { ledger, hook, folder, origin } = open(await foundedWorld());
    const rival = await ledger('rival');
    const prepared = await rival.append(() => [denied('R')], NOW);
    if (prepared.kind !== 'appended') throw new Error('the rival could not append');
    // The rival's commit is taken back, and lands again while the first push is under way.
    const { git } = open(world ?? raise());
    git(['update-ref', BRANCH, `${prepared.commit}~1`]);
    git(['update-ref', 'refs/heads/keep', prepared.commit]);
    hook(
      'pre-receive',
      `[ -e ${folder}/done ] && exit 0; touch ${folder}/done
      env -u GIT_QUARANTINE_PATH git -C ${origin} update-ref ${BRANCH} ${prepared.commit}`,
    );
    const seen: number[] = [];
    const result = await (
      await ledger('a')
    ).append((view) => {
      seen.push(view.size);
      return has(view, 'R') ? [] : [denied('S')];
    }, NOW);
    expect([result.kind, seen]).toEqual(['nothing', [1, 2]]);
  });
});

describe('a lost answer', () => {
  it('of a push that landed is found by looking, and not appended again', async () => {
    const { ledger, hook, folder } = open(await foundedWorld());
    // The server dies after it moved the branch and before it could say so.
    hook(
      'reference-transaction',
      `[ "$1" != committed ] || [ -e ${folder}/done ] && exit 0; touch ${folder}/done; kill -9 $PPID`,
    );
    const mine = await ledger('a');
    expect((await mine.append(() => [denied('A1')], NOW)).kind).toBe('appended');
    expect(existsSync(join(folder, 'done'))).toBe(true);
    expect(await actionsIn(mine)).toEqual(['A1']);
    expect(await actionsIn(await ledger('b'))).toEqual(['A1']);
  });

  it('of a push that did not land is tried again', async () => {
    const { ledger, hook, folder } = open(await foundedWorld());
    hook('pre-receive', `[ -e ${folder}/done ] && exit 0; touch ${folder}/done; kill -9 $PPID`);
    const mine = await ledger('a');
    expect((await mine.append(() => [denied('A1')], NOW)).kind).toBe('appended');
    expect(existsSync(join(folder, 'done'))).toBe(true);
    expect(await actionsIn(await ledger('b'))).toEqual(['A1']);
  });

  it('is not confused with a refusal, which is said at once', async () => {
    const { ledger, hook } = open(await foundedWorld());
    hook('pre-receive', 'echo "rule: only the merge bot may write here" >&2; exit 1');
    await expect((await ledger('a')).append(() => [denied('A1')], NOW)).rejects.toThrow(
      /ledger\/2026: the origin refuses: .*pre-receive hook declined.*only the merge bot/s,
    );
  });

  it('is given up after so many attempts, with the reason', async () => {
    const { ledger, hook } = open(await foundedWorld());
    hook('pre-receive', 'kill -9 $PPID');
    await expect((await ledger('a', { attempts: 3 })).append(() => [denied('A1')], NOW)).rejects.toThrow(
      'the append did not succeed in 3 attempts',
    );
    hook('pre-receive', 'exit 0');
    expect(await actionsIn(await ledger('b'))).toEqual([]);
  });
});

function raise(): never {
  throw new Error('there is no world');
}
