// The ledger with personal parts on a branch of their own: written and moved together, dropped for good, and never in the way of a proof.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sealedPartsOf } from '../../scripts/core/sealed.ts';
import { gitLedger } from '../../scripts/ports/git-ledger.ts';
import { foundLedger } from '../../scripts/ports/found-ledger.ts';
import type { Ledger, RecordDraft, StoredRecord } from '../../scripts/ports/ledger.ts';
import { BRANCH, denied, newWorld, NOW, ORIGIN_BASE, type World } from './ledger-world.ts';

const SEALED = 'refs/heads/sealed/2026';
const salt = (): Uint8Array => randomBytes(32);
const worlds: World[] = [];
afterEach(() => worlds.splice(0).forEach((world) => world.remove()));

async function sealedWorld(): Promise<World & { readonly writer: (name: string) => Promise<Ledger> }> {
  const world = newWorld();
  worlds.push(world);
  const writer = (name: string): Promise<Ledger> => world.ledger(name, { salt });
  await foundLedger(await writer('founder'), { originBase: ORIGIN_BASE, key: world.key }, NOW);
  return { ...world, writer };
}

async function reasons(ledger: Ledger): Promise<readonly unknown[]> {
  return (await ledger.read()).records.slice(1).map(({ record }) => record['reason']);
}

/** What a verb writes when it erases these parts. */
function erasing(...records: readonly StoredRecord[]): RecordDraft {
  const parts = records.flatMap(({ bytes, year, index }) =>
    sealedPartsOf(JSON.parse(String(bytes))).map((part) => ({ record: `${year}/${index}`, ...part })),
  );
  return { type: 'record-erased', at: '2026-11-20T11:00:00Z', erasure: 'a', approval: '2026/0', parts };
}

describe('a sealed record', () => {
  it('has a commitment where the words were, and its words on the other branch, moved by the same push', async () => {
    const { writer, git } = await sealedWorld();
    const { records } = await (await writer('a')).read();
    expect(records).toHaveLength(1);
    const first = await writer('a');
    await first.append(() => [denied('A1'), denied('A2')], NOW);
    const file = (ref: string, path: string): string => git(['show', `${ref}:${path}`]);
    expect(file(BRANCH, 'records/11/20/00000001-action-denied.json')).toMatch(
      /"reason":\{"\$sealed":"sha256:[0-9a-f]{64}"\}/,
    );
    expect(file(SEALED, '0/00000001.json')).toMatch(
      /^\{"parts":\{"reason":\{"salt":"[^"]{44}","text":"\\"not today\\""\}\},"record":1,"v":1\}$/,
    );
    expect(git(['rev-list', '--count', SEALED])).toBe('1');
    expect(git(['log', '-1', '--format=%P', SEALED])).toBe('');
  });

  it.each(['that wrote it', 'that reads it later', 'that has read before'])('is whole for a ledger %s', async (who) => {
    const { writer } = await sealedWorld();
    const [author, reader] = [await writer('a'), await writer('b')];
    if (who === 'that has read before') await reader.read();
    await author.append(() => [denied('A1')], NOW);
    await author.append(() => [denied('A2')], NOW);
    expect(await reasons(who === 'that wrote it' ? author : reader)).toEqual(['not today', 'not today']);
  });

  it('is whole in a plain clone without any origin', async () => {
    const { writer, origin, folder, settings, key } = await sealedWorld();
    await (await writer('a')).append(() => [denied('A1')], NOW);
    const directory = join(folder, 'clone');
    execFileSync('git', ['clone', '--quiet', origin, directory], { stdio: 'ignore' });
    const { url: _url, key: _key, ...offline } = settings('clone');
    expect(await reasons(await gitLedger({ ...offline, directory, keys: [key] }))).toEqual(['not today']);
  });

  it('stands beside those that hold everything themselves', async () => {
    const { writer, ledger } = await sealedWorld();
    await (await ledger('plain')).append(() => [denied('A1')], NOW);
    await (await writer('a')).append(() => [denied('A2')], NOW);
    expect(await reasons(await ledger('reader'))).toEqual(['not today', 'not today']);
  });

  it('is appended by several writers at once, and nothing is lost', async () => {
    const { writer } = await sealedWorld();
    const writers = await Promise.all(['a', 'b', 'c', 'd'].map(writer));
    await Promise.all(writers.flatMap((one, at) => [1, 2].map((n) => one.append(() => [denied(`${at}-${n}`)], NOW))));
    const found = await reasons(await writer('reader'));
    expect(found).toEqual(Array.from({ length: 8 }, () => 'not today'));
  });
});

describe('an erasure', () => {
  it('drops the words from the branch and its history, and leaves every other record as it was', async () => {
    const { writer, git, folder, origin, ledger } = await sealedWorld();
    const author = await writer('a');
    await author.append(() => [{ ...denied('A1'), reason: 'Mrs Example is ill.' }, denied('A2')], NOW);
    await author.append(() => [denied('A3')], NOW);
    const before = await author.read();
    const [, target] = before.records;
    await author.append(({ records }) => (target === undefined ? [] : [erasing(target, ...records.slice(0, 0))]), NOW);
    const gone = '[not held any more]';
    for (const reader of [author, await ledger('new')]) {
      const { records } = await reader.read();
      expect(records.slice(1, 4).map(({ record }) => record['reason'])).toEqual([gone, 'not today', 'not today']);
      expect(records[1]?.closed).toMatchObject([{ path: 'reason', why: 'missing' }]);
      expect(records.slice(0, 4).map(({ bytes }) => String(bytes))).toEqual(
        before.records.map(({ bytes }) => String(bytes)),
      );
    }
    expect(git(['rev-list', '--count', SEALED])).toBe('1');
    const directory = join(folder, 'fresh');
    execFileSync('git', ['clone', '--quiet', '--bare', `file://${origin}`, directory]);
    execFileSync('git', ['-C', directory, 'fsck', '--strict'], { stdio: 'ignore' });
    const all = execFileSync('git', ['-C', directory, 'cat-file', '--batch-all-objects', '--batch', '--buffer']);
    expect(String(all)).toContain('not today');
    expect(String(all)).not.toContain('Mrs Example');
  });

  it('of one part leaves the others of the same record', async () => {
    const { writer } = await sealedWorld();
    const author = await writer('a');
    await author.append(() => [{ ...denied('A1'), file: 'aWQ6IDE=', detail: 'seen' }], NOW);
    const [, target] = (await author.read()).records;
    const all = erasing(...(target === undefined ? [] : [target]));
    const parts = (all['parts'] as readonly { path: string }[]).filter(({ path }) => path !== 'detail');
    await author.append(() => [{ ...all, parts }], NOW);
    const [, left] = (await (await writer('b')).read()).records;
    expect(left?.record).toMatchObject({ detail: 'seen', file: null, reason: '[not held any more]' });
    await author.append(() => [{ ...all, parts: all['parts'] }], NOW); // what is gone already is not looked for
    expect((await author.read()).records[1]?.closed).toHaveLength(3);
  });

  it('is seen by a ledger that has read the words before', async () => {
    const { writer } = await sealedWorld();
    const [author, reader] = [await writer('a'), await writer('b')];
    await author.append(() => [denied('A1')], NOW);
    expect(await reasons(reader)).toEqual(['not today']);
    const [, target] = (await author.read()).records;
    await author.append(() => (target === undefined ? [] : [erasing(target)]), NOW);
    expect((await reasons(reader))[0]).toBe('[not held any more]');
  });

  it('that another writer was faster than is done on the newest head', async () => {
    const { writer } = await sealedWorld();
    const [author, other] = [await writer('a'), await writer('b')];
    await author.append(() => [denied('A1')], NOW);
    await other.append(() => [denied('A2')], NOW);
    const [, target] = (await other.read()).records;
    await author.append(() => (target === undefined ? [] : [erasing(target)]), NOW);
    expect((await reasons(await writer('c'))).slice(0, 2)).toEqual(['[not held any more]', 'not today']);
  });
});

describe('the branch of the personal parts', () => {
  it('that an origin refuses to move takes the append with it', async () => {
    const { writer, hook, ledger } = await sealedWorld();
    hook('update', 'case "$1" in refs/heads/sealed/*) echo "not here" >&2; exit 1 ;; esac');
    await expect((await writer('a')).append(() => [denied('A1')], NOW)).rejects.toThrow('the origin refuses');
    expect((await (await ledger('reader')).read()).size).toBe(1);
  });

  it('that is gone at the origin stops every append with a remedy', async () => {
    const { writer, git } = await sealedWorld();
    const author = await writer('a');
    await author.append(() => [denied('A1')], NOW);
    git(['update-ref', '-d', SEALED]);
    await expect(author.read()).rejects.toThrow(
      'sealed/2026: the branch with the personal parts is gone at the origin: push it again from a clone that has it',
    );
  });

  it.each([
    ['other words', '{"parts":{"reason":{"salt":"AAAA","text":"\\"yes\\""}},"record":1,"v":1}', 'altered'],
    ['no file of openings', 'nothing', 'missing'],
  ])('that was changed to %s opens nothing', async (_what, text, why) => {
    const { writer, git } = await sealedWorld();
    await (await writer('a')).append(() => [denied('A1')], NOW);
    const data = `data ${text.length}\n${text}\n`;
    git(
      ['fast-import', '--quiet', '--force'],
      `commit ${SEALED}\ncommitter M <m@x> 1 +0000\ndata 0\nfrom ${SEALED}^0\nM 100644 inline 0/00000001.json\n${data}`,
    );
    const [, record] = (await (await writer('b')).read()).records;
    expect(record?.closed).toMatchObject([{ path: 'reason', why }]);
    expect(record?.record['reason']).toBe('[not held any more]');
  });

  it('that comes later than the ledger opens its records then', async () => {
    const { writer, git } = await sealedWorld();
    const reader = await writer('b');
    await (await writer('a')).append(() => [denied('A1')], NOW);
    const head = git(['rev-parse', SEALED]);
    git(['update-ref', '-d', SEALED]);
    expect(await reasons(reader)).toEqual(['[not held any more]']);
    git(['update-ref', SEALED, head]);
    expect(await reasons(reader)).toEqual(['not today']);
  });
});
