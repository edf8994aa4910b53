// countersign found: makes the ledger's key and pins it, then, once that is on main, writes the ledger's first record.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';

const KEYS = 'policies/keys.yaml';

export const command: Command = {
  usage: 'countersign found --key-file FILE [--repository-id NUMBER] | countersign found --open',
  help: [
    'First: makes an Ed25519 key in FILE (mode 0600, never overwritten) and pins its public half in policies/keys.yaml of this',
    'folder. Commit that file and merge it with its two approvals; keep FILE where only the merging job can read it.',
    'Then: --open writes the first record of the ledger, signed with the key that COUNTERSIGN_LEDGER_KEY names.',
  ].join('\n'),
  options: { 'key-file': { type: 'string' }, 'repository-id': { type: 'string' }, open: { type: 'boolean' } },
  run: async (call) => {
    if (call.options.open === true) return openLedger(call);
    const file = call.options['key-file'];
    const id = call.options['repository-id'];
    if (typeof file === 'string') return makeKey(file, typeof id === 'string' ? id : null, call);
    call.io.err('Say --key-file FILE to make a key, or --open to found the ledger with it.\n');
    return EXIT.badInput;
  },
};

async function makeKey(file: string, id: string | null, { io }: Call): Promise<number> {
  if (!existsSync(KEYS)) {
    io.err(`${KEYS} is not here. Run this in the root of the repository.\n`);
    return EXIT.badInput;
  }
  const text = readFileSync(KEYS, 'utf8');
  const origin = id === null ? /^origin: (\S+)$/m.exec(text)?.[1] : `countersign/${id}`;
  if (origin === undefined || !/^countersign\/[1-9]\d{0,15}$/.test(origin)) {
    io.err(`--repository-id must be the repository's number at the forge, for example 700001.\n`);
    return EXIT.badInput;
  }
  if (existsSync(file) || !/^firstKey: null$/m.test(text)) {
    const what = existsSync(file) ? `${file} exists` : `${KEYS} pins a key`;
    io.err(`${what} already, and a ledger's first key is never replaced. Nothing was changed.\n`);
    return EXIT.no;
  }
  const { generateLedgerKey, writeLedgerKey } = await import('../ports/ledger-key.ts');
  const { key, vkey } = generateLedgerKey(origin);
  await writeLedgerKey(file, key);
  const pinned = text
    .replace(/^origin: .*$/m, `origin: ${origin}`)
    .replace(/^firstKey: null$/m, () => `firstKey: ${vkey}`);
  writeFileSync(KEYS, pinned);
  io.out(
    `${file} holds the private key; ${KEYS} pins ${vkey}\nMerge ${KEYS} to main, then run countersign found --open.\n`,
  );
  return EXIT.done;
}

async function openLedger({ io }: Call): Promise<number> {
  const { openWorkplace, openKey } = await import('./environment.ts');
  const { foundLedger } = await import('../ports/found-ledger.ts');
  const place = await openWorkplace(io);
  const key = await openKey(io, place);
  const { id: repository, defaultBranch } = await place.forge.repository();
  const main = await place.repository.resolve(defaultBranch);
  const result = await foundLedger(
    place.ledger,
    { originBase: key.name, key, fields: { repository, main } },
    place.now(),
  );
  io.out(
    result.kind === 'appended' ? 'The ledger is founded.\n' : 'The ledger was founded before; nothing was changed.\n',
  );
  return EXIT.done;
}
