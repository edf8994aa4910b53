// The auditor's pack from a real history: made from a clone, taken apart, and checked as its own README says.
import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifySlip } from '../scripts/slip.ts';
import { verify } from '../scripts/verify.ts';
import { evidence, filesIn, gitIn } from './fixtures/evidence-call.ts';
import { csvRows, readCsv } from './fixtures/csv.ts';
import { deniedWith, erasureStories, WORDS } from './fixtures/erasures.ts';
import * as stories from './fixtures/history.ts';
import { runSecond, SECOND } from './fixtures/second.ts';
import { ROOT } from './readme-text.ts';
import { DEVICES } from '../scripts/local/tour-drafts.ts';

/** Words that would run in a spreadsheet, or break out of a line, a cell or a table. */
const HOSTILE = '=HYPERLINK("http://x.invalid","click")\r\n| <img src=x> | `$(id)` | @everyone';
const PERIOD = ['--from', '2026-11-20', '--to', '2026-11-30'];

let history: stories.RealHistory;
let folder: string;
let pack: string;
let said: Awaited<ReturnType<typeof evidence>>;
beforeAll(async () => {
  const aDayLater: stories.Story = async (_house, later) => void later(26 * 60); // a denial is remembered for a day
  const hostile: stories.Story = async (house, later) => void (await deniedWith(HOSTILE, DEVICES.dc01, house, later));
  const { isApproved, isMergedUnapproved, isRefused, windowIsUsed, runsByItself } = stories;
  const told = [isApproved, hostile, isMergedUnapproved, windowIsUsed, isRefused, aDayLater];
  history = await stories.realHistory([...told, ...erasureStories().stories, runsByItself], { isSealed: true });
  folder = mkdtempSync(join(tmpdir(), 'evidence-'));
  pack = join(folder, 'pack');
  said = await evidence(history.clone, ...PERIOD, '--out', pack, '--by', 'Ada | <b> [x](y)\n# Auditor');
}, 300_000);
afterAll(() => {
  history.remove();
  rmSync(folder, { recursive: true, force: true });
});

const read = (path: string, from = pack): string => readFileSync(join(from, path), 'utf8');
const rowsOf = (name: string, from = pack) => csvRows(read(`populations/${name}.csv`, from));

/** A clone of the bundle, as an auditor makes it. */
function unbundled(from = pack): string {
  const clone = mkdtempSync(join(folder, 'clone-'));
  execFileSync('git', ['clone', '--quiet', join(from, 'repository.bundle'), clone]);
  return clone;
}

describe('the pack', () => {
  it('is written, says what is in it, and opens for nobody else', () => {
    expect(said).toMatchObject({ code: 0, err: '' });
    expect(said.out).toContain(`${pack} holds 2026-11-20 to 2026-11-30: `);
    expect(said.out).toMatch(/ {2} +\d+ rows {2}populations\/requests\.csv\n/);
    expect(said.out).toContain('no slip of request-');
    expect(statSync(pack).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder).filter((name) => name.includes('.part-'))).toEqual([]);
  });

  it('has the sum of every file but that of the sums, in order', () => {
    execFileSync('sha256sum', ['-c', '--quiet', '--strict', 'SHA256SUMS'], { cwd: pack });
    const listed = read('SHA256SUMS')
      .split('\n')
      .filter(Boolean)
      .map((line) => line.slice(66));
    expect(listed).toEqual(
      filesIn(pack)
        .filter((path) => path !== 'SHA256SUMS')
        .toSorted(),
    );
  });

  it('has every record of the period, at the place where the clone has it', async () => {
    const records = rowsOf('records');
    expect(records).toHaveLength((await verify({ directory: history.clone })).records);
    for (const { path = '', commit = '', type = '' } of records) {
      expect(JSON.parse(gitIn(history.clone, 'cat-file', 'blob', `${commit}:${path}`))).toMatchObject({ type });
    }
  });

  it('has the report of verify, as data and in words', async () => {
    const report = await verify({ directory: history.clone });
    expect(JSON.parse(read('verification.json'))).toEqual(JSON.parse(JSON.stringify(report)));
    expect(read('verification.txt')).toContain('Nothing is wrong with this history.');
  });

  it('has the repository, which both verifiers find sound, with nothing but its own branches', async () => {
    const clone = unbundled();
    const refs = gitIn(clone, 'for-each-ref', '--format=%(refname)', 'refs/remotes').split('\n');
    expect(refs).toEqual(['HEAD', 'ledger/2026', 'main', 'sealed/2026'].map((name) => `refs/remotes/origin/${name}`));
    expect(await verify({ directory: clone, key: history.vkey })).toEqual(
      await verify({ directory: history.clone, key: history.vkey }),
    );
    expect((await runSecond(clone, '--key', history.vkey)).code).toBe(0);
  });

  it('has a slip of each sampled request that names an action, and each holds by itself', () => {
    const slips = readdirSync(join(pack, 'slips'));
    const ids = rowsOf('requests')
      .map(({ id }) => id ?? '')
      .filter((id) => !id.startsWith('request-'));
    expect(slips.toSorted()).toEqual([...new Set(ids)].map((id) => `${id}.json`).toSorted());
    for (const name of slips) {
      const report = verifySlip(readFileSync(join(pack, 'slips', name)), history.vkey);
      expect(report.ok, name).toBe(true);
    }
  });

  it('shows who asked, who approved and in what order, and what passed without anybody', () => {
    const approved = rowsOf('requests').find(({ ending }) => ending === 'approved');
    expect(approved).toMatchObject({ outcome: 'succeeded', technician: 'tess' });
    expect(approved?.['approved by']).toContain('Lena Lindqvist (lena-northwind, account ');
    const times = ['asked', 'decided', 'about to run', 'finished'].map((name) => approved?.[name] ?? '');
    expect(times).toEqual(times.toSorted());
    expect(rowsOf('gate-failures').length).toBe(1);
  });

  it('shows what was erased as erased, and has its words nowhere, the bundle included', () => {
    const erased = rowsOf('requests').filter(({ reason }) => reason?.startsWith('(erased: '));
    expect(erased).toHaveLength(1);
    const [erasure] = rowsOf('records').filter(({ type }) => type === 'record-erased');
    expect(erased[0]?.['reason']).toBe(`(erased: ${erasure?.['id']})`);
    const clone = unbundled();
    const objects = gitIn(clone, 'cat-file', '--batch', '--batch-all-objects', '--unordered');
    for (const text of [objects, ...filesIn(pack).map((path) => read(path))]) expect(text).not.toContain(WORDS);
    expect(objects).toContain('Mr Sample has been dismissed.'); // held back by a legal hold: the search does find words
  });

  it('lets no word of a request run in a spreadsheet', () => {
    const cells = globSync('**/*.csv', { cwd: pack }).flatMap((path) => readCsv(read(path)).flat());
    expect(cells.some((cell) => cell.includes('HYPERLINK'))).toBe(true);
    expect(cells.filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
  });
});

describe('its README', () => {
  it('says whose ledger, which days, what verify says, and every table with its first and last row', () => {
    const text = read('README.md');
    expect(text).toMatch(/^# Audit pack: countersign\/\d+, 2026-11-20 to 2026-11-30\n/);
    expect(text).toContain('Nothing is wrong with this history: ');
    expect(text).toContain('Grade: `signed`.');
    expect(text).toContain('The ledger of this clone ends before the period does:');
    expect(text).toContain(gitIn(history.clone, 'rev-parse', 'refs/heads/main'));
    for (const path of globSync('**/*.csv', { cwd: pack })) {
      const rows = readCsv(read(path)).slice(1);
      const line = text.split('\n').find((one) => one.startsWith(`| \`${path}\` | `)) ?? expect.fail(path);
      expect(line).toContain(` | ${rows.length} | `);
      for (const id of [rows.at(0)?.[0], rows.at(-1)?.[0]])
        if (id !== undefined) expect(line).toContain(` | \`${id}\` | `);
      expect(read('SHA256SUMS')).toContain(/`([0-9a-f]{64})`/.exec(line)?.[1]);
    }
  });

  it('shows the name of whoever runs it, and obeys nothing in it', () => {
    const [line] = read('README.md')
      .split('\n')
      .filter((one) => one.startsWith('Run at '));
    expect(line).toMatch(
      /^Run at 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ by Ada \\\| \\<b\\> \\\[x\\\]\(y\) \\#&#8203; Auditor\.$/,
    );
  });

  it('has commands that check everything, typed as they stand there', () => {
    const block = /```sh\nexport PACK[\s\S]*?```/.exec(read('README.md'))?.[0] ?? expect.fail('no commands');
    const typed = block
      .replaceAll(/^```.*$/gm, '')
      .replace('/path/to/this/folder', pack)
      .replaceAll('npx countersign', `'${process.execPath}' '${join(ROOT, 'scripts/countersign.mjs')}'`)
      .replace('python3 scripts/verify-second.py', `python3 -B '${SECOND}'`)
      .replace('diff -r', 'diff -rq') // it ends with 1, for the line that says who ran it
      .replace('again\n', 'again || test $? = 1\n');
    const place = mkdtempSync(join(folder, 'typed-'));
    const out = execFileSync('sh', ['-e', '-c', typed], {
      cwd: place,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(out).toContain('Nothing is wrong with this history.');
    expect(out).toContain('0 findings, ');
    expect(out).toMatch(/^The slip holds: [^]*^It agrees with the clone/m);
    expect(out.match(/^Files .* differ$/gm)?.map((line) => line.split('/').at(-1))).toEqual([
      'README.md differ',
      'SHA256SUMS differ',
    ]);
    expect(out).not.toContain('Only in');
  });

  it('has a line of Python that draws the sample again, and runs nothing that lies in the pack', () => {
    const line =
      read('README.md')
        .split('\n')
        .find((one) => one.startsWith('python3 -I ')) ?? expect.fail('no line');
    const handed = mkdtempSync(join(folder, 'handed-'));
    cpSync(pack, handed, { recursive: true });
    writeFileSync(join(handed, 'csv.py'), 'raise SystemExit(7)\n');
    // An action id that two requests bring counts once.
    const requests = read('populations/requests.csv');
    writeFileSync(join(handed, 'populations/requests.csv'), requests + requests.slice(requests.indexOf('\r\n') + 2));
    const drawn = execFileSync('sh', ['-c', line], {
      cwd: handed,
      env: { ...process.env, PACK: handed },
      encoding: 'utf8',
    });
    const ids = drawn
      .trim()
      .split('\n')
      .map((one) => /'([^']+)'\)$/.exec(one)?.[1]);
    expect(csvRows(read('sample.csv')).map(({ id }) => id)).toEqual(ids);
  });
});

describe('the same clone and options', () => {
  const rest = (from: string): string => read('README.md', from).replace(/^Run at .*$/m, '');
  it('give the same bytes, but for who ran it when; also in a clone that is packed in another way', async () => {
    const other = join(folder, 'other.git');
    execFileSync('git', ['clone', '--quiet', '--mirror', '--no-local', history.clone, other]);
    gitIn(other, 'repack', '-adfq', '--depth=3', '--window=2');
    gitIn(other, 'config', 'pack.compression', '0');
    const again = join(folder, 'again');
    await evidence(other, ...PERIOD, '--out', again, '--by', 'Grace');
    expect(filesIn(again)).toEqual(filesIn(pack));
    const changed = filesIn(pack).filter(
      (path) => !readFileSync(join(pack, path)).equals(readFileSync(join(again, path))),
    );
    expect(changed.toSorted()).toEqual(['README.md', 'SHA256SUMS']);
    expect(rest(again)).toBe(rest(pack));
  });

  it('give the same where the quarter is named by its days, and with the seed spelled out', async () => {
    const [one, two] = [join(folder, 'quarter'), join(folder, 'days')];
    const { out } = await evidence(history.clone, '--quarter', '2026-q4', '--out', one, '--by', 'Ada', '--json');
    const { root } = JSON.parse(out) as { readonly root: string };
    const days = `--from 2026-10-01 --to 2026-12-31 --seed ${root} --sample 25 --by Ada`.split(' ');
    await evidence(history.clone, ...days, '--out', two);
    expect(rest(two)).toBe(rest(one));
  });
});
