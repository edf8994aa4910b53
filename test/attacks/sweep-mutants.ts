// One thing changed at a time: each byte class of each record, each line of each checkpoint, each commit of both branches.
import { canonicalize } from '../../scripts/core/canonical.ts';
import { blobIn, type FileChange, type LineCommit, type Mutant, type Written } from './mutants.ts';
import type { SweptHistory } from './sweep-fixture.ts';

type Change = (text: string) => string;

/** What is done to a record's text; each gives another text, whatever the record. */
export const RECORD_CHANGES: Readonly<Record<string, Change>> = {
  'its first byte': (text) => `[${text.slice(1)}`,
  'a digit': (text) => replaceMiddle(text, /\d/g, (digit) => String((Number(digit) + 1) % 10)),
  'a letter in a string': (text) =>
    replaceMiddle(text, /(?<=:"[^"\\]*)[a-y]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1)),
  'a value that is no string': (text) =>
    replaceMiddle(text, /(?<=":)(?:true|false|null|\d+)/g, (value) => (value === 'true' ? 'false' : 'true')),
  'a key deleted': (text) => {
    const entries = Object.entries(JSON.parse(text) as object); // the ledger's own record
    return canonicalize(Object.fromEntries(entries.toSpliced(Math.floor(entries.length / 2), 1)));
  },
  'white space at its end': (text) => `${text}\n`,
  'its last byte cut off': (text) => text.slice(0, -1),
};

/** Every record with one such change; all later commits are written anew behind it. */
export function recordMutants(history: SweptHistory, what: string): readonly Mutant[] {
  const change = RECORD_CHANGES[what];
  if (change === undefined) throw new Error(`no change is called ${what}`);
  return eachRecord(history, what, (file, text) => {
    const changed = change(text);
    if (changed === text) throw new Error(`${what}: ${file.path} stayed as it was`);
    return { ...file, content: Buffer.from(changed) };
  });
}

/** How every record can lie in a wrong place at once: each has to be found for itself. */
export const PLACE_CHANGES: Readonly<Record<string, readonly [code: string, move: (file: FileChange) => FileChange]>> =
  {
    'another number': ['path-differs', (file) => ({ ...file, path: file.path.replace(/\d(?=\d{7}-)/, '9') })],
    'another type': ['path-differs', (file) => ({ ...file, path: file.path.replace('.json', 's.json') })],
    'another day': ['path-differs', (file) => ({ ...file, path: file.path.replace(/records\/\d\d/, 'records/10') })],
    'another folder': ['file-foreign', (file) => ({ ...file, path: file.path.replace('records/', 'records/x/') })],
    'an executable': ['record-not-regular', (file) => ({ ...file, mode: '100755' })],
  };

/** Every record in such a place. */
export function placeMutant({ ledger }: SweptHistory, what: string): Mutant {
  const move = PLACE_CHANGES[what]?.[1];
  if (move === undefined) throw new Error(`no place is called ${what}`);
  const commits = ledger.map((commit): Written => {
    const tree = commit.changes.map((file) => (file.path.startsWith('records/') ? move(file) : file));
    return { ...commit, tree };
  });
  return { name: what, ledger: { behind: null, commits } };
}

function eachRecord(
  { clone, ledger }: SweptHistory,
  what: string,
  change: (file: FileChange, text: string) => FileChange,
): readonly Mutant[] {
  return ledger.flatMap(({ changes }, at) =>
    changes.flatMap((file, place): readonly Mutant[] => {
      if (!file.path.startsWith('records/')) return [];
      const mine = changes.with(place, change(file, String(blobIn(clone, String(file.content)))));
      const first = { ...byChanges(ledger[at]), tree: mine };
      return [{ name: `${file.path}: ${what}`, ledger: after(ledger, at, [first, ...rest(ledger, at + 1)]) }];
    }),
  );
}

/** The same line of every checkpoint changed: each has to be found for itself, so that all of them can be in one repository. */
export function checkpointMutant({ clone, ledger }: SweptHistory, line: number): Mutant {
  const commits = ledger.map((commit): Written => {
    const tree = commit.changes.map((file) => {
      if (file.path !== 'checkpoint') return file;
      const lines = String(blobIn(clone, String(file.content))).split('\n');
      return { ...file, content: Buffer.from(lines.with(line, changedLine(lines[line] ?? '')).join('\n')) };
    });
    return { ...commit, tree };
  });
  return { name: `line ${line} of every checkpoint`, ledger: { behind: null, commits } };
}

function changedLine(line: string): string {
  if (line === '') return 'x';
  return replaceMiddle(line, /[A-Za-z0-9]/g, (letter) =>
    /\d/.test(letter) ? String((Number(letter) + 1) % 10) : letter === 'A' ? 'B' : 'A',
  );
}

/** Every commit of the ledger lost, in another place, or without all that came before it. */
export function ledgerMutants({ ledger }: SweptHistory): readonly Mutant[] {
  return ledger.flatMap((commit, at): readonly Mutant[] => {
    const mine = byChanges(commit);
    const next = ledger[at + 1];
    const name = (what: string): string => `ledger commit ${at}: ${what}`;
    const alone = { behind: null, commits: rest(ledger, at) };
    const without = at === 0 ? [] : [{ name: name('behind nothing'), ledger: alone }];
    if (next === undefined) return without; // lost or moved, it is a ledger that was cut off
    const swapped = [byChanges(next), mine, ...rest(ledger, at + 2)];
    return [
      ...without,
      { name: name('lost'), ledger: after(ledger, at, rest(ledger, at + 1)) },
      { name: name('behind the next'), ledger: after(ledger, at, swapped) },
    ];
  });
}

/** Every commit of the ledger twice, or each with main as a parent too: each has to be found for itself. */
export function everyCommitMutants({
  ledger,
  main,
}: SweptHistory): readonly (readonly [code: string, found: number, Mutant])[] {
  const twice = ledger.flatMap((commit) => [byChanges(commit), { ...commit, tree: commit.treeId }]);
  // The first one has no parent that this could stand beside.
  const merging = ledger.map((commit, at) => ({ ...byChanges(commit), others: at === 0 ? [] : [main[0]?.sha ?? ''] }));
  return [
    ['commit-empty', ledger.length, { name: 'every commit twice', ledger: { behind: null, commits: twice } }],
    ['ledger-not-a-line', ledger.length - 1, { name: 'main as a parent', ledger: { behind: null, commits: merging } }],
  ];
}

/** Every commit of main lost, with another message or date, without its second parent, or with one file more. */
export function mainMutants({ main }: SweptHistory): readonly Mutant[] {
  return main.flatMap((commit, at): readonly Mutant[] => {
    const behind = main[at - 1]?.sha ?? null;
    const later = main.slice(at + 1);
    const one = (what: string, ...commits: readonly Written[]): Mutant => ({
      name: `main commit ${at}: ${what}`,
      main: { behind, commits: [...commits, ...later] },
    });
    return [
      one('lost'),
      one('another message', { ...commit, message: `${commit.message}x` }),
      one('another date', { ...commit, author: commit.author.replace(/\d+ (?=[+-]\d{4}$)/, '1700000000 ') }),
      one('another author', { ...commit, author: `M <m@example.invalid> ${commit.author.split('> ')[1] ?? ''}` }),
      // A commit on top of main that touches no file of ours is anybody's right.
      ...(later.length === 0 ? [] : [one('twice', commit, commit)]),
      ...(commit.others.length === 0 ? [] : [one('squashed', { ...commit, others: [] })]),
    ];
  });
}

/** The ledger cut off behind each commit. */
export function cutMutants({ ledger }: SweptHistory): readonly Mutant[] {
  return ledger.slice(0, -1).map(({ sha }, at) => ({
    name: `cut off behind commit ${at}`,
    ledger: { behind: sha, commits: [] },
  }));
}

/**
 * What changes nothing that was recorded. A commit's own message, date and author carry no fact and are signed by nobody; and
 * whether records came in one commit or in several is told by no record (but a rotation opens its commit). Index, order, bytes
 * and the newest signed root stay, and whoever saved an older checkpoint finds it continued. That the branch was forced is for
 * the code host to refuse.
 */
export function harmlessMutants({ ledger }: SweptHistory): readonly Mutant[] {
  const all = rest(ledger, 0);
  const [first, second, ...later] = ledger;
  if (first === undefined || second === undefined) throw new Error('the fixture has no two commits');
  const both = { ...byChanges(second), tree: second.treeId };
  return [
    { name: 'other messages', ledger: { behind: null, commits: all.map((one) => ({ ...one, message: 'x\n' })) } },
    {
      name: 'other dates',
      ledger: { behind: null, commits: all.map((one) => ({ ...one, committer: 'M <m@x> 1 +0000' })) },
    },
    {
      name: 'other authors',
      ledger: { behind: null, commits: all.map((one) => ({ ...one, author: 'M <m@x> 1 +0000' })) },
    },
    { name: 'two commits in one', ledger: { behind: null, commits: [both, ...later.map(byChanges)] } },
  ];
}

function after(line: readonly LineCommit[], at: number, commits: readonly Written[]): NonNullable<Mutant['ledger']> {
  return { behind: line[at - 1]?.sha ?? null, commits };
}

function rest(line: readonly LineCommit[], from: number): readonly Written[] {
  return line.slice(from).map(byChanges);
}

function byChanges(commit: LineCommit | undefined): Written {
  if (commit === undefined) throw new Error('there is no such commit');
  return { ...commit, tree: commit.changes };
}

/** Changes the match that is nearest to the middle, so that neither end is always the one. */
function replaceMiddle(text: string, pattern: RegExp, change: (match: string) => string): string {
  const matches = [...text.matchAll(pattern)];
  const one = matches[Math.floor(matches.length / 2)];
  if (one === undefined) return text;
  return `${text.slice(0, one.index)}${change(one[0])}${text.slice(one.index + one[0].length)}`;
}
