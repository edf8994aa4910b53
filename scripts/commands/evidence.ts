// countersign evidence: the auditor's pack for a period, from a clone and offline.
import { statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import type { EvidenceOptions, EvidenceOutcome } from '../evidence.ts';

/** More would be no sample; every request is in populations/requests.csv. */
const MOST_SAMPLED = 1_000;

export const command: Command = {
  usage:
    'countersign evidence [DIRECTORY] (--from DAY --to DAY | --quarter 2026-q3) --out PACK [--sample 25] [--seed WORD] [--pick ID,ID] [--key VERIFIER-KEY] [--by NAME] [--json]',
  help: [
    'Writes one folder with everything that an auditor asks of a period: every record, tables of the requests, exceptions, gate',
    'failures and the rest as CSV, a sample with the whole story of each request, what verify says, and the repository itself as',
    'one file. Its README.md says how to check all of that without trusting whoever made it. Nothing is asked over the network.',
    '',
    '  DIRECTORY    the clone, this folder unless said otherwise',
    '  --from, --to days in UTC, both included; --quarter stands for both',
    '  --out        the folder that is made; nothing may be there yet',
    '  --sample     how many requests are sampled; 25 unless said otherwise, 0 for none',
    '  --seed       orders the sample; the root of the newest checkpoint unless said otherwise',
    '  --pick       requests that the auditor names, by the first column of populations/requests.csv',
    '  --key        the ledger’s public key from elsewhere than the clone, which is the stronger check',
    '  --by         who runs this, for the README; the name of this account unless said otherwise',
    '',
    'The same clone and options give the same bytes, but for the line that says who ran it when. Exit code 1 where verify finds',
    'something wrong: the pack is written all the same, and says so first. 3, and no pack, where the ledger is not what was signed.',
    'A run that is killed leaves no pack, but a folder PACK.part-XXXXXX beside it, which holds personal words too: delete that.',
  ].join('\n'),
  options: {
    from: { type: 'string' },
    to: { type: 'string' },
    quarter: { type: 'string' },
    out: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string' },
    pick: { type: 'string' },
    key: { type: 'string' },
    by: { type: 'string' },
    json: { type: 'boolean' },
  },
  takesArguments: true,
  run: async (call) => {
    const { options, io } = call;
    const read = await readOptions(call);
    if (typeof read === 'string') {
      io.err(`${read}\n`);
      return EXIT.badInput;
    }
    const [{ writeEvidence }, { saveMemory }] = await Promise.all([
      import('../evidence.ts'),
      import('../verify/frugal.ts'),
    ]);
    saveMemory();
    const outcome = await writeEvidence({
      ...read,
      ...(process.stderr.isTTY ? { progress: (line: string) => io.err(`\r\u001b[K${line}`) } : {}),
    });
    if (process.stderr.isTTY) io.err('\r\u001b[K');
    if (outcome.kind === 'refused') {
      io.err(`${outcome.sentence}\n`);
      return EXIT.badInput;
    }
    io.out(options.json === true ? `${JSON.stringify(dataOf(read, outcome), null, 2)}\n` : describe(read, outcome));
    return outcome.report.ok ? EXIT.done : EXIT.no;
  },
};

type Written = Extract<EvidenceOutcome, { kind: 'written' }>;

/** @returns a sentence where an option is missing or none: what, and how to mend it */
async function readOptions({ positionals, options }: Call): Promise<EvidenceOptions | string> {
  const [directory = '.', ...more] = positionals;
  const { sample = '25', by = accountName() } = options;
  const [out, seed, pick, key] = [options.out, options.seed, options.pick, options.key].map(textOf);
  if (more.length > 0) return 'Name one clone, and no more.';
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return `${directory} is no folder: name the directory of a clone.`;
  }
  const { periodOf } = await import('../core/evidence/period.ts');
  const read = periodOf({ from: textOf(options.from), to: textOf(options.to), quarter: textOf(options.quarter) });
  if (!read.ok) return read.sentence;
  if (out === undefined || out === '') return 'Say with --out which folder the pack becomes, for example --out pack.';
  if (!/^\d{1,4}$/.test(String(sample)) || Number(sample) > MOST_SAMPLED) {
    return `--sample ${JSON.stringify(sample)} is no whole number from 0 to ${MOST_SAMPLED}.`;
  }
  if (seed !== undefined && !/^[\w+/=.,:@-]{1,200}$/.test(seed)) {
    return '--seed takes one word of at most 200 letters, digits and the signs + / = . , : @ _ -';
  }
  const picked = pick?.split(',').map((id) => id.trim()) ?? [];
  if (picked.includes('')) return '--pick takes ids of requests, joined by commas, for example --pick ID,ID.';
  const { parseVerifierKey } = await import('../core/note-keys.ts');
  if (key !== undefined && parseVerifierKey(key) === null) {
    return 'The key is no verifier key: write name+hash+base64.';
  }
  if (String(by).trim() === '') return '--by is empty: say who runs this, for example --by "Ada, internal audit".';
  return {
    directory,
    out,
    period: read.period,
    sample: Number(sample),
    seed: seed ?? null,
    picked: [...new Set(picked)],
    by: String(by),
    now: Date.now(),
    ...(key === undefined ? {} : { key }),
  };
}

function textOf(value: Call['options'][string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** An account without an entry on this machine has no name. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'an account without a name';
  }
}

function failuresIn({ report }: Written): number {
  return report.findings.filter(({ severity }) => severity === 'failure').length;
}

function describe({ out, period }: EvidenceOptions, outcome: Written): string {
  const { files, report, withoutSlip } = outcome;
  const failures = failuresIn(outcome);
  const slips = files.filter(({ path }) => path.startsWith('slips/')).length;
  return [
    ...(failures === 0
      ? []
      : [
          `verify finds ${failures} thing${failures === 1 ? '' : 's'} wrong with this history: see ${out}/verification.txt before anything else.`,
        ]),
    `${out} holds ${period.name}: ${report.records} records verified, grade ${report.grade}.`,
    ...files.flatMap(({ path, rows }) =>
      rows === null ? [] : [`  ${String(rows).padStart(7)} ${rows === 1 ? 'row ' : 'rows'}  ${path}`],
    ),
    `  ${String(slips).padStart(7)} ${slips === 1 ? 'slip' : 'slips'}`,
    ...withoutSlip.map((sentence) => `  no slip of ${sentence}`),
    `Begin with ${out}/README.md; it says how to check the rest. It holds personal words: only you can open it now.`,
    '',
  ].join('\n');
}

function dataOf({ out, period, sample }: EvidenceOptions, outcome: Written) {
  const { report, files, withoutSlip } = outcome;
  const { ok, grade, main, root, size, ledgers } = report;
  return {
    ok,
    out,
    period: period.name,
    failures: failuresIn(outcome),
    grade,
    main,
    root,
    size,
    ledgers,
    sample,
    files,
    withoutSlip,
  };
}
