// countersign key: hands the ledger over to another key, gives a replaced key up, or names one that was stolen.
import { existsSync } from 'node:fs';
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import type { KeyAnswer, KeyWork } from '../keys.ts';
import type { NextKey } from './environment.ts';

export const command: Command = {
  usage:
    'countersign key rotate --key-file NEW | key retire [--key ID] | key compromised --from INDEX --reason TEXT [--key ID]',
  help: [
    'rotate: makes an Ed25519 key in NEW (mode 0600; an existing file is used as it is) and records that it replaces the key in',
    'COUNTERSIGN_LEDGER_KEY. Both sign that record; from then on the ledger needs NEW, so let COUNTERSIGN_LEDGER_KEY name it.',
    'retire: records that a replaced key is given up for good.',
    'compromised: records that a replaced key was in other hands. What it alone signed from INDEX on (YEAR/INDEX for an earlier',
    'year) proves nothing any more, and verify names each such record. Rotate first: the key in force cannot be marked.',
    'ID is the 8 digits in the middle of a verifier key; without it the key that was replaced is meant.',
  ].join('\n'),
  options: {
    'key-file': { type: 'string' },
    key: { type: 'string' },
    from: { type: 'string' },
    reason: { type: 'string' },
  },
  takesArguments: true,
  run: async (call) => {
    const [what = '', ...more] = call.positionals;
    const run = Object.hasOwn(ACTIONS, what) && more.length === 0 ? ACTIONS[what] : undefined;
    if (run !== undefined) return run(call);
    call.io.err('Say what to do with the key: rotate, retire or compromised.\n');
    return EXIT.badInput;
  },
};

const ACTIONS: Readonly<Record<string, (call: Call) => Promise<number>>> = { rotate, retire, compromised };

async function rotate(call: Call): Promise<number> {
  const file = call.options['key-file'];
  if (typeof file !== 'string') {
    call.io.err('Say --key-file NEW: where the next private key is, or is to be made.\n');
    return EXIT.badInput;
  }
  const { rotateKey } = await import('../keys.ts');
  let next = '';
  const work = await openWork(call, async (originBase) => {
    const { generateLedgerKey, readLedgerKey, writeLedgerKey } = await import('../ports/ledger-key.ts');
    const { formatVerifierKey } = await import('../core/note-keys.ts');
    // A file that is there was made by a run that was interrupted, or by whoever brings their own key.
    if (!existsSync(file)) await writeLedgerKey(file, generateLedgerKey(originBase).key);
    const key = await readLedgerKey(file, originBase);
    next = formatVerifierKey(key);
    return key;
  });
  return say(call, await rotateKey(work, next), `Let COUNTERSIGN_LEDGER_KEY name ${file} from now on.`);
}

async function retire(call: Call): Promise<number> {
  const { retireKey } = await import('../keys.ts');
  return say(call, await retireKey(await openWork(call), idOf(call)));
}

async function compromised(call: Call): Promise<number> {
  const { from, reason } = call.options;
  const [, year, index] = /^(?:(\d{4})\/)?(0|[1-9]\d{0,8})$/.exec(typeof from === 'string' ? from : '') ?? [];
  if (index === undefined || typeof reason !== 'string' || reason.trim() === '' || reason.length > 2_000) {
    call.io.err('Say --from INDEX (or YEAR/INDEX) and --reason TEXT of at most 2,000 characters.\n');
    return EXIT.badInput;
  }
  const { markCompromised } = await import('../keys.ts');
  const place = { year: year === undefined ? null : Number(year), index: Number(index) };
  return say(call, await markCompromised(await openWork(call), { from: place, reason, key: idOf(call) }));
}

function idOf({ options }: Call): string | null {
  return typeof options['key'] === 'string' ? options['key'] : null;
}

async function openWork({ io }: Call, nextKey: NextKey | null = null): Promise<KeyWork> {
  const { openWorkplace } = await import('./environment.ts');
  const { pinnedKey } = await import('../pinned-key.ts');
  const place = await openWorkplace(io, nextKey);
  const { id, defaultBranch } = await place.forge.repository();
  const main = await place.repository.resolve(defaultBranch);
  if (main === null) throw new Error(`the repository has no branch ${defaultBranch}`);
  const { name: originBase } = await pinnedKey(place.repository);
  return { ledger: place.ledger, originBase, base: { repository: id, main }, now: place.now() };
}

function say({ io }: Call, answer: KeyAnswer, next = ''): number {
  if (answer.kind === 'no') {
    io.err(`${answer.sentence} Nothing was changed.\n`);
    return EXIT.no;
  }
  io.out(`${answer.sentence}${next === '' ? '' : ` ${next}`}\n`);
  return EXIT.done;
}
