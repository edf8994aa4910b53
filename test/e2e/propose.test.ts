// An automation proposes over the command line: what it is told, what it leaves behind, and what a refusal leaves behind.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { heard, isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const RESPONDER = 'northwind-ransomware-responder[bot]';
let test: TestHouse;
let folder: string;

beforeAll(async () => {
  test = await testHouse('real');
  folder = mkdtempSync(join(tmpdir(), 'countersign-drafts-'));
});
afterAll(async () => {
  await test.close();
  rmSync(folder, { recursive: true, force: true });
});

function draft(content: string | Uint8Array): string {
  const path = join(folder, 'draft.yaml');
  writeFileSync(path, content);
  return path;
}

async function propose(content: string | Uint8Array, ...more: readonly string[]) {
  const said = heard(test.environment(RESPONDER));
  const code = await main(['propose', draft(content), ...more], said.io);
  return { code, out: said.out(), err: said.err() };
}

/** What a proposal leaves: branches, requests and records. */
async function traces() {
  const { records } = await test.house.bot.ledger.read();
  const branches = await test.house.forge.git.text(['for-each-ref', '--format=%(refname)', 'refs/heads']);
  return { requests: test.house.forge.pulls().length, records: records.length, branches };
}

const GOOD = JSON.stringify(isolation());
const text = (over: Readonly<Record<string, unknown>>): string => JSON.stringify(isolation(over));

describe('a malformed draft gets its sentence, exit code 2, and leaves nothing behind', () => {
  it.each<readonly [string, string | Uint8Array, RegExp]>([
    ['an alias', 'a: &x 1\nb: *x\n', /anchor|alias/i],
    ['a tag', 'operation: !!str ninjarmm/isolate-endpoint\n', /tag/i],
    ['a duplicate key', 'operation: a/b\noperation: c/d\n', /stands twice/],
    ['a merge key', '<<: { a: 1 }\n', /merge key/],
    ['too many bytes', `justification: ${'x'.repeat(70_000)}\n`, /65536/],
    ['too many levels', `parameters: ${'['.repeat(30)}${']'.repeat(30)}\n`, /level|deep/i],
    ['several documents', 'a: 1\n---\nb: 2\n', /document/],
    ['a control character', text({ justification: 'a\u0007b' }), /control|U\+0007/i],
    ['a bidirectional character', text({ justification: 'a\u202eb' }), /U\+202E/i],
    ['a zero-width character', text({ justification: 'a\u200bb' }), /U\+200B/i],
    ['a look-alike id', text({ technician: 't\u0435ss' }), /U\+0435/i],
    ['an unknown field', text({ tier: 3 }), /tier/],
    ['bytes that are not UTF-8', new Uint8Array([0x61, 0x3a, 0x20, 0xff, 0x0a]), /UTF-8/],
    ['an empty file', '', /empty/],
    ['a list', '[]', /keys and values/],
    ['an unknown parameter', text({ parameters: { reason: 'x', force: 'yes' } }), /force/],
    ['a missing parameter', text({ parameters: {} }), /reason/],
    ['another kind of target', text({ targets: [{ client: 'acme', ticket: '1', name: 'x' }] }), /device/],
  ])('%s', async (_, content, sentence) => {
    const before = await traces();
    const { code, out, err } = await propose(content);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(sentence);
    expect(err.trim().split('\n')[0]).toMatch(/^\S*draft\.yaml:\d+:\d+ /);
    expect(await traces()).toEqual(before);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ['an unknown operation', { operation: 'ninjarmm/format-disk', parameters: {} }, 'operation-unclassified'],
    ['a prohibited operation', { operation: 'ninjarmm/wipe-device', parameters: {} }, 'operation-prohibited'],
    [
      'an operation of another automation',
      { operation: 'ninjarmm/pull-device-health', parameters: {} },
      'operation-not-granted',
    ],
    ['an unknown person', { technician: 'mallory' }, 'person-unknown'],
    ['an approver who may not', { approvers: ['liam'] }, 'seat-unfilled'],
  ])('%s is refused before it is opened', async (_, over, code) => {
    const before = await traces();
    const answer = await propose(text(over));
    expect(answer).toMatchObject({ code: 2, out: '' });
    expect(answer.err).toContain(code);
    expect(await traces()).toEqual(before);
  });
});

describe('a good draft', () => {
  it('is shown and not opened by --dry-run', async () => {
    const before = await traces();
    const { code, out } = await propose(GOOD, '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain('Nothing was opened.');
    expect(out).toContain('approver  Lena Lindqvist');
    expect(out).toContain('PATCH https://eu.ninjarmm.com/v2/device/4711/custom-fields');
    expect(await traces()).toEqual(before);
  });

  it('is opened once, however often it is proposed under its id', async () => {
    const id = '01M803ZTZ97P53KTW9V8GTC6CX';
    const first = await propose(text({ id }), '--json');
    expect(first).toMatchObject({ code: 0, err: '' });
    const opened = JSON.parse(first.out) as Record<string, unknown>;
    expect(opened).toMatchObject({ kind: 'opened', id, tier: 1, row: 'single-reversible', approvers: ['lena'] });
    const again = JSON.parse((await propose(text({ id }), '--json')).out) as Record<string, unknown>;
    expect(again).toMatchObject({ kind: 'exists', id, request: opened.request });
    const other = await propose(text({ id, targets: [{ client: 'acme', device: '4712', name: 'ACME-FS02' }] }));
    expect(other.code).toBe(2);
    expect(other.err).toContain(
      `The id ${id} belongs to request ${String(opened.request)}, which asks for something else.`,
    );
  });

  it('says by its exit code how it ended', async () => {
    const waiting = propose(text({ targets: [{ client: 'acme', device: '4713', name: 'ACME-DC01' }] }), '--wait');
    const deny = async (): Promise<void> => {
      await test.house.step();
      const last = test.house.forge.pulls().at(-1);
      const mine = test.house.as('lena-northwind').forge;
      if (last !== undefined) await mine.review(last.number, last.head, 'REQUEST_CHANGES', 'Not this machine.');
      await test.house.step();
    };
    await expect.poll(() => test.house.forge.pulls().length, { timeout: 10_000 }).toBe(2);
    await deny();
    const { code, out, err } = await waiting;
    expect(code).toBe(10);
    expect(err).toBe('Waiting until it has ended; Ctrl-C ends only the waiting.\n');
    expect(out).toContain('denied: Lena Lindqvist denied it: Not this machine.');
  });
});
