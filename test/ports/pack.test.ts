// Packs made here are what git takes, and what git makes is read here object for object; anything else is refused.
import { execFileSync } from 'node:child_process';
import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { newObject, type NewObject, storeObjects } from '../../scripts/ports/new-objects.ts';
import { objectsIn, packOf } from '../../scripts/ports/pack.ts';

const folder = mkdtempSync(join(tmpdir(), 'pack-'));
const git = (args: readonly string[], input: string | Uint8Array = ''): Buffer =>
  execFileSync('git', ['-C', folder, ...args], { input, stdio: ['pipe', 'pipe', 'pipe'], maxBuffer: 2 ** 28 });
git(['init', '--bare', '--quiet']);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const idsOf = (objects: readonly NewObject[]): readonly string[] => objects.map(({ id }) => id).toSorted();
const blob = (body: string | Uint8Array): NewObject => newObject('blob', Buffer.from(body));
/** The pack that git makes of these. */
const packed = (objects: readonly NewObject[], ...options: readonly string[]): Buffer => {
  storeObjects({ directory: folder }, objects);
  return git(['pack-objects', '--stdout', '--quiet', ...options], objects.map(({ id }) => `${id}\n`).join(''));
};
/** A pack with this in it, under a checksum that fits. */
const summed = (entries: Buffer, count = 1): Buffer => {
  const head = Buffer.concat([Buffer.from('PACK\0\0\0\u0002\0\0\0', 'latin1'), Buffer.from([count]), entries]);
  return Buffer.concat([head, hash('sha1', head, 'buffer')]);
};
/** Long texts that are nearly the same, so that git tells some as differences to others, and these to further ones. */
const alike = Array.from({ length: 12 }, (_, at) =>
  blob(
    Array.from({ length: 20_000 }, (__, line) => (line % (97 + at) === 0 ? `${at}-${line}` : `line ${line}`)).join(
      '\n',
    ),
  ),
);

describe('a pack', () => {
  it('made here is taken by git, and read here as what it was made of', () => {
    const bodies = fc.uniqueArray(fc.uint8Array({ maxLength: 5_000 }), {
      maxLength: 8,
      selector: (body) => String(body),
    });
    fc.assert(
      fc.property(bodies, (all) => {
        const objects = all.map(blob);
        const pack = packOf(objects);
        expect(idsOf(objectsIn(pack))).toEqual(idsOf(objects));
        git(['unpack-objects', '--strict', '-q'], pack);
        for (const { id, body } of objects) expect(git(['cat-file', 'blob', id]).equals(body)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('made by git is read object for object, also where it tells differences to differences', () => {
    const pack = packed(alike, '--window=20', '--depth=20');
    expect(pack.length).toBeLessThan(alike.reduce((sum, { body }) => sum + body.length, 0) / 8);
    expect(idsOf(objectsIn(pack))).toEqual(idsOf(alike));
  });

  it('whose bytes are not those it was made of is refused, wherever it was changed', () => {
    const pack = packed(alike.slice(0, 3), '--window=20');
    fc.assert(
      fc.property(fc.nat(pack.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Buffer.from(pack);
        other[at] = (other[at] ?? 0) ^ change;
        expect(() => objectsIn(other)).toThrow('the pack is not whole');
        expect(() => objectsIn(pack.subarray(0, at))).toThrow('the pack is not whole');
      }),
    );
  });

  const one = (): Buffer => packOf([blob('x')]).subarray(12, -20);
  it.each<readonly [string, () => Buffer, string]>([
    ['a tag', () => packed([newObject('blob', Buffer.from('y'))]) && tagged(), 'an object of the kind 4'],
    [
      'differences by their place',
      () => packed(alike, '--window=20', '--delta-base-offset'),
      'an object of the kind 6',
    ],
    ['a difference to an object that is not in it', () => thin(), 'names an object that is not in it'],
    ['more objects than it says', () => summed(Buffer.concat([one(), one()])), 'has more in it than it says'],
    ['fewer objects than it says', () => summed(one(), 2), 'an object that cannot be read'],
    ['an object that is no deflated data', () => summed(Buffer.from([0x31, 1, 2, 3])), 'an object that cannot be read'],
    ['a difference that gives something else', () => wrong(), 'a difference to something else'],
  ])('with %s is refused', (_, pack, why) => {
    expect(() => objectsIn(pack())).toThrow(why);
  });

  function tagged(): Buffer {
    const { id } = blob('y');
    const tag = git(['mktag'], `object ${id}\ntype blob\ntag t\ntagger T <t@x> 0 +0000\n\nt\n`).toString().trim();
    return git(['pack-objects', '--stdout', '--quiet'], `${tag}\n`);
  }

  function thin(): Buffer {
    const [old, next] = [alike[0]?.id ?? '', alike[1]?.id ?? ''];
    storeObjects({ directory: folder }, alike);
    const commit = (id: string, ...parent: readonly string[]): string => {
      const tree = git(['mktree'], `100644 blob ${id}\ta\n`).toString().trim();
      return git(['-c', 'user.name=x', '-c', 'user.email=x', 'commit-tree', '-m', 'm', ...parent, tree])
        .toString()
        .trim();
    };
    const first = commit(old);
    const second = commit(next, '-p', first);
    return git(['pack-objects', '--stdout', '--quiet', '--thin', '--revs'], `${second}\n^${first}\n`);
  }

  /** A difference that copies nothing, and says that there is one byte. */
  function wrong(): Buffer {
    const base = blob('x');
    const delta = packOf([blob(Uint8Array.from([1, 1]))]).subarray(13, -20);
    const entry = Buffer.concat([Buffer.from([0x72]), Buffer.from(base.id, 'hex'), delta]);
    return summed(Buffer.concat([packOf([base]).subarray(12, -20), entry]), 2);
  }
});
