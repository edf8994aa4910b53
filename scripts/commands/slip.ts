// countersign slip: one action's story with its proofs, as a file that an auditor checks without the repository.
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';
import { makeFolder } from '../ports/folder.ts';

export const command: Command = {
  usage:
    'countersign slip ID [--clone DIRECTORY] [--out FILE] [--proofs DIRECTORY] | countersign slip --tiles DIRECTORY [--clone DIRECTORY]',
  help: [
    'Writes all records about one action, each with the proof that it is in the signed ledger, as one small file. Whoever has',
    'the ledger’s key checks it with countersign verify --slip FILE --key VERIFIER-KEY, without repository and network.',
    'ID is the action’s ULID, the name of its file. --clone is the clone to read, this folder unless said otherwise. Without',
    '--out the slip goes to the standard output. --proofs writes each record and a C2SP tlog-proof beside it, for other tools.',
    '--tiles writes the whole ledger as such tools read it (C2SP tlog-tiles): a folder a year, with partial tiles and entries.',
  ].join('\n'),
  options: {
    clone: { type: 'string' },
    out: { type: 'string' },
    proofs: { type: 'string' },
    tiles: { type: 'string' },
  },
  takesArguments: true,
  run: async ({ positionals, options: { clone = '.', out, proofs, tiles }, io }) => {
    const [id, ...more] = positionals;
    if ((id === undefined) !== (typeof tiles === 'string') || more.length > 0) {
      io.err('Name exactly one action by its ULID, or say --tiles DIRECTORY.\n');
      return EXIT.badInput;
    }
    const [{ makeSlip, tileFiles }, { CloneFault }] = await Promise.all([
      import('../slip.ts'),
      import('../read-years.ts'),
    ]);
    try {
      if (id === undefined) {
        const { files, missing } = await tileFiles(String(clone));
        writeFiles(String(tiles), files);
        for (const path of missing) io.err(`${path} is not there: a record in it is longer than a bundle can tell.\n`);
        return EXIT.done;
      }
      const made = await makeSlip(String(clone), id);
      if (typeof proofs === 'string') writeFiles(proofs, made.proofs);
      if (typeof out === 'string') writeFileSync(out, made.text);
      else io.out(made.text);
      return EXIT.done;
    } catch (cause) {
      if (!(cause instanceof CloneFault)) throw cause;
      io.err(`${cause.message}\n`);
      return EXIT.no;
    }
  },
};

function writeFiles(folder: string, files: ReadonlyMap<string, Uint8Array | string>): void {
  makeFolder(folder);
  for (const [path, content] of files) {
    makeFolder(dirname(join(folder, path)));
    writeFileSync(join(folder, path), content);
  }
}

/** countersign verify --slip: without a key from elsewhere a slip proves only that it agrees with itself. */
export const checkSlipFile: Command['run'] = async ({
  positionals,
  options: { slip, key, clone, json, ...others },
  io,
}) => {
  const refuse = (sentence: string): number => {
    io.err(`${sentence}\n`);
    return EXIT.badInput;
  };
  const [further] = [...positionals, ...Object.keys(others).map((name) => `--${name}`)];
  if (further !== undefined)
    return refuse(`${further} does not go with --slip: give --key, or --clone DIRECTORY, alone.`);
  if (typeof key !== 'string' && typeof clone !== 'string') return refuse(NO_KEY);
  if (typeof key === 'string' && typeof clone === 'string') return refuse('Give --key or --clone, not both.');
  const { readFileSync } = await import('node:fs');
  const [{ verifySlip, verifySlipAgainst }, { CloneFault }, { renderSlip }] = await Promise.all([
    import('../slip.ts'),
    import('../read-years.ts'),
    import('../core/slip-words.ts'),
  ]);
  try {
    const bytes = readOrNull(() => readFileSync(String(slip)));
    if (bytes === null) return refuse(`${String(slip)} cannot be read.`);
    const report = typeof key === 'string' ? verifySlip(bytes, key) : await verifySlipAgainst(bytes, String(clone));
    io.out(json === true ? `${JSON.stringify(report, null, 2)}\n` : renderSlip(report));
    return report.ok ? EXIT.done : EXIT.no;
  } catch (cause) {
    if (cause instanceof CloneFault) return refuse(cause.message);
    throw cause;
  }
};

const NO_KEY =
  'A slip brings its key along, so by itself it shows only that it agrees with itself: give the ledger’s key with --key VERIFIER-KEY, or a clone that pins it with --clone DIRECTORY.';

function readOrNull(read: () => Uint8Array): Uint8Array | null {
  try {
    return read();
  } catch {
    return null;
  }
}
