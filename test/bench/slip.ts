// How long it takes to check one slip, and how large it is: from ledgers of a thousand and of a hundred thousand records.
import { canonicalize } from '../../scripts/core/canonical.ts';
import { ledgerOrigin, signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { type Hash, leafHash, rootOf } from '../../scripts/core/merkle.ts';
import { formatVerifierKey } from '../../scripts/core/note-keys.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { formatSlip } from '../../scripts/core/slip.ts';
import { checkSlip } from '../../scripts/core/slip-check.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { makeSlip } from '../../scripts/slip.ts';
import { isApproved, realHistory } from '../fixtures/history.ts';
import { tamperedCopy } from '../fixtures/tampering.ts';
import { interleave, median, type Print, row } from './measure.ts';

const SIZES = [1_000, 100_000];
const ROUNDS = 50;
const AIM = 50;
const WIDTHS = [34, 12, 12, 12];

/** Measures in interleaved rounds and prints medians and the slowest in ms. Throws where a slip does not hold. */
export async function run(print: Print): Promise<void> {
  const history = await realHistory([isApproved]);
  try {
    const { records } = await tamperedCopy(history);
    const id = String(records.find((one) => one['type'] === 'action-approved')?.['action'].id);
    const { key } = generateLedgerKey(history.key.name);
    const slips = [
      {
        name: `a real history of ${records.length} records`,
        text: (await makeSlip(history.clone, id)).text,
        vkey: history.vkey,
      },
      ...SIZES.map((size) => ({
        name: `among ${size} records`,
        text: amongMany(id, records as readonly Indexed[], size, key),
        vkey: formatVerifierKey(key),
      })),
    ];
    const variants = slips.map(({ name, text, vkey }) => {
      const bytes = Buffer.from(text);
      return { name, run: () => mustHold(checkSlip(bytes, [vkey])) };
    });
    const times = await interleave(ROUNDS, variants);
    print(`Checking one slip: an approved and executed action, ${ROUNDS} interleaved rounds`);
    print(row(WIDTHS, ['', 'median ms', 'slowest ms', 'bytes']));
    let slowest = 0;
    for (const { name, text } of slips) {
      const own = times.get(name) ?? [];
      slowest = Math.max(slowest, ...own);
      const cells = [median(own).toFixed(2), Math.max(...own).toFixed(2), String(Buffer.byteLength(text))];
      print(row(WIDTHS, [name, ...cells]));
    }
    print(`Aim: under ${AIM} ms; ${slowest < AIM ? 'reached' : 'NOT reached'}.`);
  } finally {
    history.remove();
  }
}

/** The same records with that many others behind them, so that the proofs are as long as there. */
function amongMany(
  id: string,
  records: readonly Indexed[],
  size: number,
  key: Parameters<typeof signCheckpoint>[1],
): string {
  const own = records.map((record) => leafHash(Buffer.from(canonicalize(record))));
  const others = Array.from({ length: size - own.length }, (_, at): Hash => leafHash(Buffer.from(String(at))));
  const leaves = [...own, ...others];
  const root = Buffer.from(rootOf(leaves)).toString('base64');
  const checkpoint = signCheckpoint({ origin: ledgerOrigin(key.name, 2026), size, root }, key);
  const text = formatSlip(id, [{ key: formatVerifierKey(key), checkpoint, leaves, records }]);
  if (text === null) throw new Error('There is no record about the action.');
  return text;
}

function mustHold({ ok, findings }: ReturnType<typeof checkSlip>): void {
  if (!ok) throw new Error(`The slip does not hold: ${findings.map(({ sentence }) => sentence).join(' ')}`);
}
