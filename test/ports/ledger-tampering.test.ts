// What somebody with push rights but without the key can do to the ledger: be noticed.
import { afterEach, describe, expect, it } from 'vitest';
import { canonicalize } from '../../scripts/core/canonical.ts';
import { signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { LedgerFault } from '../../scripts/ports/ledger.ts';
import { BRANCH, denied, foundedWorld, NOW, ORIGIN_BASE, type World } from './ledger-world.ts';

let world: World | null = null;
const open = (made: World): World => (world = made);
afterEach(() => world?.remove());

const file = (index: number): string => `records/11/20/${String(index).padStart(8, '0')}-action-denied.json`;
const record = (index: number, fields: object = {}): string =>
  canonicalize({ ...denied(`A${index}`), v: 1, index, ...fields });
const origin = `${ORIGIN_BASE}/ledger/2026`;
const root = Buffer.alloc(32).toString('base64');

type Changes = Readonly<Record<string, string | null>>;
const CASES: readonly (readonly [string, (made: World) => Changes, string])[] = [
  ['edits a record', () => ({ [file(2)]: record(2, { reason: 'fine' }) }), `record 2: commit <sha> edits ${file(2)}`],
  ['drops a record', () => ({ [file(2)]: null }), `record 2: commit <sha> drops ${file(2)}`],
  ['drops the last record', () => ({ [file(3)]: null }), `record 3: commit <sha> drops ${file(3)}`],
  ['moves a record', () => ({ [file(2)]: null, [file(9)]: record(2) }), 'record 2: commit <sha> drops'],
  ['leaves a gap', () => ({ [file(5)]: record(5) }), 'record 4: commit <sha> goes on with record 5'],
  ['uses a place twice', () => ({ 'records/11/20/00000002-action-auto.json': '{}' }), 'goes on with record 2'],
  ['brings another file', () => ({ 'hooks/x': 'x' }), 'commit <sha> has the file "hooks/x", which is no record'],
  [
    'keeps the old checkpoint',
    () => ({ [file(4)]: record(4) }),
    'record 4: commit <sha> does not renew the checkpoint',
  ],
  ['brings nothing', () => ({}), 'record 4: commit <sha> brings no record'],
  [
    'brings a file that is called as a line of the log begins',
    () => ({ ['\u0001' + 'a'.repeat(40)]: 'x' }),
    `record 4: commit <sha> has the file "\\u0001${'a'.repeat(40)}", which is no record`,
  ],
  ['drops the checkpoint', () => ({ [file(4)]: record(4), checkpoint: null }), 'does not renew the checkpoint'],
  [
    'signs with a key of its own',
    () => ({
      [file(4)]: record(4),
      checkpoint: signCheckpoint({ origin, size: 5, root }, generateLedgerKey(ORIGIN_BASE).key),
    }),
    'record 4: the checkpoint of commit <sha> does not cover the records: no known key has signed it',
  ],
  [
    'signs another root',
    ({ key }) => ({ [file(4)]: record(4), checkpoint: signCheckpoint({ origin, size: 5, root }, key) }),
    'record 4: the checkpoint of commit <sha> does not cover the records: the root over the records is another one',
  ],
  [
    'counts other records',
    ({ key }) => ({ [file(4)]: record(4), checkpoint: signCheckpoint({ origin, size: 4, root }, key) }),
    'it counts 4 records, the branch has 5',
  ],
  [
    'brings the checkpoint of another repository',
    ({ key }) => ({
      [file(4)]: record(4),
      checkpoint: signCheckpoint({ origin: 'countersign/8/ledger/2026', size: 5, root }, key),
    }),
    'it speaks of countersign/8/ledger/2026, not of countersign/700001/ledger/2026',
  ],
  ['names another index', () => ({ [file(4)]: record(7), checkpoint: 'x' }), 'says that it is record 7'],
  ['names another type', () => ({ [file(4)]: record(4, { type: 'action-auto' }), checkpoint: 'x' }), 'belongs at'],
  ['adds white space', () => ({ [file(4)]: ` ${record(4)}`, checkpoint: 'x' }), 'is not in canonical form (RFC 8785)'],
  [
    'repeats a key',
    () => ({ [file(4)]: record(4).replace('{', '{"action":"A9",'), checkpoint: 'x' }),
    'is not in canonical form (RFC 8785)',
  ],
  ['brings no JSON', () => ({ [file(4)]: 'null', checkpoint: 'x' }), 'is not a JSON object'],
];

describe('a commit that', () => {
  it.each(CASES)(
    '%s is a fault, for a reader who was there before and for a new one',
    async (_name, changes, sentence) => {
      const made = open(await foundedWorld(3));
      const before = await made.ledger('before');
      await before.read();
      const sha = made.tamper(changes(made));
      for (const reader of [before, await made.ledger('new')]) {
        const fault: unknown = await reader.read().catch((error: unknown) => error);
        expect(fault).toBeInstanceOf(LedgerFault);
        expect(String(fault)).toContain(sentence.replace('<sha>', sha));
        await expect(reader.append(() => [denied('A5')], NOW)).rejects.toThrow(LedgerFault);
      }
    },
  );
});

describe('a branch that', () => {
  it('was rewound is a fault for whoever saw more, also after a restart', async () => {
    const { ledger, git } = open(await foundedWorld(2));
    const reader = await ledger('a');
    await reader.read();
    git(['update-ref', BRANCH, `${BRANCH}~1`]);
    await expect(reader.read()).rejects.toThrow('ledger/2026: the branch was rewound at the origin');
    await expect((await ledger('a')).read()).rejects.toThrow('ledger/2026: the branch was rewound at the origin');
  });

  it('was rewound behind the one who wrote it is a fault for the writer, also after a restart', async () => {
    const { ledger, git } = open(await foundedWorld(1));
    await (await ledger('a')).append(() => [denied('A2')], NOW);
    git(['update-ref', BRANCH, `${BRANCH}~1`]);
    await expect((await ledger('a')).read()).rejects.toThrow('ledger/2026: the branch was rewound at the origin');
  });

  it('is gone is a fault for whoever knew it', async () => {
    const { ledger, git } = open(await foundedWorld(1));
    await (await ledger('a')).read();
    git(['update-ref', '-d', BRANCH]);
    await expect((await ledger('a')).read()).rejects.toThrow('ledger/2026: the branch is gone at the origin');
  });

  it('was written anew by somebody without the key is a fault for everybody', async () => {
    const made = open(await foundedWorld(2));
    const checkpoint = made.git(['show', `${BRANCH}:checkpoint`]);
    const first = 'records/11/20/00000000-key-enrolled.json';
    const founding = made.git(['show', `${BRANCH}:${first}`]);
    made.git(['update-ref', '-d', BRANCH]);
    const changes = { [first]: founding, [file(1)]: record(1), [file(2)]: record(2, { reason: 'no' }) };
    made.tamper({ ...changes, checkpoint: `${checkpoint}\n` }, null);
    await expect((await made.ledger('new')).read()).rejects.toThrow('the root over the records is another one');
  });

  it('grew by a merge is a fault', async () => {
    const { ledger, git } = open(await foundedWorld(2));
    const tree = git(['rev-parse', `${BRANCH}^{tree}`]);
    const merge = git(['commit-tree', tree, '-p', BRANCH, '-p', `${BRANCH}~1`, '-m', 'm']);
    git(['update-ref', BRANCH, merge]);
    await expect((await ledger('new')).read()).rejects.toThrow(`commit ${merge} does not follow`);
  });

  it('is named by no year is a fault', async () => {
    const { ledger, git } = open(await foundedWorld());
    git(['update-ref', 'refs/heads/ledger/next', BRANCH]);
    await expect((await ledger('new')).read()).rejects.toThrow('a ledger branch is named by its year');
  });

  it('is signed by a key that is not trusted here is a fault', async () => {
    const { ledger } = open(await foundedWorld());
    const reader = await ledger('new', { keys: [generateLedgerKey(ORIGIN_BASE).key] });
    await expect(reader.read()).rejects.toThrow('ledger/2026, record 0: the checkpoint of commit');
  });
});
