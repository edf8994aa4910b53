// Git processes: nothing of the machine's configuration, no program started, no secret shown, every failure seen.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatVerifierKey } from '../../scripts/core/note-keys.ts';
import { gitAt, gitFault } from '../../scripts/ports/git.ts';
import { gitEnvironment, OFFLINE, tokenSetting } from '../../scripts/ports/git-environment.ts';
import { commitInfo } from '../../scripts/ports/git-history.ts';
import { generateLedgerKey, ledgerKeyFrom, readLedgerKey, writeLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { openMirror } from '../../scripts/ports/mirror.ts';
import { readBlobs } from '../../scripts/ports/cat-file.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'git-'));
  execFileSync('git', ['init', '--bare', '--quiet', join(folder, 'bare')]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const bare = () => gitAt(join(folder, 'bare'));

describe('git', () => {
  it('gives what was printed, and takes bytes for its input', async () => {
    const id = await bare().raw(['hash-object', '-w', '--stdin'], { input: 'hello\n' });
    expect(id).toBe('ce013625030ba8dba906f756967f9e9ca394464a\n');
    expect((await readBlobs(bare(), [id.trim(), id.trim()])).map(String)).toEqual(['hello\n', 'hello\n']);
    expect(await readBlobs(bare(), [])).toEqual([]);
  });

  it('that fails without a word is a fault all the same', async () => {
    await expect(bare().raw(['rev-parse', '--verify', '--quiet', 'nothing'])).rejects.toThrow(
      'git rev-parse failed (1): it said nothing',
    );
    expect(await bare().attempt(['rev-parse', '--verify', '--quiet', 'nothing'])).toMatchObject({ code: 1 });
  });

  it('says in one sentence that a place is no repository', async () => {
    const [none, file] = [join(folder, 'none'), join(folder, 'file')];
    writeFileSync(file, '');
    const sentence = 'is not a git repository: name the directory of one.';
    await expect(gitAt(none).raw(['for-each-ref'])).rejects.toThrow(`This ${sentence}`);
    expect(() => gitAt(file)).toThrow(`${file} ${sentence}`);
  });

  it.each([
    [`fatal: detected dubious ownership in repository at '/x'\n\tgit config --global`, 'belongs to another account'],
    [`fatal: could not read Username for 'https://x': terminal prompts disabled`, 'or it was given none.'],
    [`remote: No.\nfatal: Authentication failed for 'https://x/r.git/'`, 'does not take the token that it was given'],
  ])('says plainly what git says as %j', (stderr, sentence) => {
    const { message } = gitFault(['for-each-ref'], { code: 128, stdout: '', stderr });
    expect(message).toContain(sentence);
    expect(message).not.toMatch(/fatal|git config/);
  });

  it('that hangs is stopped', async () => {
    const git = gitAt(join(folder, 'bare'), { timeout: 200 });
    await expect(git.raw(['hash-object', '--stdin-paths'])).rejects.toThrow(
      'git hash-object did not run: block timeout',
    );
  });

  it('that lacks an object is a fault, and never a shorter list', async () => {
    await expect(readBlobs(bare(), ['1'.repeat(40)])).rejects.toThrow(`git has no readable blob ${'1'.repeat(40)}`);
    await expect(readBlobs(gitAt(join(folder, 'no-repository')), ['1'.repeat(40)])).rejects.toThrow(
      'git cat-file failed',
    );
  });

  it('runs no hook, and reads no configuration but its own', async () => {
    const hook = join(folder, 'bare', 'hooks', 'reference-transaction');
    writeFileSync(hook, `#!/bin/sh\ntouch ${folder}/ran\n`);
    chmodSync(hook, 0o755);
    const id = (await bare().raw(['hash-object', '-w', '--stdin'], { input: 'x' })).trim();
    // Git as it is elsewhere does run it.
    execFileSync('git', ['-C', join(folder, 'bare'), 'update-ref', 'refs/tags/x', id]);
    expect(existsSync(join(folder, 'ran'))).toBe(true);
    rmSync(join(folder, 'ran'));
    await bare().attempt(['update-ref', 'refs/tags/y', id]);
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    const scopes = await bare().raw(['config', '--list', '--show-scope']);
    expect(
      new Set(
        scopes
          .trim()
          .split('\n')
          .map((line) => line.split('\t')[0]),
      ),
    ).toEqual(new Set(['local', 'command']));
  });

  it('never starts a program for an address', async () => {
    const result = await bare().attempt(['ls-remote', '--', `ext::sh -c "touch ${folder}/ran"`]);
    expect([result.code, result.stderr]).toEqual([128, "fatal: transport 'ext' not allowed\n"]);
  });

  it.each([{}, OFFLINE])(
    'starts none to fetch what is missing, whatever the repository itself allows: %j',
    async (settings) => {
      const handed = join(folder, 'handed');
      execFileSync('git', ['init', '--bare', '--quiet', handed]);
      const own: readonly (readonly [string, string])[] = [
        ['core.repositoryFormatVersion', '1'],
        ['extensions.partialClone', 'origin'],
        ['remote.origin.promisor', 'true'],
        ['remote.origin.url', 'ssh://x/y'],
        ['protocol.ssh.allow', 'always'],
        ['core.sshCommand', `touch ${folder}/ran; false`],
      ];
      for (const [key, value] of own) execFileSync('git', ['-C', handed, 'config', key, value]);
      const missing = ['cat-file', '-p', '1'.repeat(40)];
      // Git as it is elsewhere does start it.
      expect(() => execFileSync('git', ['-C', handed, ...missing], { stdio: 'ignore' })).toThrow('Command failed');
      expect(existsSync(join(folder, 'ran'))).toBe(true);
      rmSync(join(folder, 'ran'));
      const result = await gitAt(handed, { settings }).attempt(missing);
      expect([result.code, existsSync(join(folder, 'ran'))]).toEqual([128, false]);
      expect(result.stderr).toContain("fatal: transport 'ssh' not allowed");
    },
  );

  it('prints messages as UTF-8, whatever the repository itself says', async () => {
    const handed = join(folder, 'encoded');
    const git = (...args: string[]) => execFileSync('git', ['-C', handed, ...args], { encoding: 'latin1' });
    execFileSync('git', ['init', '--bare', '--quiet', handed]);
    git('config', 'i18n.logOutputEncoding', 'UTF-16BE');
    const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.invalid'];
    const sha = git(...who, 'commit-tree', '-m', 'für', EMPTY_TREE).trim();
    expect(git('log', '-1', '--format=%B', sha)).toContain('\0f\0');
    expect((await commitInfo(gitAt(handed), sha)).message.trim()).toBe('für');
  });
});

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

describe('the environment', () => {
  it('passes nothing on but the way to programs and to the network', () => {
    const env = gitEnvironment(
      {},
      { PATH: '/bin', HTTPS_PROXY: 'p', GIT_DIR: 'x', GIT_SSH_COMMAND: 'x', HOME: '/root', TOKEN: 't' },
    );
    expect(env).toMatchObject({ PATH: '/bin', HTTPS_PROXY: 'p', HOME: '/dev/null', GIT_TERMINAL_PROMPT: '0' });
    expect(Object.keys(env).filter((name) => ['GIT_DIR', 'GIT_SSH_COMMAND', 'TOKEN'].includes(name))).toEqual([]);
  });

  it('carries the token for one host, and for none without http', () => {
    const basic = Buffer.from('x-access-token:s3cret').toString('base64');
    expect(tokenSetting('https://example.com/o/r.git', 's3cret')).toEqual({
      'http.https://example.com/.extraHeader': `Authorization: Basic ${basic}`,
    });
    expect(tokenSetting('/srv/r.git', 's3cret')).toEqual({});
    expect(() => tokenSetting('https://u:p@example.com/r', null)).toThrow('carries a user or a password');
  });

  it('brings the token to the server, and neither into the mirror nor into a fault', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(403).end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/r.git`; // listening on TCP
    try {
      const { git } = await openMirror({ directory: join(folder, 'mirror'), url, token: 's3cret' });
      const result = await git.attempt(['ls-remote', '--', url]);
      const basic = Buffer.from('x-access-token:s3cret').toString('base64');
      expect(seen).toEqual([`Basic ${basic}`]);
      expect(result.stderr).not.toContain(basic);
      expect(readFileSync(join(folder, 'mirror', 'config'), 'utf8')).not.toContain(basic);
    } finally {
      server.close();
    }
  });

  it.each(['ext::sh -c x', '-oProxyCommand=x', 'host:path', 'ssh://x/y'])('refuses the address %s', async (url) => {
    await expect(openMirror({ directory: join(folder, 'never'), url })).rejects.toThrow('must begin with https://');
  });
});

describe('the key file', () => {
  const base = 'countersign/700001';

  it('is written for its owner alone, is read again, and is never overwritten', async () => {
    const path = join(folder, 'key.pem');
    const { key, vkey } = generateLedgerKey(base);
    await writeLedgerKey(path, key);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(formatVerifierKey(await readLedgerKey(path, base))).toBe(vkey);
    expect(execFileSync('openssl', ['pkey', '-in', path, '-noout', '-text'], { encoding: 'utf8' })).toContain(
      'ED25519',
    );
    await expect(writeLedgerKey(path, key)).rejects.toThrow('EEXIST');
  });

  it('that is not there is named with what it should hold', async () => {
    const path = join(folder, 'no-key.pem');
    const sentence = `${path} should hold the ledger's private key and cannot be read`;
    await expect(readLedgerKey(path, base)).rejects.toThrow(sentence);
  });

  it.each([0o640, 0o604, 0o660])('is refused with mode %o', async (mode) => {
    const path = join(folder, `key-${mode}.pem`);
    await writeLedgerKey(path, generateLedgerKey(base).key);
    chmodSync(path, mode);
    await expect(readLedgerKey(path, base)).rejects.toThrow('can be read by others than its owner');
  });

  it('with something else in it is refused without quoting it', () => {
    expect(() => ledgerKeyFrom('hunter2', base)).toThrow(
      new Error('the ledger key is not an Ed25519 private key in PKCS8 PEM form'),
    );
  });
});
