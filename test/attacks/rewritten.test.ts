// Attacks by whoever may write every ref of the repository, and has no key: what git itself would let pass unseen.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport, verify } from '../../scripts/verify.ts';
import { isApproved, isMergedUnapproved, type RealHistory, realHistory, runsByItself } from '../fixtures/history.ts';
import { second } from '../fixtures/second.ts';
import { LEDGER, MAIN, type Tampered, tamperedCopy } from '../fixtures/tampering.ts';

/** What is done (to the copy, or to a clone of it that is then looked at), the finding, and what the second verifier says of it. */
type Row = readonly [
  name: string,
  tamper: (copy: Tampered) => string | void,
  code: string,
  words: string,
  second: string | null,
];

interface TreeEntry {
  readonly mode: string;
  readonly name: string;
  readonly id: string;
}

const UNSOUND = 'is no sound tree';
const AMBIGUOUS = 'names a file twice or out of order';

const ROWS: readonly Row[] = [
  [
    'changes the policy along with the file that a gate failure names',
    (copy) => copy.commit(MAIN, { [failedFile(copy)]: 'x', 'policies/authority.yaml': 'x' }),
    'queue-touched',
    'and no record knows it',
    null,
  ],
  [
    'changes the file that a gate failure names once more',
    (copy) => copy.commit(MAIN, { [failedFile(copy)]: 'x' }),
    'queue-touched',
    'and no record knows it',
    null,
  ],
  [
    "pushes a ref that looks like main as seen at a mirror's origin, and hides a commit behind it",
    (copy) => {
      copy.git('update-ref', 'refs/remotes/origin/main', copy.git('rev-parse', MAIN));
      copy.commit(MAIN, { 'scripts/merge.ts': 'x' });
      return cloned(copy, '--mirror');
    },
    'main-rewound',
    'somebody has pushed that ref',
    'commits that refs/remotes/origin does not continue',
  ],
  [
    'has the newest commit name its checkpoint twice',
    (copy) => retree(copy, (entries) => entries.flatMap((one) => (isNote(one) ? [one, older(copy, one)] : [one]))),
    'checkpoint-twice',
    'which one counts depends on the reader',
    UNSOUND,
  ],
  [
    'has it name the false one first',
    (copy) => retree(copy, (entries) => entries.flatMap((one) => (isNote(one) ? [older(copy, one), one] : [one]))),
    'file-ambiguous',
    `has a topmost folder that ${AMBIGUOUS}`,
    UNSOUND,
  ],
  [
    'puts its files out of the order in which git looks for them',
    (copy) => retree(copy, (entries) => entries.toReversed()),
    'file-ambiguous',
    AMBIGUOUS,
    UNSOUND,
  ],
  [
    "brings a submodule where the auditor's files have git leave it out",
    (copy) => {
      const id = copy.git('rev-parse', MAIN);
      retree(copy, (entries) => [...entries, { mode: '160000', name: 'x', id }]);
      return leavingOut(copy, 'x');
    },
    'file-foreign',
    'has no place in the ledger',
    'touches x, which is no record',
  ],
  [
    'brings one to main in the same way',
    (copy) => {
      const id = copy.git('rev-parse', MAIN);
      copy.git(
        'update-ref',
        MAIN,
        withTree(copy, MAIN, (entries) => sorted([...entries, { mode: '160000', name: 'x', id }])),
      );
      return leavingOut(copy, 'x');
    },
    'main-uncovered',
    'changes x, and no record knows it',
    null,
  ],
];

let history: RealHistory;
beforeAll(async () => void (history = await realHistory([isApproved, isMergedUnapproved, runsByItself])), 300_000);
afterAll(() => history.remove());

describe('without the key, somebody is found who', () => {
  it.each(ROWS.map((row) => [row[0], row] as const))(
    '%s',
    async (_name, [, tamper, code, words, theirs]) => {
      const copy = await tamperedCopy(history);
      const directory = tamper(copy) ?? copy.directory;
      const report = await verify({ directory });
      const found = report.findings.filter((one) => one.code === code && one.severity === 'failure');
      expect(found.map(({ sentence }) => sentence).join('\n'), renderReport(report)).toContain(words);
      expect(report.ok).toBe(false);
      const { findings } = await second(directory);
      if (theirs === null) expect(findings).toEqual([]);
      else expect(findings.map(({ sentence }) => sentence).join('\n')).toContain(theirs);
    },
    60_000,
  );
});

describe('nobody is accused', () => {
  it.each([
    ['of what the ledger itself names as a gate failure', (copy: Tampered) => copy.directory],
    ['in an ordinary clone', (copy: Tampered) => cloned(copy)],
    ['in a mirror', (copy: Tampered) => cloned(copy, '--mirror')],
    [
      "in a clone whose own main is ahead of its origin's",
      (copy: Tampered) => {
        const clone = cloned(copy);
        const identity = ['-c', 'user.name=M', '-c', 'user.email=m@example.invalid'];
        execFileSync('git', ['-C', clone, ...identity, 'commit', '--quiet', '--allow-empty', '-m', 'mine']);
        return clone;
      },
    ],
    [
      // Git takes what its first versions wrote for the same modes, whoever reads them.
      'for a mode with a zero before it',
      (copy: Tampered) => {
        retree(copy, (entries) => entries.map((one) => (isNote(one) ? one : { ...one, mode: `0${one.mode}` })));
        return copy.directory;
      },
    ],
  ])('%s', async (_name, prepare) => {
    const directory = prepare(await tamperedCopy(history));
    const report = await verify({ directory });
    expect(report.ok, renderReport(report)).toBe(true);
    expect((await second(directory)).findings).toEqual([]);
  });
});

function failedFile(copy: Tampered): string {
  const failure = copy.records.find((record) => record['type'] === 'gate-failure');
  return String(failure?.['action'].path);
}

function isNote({ name }: TreeEntry): boolean {
  return name === 'checkpoint';
}

/** A checkpoint that was good some commits ago. */
function older(copy: Tampered, entry: TreeEntry): TreeEntry {
  return { ...entry, id: copy.git('rev-parse', `${LEDGER}~3:checkpoint`) };
}

/** The newest commit of the ledger with another tree. */
function retree(copy: Tampered, change: (entries: readonly TreeEntry[]) => readonly TreeEntry[]): void {
  copy.git('update-ref', LEDGER, withTree(copy, LEDGER, change, copy.git('rev-parse', `${LEDGER}^`)));
}

/** A commit with a tree that git would not write itself. */
function withTree(
  copy: Tampered,
  ref: string,
  change: (entries: readonly TreeEntry[]) => readonly TreeEntry[],
  parent = copy.git('rev-parse', ref),
): string {
  const entries = copy.git('ls-tree', ref).split('\n').map(entryIn);
  const bytes = change(entries).flatMap(({ mode, name, id }) => [
    Buffer.from(`${mode} ${name}\0`),
    Buffer.from(id, 'hex'),
  ]);
  const args = ['-C', copy.directory, 'hash-object', '-t', 'tree', '-w', '--literally', '--stdin'];
  const tree = execFileSync('git', args, { input: Buffer.concat(bytes), encoding: 'utf8' }).trim();
  const identity = ['-c', 'user.name=M', '-c', 'user.email=m@example.invalid'];
  return copy.git(...identity, 'commit-tree', tree, '-p', parent, '-m', 'm');
}

function entryIn(line: string): TreeEntry {
  const [, mode = '', id = '', name = ''] = /^0?(\d+) \w+ (\w+)\t(.*)$/.exec(line) ?? [];
  return { mode, name, id };
}

/** In git's order: a folder as if a slash stood behind its name. */
function sorted(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  const key = ({ mode, name }: TreeEntry): string => (mode === '40000' ? `${name}/` : name);
  return entries.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function cloned(copy: Tampered, ...options: readonly string[]): string {
  const clone = `${copy.directory}-clone`;
  execFileSync('git', ['clone', '--quiet', ...options, copy.directory, clone]);
  return clone;
}

/** An auditor's clone whose files tell git to pass by a submodule. */
function leavingOut(copy: Tampered, path: string): string {
  const clone = cloned(copy);
  const text = `[submodule "x"]\n\tpath = ${path}\n\turl = ./x\n\tignore = all\n`;
  writeFileSync(join(clone, '.gitmodules'), text);
  return clone;
}
