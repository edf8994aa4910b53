// The second half of the pack's README: how to check it without trusting whoever made it, how the sample was drawn, what is not in it.
import { visible } from '../core/audit/report.ts';
import { block, code } from '../core/markdown.ts';
import { formatInstant } from '../core/time.ts';
import type { Gathered, Wanted } from './gather.ts';

/** How to check the pack, how the sample was drawn, and what is not in it: paragraphs. */
export function checkLines(wanted: Wanted, gathered: Gathered): readonly string[] {
  return [...checking(wanted, gathered), ...sampling(wanted, gathered), ...missing()];
}

/** The command that makes the same pack again: with every choice spelled out, also those that were made by themselves. */
export function commandOf(
  { period, sample, picked, key }: Pick<Wanted, 'period' | 'sample' | 'picked' | 'key'>,
  { seed }: Pick<Gathered, 'seed'>,
  [clone, out] = ['audit', 'pack'],
): string {
  const words = [
    'npx',
    'countersign',
    'evidence',
    clone,
    '--from',
    dayOf(period.from),
    '--to',
    dayOf(period.until - 1),
  ];
  words.push('--out', out, '--sample', String(sample), '--seed', seed);
  if (picked.length > 0) words.push('--pick', picked.join(','));
  if (key !== undefined) words.push('--key', key);
  return words.map(word).join(' ');
}

function checking(wanted: Wanted, gathered: Gathered): readonly string[] {
  const first = wanted.key ?? gathered.clone.years.at(-1)?.keys.spans[0]?.key ?? '';
  const slip = [...gathered.slips].find(([, one]) => 'text' in one)?.[0];
  const commands = [
    'export PACK=/path/to/this/folder',
    '(cd "$PACK" && sha256sum -c SHA256SUMS)',
    'git clone "$PACK/repository.bundle" clone',
    `npx countersign verify clone --key ${word(first)}`,
    `python3 scripts/verify-second.py clone --key ${word(first)}`,
    commandOf(wanted, gathered, ['clone', 'again']),
    'diff -r "$PACK" again',
    // With keys alone, those of years ago among them, whoever has stolen one since could have signed a slip of another ledger.
    ...(slip === undefined ? [] : [`npx countersign verify --slip "$PACK/slips/${slip}.json" --clone clone`]),
  ];
  return [
    '## Check it without trusting us',
    `Type this in a checkout of countersign from a place that you trust, not from the bundle; \`scripts/verify-second.py\` shares no code with the rest and is short enough to be read first. The key has to come from elsewhere than this folder: an earlier audit, another clone, whoever keeps it. ${wanted.key === undefined ? 'Main pinned this one first' : 'This pack was made with this one'}: ${shown(first)}`,
    block(commands.map(visible).join('\n'), 'sh'),
    'In this order: no file that is listed was damaged on the way (whoever changes one on purpose writes its sum anew too, and only `diff` shows that); the ledger is what was signed, and its decisions follow from their evidence; the tables follow from the ledger. `diff` may name README.md and SHA256SUMS alone, for the line that begins with “Run at”; with another version of git repository.bundle too, whose commits stay the same. A clone from the code host does in place of the bundle as long as nothing was added since.',
  ];
}

function sampling({ sample, picked }: Wanted, { populations, seed, slips, clone }: Gathered): readonly string[] {
  const ids = populations.find(({ name }) => name === 'requests')?.rows.map(([id]) => id) ?? [];
  const different = new Set(ids).size; // two requests may bring the same id
  const isRoot = seed === clone.years.at(-1)?.root;
  const why = [...slips].flatMap(([id, one]) => ('why' in one ? [`- ${shown(id)}: ${shown(one.why)}`] : []));
  return [
    '## How the sample was drawn',
    `The ids of the ${ids.length} rows of \`populations/requests.csv\`${different < ids.length ? `, ${different} different ones,` : ''} are ordered by SHA-256 of the seed, a colon and the id; the first ${Math.min(sample, different)} are the sample.${picked.length === 0 ? '' : ` ${picked.length} more were picked by name.`} \`sample.csv\` has their rows and \`slips/\` the whole story of each, with proofs.`,
    isRoot
      ? 'The seed is the root of the newest checkpoint. It depends on every record, so nobody could choose it once the records were there; whoever holds the ledger’s key could have tried out several last records. An auditor who wants to rule that out gives a word of their own with `--seed`, or ids with `--pick`.'
      : 'The seed was given by whoever ran it.',
    block(recompute(seed, sample), 'sh'),
    ...(why.length === 0 ? [] : ['These have no slip:', why.join('\n')]),
  ];
}

/** The same order from the table alone, with Python's standard library. */
function recompute(seed: string, sample: number): string {
  const rows = `csv.reader(open(sys.argv[1], newline='', encoding='utf-8'))`;
  const hash = `hashlib.sha256(('${seed}:' + row[0]).encode()).hexdigest()`;
  // A set, because two requests may bring one id, which counts once.
  const program = `import csv, hashlib, sys; print(*sorted({(${hash}, row[0]) for row in list(${rows})[1:]})[:${sample}], sep='\\n')`;
  // Isolated: else Python takes its `csv` from the folder in which this is typed, and that may be the pack.
  return `python3 -I -c "${program}" "$PACK/populations/requests.csv"`;
}

function missing(): readonly string[] {
  return [
    '## What is not in it',
    [
      '- What the code host logs by itself. That accounts, reviews, pushes and moments were as recorded is its word, taken when it was recorded.',
      '- What the platforms log, beyond what the records of type `activity-read` say was read of it. The ledger has what the platforms answered.',
      '- What the code host answered when `doctor` looked: `settings-looks` has only a digest over it, what differed and what could not be read. Rules were read with their history, from look to look; what has none there (settings of Actions, environments, Apps, places of secrets) is known for the moments of the looks alone. A time without a look is a finding in `verify` (`settings-unseen`), from the first look on.',
      '- Requests that are no actions, windows, exceptions, reports or erasures: `request-numbers` counts them as `other`, without their content.',
      '- What was erased, and what was never recorded. `counts` holds the months against the counts that the ledger has signed.',
    ].join('\n'),
  ];
}

/** Text from anywhere in a code span, as plain to read as it can be. */
export function shown(text: string): string {
  return /^[\w+/=.,:@-][\w+/=.,:@ -]*$/.test(text) && !text.endsWith(' ') ? `\`${text}\`` : code(visible(text));
}

function dayOf(moment: number): string {
  return formatInstant(moment).slice(0, 10);
}

/** For a shell: keys and seeds of unusual letters are quoted. */
function word(text: string): string {
  return /^[\w+/=.,:@-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
