// Files are read byte for byte or not at all, and put once.
import { describe, expect, it } from 'vitest';
import { OTHER, scriptedForge, type Scripted, user } from './scripted-forge.ts';

const FILE = 'GET /contents/queue/a.yaml';
const REPOSITORY = { 'GET ': { json: { id: 5, full_name: 'acme/queue', default_branch: 'main' } } };
const TIP = { json: { ref: 'refs/heads/main', object: { sha: OTHER, type: 'commit' } } };
const exists = { status: 422, json: { message: 'Reference already exists' } };
const missing = { status: 404, json: { message: 'Not Found' } };

const file = (bytes: Buffer, changes: object = {}): Scripted => ({
  json: {
    type: 'file',
    encoding: 'base64',
    size: bytes.length,
    content: bytes.toString('base64').replaceAll(/(.{60})/g, '$1\n'),
    ...changes,
  },
});

describe('the text of a file', () => {
  it.each(['id: a\n', '\ufeffwith a mark', 'ä 😀\r\n'.repeat(50), ''])('is read byte for byte: %j', async (text) => {
    const { forge } = scriptedForge({ [FILE]: file(Buffer.from(text)) });
    expect(await forge.fileAt('main', 'queue/a.yaml')).toBe(text);
  });

  it('is null where the repository can be read and there is no such file', async () => {
    const { forge } = scriptedForge({ [FILE]: missing, ...REPOSITORY });
    expect(await forge.fileAt('main', 'queue/a.yaml')).toBeNull();
  });

  it.each<[string, Scripted, string]>([
    ['the repository is hidden', missing, 'GET https://forge.test/api/v3/repos/acme/queue: check the repository'],
    [
      'the branch is missing',
      { status: 404, json: { message: 'No commit found for the ref x' } },
      '404 ("No commit found for the ref x")',
    ],
    ['it is a folder', { json: [] }, 'queue/a.yaml at main cannot be used, it is a folder'],
    ['it is a link', { json: { type: 'symlink' } }, 'it is a symlink and not a file'],
    ['it is too long', file(Buffer.from('x'), { encoding: 'none', content: '' }), 'it is too long to be sent'],
    ['a part of it is missing', file(Buffer.from('abc'), { size: 4 }), 'it has 3 of 4 bytes'],
    ['it is not text', file(Buffer.from([0xff, 0xfe])), 'it is not UTF-8 text'],
  ])('is a fault where %s', async (_, answer, words) => {
    const { forge } = scriptedForge({ [FILE]: answer, 'GET ': missing });
    await expect(forge.fileAt('main', 'queue/a.yaml')).rejects.toThrow(words);
  });
});

describe('a file on a branch', () => {
  const put = async (script: Readonly<Record<string, Scripted | readonly Scripted[]>>) => {
    const { forge, calls } = scriptedForge({ ...REPOSITORY, 'GET /git/ref/heads/main': TIP, ...script });
    await forge.putFileOnBranch('action/a', 'queue/a.yaml', 'id: a\n', 'Propose a');
    return calls.filter((call) => !call.line.startsWith('GET'));
  };

  it('is put on a new branch at the tip of the default branch', async () => {
    const made = { status: 201, json: {} };
    expect(await put({ 'POST /git/refs': made, 'PUT /contents/queue/a.yaml': made })).toMatchObject([
      { line: 'POST /git/refs', body: { ref: 'refs/heads/action/a', sha: OTHER } },
      { body: { message: 'Propose a', content: Buffer.from('id: a\n').toString('base64'), branch: 'action/a' } },
    ]);
  });

  const found = { 'POST /git/refs': exists, 'GET /git/ref/heads/action/a': TIP };

  it('is left as it is where it is there already', async () => {
    expect(await put({ ...found, [FILE]: file(Buffer.from('other')) })).toMatchObject([{ line: 'POST /git/refs' }]);
  });

  it('is completed where only the branch is there', async () => {
    const calls = await put({ ...found, [FILE]: missing, 'PUT /contents/queue/a.yaml': { status: 201, json: {} } });
    expect(calls.map((call) => call.line)).toEqual(['POST /git/refs', 'PUT /contents/queue/a.yaml']);
  });

  it('is left to whoever put it there in the same moment', async () => {
    const race = {
      [FILE]: [missing, file(Buffer.from('x'))],
      'PUT /contents/queue/a.yaml': { status: 422, json: { message: 'sha' } },
    };
    expect(await put({ ...found, ...race })).toHaveLength(2);
  });

  it.each<[string, Readonly<Record<string, Scripted>>, string]>([
    [
      'the branch has an impossible name',
      { 'POST /git/refs': exists, 'GET /git/ref/heads/action/a': missing },
      '422 ("Reference already exists") when asked for the branch action/a',
    ],
    [
      'the forge refuses it',
      { ...found, [FILE]: missing, 'PUT /contents/queue/a.yaml': { status: 409, json: { message: 'protected' } } },
      '409 ("protected") when asked for the file queue/a.yaml on the branch',
    ],
    ['the branch cannot be made', { 'POST /git/refs': { status: 403, json: {} } }, 'the token lacks a permission'],
  ])('is a fault where %s', async (_, script, words) => {
    await expect(put(script)).rejects.toThrow(words);
  });
});

describe('writers', () => {
  const list = (permissions: unknown) => ({ 'GET /collaborators': { json: [{ ...user(1), permissions }] } });

  it('are those who may push', async () => {
    const people = [true, false, true].map((push, index) => ({ ...user(index + 1), permissions: { push } }));
    expect(await scriptedForge({ 'GET /collaborators': { json: people } }).forge.writers()).toEqual([1, 3]);
  });

  it.each([[undefined], [{}], [{ push: 'yes' }]])('are a fault where the permissions are %j', async (permissions) => {
    await expect(scriptedForge(list(permissions)).forge.writers()).rejects.toThrow(
      "The forge's answer is not as described",
    );
  });
});
