// The ledger upon a real repository: appending, reading, starting again, and the turn of the year.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../scripts/core/checkpoint.ts';
import { rootOf } from '../../scripts/core/merkle.ts';
import { foundLedger } from '../../scripts/ports/found-ledger.ts';
import { gitLedger } from '../../scripts/ports/git-ledger.ts';
import { writeCommit } from '../../scripts/ports/ledger-commit.ts';
import { gitAt } from '../../scripts/ports/git.ts';
import { bytesOf } from '../../scripts/ports/ledger-record.ts';
import {
  actionsIn,
  BRANCH,
  denied,
  foundedWorld,
  IDENTITY,
  newWorld,
  NOW,
  ORIGIN_BASE,
  type World,
} from './ledger-world.ts';

let world: World | null = null;
const open = (made: World): World => (world = made);
afterEach(() => world?.remove());

describe('a ledger', () => {
  it('that nobody founded is empty, and takes no other first record', async () => {
    const { ledger } = open(newWorld());
    const mine = await ledger('a');
    expect(await mine.read()).toMatchObject({ head: null, year: null, size: 0, root: null, records: [] });
    await expect(mine.append(() => [denied('A1')], NOW)).rejects.toThrow(
      'ledger/2026: the year is not founded: its first record must be key-enrolled',
    );
  });

  it('gives back what was appended, to the writer and to everybody else', async () => {
    const { ledger, key, git } = open(await foundedWorld());
    const result = await (await ledger('a')).append(() => [denied('A1'), denied('A2', '2026-03-04T05:06:07Z')], NOW);
    expect(result.kind).toBe('appended');
    const view = await (await ledger('b')).read();
    expect(view).toEqual(result.view);
    expect(view.records.map(({ index, path }) => [index, path])).toEqual([
      [0, 'records/11/20/00000000-key-enrolled.json'],
      [1, 'records/11/20/00000001-action-denied.json'],
      [2, 'records/03/04/00000002-action-denied.json'],
    ]);
    expect(view.records.map(({ leaf }) => leaf)).toEqual(result.view.records.map(({ leaf }) => leaf));
    expect(view.records.map((stored) => String(bytesOf(stored)))[1]).toBe(
      '{"action":"A1","at":"2026-11-20T10:00:00Z","index":1,"reason":"not today","type":"action-denied","v":1}',
    );
    const root = Buffer.from(rootOf(view.records.map(({ leaf }) => leaf))).toString('base64');
    expect(
      openCheckpoint(git(['show', `${BRANCH}:checkpoint`]) + '\n', [key], 'countersign/700001/ledger/2026'),
    ).toEqual({
      kind: 'verified',
      checkpoint: { origin: 'countersign/700001/ledger/2026', size: 3, root },
    });
    expect(git(['log', '-1', '--format=%an|%ae|%ct|%s', BRANCH])).toBe(
      `${IDENTITY.name}|${IDENTITY.email}|${NOW / 1_000}|ledger: records 1 to 2`,
    );
  });

  it('appends nothing where the builder wants nothing', async () => {
    const { ledger, git } = open(await foundedWorld(1));
    const head = git(['rev-parse', BRANCH]);
    expect((await (await ledger('a')).append(() => [], NOW)).kind).toBe('nothing');
    expect(git(['rev-parse', BRANCH])).toBe(head);
  });

  it('goes on after a restart upon the same mirror', async () => {
    const { ledger } = open(await foundedWorld(2));
    await (await ledger('a')).append(() => [denied('A3')], NOW);
    const again = await ledger('a');
    await again.append(() => [denied('A4')], NOW);
    expect(await actionsIn(again)).toEqual(['A1', 'A2', 'A3', 'A4']);
  });

  it('reads only what is new since the last time', async () => {
    const { ledger } = open(await foundedWorld(2));
    const [reader, writer] = [await ledger('a'), await ledger('b')];
    const first = await reader.read();
    expect(await reader.read()).toBe(first);
    await writer.append(() => [denied('A3')], NOW);
    const second = await reader.read();
    expect(second.records).toHaveLength(4);
    expect(second.records[1]).toBe(first.records[1]);
  });

  it('is left as it was by a writer that dies between commit and push', async () => {
    const { ledger, key, settings } = open(await foundedWorld(1));
    const before = await (await ledger('a')).read();
    const git = gitAt(settings('a').directory);
    await writeCommit(
      git,
      { originBase: ORIGIN_BASE, key, identity: IDENTITY },
      2026,
      null,
      [{ type: 'key-enrolled', at: '2026-11-20T10:00:00Z', origin: 'countersign/700001/ledger/2026', previous: null }],
      NOW,
    );
    expect(await git.raw(['for-each-ref', '--format=%(refname)'])).toBe(`${BRANCH}\n`);
    expect(await (await ledger('a')).read()).toEqual(before);
  });

  it('is read from a plain clone without any origin', async () => {
    const { origin, folder, settings, key } = open(await foundedWorld(2));
    const directory = join(folder, 'clone');
    execFileSync('git', ['clone', '--quiet', origin, directory], { stdio: 'ignore' });
    const { url: _url, key: _key, ...offline } = settings('clone');
    const clone = await gitLedger({ ...offline, directory, keys: [key] });
    expect(await actionsIn(clone)).toEqual(['A1', 'A2']);
    await expect(clone.append(() => [denied('A3')], NOW)).rejects.toThrow('this ledger is only read');
  });

  it.each([
    ['its own index', { ...denied('A1'), index: 7 }, 'a draft has neither v nor index'],
    ['a type with a slash', { ...denied('A1'), type: '../x' }, 'has no valid type'],
    ['a moment that does not exist', denied('A1', '2026-02-30T00:00:00Z'), 'has no moment in UTC'],
    ['a value that is not JSON', { ...denied('A1'), reason: undefined }, '$.reason is undefined'],
  ])('refuses a draft with %s', async (_name, draft, sentence) => {
    const { ledger } = open(await foundedWorld());
    await expect((await ledger('a')).append(() => [draft], NOW)).rejects.toThrow(sentence);
  });
});

describe('a new year', () => {
  const NEXT = Date.parse('2027-01-01T00:00:01Z');

  it('quotes the last checkpoint of the year before, and the ledger reads as one', async () => {
    const { ledger, key } = open(await foundedWorld(2));
    const mine = await ledger('a');
    const old = await mine.read();
    await expect(mine.append(() => [denied('A3')], NEXT)).rejects.toThrow('ledger/2027: the year is not founded');
    await foundLedger(mine, { originBase: ORIGIN_BASE, key, fields: { approvedBy: ['lena'] } }, NEXT);
    expect((await foundLedger(mine, { originBase: ORIGIN_BASE, key }, NEXT)).kind).toBe('nothing');
    await mine.append(() => [denied('A3', '2027-01-01T00:00:01Z')], NEXT);
    const view = await (await ledger('b')).read();
    expect(view).toMatchObject({ year: 2027, size: 2 });
    expect(view.records[3]?.record).toMatchObject({
      index: 0,
      type: 'key-enrolled',
      origin: 'countersign/700001/ledger/2027',
      approvedBy: ['lena'],
      previous: { origin: 'countersign/700001/ledger/2026', size: 3, root: old.root },
    });
    expect(view.records.map(({ record }) => record['action']).filter(Boolean)).toEqual(['A1', 'A2', 'A3']);
  });

  it('that has begun is not left again', async () => {
    const { ledger, key } = open(await foundedWorld());
    const mine = await ledger('a');
    await foundLedger(mine, { originBase: ORIGIN_BASE, key }, NEXT);
    await expect(mine.append(() => [denied('A1')], NOW)).rejects.toThrow(
      'ledger/2027 exists already: the clock went back',
    );
  });

  it('that quotes more than the year before has shows that records were cut off', async () => {
    const { ledger, key, git } = open(await foundedWorld(2));
    await foundLedger(await ledger('a'), { originBase: ORIGIN_BASE, key }, NEXT);
    git(['update-ref', BRANCH, `${BRANCH}~1`]);
    await expect((await ledger('b')).read()).rejects.toThrow(
      'ledger/2027, record 0: it quotes 3 records of ledger/2026, which has 2',
    );
  });
});
