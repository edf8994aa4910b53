// What goes along with the reading of a ledger: decisions are derived again, and signatures checked beside it.
import type { Trust } from '../core/audit/history.ts';
import { signersOf } from '../core/note.ts';
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
  const keys = new Map<string, VerifierKey & { readonly text: string }>();
  const sets = new Map<string, readonly string[]>(); // nearly always the same one
  const learn = (text: string): void => {
    const key = keys.has(text) ? null : parseVerifierKey(text);
    if (key !== null) keys.set(text, { ...key, text });
  };
  if (trust.keyText !== null) learn(trust.keyText);
  return {
    from,
    progress,
    judge: async (known, kept) => {
      if (known.record.type === 'key-enrolled') learn(known.record.key);
      await deciding.judge(known, known.entry.position < from(known.entry.year), kept);
    },
    signers: (checkpoints) => {
      const known = [...keys.values()];
      const signedBy = async (checkpoint: string): Promise<readonly string[]> => {
        const signed = (await signersOf(checkpoint, known)).map(({ text }) => text);
        const name = signed.join(' ');
        const same = sets.get(name) ?? signed;
        sets.set(name, same);
        return same;
      };
      return Promise.all(checkpoints.map(signedBy));
    },
  };
}
