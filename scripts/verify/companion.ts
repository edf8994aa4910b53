// What goes along with the reading of a ledger: decisions are derived again, and signatures checked beside it.
import type { Trust } from '../core/audit/history.ts';
import { isSignedBy } from '../core/note.ts';
import { parseVerifierKey, type VerifierKey } from '../core/note-keys.ts';
import type { Deciding } from './decisions.ts';
import type { Companion } from './read-ledger.ts';

/** @param from the place before which a year's records were verified another time */
export function companionOf(
  deciding: Deciding,
  trust: Trust,
  from: (year: number) => number = () => 0,
  progress: Companion['progress'] = () => undefined,
): Companion {
  // Which of them had to sign what is decided later, by the records; here it is only found out who did.
  const keys = new Map<string, VerifierKey>();
  const sets = new Map<string, readonly string[]>(); // nearly always the same one
  const learn = (text: string): void => {
    const key = keys.has(text) ? null : parseVerifierKey(text);
    if (key !== null) keys.set(text, key);
  };
  if (trust.keyText !== null) learn(trust.keyText);
  return {
    from,
    progress,
    judge: async (known, kept) => {
      if (known.record.type === 'key-enrolled') learn(known.record.key);
      await deciding.judge(known, known.entry.position < from(known.entry.year), kept);
    },
    signers: async (checkpoint) => {
      const asked = [...keys].map(async ([text, key]) => ((await isSignedBy(checkpoint, key)) ? [text] : []));
      const signed = (await Promise.all(asked)).flat();
      const known = sets.get(signed.join(' ')) ?? signed;
      sets.set(signed.join(' '), known);
      return known;
    },
  };
}
