// Beginning a year's ledger: its key is enrolled, and the last checkpoint of the year before is quoted.
import { type Checkpoint, ledgerOrigin } from '../core/checkpoint.ts';
import { formatVerifierKey, type VerifierKey } from '../core/note-keys.ts';
import { formatInstant, type Instant } from '../core/time.ts';
import { FOUNDING } from './ledger-years.ts';
import type { AppendResult, Ledger, LedgerView } from './ledger.ts';

export interface Founding {
  readonly originBase: string;
  /** The key that the year's checkpoints are signed with. */
  readonly key: VerifierKey;
  /** Further fields of the record, for example who approved. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/**
 * Founds the ledger of the year that `now` lies in; does nothing where it exists, so that it may be called every time.
 * It never waits in a queue: it quotes the very head that it follows.
 * @throws LedgerFault as `append` does.
 */
export function foundLedger(ledger: Ledger, founding: Founding, now: Instant): Promise<AppendResult> {
  const year = new Date(now).getUTCFullYear();
  return ledger.append((view) => {
    if (view.branches.some((branch) => branch.year === year)) return [];
    const origin = ledgerOrigin(founding.originBase, year);
    const key = formatVerifierKey(founding.key);
    const previous = lastCheckpoint(view, founding.originBase);
    return [{ ...founding.fields, type: FOUNDING, at: formatInstant(now), key, origin, previous }];
  }, now);
}

function lastCheckpoint({ year, size, root }: LedgerView, originBase: string): Checkpoint | null {
  return year === null || root === null ? null : { origin: ledgerOrigin(originBase, year), size, root };
}
