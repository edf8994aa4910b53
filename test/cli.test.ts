// The command line: verbs, help, bad options, exit codes, and what it writes where a GitHub runner reads along.
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { main } from '../scripts/cli.ts';
import { heard } from './e2e/house.ts';

const VERBS = [
  'start',
  'propose',
  'intake',
  'gate',
  'merge',
  'execute',
  'sequence',
  'sweep',
  'verify',
  'slip',
  'anchor',
  'window',
  'on-call',
  'policy',
  'found',
  'key',
];

async function call(argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const said = heard(env);
  const code = await main(argv, said.io);
  return { code, out: said.out(), err: said.err() };
}

describe('countersign', () => {
  it.each(VERBS)('%s explains itself, with the exit codes', async (verb) => {
    const { code, out } = await call([verb, '--help']);
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^countersign ${verb}`));
    expect(out).toContain('Exit codes: 0 done, 1 a "no", 2 bad input, 3 a fault.');
  });

  it.each<readonly [string, readonly string[]]>([
    ['nothing', []],
    ['--help', ['--help']],
  ])('lists every verb for %s', async (_, argv) => {
    const { code, out } = await call(argv);
    expect(code).toBe(0);
    for (const verb of VERBS) expect(out).toContain(`  ${verb.padEnd(11)} `);
  });

  it.each<readonly [string, readonly string[], string]>([
    ['an unknown verb', ['approve'], 'There is no verb "approve".'],
    ['a name that every object has', ['constructor'], 'There is no verb "constructor".'],
    ['an unknown option', ['gate', '--force'], "Unknown option '--force'"],
    ['two drafts', ['propose', 'a', 'b'], 'Name exactly one draft'],
    ['a draft that is not there', ['propose', '/nowhere/draft.yaml'], '/nowhere/draft.yaml: cannot be read'],
    ['a port that is none', ['start', '--port', 'x'], '--port must be a whole number'],
    ['an argument to a verb without', ['gate', 'now'], 'gate takes no argument, and "now" is one.'],
    ['two clones', ['verify', 'a', 'b'], 'Name one clone, and no more.'],
    ['a key that is none', ['verify', '.', '--key', 'x'], 'The key is no verifier key: write name+hash+base64.'],
    ['a clone that is none', ['verify', '/nowhere'], '/nowhere is no folder: name the directory of a clone.'],
    ['a clone that is a file', ['verify', 'README.md'], 'README.md is no folder: name the directory of a clone.'],
    ['certificates that are not there', ['verify', '--tsa-ca', '/nowhere'], 'There is no file /nowhere: --tsa-ca'],
    ['signers that are not there', ['verify', '--tag-signers', '.'], 'There is no file .: --tag-signers'],
    ['a second one that is not there', ['verify', '--second', '/nowhere'], 'There is no folder /nowhere: --second'],
    ['a clone by option', ['verify', '--clone', 'audit'], 'to verify a clone write countersign verify audit'],
    ['a slip and a clone', ['verify', 'audit', '--slip', 'x', '--key', 'k'], 'audit does not go with --slip'],
    ['a slip to save', ['verify', '--slip', 'x', '--key', 'k', '--save', 'y'], '--save does not go with --slip'],
    ['a key too many', ['key', 'retire', 'x'], 'Say what to do with the key'],
    ['policy without check', ['policy'], 'countersign policy check'],
    ['found without a way', ['found'], 'Say --key-file FILE'],
    ['key without a way', ['key'], 'Say what to do with the key'],
    ['a rotation to nowhere', ['key', 'rotate'], 'Say --key-file NEW'],
    ['a compromise without a reason', ['key', 'compromised', '--from', '3'], 'Say --from INDEX'],
  ])('answers %s with a sentence and exit code 2', async (_, argv, sentence) => {
    const { code, out, err } = await call(argv);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(sentence);
  });

  it.each(['gate', 'merge', 'execute', 'sweep'])(
    '%s without its environment is a fault that names the variable',
    async (verb) => {
      const { code, err } = await call([verb]);
      expect(code).toBe(3);
      expect(err).toBe('fault: COUNTERSIGN_API_URL is not set; it holds the address of the forge’s API.\n');
    },
  );

  it('says a fault as data too where data was asked for', async () => {
    const { code, out } = await call(['gate', '--json']);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toEqual({
      fault: 'COUNTERSIGN_API_URL is not set; it holds the address of the forge’s API.',
    });
  });
});

describe('on a GitHub runner', () => {
  it.each([
    ['at the beginning of a line', '::add-mask::x\n::error::y'],
    ['behind a space that is none to JavaScript', 'x\n\u0085::add-mask::x'],
    ['in the middle of a line, as runners once took them', 'x ##[add-mask]x'],
  ])('lets nothing in a file become a command to the runner: %s', async (_, words) => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-runner-'));
    const file = join(folder, 'draft.yaml');
    writeFileSync(file, JSON.stringify({ operation: 'ninjarmm/isolate-endpoint', [words]: 1 }));
    const { code, err } = await call(['propose', file, '--dry-run'], { GITHUB_ACTIONS: 'true' });
    expect(code).toBe(2);
    expect(err).not.toMatch(/^[\s\u0085]*::|##\[/m);
  });
});

describe('countersign found', () => {
  it('makes a key once, pins it, and never replaces either', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'countersign-found-'));
    const before = process.cwd();
    mkdirSync(join(folder, 'policies'));
    writeFileSync(join(folder, 'policies/keys.yaml'), 'origin: countersign/1\nfirstKey: null\n');
    process.chdir(folder);
    try {
      const first = await call(['found', '--key-file', 'ledger.pem', '--repository-id', '4242']);
      expect(first).toMatchObject({ code: 0, err: '' });
      const pinned = readFileSync(join(folder, 'policies/keys.yaml'), 'utf8');
      expect(pinned).toMatch(/^origin: countersign\/4242\nfirstKey: countersign\/4242\+[0-9a-f]{8}\+\S{44}\n$/);
      const key = readFileSync(join(folder, 'ledger.pem'), 'utf8');
      expect(first.out).not.toContain(key.split('\n')[1]);
      const second = await call(['found', '--key-file', 'ledger.pem']);
      expect(second).toMatchObject({ code: 1, out: '' });
      expect(second.err).toContain("ledger.pem exists already, and a ledger's first key is never replaced.");
      const third = await call(['found', '--key-file', 'other.pem']);
      expect(third.err).toContain('policies/keys.yaml pins a key already');
      expect(readFileSync(join(folder, 'ledger.pem'), 'utf8')).toBe(key);
      expect(readFileSync(join(folder, 'policies/keys.yaml'), 'utf8')).toBe(pinned);
    } finally {
      process.chdir(before);
    }
  });

  it.each(['0', 'abc', '-1', '12345678901234567'])('refuses %s as the number of a repository', async (id) => {
    const { code } = await call(['found', '--key-file', '/nowhere/key.pem', `--repository-id=${id}`]);
    expect(code).toBe(2);
  });
});
