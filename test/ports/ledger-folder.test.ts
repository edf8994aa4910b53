// An origin in a folder of this machine: its own receiving and sending programs are spoken to, and every answer of theirs counts.
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { gitEnvironment } from '../../scripts/ports/git-environment.ts';
import { commitFiles } from '../../scripts/ports/git-tree.ts';
import { gitAt } from '../../scripts/ports/git.ts';
import { noteCommit } from '../../scripts/ports/ledger-take.ts';
import { openReceiver, type Receiver } from '../../scripts/ports/receiver.ts';
import { fetchFrom } from '../../scripts/ports/sender.ts';
import { actionsIn, BRANCH, denied, foundedWorld, IDENTITY, NOW, type World } from './ledger-world.ts';
import { inbox, NAMES, once } from './ledger-waiting.ts';

let world: World | null = null;
const open = (made: World): World => (world = made);
afterEach(() => world?.remove());

const place = { env: gitEnvironment() };
const HEAD = ['rev-parse', 'ledger/2026'];
const salt = (): Uint8Array => new Uint8Array(32).fill(7);

describe('an append to a folder', () => {
  it.each([
    ['cannot move refs together', ['receive.advertiseAtomic', 'false'], 'git receive-pack cannot do atomic'],
    ['hides the branch', ['receive.hideRefs', 'refs/heads/ledger'], 'others were faster every time'],
    [
      'has a setting that git does not understand',
      ['receive.denyDeletes', 'maybe'],
      'git receive-pack broke off: fatal',
    ],
  ] as const)('is given up where the origin %s, and nothing is in', async (_, [key, value], why) => {
    const here = open(await foundedWorld());
    const ledger = await here.ledger('a', { attempts: 2, salt });
    await ledger.read();
    here.git(['config', key, value]);
    await expect(ledger.append(() => [denied('A1')], NOW)).rejects.toThrow(why);
    here.git(['config', '--unset', key]);
    expect(await actionsIn(await here.ledger('reader'))).toEqual([]);
  });

  it('that landed and could not be kept in the mirror is no success, and not doubled once it can', async () => {
    const here = open(await foundedWorld());
    const ledger = await here.ledger('a');
    await ledger.append(once('A1'), NOW);
    const objects = join(here.folder, 'a', 'objects');
    renameSync(objects, `${objects}.away`);
    writeFileSync(objects, 'a full disk');
    await expect(ledger.append(once('A2'), NOW)).rejects.toThrow('ENOTDIR');
    rmSync(objects);
    renameSync(`${objects}.away`, objects);
    expect((await ledger.append(once('A2'), NOW)).kind).toBe('nothing');
    expect((await ledger.append(once('A3'), NOW)).kind).toBe('appended');
    expect(await actionsIn(await here.ledger('reader'))).toEqual(['A1', 'A2', 'A3']);
  });

  it('runs the hooks of the origin with its own settings', async () => {
    const here = open(await foundedWorld());
    here.git(['config', 'countersign.rule', 'no records on a Sunday']);
    here.hook('pre-receive', 'git config countersign.rule >&2; exit 1');
    const appended = (await here.ledger('a')).append(() => [denied('A1')], NOW);
    await expect(appended).rejects.toThrow(/the origin refuses: pre-receive hook declined.*no records on a Sunday/s);
  });
});

describe('a visit to a receiver', () => {
  const visit = (here: World, patience = 60_000): Receiver => openReceiver(place, here.origin, patience);

  it('moves all refs or none, each only from where it is, and may leave without a push', async () => {
    const here = open(await foundedWorld(1));
    const git = gitAt(join(here.folder, 'mirror'));
    const [note, other] = [await noteCommit(git, IDENTITY, 'one\n'), await noteCommit(git, IDENTITY, 'two\n')];
    const [first, second] = [inbox(NAMES[0]), inbox(NAMES[1])];
    const one = visit(here);
    expect((await one.refs()).get('refs/heads/ledger/2026')).toBe(here.git(HEAD));
    // Both are still unseen when these two come; the one that is later finds the first ref taken.
    const two = visit(here);
    await two.refs();
    const moves = [first, second].map((ref) => ({ ref, from: null, to: note.id, objects: note.objects }));
    expect([...(await one.push(moves)).refs]).toEqual([first, second].map((ref) => [ref, null]));
    const late = { ref: first, from: null, to: other.id, objects: other.objects };
    const { refs } = await two.push([{ ...late, ref: inbox(NAMES[2]) }, late]);
    expect([...refs.values()].every((why) => why !== null)).toBe(true);
    expect(here.git(['for-each-ref', '--format=%(objectname)', 'refs/countersign/'])).toBe(`${note.id}\n${note.id}`);
    const idle = visit(here);
    await idle.refs();
    idle.leave();
    await expect(idle.push(moves)).rejects.toThrow('broke off');
  });

  it('takes nothing of which a part is missing', async () => {
    const here = open(await foundedWorld());
    const text = { parent: null, by: IDENTITY, at: 0, message: 'one\n' };
    const file = { path: 'records/1.json', bytes: Buffer.from('{}') };
    const { id, objects } = await commitFiles(gitAt(join(here.folder, 'mirror')), null, [file], text);
    const ref = inbox(NAMES[0]);
    for (const left of objects) {
      const one = visit(here);
      await one.refs();
      const some = objects.filter((each) => each !== left);
      const { refs } = await one.push([{ ref, from: null, to: id, objects: some }]);
      expect(refs.get(ref)).toMatch(/missing necessary objects|bad pack|unpack/);
    }
    expect([objects.length, here.git(['for-each-ref', 'refs/countersign/'])]).toEqual([4, '']);
  });

  it('ends where there is no repository, or no answer for too long', async () => {
    const here = open(await foundedWorld());
    await expect(openReceiver(place, here.folder, 60_000).refs()).rejects.toThrow(
      'does not appear to be a git repository',
    );
    const { id, objects } = await noteCommit(gitAt(join(here.folder, 'mirror')), IDENTITY, 'one\n');
    here.hook('pre-receive', 'exec sleep 60 >/dev/null 2>&1');
    const one = visit(here, 2_000);
    await one.refs();
    const move = { ref: inbox(NAMES[0]), from: null, to: id, objects };
    await expect(one.push([move])).rejects.toThrow('git receive-pack broke off: it said nothing');
  });
});

describe('what a folder sends', () => {
  it.each(['as it was written', 'after it was packed'])('is everything new and nothing else, %s', async (how) => {
    const here = open(await foundedWorld(6));
    if (how === 'after it was packed') here.git(['gc', '--quiet']);
    const [head, base] = [here.git(HEAD), here.git(['rev-parse', 'ledger/2026~3'])];
    for (const haves of [[], [base]]) {
      const { heads, objects } = await fetchFrom(place, here.origin, [BRANCH, 'refs/heads/none'], haves, 60_000);
      const ids = objects.map(({ id }) => id).toSorted();
      expect([...heads]).toEqual([[BRANCH, head]]);
      const listed = here.git(['rev-list', '--objects', head, ...haves.map((id) => `^${id}`)]).split('\n');
      expect(ids).toEqual(listed.map((line) => line.slice(0, 40)).toSorted());
    }
  });

  it('is nothing where it is not there, a fault without a repository, and read by a ledger that has seen what was before', async () => {
    const here = open(await foundedWorld(1));
    expect((await fetchFrom(place, here.origin, ['refs/heads/none'], [], 60_000)).objects).toEqual([]);
    await expect(fetchFrom(place, here.folder, [BRANCH], [], 60_000)).rejects.toThrow(
      'git upload-pack did not end well',
    );
    const reader = await here.ledger('reader');
    await reader.read();
    const writer = await here.ledger('writer', { salt });
    for (const action of ['B1', 'B2', 'B3']) await writer.append(once(action), NOW);
    here.git(['gc', '--quiet']);
    const before = await reader.read();
    await writer.append(once('B4'), NOW);
    const view = await reader.read();
    expect(await actionsIn(reader)).toEqual(['A1', 'B1', 'B2', 'B3', 'B4']);
    expect(view.records[3]).toBe(before.records[3]);
    expect(view.records.at(-1)?.record['reason']).toBe('not today');
    const mirror = gitAt(join(here.folder, 'reader'));
    expect((await mirror.raw(['rev-parse', 'ledger/2026'])).trim()).toBe(here.git(HEAD));
    expect(await mirror.raw(['fsck', '--strict', '--no-dangling'])).toBe('');
  });
});
