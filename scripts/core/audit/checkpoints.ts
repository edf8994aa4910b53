// The signatures: every commit's checkpoint by the key in force over the records so far, and each year quoting the one before.
import { ledgerOrigin } from '../checkpoint.ts';
import { keyId } from '../key-history.ts';
import { type History, ofTypes, type Remark, short } from './history.ts';
import { walkKeys } from './keys.ts';

/** The pinned key itself: without it nothing below proves anything. */
export function pinnedKey({ trust, main }: History): readonly Remark[] {
  const file = 'policies/keys.yaml';
  const pins = main?.pins ?? [];
  if (trust.key === null) {
    const sentence = 'No public key is pinned on main, and none was given, so no signature can be checked.';
    return [{ code: 'key-missing', file, sentence }];
  }
  return pins.flatMap(({ commit, key }) =>
    key === trust.keyText
      ? []
      : [
          {
            code: 'key-replaced',
            file,
            commit,
            sentence: `Commit ${short(commit)} pins another key than the one that is trusted here.`,
          },
        ],
  );
}

/** Signature, size and root of every commit, recomputed (C2SP tlog-checkpoint, RFC 6962). */
export function checkpointsCover(history: History): readonly Remark[] {
  return walkKeys(history)?.remarks ?? [];
}

/** A rotation vouches for what the year before got after it had been quoted, where there is any: the old key will not any more. */
export function rotationsQuote({ ledgers, known, trust }: History): readonly Remark[] {
  return ofTypes(known, 'key-enrolled').flatMap(({ entry, record }): readonly Remark[] => {
    const { role, previous } = record;
    if (role !== 'rotation' || previous === null || trust.originBase === null) return [];
    const { originBase } = trust;
    const before = ledgers.find(({ year }) => previous.origin === ledgerOrigin(originBase, year));
    if (before !== undefined && before.year < entry.year && before.roots.at(previous.size) === previous.root) return [];
    const sentence = `It quotes ${previous.size} records of ${previous.origin}, which never had that root or are not here.`;
    return [{ code: 'quote-differs', record: entry.id, file: entry.path, commit: entry.commit, sentence }];
  });
}

/** A year begins by enrolling the key in force and quoting the last checkpoint of the year before. */
export function yearsContinue(history: History): readonly Remark[] {
  const { ledgers, known, trust } = history;
  return ledgers.flatMap((ledger, at): readonly Remark[] => {
    const { year, commits } = ledger;
    const first = known.find(({ entry }) => entry.year === year && entry.position === 0);
    const place = { record: `${year}/0`, commit: commits[0]?.sha ?? null, file: first?.entry.path ?? null };
    if (first?.record.type !== 'key-enrolled') {
      return [{ ...place, code: 'year-unfounded', sentence: `ledger/${year} does not begin with key-enrolled.` }];
    }
    const { key, origin, previous } = first.record;
    const remarks: Remark[] = [];
    const say = (code: string, sentence: string, more: Partial<Remark> = {}): unknown =>
      remarks.push({ ...place, code, sentence, ...more });
    if (trust.originBase !== null && origin !== ledgerOrigin(trust.originBase, year)) {
      say('year-unfounded', `It founds ${origin}, not ${ledgerOrigin(trust.originBase, year)}.`);
    }
    const inForce = walkKeys(history)?.starts.get(year)?.current ?? trust.keyText;
    if (inForce !== null && key !== inForce) {
      const which = inForce === trust.keyText ? 'the pinned one' : `the one in force, ${keyId(inForce)}`;
      say('key-differs', `It enrols another key than ${which}.`);
    }
    const before = ledgers[at - 1];
    if (before === undefined) {
      if (previous === null) return remarks;
      say('year-absent', `${previous.origin}, which it continues, is not in this clone and was not checked.`, {
        severity: 'reported',
      });
      return remarks;
    }
    if (
      previous === null ||
      trust.originBase === null ||
      previous.origin !== ledgerOrigin(trust.originBase, before.year)
    ) {
      say('quote-differs', `It does not quote ledger/${before.year}.`);
    } else if (previous.root !== before.roots.at(previous.size)) {
      say(
        'quote-differs',
        `It quotes ${previous.size} records of ledger/${before.year} with a root that they do not have.`,
      );
    }
    return remarks;
  });
}
