// The auditor's pack as it is asked for: how large a sample, which days, and what is refused in one sentence.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidence, filesIn, gitIn } from './fixtures/evidence-call.ts';
import { csvRows } from './fixtures/csv.ts';
import { isApproved, isDenied, isWithdrawn, type RealHistory, realHistory, runsByItself } from './fixtures/history.ts';

const PERIOD = ['--from', '2026-11-20', '--to', '2026-11-30'];

let history: RealHistory;
let folder: string;
let pack: string;
beforeAll(async () => {
  history = await realHistory([isApproved, isDenied, isWithdrawn, runsByItself], { isSealed: true });
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  pack = join(folder, 'pack');
  expect(await evidence(history.clone, ...PERIOD, '--out', pack)).toMatchObject({ code: 0, err: '' });
}, 120_000);
afterAll(() => {
  history.remove();
  rmSync(folder, { recursive: true, force: true });
});

const read = (path: string, from = pack): string => readFileSync(join(from, path), 'utf8');
const rowsOf = (name: string, from = pack) => csvRows(read(`populations/${name}.csv`, from));

describe('the sample', () => {
  it('is as large as it is asked to be, and has what the auditor picks', async () => {
    const out = join(folder, 'picked');
    const all = csvRows(read('sample.csv')).map(({ id }) => id ?? '');
    const last = all.at(-1) ?? '';
    const { code } = await evidence(history.clone, ...PERIOD, '--out', out, '--sample', '2', '--pick', last);
    expect(code).toBe(0);
    expect(csvRows(read('sample.csv', out)).map(({ id }) => id)).toEqual([...all.slice(0, 2), last]);
  });

  it('of none has no slips, and another seed another order', async () => {
    const [none, other] = [join(folder, 'none'), join(folder, 'other')];
    await evidence(history.clone, ...PERIOD, '--out', none, '--sample', '0');
    expect(existsSync(join(none, 'slips'))).toBe(false);
    expect(read('sample.csv', none).split('\r\n')).toHaveLength(2);
    await evidence(history.clone, ...PERIOD, '--out', other, '--seed', 'dice:4711');
    const ids = (from: string) => csvRows(read('sample.csv', from)).map(({ id }) => id);
    expect(ids(other)).not.toEqual(ids(pack));
    expect(new Set(ids(other))).toEqual(new Set(ids(pack)));
    expect(read('README.md', other)).toContain('The seed was given by whoever ran it.');
  });
});

it('of a clone without the personal words says so in every place, and makes no slip of what it cannot show', async () => {
  const bare = join(folder, 'wordless.git');
  execFileSync('git', ['clone', '--quiet', '--bare', history.clone, bare]);
  gitIn(bare, 'update-ref', '-d', 'refs/heads/sealed/2026');
  const out = join(folder, 'wordless');
  const { code, out: told } = await evidence(bare, ...PERIOD, '--out', `${out}/`);
  expect(code).toBe(1);
  expect(told).toContain(
    'has no branch sealed/2026, which holds the words of its records: give a clone with all branches.',
  );
  const reasons = rowsOf('requests', out).flatMap(({ reason, ending }) => (ending === 'denied' ? [reason] : []));
  expect(reasons).toEqual(['(not in this clone)']);
  expect(read('README.md', out)).toContain('These have no slip:');
});

it('of days that the ledger does not reach is empty, and says so', async () => {
  const out = join(folder, 'later');
  const { code } = await evidence(history.clone, '--from', '2027-01-01', '--to', '2027-03-31', '--out', out);
  expect(code).toBe(0);
  expect(rowsOf('records', out)).toEqual([]);
  expect(read('README.md', out)).toContain('**The ledger of this clone ends before the period does:**');
});

describe('bad input is one sentence and no pack:', () => {
  const out = (): string => join(folder, 'never');
  it.each<readonly [string, readonly string[], string]>([
    ['the days the wrong way round', ['--from', '2026-11-30', '--to', '2026-11-20'], '2026-11-30'],
    ['a day that does not exist', ['--from', '2026-02-30', '--to', '2026-11-20'], '2026-02-30'],
    ['an empty day', ['--from', '', '--to', '2026-11-20'], '--from'],
    ['a moment in place of a day', ['--from', '2026-11-20T10:00:00Z', '--to', '2026-11-20'], '2026-11-20T10:00:00Z'],
    ['no days', [], '--from'],
    ['half of them', ['--from', '2026-11-20'], '--to'],
    ['a quarter and days', [...PERIOD, '--quarter', '2026-q4'], '--quarter'],
    ['a quarter that is none', ['--quarter', '2026-q5'], '2026-q5'],
    ['half a request as sample', [...PERIOD, '--sample', '2.5'], '--sample "2.5" is no whole number from 0 to 1000.'],
    ['too large a sample', [...PERIOD, '--sample', '1001'], 'is no whole number from 0 to 1000.'],
    ['a seed of two words', [...PERIOD, '--seed', "a'); b"], '--seed takes one word'],
    [
      'a request that nobody knows',
      [...PERIOD, '--pick', '../../x'],
      '--pick names "../../x", and no request of 2026-11-20 to 2026-11-30 has that id',
    ],
    ['nothing to pick', [...PERIOD, '--pick', ','], '--pick takes ids of requests'],
    ['a key that is none', [...PERIOD, '--key', 'x'], 'The key is no verifier key: write name+hash+base64.'],
    ['nobody', [...PERIOD, '--by', ' '], '--by is empty'],
  ])('%s', async (_, options, sentence) => {
    const { code, err, out: told } = await evidence(history.clone, ...options, '--out', out());
    expect({ code, told }).toEqual({ code: 2, told: '' });
    expect(err).toContain(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('never'))).toEqual([]);
  });

  it('a place that is taken, which is left as it was', async () => {
    const taken = join(folder, 'taken');
    writeFileSync(taken, 'mine');
    const link = join(folder, 'link');
    symlinkSync(join(folder, 'nowhere'), link);
    for (const place of [taken, pack, link, `${link}/`]) {
      const before = filesIn(pack);
      const { code, err } = await evidence(history.clone, ...PERIOD, '--out', place);
      expect({ code, err }).toEqual({
        code: 2,
        err: `${place} is there already: name a folder that is not, with --out. Nothing was touched.\n`,
      });
      expect(filesIn(pack)).toEqual(before);
    }
    expect(readFileSync(taken, 'utf8')).toBe('mine');
  });

  it('no place, none to make it in, no clone, or two', async () => {
    expect(await evidence(history.clone, ...PERIOD)).toMatchObject({
      code: 2,
      err: 'Say with --out which folder the pack becomes, for example --out pack.\n',
    });
    const nowhere = join(folder, 'no/where');
    expect((await evidence(history.clone, ...PERIOD, '--out', nowhere)).err).toContain(
      `There is no folder ${join(folder, 'no')}`,
    );
    expect(existsSync(join(folder, 'no'))).toBe(false);
    expect((await evidence(join(folder, 'gone'), ...PERIOD, '--out', out())).err).toContain(
      'is no folder: name the directory of a clone.',
    );
    expect((await evidence('a', 'b', ...PERIOD, '--out', out())).err).toBe('Name one clone, and no more.\n');
  });
});
