// countersign verify: anybody, offline, from a clone.
import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import type { VerifyReport } from '../core/audit/report.ts';
import type { AnchorTrust } from '../verify/anchors.ts';
import type { VerifyOptions } from '../verify.ts';

export const command: Command = {
  usage:
    'countersign verify [DIRECTORY] [--key VERIFIER-KEY] [--since FILE] [--save FILE] [--tsa-ca FILE] [--witness KEY] [--tag-signers FILE] [--second DIRECTORY] [--json] | countersign verify --slip FILE (--key VERIFIER-KEY | --clone DIRECTORY)',
  help: [
    'Walks main and the ledger of a clone and re-derives every decision from its evidence. Nothing is asked over the network.',
    'DIRECTORY is the clone, this folder unless said otherwise. --key is the ledger’s public key, if you have it from elsewhere',
    'than the clone itself, which is the stronger check. Exit code 1 where anything is wrong.',
    '--save FILE writes the newest checkpoint once nothing is wrong; --since FILE then derives again only what came after it. That trusts',
    'two things: the audit that saved FILE, for the decisions and signatures before it, and the ledger’s key, which must have signed FILE.',
    'Every record is still read and hashed: an RFC 6962 consistency proof from the root in FILE to the newest one (in --json) shows that',
    'nothing before was changed. The ledger must continue whatever was saved: one that was cut off or written anew since is found.',
    'Anchors outside are checked with what you bring: --tsa-ca FILE (certificates for time stamps), --witness KEY[,KEY], --tag-signers',
    'FILE (allowed signers of tags), --second DIRECTORY (a clone of the second repository). The report states the grade and the tail.',
    '--slip checks a file of countersign slip instead, without any repository; or with --clone also that nothing was left out of it.',
  ].join('\n'),
  options: {
    key: { type: 'string' },
    json: { type: 'boolean' },
    since: { type: 'string' },
    save: { type: 'string' },
    'tsa-ca': { type: 'string' },
    witness: { type: 'string' },
    'tag-signers': { type: 'string' },
    second: { type: 'string' },
    slip: { type: 'string' },
    clone: { type: 'string' },
  },
  takesArguments: true,
  run: async (call) => {
    const {
      positionals: [directory = '.', ...more],
      options,
      io,
    } = call;
    if (more.length > 0) {
      io.err('Name one clone, and no more.\n');
      return EXIT.badInput;
    }
    if (typeof options.slip === 'string') return (await import('./slip.ts')).checkSlipFile(call);
    const absent = absentIn(directory, call);
    if (absent !== null) {
      io.err(`${absent}\n`);
      return EXIT.badInput;
    }
    const [{ verify }, { renderReport }, { saveMemory }] = await Promise.all([
      import('../verify.ts'),
      import('../core/audit/report.ts'),
      import('../verify/frugal.ts'),
    ]);
    const anchors = await trustIn(call);
    if (typeof anchors === 'string') {
      io.err(`${anchors}\n`);
      return EXIT.badInput;
    }
    const saved = await savedIn(call);
    if (typeof saved === 'string') {
      io.err(`${saved}\n`);
      return EXIT.badInput;
    }
    const save = typeof options.save === 'string' ? options.save : null;
    saveMemory();
    const report = await verify({
      directory,
      anchors,
      ...(typeof options.key === 'string' ? { key: options.key } : {}),
      ...saved,
      ...(process.stderr.isTTY ? { progress: (line: string) => io.err(`\r\u001b[K${line}`) } : {}),
    });
    if (process.stderr.isTTY) io.err('\r\u001b[K');
    // Said first: what an hour has found must not be lost because a file cannot be written.
    io.out(options.json === true ? `${JSON.stringify(report, null, 2)}\n` : renderReport(report));
    if (save !== null && !keep(report, save)) io.err(`${save} was left as it is, because something is wrong.\n`);
    return report.ok ? EXIT.done : EXIT.no;
  },
};

/** What the auditor has named and is not there: an anchor must not go unchecked by a slip of the pen. @returns a sentence */
function absentIn(directory: string, { options }: Call): string | null {
  const { 'tsa-ca': roots, 'tag-signers': signers, second, clone } = options;
  if (typeof clone === 'string') return `--clone goes with --slip: to verify a clone write countersign verify ${clone}`;
  if (!isThere(directory, 'folder')) return `${directory} is no folder: name the directory of a clone.`;
  if (!isThere(roots, 'file')) return `There is no file ${String(roots)}: --tsa-ca takes one with certificates.`;
  if (!isThere(signers, 'file'))
    return `There is no file ${String(signers)}: --tag-signers takes one of allowed signers.`;
  if (!isThere(second, 'folder')) return `There is no folder ${String(second)}: --second takes a clone.`;
  return null;
}

/** Also for an option that is not given. */
function isThere(path: Call['options'][string], kind: 'file' | 'folder'): boolean {
  if (typeof path !== 'string') return true;
  return statSync(path, { throwIfNoEntry: false })?.[kind === 'file' ? 'isFile' : 'isDirectory']() ?? false;
}

/** Saves the newest checkpoint in one step, so that no crash leaves half of it. @returns whether there was one to save */
function keep({ ok, checkpoint }: VerifyReport, file: string): boolean {
  if (!ok || typeof checkpoint !== 'string') return false;
  const half = `${file}.${process.pid}.new`;
  try {
    writeFileSync(half, checkpoint);
    renameSync(half, file);
  } catch (cause) {
    throw new Error(`The checkpoint could not be saved as ${file}`, { cause });
  }
  return true;
}

/** The checkpoints that were saved before. @returns a sentence where a file is none */
async function savedIn({ options: { since, save } }: Call): Promise<Pick<VerifyOptions, 'since' | 'saved'> | string> {
  if (typeof since === 'string' && !existsSync(since)) {
    return `There is no file ${since}: name one that --save has written.`;
  }
  const { readSaved } = await import('../core/audit/since.ts');
  const texts: string[] = [];
  for (const file of [since, save]) {
    if (typeof file !== 'string' || !existsSync(file)) continue;
    const text = statSync(file).isDirectory() ? '' : readFileSync(file, 'utf8');
    if (readSaved(text) === null) return `${file} is no saved checkpoint: name a file that --save has written.`;
    texts.push(text);
  }
  const [first, ...more] = texts;
  if (first === undefined) return {};
  return typeof since === 'string' ? { since: first, saved: more } : { saved: [first] };
}

/** What the auditor brings to check anchors with. @returns a sentence where a key is none, the ledger's or a witness's */
async function trustIn({ options }: Call): Promise<AnchorTrust | string> {
  const { key, 'tsa-ca': roots, witness, 'tag-signers': signers, second } = options;
  const { parseVerifierKey } = await import('../core/note-keys.ts');
  if (typeof key === 'string' && parseVerifierKey(key) === null) {
    return 'The key is no verifier key: write name+hash+base64.';
  }
  const { parseWitnessKey } = await import('../core/cosignature.ts');
  const keys = typeof witness === 'string' ? witness.split(',').map(parseWitnessKey) : [];
  if (keys.includes(null)) return '--witness takes verifier keys of witnesses (name+hash+base64), joined by commas.';
  return {
    witnesses: keys.filter((key) => key !== null),
    ...(typeof roots === 'string' ? { timestampRoots: roots } : {}),
    ...(typeof signers === 'string' ? { tagSigners: signers } : {}),
    ...(typeof second === 'string' ? { second } : {}),
  };
}
