// The looks at the repository's protection, held against each other: none is missing, and what they tell of is on the ledger.
import { recordId } from '../records.ts';
import type { Indexed } from '../records.ts';
import type { SettingsRead } from '../records-of-settings.ts';
import { FAR_APART } from '../settings-looks.ts';
import { momentOf } from '../snapshots.ts';
import { type History, type Known, momentIn, ofTypes, type Remark, typeOf } from './history.ts';
import { at } from './requests.ts';

/**
 * Each look begins where the one before ended, was over when it was recorded, and names gate failures of weaker protection alone
 * (README: The ledger, 8). That nobody looked for more than two days is told, from the first look on.
 */
export function looksHold({ known }: Pick<History, 'known'>): readonly Remark[] {
  const weakened = new Set<string>();
  let before: Look | null = null;
  const remarks = ofTypes(known, 'gate-failure', 'settings-read').flatMap((one): readonly Remark[] => {
    if (isLook(one)) {
      const said = [...continued(one, before, known), ...named(one, weakened, known), ...apart(one)];
      before = one;
      return said;
    }
    if (isWeakening(one.record)) weakened.add(recordId(one.record));
    return [];
  });
  return [
    ...remarks,
    ...ofTypes(known, 'settings-read')
      .slice(-1)
      .flatMap((last) => silent(last, known)),
  ];
}

type Look = Known & { readonly record: Indexed<SettingsRead> };

function isLook(one: Known): one is Look {
  return typeOf(one) === 'settings-read';
}

function isWeakening(record: Indexed): boolean {
  return record.type === 'gate-failure' && record.kind === 'protection-weakened';
}

function continued(look: Look, before: Look | null, known: readonly Known[]): readonly Remark[] {
  const { from, until, at: written } = look.record;
  const remarks: Remark[] = [];
  if (before !== null && before.record.until !== from) {
    const begin = from === null ? 'and this look says that it is the first' : `and this look begins at ${from}`;
    remarks.push(at(look, 'settings-gap', `The settings were looked at up to ${before.record.until}, ${begin}.`));
  }
  if (before === null && from !== null && isFromTheBeginning(known)) {
    remarks.push(
      at(look, 'settings-gap', `It goes on from a look that ended at ${from}, and there is none before it.`),
    );
  }
  const isTimely = momentOf(until) <= momentOf(written) && (from === null || momentOf(from) < momentOf(until));
  if (!isTimely) {
    const span = from === null ? `reaches to ${until}` : `covers ${from} to ${until}`;
    remarks.push(at(look, 'settings-gap', `It ${span}, and was written at ${written}.`));
  }
  return remarks;
}

/** Whether the very first record of the ledger is here: older years may be gone when their time is over. */
function isFromTheBeginning(known: readonly Known[]): boolean {
  return known.slice(0, 1).some(({ record }) => record.type === 'key-enrolled' && record.previous === null);
}

/** What a look names in a year that is not here cannot be looked up. */
function named(look: Look, weakened: ReadonlySet<string>, known: readonly Known[]): readonly Remark[] {
  const isHere = (id: string): boolean => known.some(({ entry }) => id.startsWith(`${entry.year}/`));
  const strange = look.record.failures.filter((id) => !weakened.has(id) && isHere(id));
  return strange.map((id) =>
    at(
      look,
      'settings-untold',
      `It names record ${id}, and no gate failure of weaker protection before it is called that.`,
    ),
  );
}

function apart(look: Look): readonly Remark[] {
  const { from, until } = look.record;
  if (from === null || momentOf(until) - momentOf(from) <= FAR_APART) return [];
  return [unseen(look, `Nobody looked at the settings between ${from} and ${until}.`)];
}

function silent(last: Look, known: readonly Known[]): readonly Remark[] {
  const end = known.reduce((latest, one) => Math.max(latest, momentIn(one)), 0);
  const { until } = last.record;
  if (end - momentOf(until) <= FAR_APART) return [];
  return [unseen(last, `The settings were looked at up to ${until} and not since.`)];
}

function unseen(look: Look, sentence: string): Remark {
  return { ...at(look, 'settings-unseen', sentence), severity: 'reported' };
}
