// The signatures: every commit's checkpoint by the pinned key over the records so far, and each year quoting the one before.
import { ledgerOrigin, openCheckpoint } from '../checkpoint.ts';
import { type History, type LedgerCommit, type LedgerYear, type Remark, short, type Trust } from './history.ts';

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
export function checkpointsCover({ ledgers, trust }: History): readonly Remark[] {
  return ledgers.flatMap((ledger) => ledger.commits.flatMap((commit) => coverage(commit, ledger, trust)));
}

function coverage(
  { sha, checkpoint, size }: LedgerCommit,
  { year, roots }: LedgerYear,
  trust: Trust,
): readonly Remark[] {
  if (checkpoint === null || trust.key === null || trust.originBase === null) return []; // said elsewhere
  const place = { commit: sha, file: 'checkpoint', record: size === 0 ? null : `${year}/${size - 1}` };
  const answer = openCheckpoint(checkpoint, [trust.key], ledgerOrigin(trust.originBase, year));
  const whose = `The checkpoint of commit ${short(sha)} does not hold`;
  if (answer.kind === 'refused')
    return [{ ...place, code: 'checkpoint-unsigned', sentence: `${whose}: ${answer.why}.` }];
  const signed = answer.checkpoint;
  if (signed.size !== size) {
    const sentence = `${whose}: it counts ${signed.size} records, and there are ${size}.`;
    return [{ ...place, code: 'checkpoint-size', sentence }];
  }
  if (signed.root === roots[size]) return [];
  return [{ ...place, code: 'checkpoint-root', sentence: `${whose}: the records up to there have another root.` }];
}

/** A year begins by enrolling the pinned key and quoting the last checkpoint of the year before. */
export function yearsContinue({ ledgers, known, trust }: History): readonly Remark[] {
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
    if (trust.keyText !== null && key !== trust.keyText)
      say('key-differs', 'It enrols another key than the pinned one.');
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
    } else if (previous.root !== before.roots[previous.size]) {
      say(
        'quote-differs',
        `It quotes ${previous.size} records of ledger/${before.year} with a root that they do not have.`,
      );
    }
    return remarks;
  });
}
