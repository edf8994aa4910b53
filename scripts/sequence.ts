// sequence: brings in what waits before the ledger, the signed batches of other writers and what was claimed without a key.
import { claimedFailure } from './core/claimed.ts';
import { formatInstant } from './core/time.ts';
import { readGround } from './ground.ts';
import type { Ground } from './ground.ts';
import type { Sequenced } from './ports/ledger.ts';
import type { Workplace } from './workplace.ts';

/**
 * Appends everything that waits; running it twice appends nothing twice.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where nothing may be appended
 */
export async function sequence(place: Workplace): Promise<Sequenced> {
  return sequenceOn(await readGround(place), place);
}

/** The same on ground that was read already. */
export async function sequenceOn(
  { info, main }: Pick<Ground, 'info' | 'main'>,
  place: Pick<Workplace, 'ledger' | 'now' | 'log'>,
): Promise<Sequenced> {
  const now = place.now();
  const base = { at: formatInstant(now), repository: info.id, main };
  const done = await place.ledger.sequence((claim) => claimedFailure(claim, base), now);
  for (const { record, year, index } of done.appended) place.log(`${record.type} came in as ${year}/${index}`);
  for (const { batch, why } of done.refused) place.log(`batch ${batch} is refused and kept: ${why}`);
  return done;
}
