// countersign codeowners: shows, writes and compares the owners file, each with its exit code and one sentence.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { main } from '../scripts/cli.ts';
import { codeowners } from '../scripts/codeowners.ts';
import type { CodeownersMode } from '../scripts/codeowners.ts';
import { codeownersText } from '../scripts/core/codeowners-file.ts';
import { realPolicy, ROOT } from './core/real-policy.ts';
import { heard } from './e2e/house.ts';

const directory = mkdtempSync(join(tmpdir(), 'countersign-owners-'));
const PATH = '.github/CODEOWNERS';
const TEXT = codeownersText(realPolicy());

beforeEach(() => {
  rmSync(directory, { recursive: true, force: true });
  cpSync(join(ROOT, 'policies'), join(directory, 'policies'), { recursive: true });
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

function run(mode: CodeownersMode): readonly [code: number, said: string] {
  let said = '';
  const code = codeowners(directory, mode, (text) => void (said += text));
  return [code, said];
}

describe('the owners file', () => {
  it('is shown, and nothing is written', () => {
    expect(run('show')).toEqual([0, TEXT]);
    expect(run('check')).toEqual([1, `${PATH} is missing: run countersign codeowners --write.\n`]);
  });

  it('is written, and is then what the policy gives', () => {
    expect(run('write')).toEqual([0, `${PATH} is written.\n`]);
    expect(readFileSync(join(directory, PATH), 'utf8')).toBe(TEXT);
    expect(run('check')).toEqual([0, `${PATH} is what the policy gives.\n`]);
  });

  it('that is another, or has a second one beside it, is said to be', () => {
    write(PATH, `${TEXT}* @tess-northwind\n`);
    write('docs/CODEOWNERS', '');
    expect(run('check')).toEqual([
      1,
      `${PATH} is not what the policy gives: run countersign codeowners --write.\n` +
        `docs/CODEOWNERS is a second file of owners: remove it, only ${PATH} counts.\n`,
    ]);
  });

  it('is not made from a policy that cannot be used', () => {
    write('policies/people.yaml', 'people: nobody\n');
    const [code, said] = run('write');
    expect(code).toBe(1);
    expect(said).toMatch(/^The policy cannot be used, so nobody can be named as an owner:\npolicies\/people\.yaml:1:/);
    expect(() => readFileSync(join(directory, PATH))).toThrow('ENOENT');
  });

  it('of this repository is what its policy gives', async () => {
    const { io, out } = heard();
    expect(await main(['codeowners', '--check'], io)).toBe(0);
    expect(out()).toBe(`${PATH} is what the policy gives.\n`);
  });

  it.each([[['--write', '--check']], [['now']]])('%j is bad input', async (args) => {
    const { io, err } = heard();
    expect(await main(['codeowners', ...args], io)).toBe(2);
    expect(err()).toBe('Give --write or --check, or neither to see the file. See countersign codeowners --help.\n');
  });
});

describe('what a server lacks', () => {
  it.each([
    ['COUNTERSIGN_GRAPHQL', 'no', 'COUNTERSIGN_GRAPHQL is "no"; leave it out, or set it to "off" or an address.'],
    ['COUNTERSIGN_CODEOWNERS', 'off', 'COUNTERSIGN_CODEOWNERS is "off"; leave it out, or set it to "unchecked".'],
  ])('is said in %s by a word that is known, before anything is asked', async (name, value, sentence) => {
    const env = {
      COUNTERSIGN_API_URL: 'http://127.0.0.1:1/api/v3',
      COUNTERSIGN_REPOSITORY: 'a/b',
      COUNTERSIGN_TOKEN: 't',
    };
    const { io, err } = heard({ ...env, [name]: value });
    expect(await main(['gate'], io)).toBe(3);
    expect(err()).toBe(`fault: ${sentence}\n`);
  });
});
