// The second verifier on what a small history does not have: tiles, several years, and keys that change.
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalize } from '../scripts/core/canonical.ts';
import { signCheckpoint } from '../scripts/core/checkpoint.ts';
import { leafHash, rootOf } from '../scripts/core/merkle.ts';
import { formatVerifierKey, type SigningKey } from '../scripts/core/note-keys.ts';
import { rotateKey } from '../scripts/keys.ts';
import { foundLedger } from '../scripts/ports/found-ledger.ts';
import { generateLedgerKey } from '../scripts/ports/ledger-key.ts';
import type { RecordDraft } from '../scripts/ports/ledger.ts';
import { BRANCH, denied, foundedWorld, NOW, newWorld, ORIGIN_BASE, type World } from './ports/ledger-world.ts';
import { verify } from '../scripts/verify.ts';
import { agrees, second } from './fixtures/second.ts';

const NEXT_YEAR = Date.parse('2027-01-02T10:00:00Z');
const MAIN = 'reset refs/heads/main\ncommit refs/heads/main\ncommitter M <m@x> 1700000000 +0000\ndata 1\nm\n';
let world: World;
afterEach(() => world.remove());

/** Writes main anew, always the same, and says what its one commit is. */
function pinned(): string {
  const pin = `origin: ${ORIGIN_BASE}\nfirstKey: ${formatVerifierKey(world.key)} # the first\n`;
  const stream = `${MAIN}M 100644 inline policies/keys.yaml\ndata ${pin.length}\n${pin}\n`;
  world.git(['fast-import', '--quiet', '--force'], stream);
  return world.git(['rev-parse', 'refs/heads/main']);
}

/** What it finds, as `branch index: sentence`; main pins the world's key. */
async function findings(): Promise<readonly string[]> {
  pinned();
  const report = await second(world.origin);
  expect(report.code).toBe(report.ok ? 0 : 1);
  await agrees(world.origin, report);
  return report.findings.map(({ branch, index, sentence }) => `${branch} ${index}: ${sentence}`);
}

async function append(name: string, drafts: readonly RecordDraft[], key = world.key, nextKey?: SigningKey, now = NOW) {
  const ledger = await world.ledger(name, { key, ...(nextKey === undefined ? {} : { nextKey }) });
  return ledger.append(() => drafts, now);
}

function rotation(to: SigningKey, from = world.key): RecordDraft {
  const origin = `${ORIGIN_BASE}/ledger/2026`;
  const keys = { key: formatVerifierKey(to), replaces: formatVerifierKey(from) };
  return { type: 'key-enrolled', role: 'rotation', at: '2026-11-20T10:00:00Z', origin, previous: null, ...keys };
}

function compromised(key: SigningKey, from: number): RecordDraft {
  const said = { key: formatVerifierKey(key), year: 2026, from, reason: 'A laptop was stolen.' };
  const fields = { ...said, repository: 700_001, main: pinned() };
  return { type: 'key-compromised', at: '2026-11-20T10:00:00Z', ...fields };
}

const another = (): SigningKey => generateLedgerKey(ORIGIN_BASE).key;

describe('tiles', () => {
  it('are recomputed, and missed where they are gone', async () => {
    world = await foundedWorld();
    await append(
      'a',
      Array.from({ length: 600 }, (_, at) => denied(`A${at}`)),
    );
    expect(await findings()).toEqual([]);
    expect((await second(world.origin)).size).toBe(601);
    world.tamper({ 'tile/0/001': 'x' });
    expect((await findings()).join('\n')).toContain('has not the tile tile/0/001 that the records make');
  });
});

describe('a year', () => {
  it('quotes the one before it', async () => {
    world = await foundedWorld(3);
    const ledger = await world.ledger('next');
    await foundLedger(ledger, { originBase: ORIGIN_BASE, key: world.key }, NEXT_YEAR);
    expect(await findings()).toEqual([]);
    world.git(['update-ref', 'refs/heads/ledger/2026', 'refs/heads/ledger/2026~1']);
    expect(await findings()).toEqual(['ledger/2027 0: It does not quote a size and root of ledger/2026.']);
  });

  it('may be the first that is left', async () => {
    world = await foundedWorld(1);
    await foundLedger(await world.ledger('next'), { originBase: ORIGIN_BASE, key: world.key }, NEXT_YEAR);
    world.git(['update-ref', '-d', 'refs/heads/ledger/2026']);
    expect(await findings()).toEqual([]);
  });
});

describe('a year that the next one has quoted', () => {
  const late = '2026-12-31T23:59:00Z';
  /** A record at the end of 2026, signed by the first key, as whoever kept it can write it. */
  function goesOn(index: number, action: string): void {
    const paths = world.git(['ls-tree', '-r', '--name-only', BRANCH, 'records']).split('\n');
    const record = canonicalize({ ...denied(action, late), v: 1, index });
    const texts = [...paths.map((path) => world.git(['show', `${BRANCH}:${path}`])), record];
    const root = Buffer.from(rootOf(texts.map((text) => leafHash(Buffer.from(text))))).toString('base64');
    const checkpoint = signCheckpoint({ origin: `${ORIGIN_BASE}/ledger/2026`, size: index + 1, root }, world.key);
    world.tamper({ [`records/12/31/0000000${index}-action-denied.json`]: record, checkpoint });
  }
  async function rotates(to: SigningKey): Promise<void> {
    const ledger = await world.ledger('rotates', { nextKey: to });
    const base = { repository: 700_001, main: pinned() };
    const answer = await rotateKey({ ledger, originBase: ORIGIN_BASE, base, now: NEXT_YEAR }, formatVerifierKey(to));
    expect(answer.sentence).toContain('signed by both');
  }
  const begins = async (): Promise<unknown> =>
    foundLedger(await world.ledger('next'), { originBase: ORIGIN_BASE, key: world.key }, NEXT_YEAR);

  it('is gone on with by nobody who kept the old key, retired or not', async () => {
    world = await foundedWorld(1);
    await begins();
    await rotates(another());
    expect(await findings()).toEqual([]);
    goesOn(2, 'FORGED');
    expect(await findings()).toEqual([
      `ledger/2026 2: Up to 2 the replaced key ${world.key.id} alone signed, after the year was quoted: void.`,
    ]);
  });

  it('and its rotation can be kept from a newcomer by who kept the old key, and from nobody with a later checkpoint', async () => {
    world = await foundedWorld(1);
    const [two, before] = [another(), world.git(['rev-parse', BRANCH])];
    await append('a', [rotation(two)], world.key, two);
    await append('b', [denied('B')], two);
    const saved = `${world.git(['show', `${BRANCH}:checkpoint`])}\n`;
    world.git(['update-ref', BRANCH, before]);
    goesOn(2, 'FORGED');
    expect(await findings()).toEqual([]);
    const codes = async (options: object): Promise<readonly string[]> =>
      (await verify({ directory: world.origin, ...options })).findings.map(({ code }) => code);
    expect(await codes({})).not.toContain('saved-unsigned');
    expect(await codes({ saved: [saved] })).toContain('saved-unsigned');
  });

  it('keeps a late record that the rotation vouches for, and gets no other in its place', async () => {
    world = await foundedWorld(1);
    const before = world.git(['rev-parse', BRANCH]);
    await begins();
    goesOn(2, 'SLOW'); // its writer had not seen yet that the next year had begun
    expect(await findings()).toEqual([]);
    await rotates(another());
    expect(await findings()).toEqual([]);
    world.git(['update-ref', BRANCH, before]);
    goesOn(2, 'FORGED');
    expect(await findings()).toContain('ledger/2027 1: It does not quote a size and root of ledger/2026.');
    await expect((await world.ledger('fresh')).read()).rejects.toThrow(
      'it quotes another root of ledger/2026 than its first 3 records have',
    );
  });
});

describe('a key', () => {
  it('hands over to another, and that one to a third', async () => {
    world = await foundedWorld(2);
    const [two, three] = [another(), another()];
    await append('a', [rotation(two)], world.key, two);
    await append('b', [denied('B')], two);
    await append('c', [rotation(three, two), denied('C')], two, three);
    await append('d', [denied('D')], three);
    expect(await findings()).toEqual([]);
  });

  it.each([0, 1])('that not both have signed for is none (signature %i alone)', async (which) => {
    world = await foundedWorld(2);
    const [two, base] = [another(), world.git(['rev-parse', BRANCH])];
    await append('a', [rotation(two)], world.key, two);
    await append('b', [denied('B')], two);
    const [enrols, denies] = ['records/11/20/00000003-key-enrolled.json', 'records/11/20/00000004-action-denied.json'];
    const text = (path: string, at = BRANCH): string => world.git(['show', `${at}:${path}`]);
    const [head, ...lines] = `${text('checkpoint', `${BRANCH}~1`)}\n`.split(/(?=\u2014)/);
    expect(lines).toHaveLength(2);
    const commits = [
      { [enrols]: text(enrols), checkpoint: `${head}${lines[which]}` },
      { [denies]: text(denies), checkpoint: `${text('checkpoint')}\n` },
    ];
    for (const [at, files] of commits.entries())
      world.tamper(files, at === 0 ? base : world.git(['rev-parse', BRANCH]));
    const found = await findings();
    const [missing] = [[two.id, world.key.id][which]];
    expect(found[0]).toMatch(
      new RegExp(`^ledger/2026 3: The checkpoint .* does not hold: it lacks the signature of key ${missing}`),
    );
    expect(found[1]).toMatch(
      new RegExp(`^ledger/2026 4: The checkpoint .* does not hold: it lacks the signature of key ${world.key.id}`),
    );
  });

  it('that has handed over signs no more', async () => {
    world = await foundedWorld(1);
    const two = another();
    await append('a', [rotation(two)], world.key, two);
    const paths = world.git(['ls-tree', '-r', '--name-only', BRANCH, 'records']).split('\n');
    const record = canonicalize({ ...denied('B'), v: 1, index: 3 });
    const texts = [...paths.map((path) => world.git(['show', `${BRANCH}:${path}`])), record];
    const root = Buffer.from(rootOf(texts.map((text) => leafHash(Buffer.from(text))))).toString('base64');
    const forged = (key: SigningKey): Record<string, string> => ({
      'records/11/20/00000003-action-denied.json': record,
      checkpoint: signCheckpoint({ origin: `${ORIGIN_BASE}/ledger/2026`, size: 4, root }, key),
    });
    const before = world.git(['rev-parse', BRANCH]);
    world.tamper(forged(two), before);
    expect(await findings()).toEqual([]);
    world.tamper(forged(world.key), before);
    expect(await findings()).toEqual([expect.stringContaining(`it lacks the signature of key ${two.id}`)]);
  });

  it('that was compromised voids what it alone signed from there on', async () => {
    world = await foundedWorld(4);
    const two = another();
    await append('a', [rotation(two)], world.key, two);
    await append('b', [compromised(world.key, 3)], two);
    const id = world.key.id;
    expect(await findings()).toEqual([`ledger/2026 3: Up to 4 only the compromised key ${id} signed: void.`]);
  });

  it('that was compromised when it had long been replaced voids nothing', async () => {
    world = await foundedWorld(1);
    const two = another();
    await append('a', [rotation(two)], world.key, two);
    await append('b', [denied('B'), compromised(world.key, 3)], two);
    expect(await findings()).toEqual([]);
  });
});

it('a world without a ledger has something missing', async () => {
  world = newWorld();
  expect(await findings()).toEqual(['ledger -: There is no branch ledger/<year> here. Make a full clone.']);
});
