// What is put aside comes back as it was, leaves nothing behind, and needs no disk.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { asideOf, BLOCK } from '../../scripts/ports/aside.ts';

const MODULE = join(import.meta.dirname, '../../scripts/ports/aside.ts');
const blockOf = (letter: number, blocks = 1): Buffer => Buffer.alloc(blocks * BLOCK, letter);
const newFolder = (): string => mkdtempSync(join(tmpdir(), 'countersign-aside-'));

/** A path below a file is no folder, for whoever asks. */
function noFolder(): string {
  const path = join(newFolder(), 'file');
  writeFileSync(path, '');
  return path;
}

describe('what is put aside', () => {
  it.each([
    ['in a file', newFolder],
    ['in memory, where there can be no file', noFolder],
  ])('%s comes back in any order, long blocks from any of their bytes', (_name, folderOf) => {
    const aside = asideOf(folderOf());
    const own = blockOf(0);
    for (const letter of [0, 1, 2, 3, 4, 5]) aside.put(own.fill(letter)); // it takes a copy
    aside.put(blockOf(6, 3));
    const told = (at: number): readonly unknown[] => {
      const { from, bytes } = aside.at(at * BLOCK);
      return [
        from / BLOCK,
        bytes.equals(blockOf(bytes[0] ?? -1, bytes.length / BLOCK)),
        bytes[0],
        bytes.length / BLOCK,
      ];
    };
    for (const at of [0, 5, 3, 1, 2, 4, 0, 5]) expect(told(at + 0.5)).toEqual([at, true, at, 1]);
    for (const at of [6, 7, 8.5]) expect(told(at)).toEqual([6, true, 6, 3]);
  });

  it('is empty where nothing lies', () => {
    const aside = asideOf();
    aside.put(blockOf(1));
    expect([aside.at(-1), aside.at(BLOCK)].map(({ bytes }) => bytes.length)).toEqual([0, 0]);
  });

  it('has no name that anybody could read it by', () => {
    const folder = newFolder();
    const aside = asideOf(folder);
    aside.put(blockOf(1));
    expect(readdirSync(folder)).toEqual([]);
    expect(aside.at(0).bytes[0]).toBe(1);
  });

  it.runIf(process.platform === 'linux')(
    'stays in memory from where the disk is full, and what was written is read',
    () => {
      // A file may grow to one and a half blocks here: the second is written in part, the third not at all.
      const script = `import { asideOf, BLOCK } from ${JSON.stringify(MODULE)};
      process.on('SIGXFSZ', () => undefined);
      const aside = asideOf(process.argv[1]);
      for (const letter of [1, 2, 3]) aside.put(Buffer.alloc(BLOCK, letter));
      console.log([0, 1, 2].map((at) => aside.at(at * BLOCK).bytes.at(-1)).join());`;
      const limited = `ulimit -f ${(1.5 * BLOCK) / 1_024}; exec "$0" --input-type=module -e "$1" "$2"`;
      const { stdout, stderr } = spawnSync('bash', ['-c', limited, process.execPath, script, newFolder()], {
        encoding: 'utf8',
      });
      expect({ stdout, stderr }).toEqual({ stdout: '1,2,3\n', stderr: '' });
    },
  );

  it.runIf(process.platform === 'linux')('is a fault where the file was cut off meanwhile', () => {
    const folder = newFolder();
    const aside = asideOf(folder);
    aside.put(blockOf(1));
    const link = readdirSync('/proc/self/fd')
      .map((fd) => `/proc/self/fd/${fd}`)
      .find((path) => isIn(folder, path));
    writeFileSync(link ?? '', '');
    expect(() => aside.at(0)).toThrow('What was put aside in a temporary file cannot be read again.');
  });
});

function isIn(folder: string, path: string): boolean {
  try {
    return readlinkSync(path).startsWith(folder);
  } catch {
    return false; // it is closed again: the listing's own
  }
}
