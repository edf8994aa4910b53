// One verification in a process of its own: prints the milliseconds it took and its peak memory in MB.
import { verify as isSigned } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { canonicalBytes } from '../../scripts/core/audit/content.ts';
import { checkpointsCover } from '../../scripts/core/audit/checkpoints.ts';
import { ledgerStructure } from '../../scripts/core/audit/structure.ts';
import { tilesAgree } from '../../scripts/core/audit/tiles.ts';
import { readNote } from '../../scripts/core/note.ts';
import { parseVerifierKey } from '../../scripts/core/note-keys.ts';
import { type Git, gitAt } from '../../scripts/ports/git.ts';
import { verify } from '../../scripts/verify.ts';
import { companionOf } from '../../scripts/verify/companion.ts';
import { saveMemory } from '../../scripts/verify/frugal.ts';
import { readLedgerYear } from '../../scripts/verify/read-ledger.ts';
import { readPinned } from './ledger-pin.ts';

const LEDGER = 'refs/heads/ledger/2026';
const [what = '', directory = ''] = process.argv.slice(2);
saveMemory(); // as the command does
const start = performance.now();
const findings = await findingsOf(what);
if (findings.length > 0) throw new Error(findings.slice(0, 5).join('\n'));
console.log(`${performance.now() - start} ${peak()}`);

function findingsOf(name: string): Promise<readonly string[]> {
  if (name === 'signatures') return signatures();
  return name === 'all' ? everything() : chain(name === 'chain');
}

async function everything(): Promise<readonly string[]> {
  const { findings } = await verify({ directory });
  return findings.filter(({ severity }) => severity === 'failure').map(({ sentence }) => sentence);
}

/** The ledger alone, with no look at what its records decide, with or without the signatures of its checkpoints. */
async function chain(isSignedToo: boolean): Promise<readonly string[]> {
  const git = gitAt(directory);
  const { origin, key: keyText } = await readPinned(git);
  const trust = { originBase: origin, keyText, key: parseVerifierKey(keyText) };
  const nobody = { judge: () => Promise.resolve(), result: () => ({ derived: 0, findings: [], notRederivable: [] }) };
  const companion = companionOf(nobody, trust);
  const unsigned = { ...companion, signers: () => Promise.resolve([]) };
  const ledger = await readLedgerYear(git, 2026, await headOf(git), isSignedToo ? companion : unsigned);
  const history = { trust, ledgers: [ledger], main: null, known: ledger.known };
  const checks = [ledgerStructure, canonicalBytes, tilesAgree, ...(isSignedToo ? [checkpointsCover] : [])];
  return checks.flatMap((check) => check(history)).map(({ sentence }) => sentence);
}

/** As many Ed25519 signatures as the ledger has checkpoints, one after another and nothing else: OpenSSL's share. */
async function signatures(): Promise<readonly string[]> {
  const git = gitAt(directory);
  const key = parseVerifierKey((await readPinned(git)).key);
  const note = readNote(await git.raw(['show', `${await headOf(git)}:checkpoint`]));
  const signature = note?.signatures[0]?.signature;
  if (key === null || note === null || signature === undefined) return ['The newest checkpoint is not signed.'];
  const [text, count] = [Buffer.from(note.text), Number(await git.raw(['rev-list', '--count', LEDGER]))];
  const fits = Array.from({ length: count }, () => isSigned(null, text, key.key, signature));
  return fits.every(Boolean) ? [] : ['The newest checkpoint is not signed by the pinned key.'];
}

async function headOf(git: Git): Promise<string> {
  return (await git.raw(['rev-parse', LEDGER])).trim();
}

/** In MB. Linux counts the peak of whoever started a process as that process's own in `maxRSS`, and not in `VmHWM`. */
function peak(): number {
  const { maxRSS } = process.resourceUsage();
  const status = process.platform === 'linux' ? readFileSync('/proc/self/status', 'utf8') : '';
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? maxRSS) / 1_024;
}
