// What an attack is to these tests, and what an attacker needs again and again: commits of any make, checkpoints by any key.
import { canonicalize } from '../../scripts/core/canonical.ts';
import { ledgerOrigin, signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { appendLeaf, EMPTY_FRONTIER, leafHash, rootOfFrontier } from '../../scripts/core/merkle.ts';
import type { SigningKey } from '../../scripts/core/note-keys.ts';
import { indexOf, LEDGER, type LedgerStep, type Loose, pathOf, type Tampered } from '../fixtures/tampering.ts';

/** In place of a finding's code: the clone cannot be read, and nothing is verified. */
export const UNREADABLE = 'unreadable';

/** One way to do it, and the finding that gives it away: its code and words from its sentence. */
export type Way = readonly [tamper: (copy: Tampered) => void, code: string, words: string];

export interface Attack {
  /** By which the attacks are known; each is staged once or is in the table of those that are not. */
  readonly number: number;
  /** Finishes "somebody": what is done, in a few words. */
  readonly does: string;
  readonly ways: readonly Way[];
}

/** The title of its test. */
export function titleOf({ number, does }: Pick<Attack, 'number' | 'does'>): string {
  return `attack ${number}: ${does}`;
}

/** Changes the first record of a type, and signs everything anew: only the holder of the key can. */
export function insider(copy: Tampered, type: string, change: (record: Loose) => Loose): void {
  const at = indexOf(copy, type);
  copy.resign(copy.records.map((one, place) => (place === at ? change(one) : one)));
}

/** Leaves out the first record of a type, moves what points behind it, and signs everything anew. */
export function without(copy: Tampered, type: string, at = indexOf(copy, type)): void {
  const moved = (name: unknown): string => {
    const index = Number(String(name).split('/')[1]);
    return `2026/${index > at ? index - 1 : index}`;
  };
  const pointing = (one: Loose): Loose => ({
    ...one,
    ...('approval' in one ? { approval: moved(one['approval']) } : {}),
    ...('intent' in one ? { intent: moved(one['intent']) } : {}),
  });
  copy.resign(copy.records.filter((_, place) => place !== at).map(pointing));
}

/** Changes every review in the evidence of the first approval; its record goes on saying what it said. */
export function reviews(copy: Tampered, change: (review: Loose) => Loose | null): void {
  insider(copy, 'action-approved', (one) => ({
    ...one,
    pull: { ...one['pull'], reviews: one['pull'].reviews.flatMap((review: Loose) => change(review) ?? []) },
  }));
}

export interface SignedText {
  readonly text: string;
  readonly path: string;
  readonly by: readonly [SigningKey, ...SigningKey[]];
}

/** Commits of these very texts, whatever they are, each with a checkpoint that holds. */
export function signedSteps(texts: readonly SignedText[]): readonly LedgerStep[] {
  let frontier = EMPTY_FRONTIER;
  return texts.map(({ text, path, by: [key, ...others] }, at) => {
    frontier = appendLeaf(frontier, leafHash(Buffer.from(text)));
    const root = Buffer.from(rootOfFrontier(frontier)).toString('base64');
    const origin = ledgerOrigin(key.name, 2026);
    return { [path]: text, checkpoint: signCheckpoint({ origin, size: at + 1, root }, key, ...others) };
  });
}

/** The ledger as it is and these records behind it, each signed by the keys beside it. */
export function appended(
  copy: Tampered,
  more: readonly (readonly [Loose, SigningKey, ...SigningKey[]])[],
): readonly LedgerStep[] {
  const last: Loose = copy.records.at(-1) ?? {};
  const base = { v: 1, at: last['at'], repository: last['repository'], main: last['main'] };
  const old = copy.records.map((record, index): SignedText => {
    return { text: canonicalize(record), path: pathOf(record, index), by: [copy.key] };
  });
  const fresh = more.map(([draft, ...by], at): SignedText => {
    const index = copy.records.length + at;
    const record: Loose = { ...base, ...draft, index };
    return { text: canonicalize(record), path: pathOf(record, index), by };
  });
  return signedSteps([...old, ...fresh]);
}

/** The branch's newest commit again: of another author, with another message, or with other parents. */
export function amended(
  copy: Tampered,
  ref: string,
  { name = 'M', message = 'm', parents }: { name?: string; message?: string; parents?: readonly string[] },
): string {
  const identity = ['-c', `user.name=${name}`, '-c', 'user.email=m@example.invalid'];
  const before = parents ?? copy.git('show', '--no-patch', '--format=%P', ref).split(' ');
  const args = before.flatMap((parent) => ['-p', parent]);
  const sha = copy.git(...identity, 'commit-tree', `${ref}^{tree}`, ...args, '-m', message);
  copy.git('update-ref', ref, sha);
  return sha;
}

/** The newest record of the ledger, written again with another checkpoint. */
export function lastCheckpoint(copy: Tampered, change: (note: string) => string): void {
  const last = copy.steps.at(-1) ?? {};
  const parent = copy.git('rev-parse', `${LEDGER}~1`);
  copy.commit(LEDGER, { ...last, checkpoint: change(last['checkpoint'] ?? '') }, parent);
}
