// One verification in a process of its own: prints the milliseconds it took and its peak memory in MB.
import { performance } from 'node:perf_hooks';
import { canonicalBytes } from '../../scripts/core/audit/content.ts';
import { checkpointsCover } from '../../scripts/core/audit/checkpoints.ts';
import { ledgerStructure } from '../../scripts/core/audit/structure.ts';
import { tilesAgree } from '../../scripts/core/audit/tiles.ts';
import { parseVerifierKey } from '../../scripts/core/note-keys.ts';
import { gitAt } from '../../scripts/ports/git.ts';
import { verify } from '../../scripts/verify.ts';
import { companionOf } from '../../scripts/verify/companion.ts';
import { saveMemory } from '../../scripts/verify/frugal.ts';
import { readLedgerYear } from '../../scripts/verify/read-ledger.ts';
import { readPinned } from './ledger-pin.ts';

const [what = '', directory = ''] = process.argv.slice(2);
saveMemory(); // as the command does
const start = performance.now();
const findings = what === 'chain' ? await chain() : await everything();
if (findings.length > 0) throw new Error(findings.slice(0, 5).join('\n'));
console.log(`${performance.now() - start} ${process.resourceUsage().maxRSS / 1_024}`);

async function everything(): Promise<readonly string[]> {
  const { findings } = await verify({ directory });
  return findings.filter(({ severity }) => severity === 'failure').map(({ sentence }) => sentence);
}

/** The ledger alone, with no look at what its records decide. */
async function chain(): Promise<readonly string[]> {
  const git = gitAt(directory);
  const { origin, key: keyText } = await readPinned(git);
  const trust = { originBase: origin, keyText, key: parseVerifierKey(keyText) };
  const nobody = { judge: () => Promise.resolve(), result: () => ({ derived: 0, findings: [], notRederivable: [] }) };
  const head = (await git.raw(['rev-parse', 'refs/heads/ledger/2026'])).trim();
  const ledger = await readLedgerYear(git, 2026, head, companionOf(nobody, trust));
  const history = { trust, ledgers: [ledger], main: null, known: ledger.known };
  const checks = [ledgerStructure, canonicalBytes, checkpointsCover, tilesAgree];
  return checks.flatMap((check) => check(history)).map(({ sentence }) => sentence);
}
