// A commit of the ledger in little memory: as the append verb leaves one, it is told from its records and its signature.
import { formatCheckpoint, parseCheckpoint } from '../core/checkpoint.ts';
import type { HistoryCommit, LedgerCommit } from '../core/audit/history.ts';
import { isAppend } from '../core/audit/structure.ts';
import type { Sha } from '../core/facts.ts';
import { strictBase64 } from '../core/note-keys.ts';
import { readNote } from '../core/note.ts';
import { type Frame, type LeanYear, SIGNATURE } from './lean.ts';
import { base64Of, hexOf } from '../ports/pieces.ts';

/** What a commit has that is not as the append verb leaves it. */
interface Odd {
  /** Where it is not an append alone. */
  readonly told?: Pick<HistoryCommit, 'parents' | 'changes'>;
  /** Latin-1 of the note's bytes: it has one letter beyond, and takes half the memory so. */
  readonly note?: string | null;
}

const NO_NOTE: Odd = { note: null };

/** A commit of the ledger; its records are those that the year has between the commit before and its own size. */
export class LeanCommit implements LedgerCommit {
  readonly size: number;
  signedBy: readonly string[] = NOBODY;
  readonly #year: LeanYear;
  readonly #at: number;
  readonly #odd: Odd | null;
  /** @param note its checkpoint, `null` where there is none that matters */
  constructor(year: LeanYear, commit: HistoryCommit, note: string | null) {
    this.#year = year;
    this.#at = year.commits.length;
    this.size = year.entries.length;
    year.ids.add(Buffer.from(commit.sha, 'hex'));
    const signature = note === null ? null : this.#signatureIn(note);
    year.signatures.add(signature ?? NO_SIGNATURE);
    const { parents, changes } = commit;
    const isTold = isAppend(commit, this.#before()) && changes.length === this.size - this.#first() + 1;
    if (isTold && signature !== null) this.#odd = null;
    else if (isTold && note === null) this.#odd = NO_NOTE;
    else {
      const kept = signature !== null ? {} : { note: note === null ? null : Buffer.from(note).toString('latin1') };
      this.#odd = { ...kept, ...(isTold ? {} : { told: { parents, changes } }) };
    }
  }
  get sha(): Sha {
    return hexOf(this.#year.ids.at(this.#at));
  }
  get message(): string {
    return '';
  }
  get isAppend(): boolean {
    return this.#odd?.told === undefined;
  }
  get parents(): readonly Sha[] {
    const before = this.#before();
    return this.#odd?.told?.parents ?? (before === null ? [] : [before]);
  }
  /** The changes; the ids of blobs are let go where a commit is as the append verb leaves it, and its records come in their order. */
  get changes(): HistoryCommit['changes'] {
    return this.#odd?.told?.changes ?? this.#changes();
  }
  get checkpoint(): string | null {
    const note = this.#odd?.note;
    if (note === undefined) return `${this.#head()}${base64Of(this.#year.signatures.at(this.#at))}\n`;
    return note === null ? null : Buffer.from(note, 'latin1').toString('utf8');
  }
  get covers(): string | null {
    return this.#odd?.note === undefined ? (this.#year.frame?.origin ?? null) : null;
  }
  #before(): Sha | null {
    return this.#at === 0 ? null : hexOf(this.#year.ids.at(this.#at - 1));
  }
  /** The number of records before its own. */
  #first(): number {
    return this.#year.commits[this.#at - 1]?.size ?? 0;
  }
  #changes(): HistoryCommit['changes'] {
    const own = this.#year.entries.slice(this.#first(), this.size);
    const checkpoint = { path: 'checkpoint', status: this.#at === 0 ? 'A' : 'M', mode: '100644', blob: '' };
    return [checkpoint, ...own.map(({ path, mode }) => ({ path, status: 'A', mode, blob: '' }))];
  }
  /** The one signature of a note that says nothing else than what is known; `null` where it cannot be written again from that. */
  #signatureIn(note: string): Uint8Array | null {
    this.#year.frame ??= frameOf(note);
    if (this.#year.frame === null) return null; // a later one may say what it is, and would then be told instead of this
    const head = this.#head();
    if (!note.startsWith(head) || !note.endsWith('\n')) return null;
    const signature = strictBase64(note.slice(head.length, -1));
    return signature?.length === SIGNATURE ? signature : null;
  }
  /** What the checkpoint over its records begins with, up to the signature. */
  #head(): string {
    const { origin, signer } = this.#year.frame ?? NO_FRAME;
    const root = base64Of(this.#year.roots.at(this.size));
    return `${formatCheckpoint({ origin, size: this.size, root })}\n\u2014 ${signer} `;
  }
}

const NOBODY: readonly string[] = [];
const NO_FRAME: Frame = { origin: '', signer: '' };
const NO_SIGNATURE = new Uint8Array(SIGNATURE);

/** What a good checkpoint says that all of its year say, `null` where it is none. */
function frameOf(note: string): Frame | null {
  const parts = readNote(note);
  const checkpoint = parts === null ? null : parseCheckpoint(parts.text);
  const signer = parts?.signatures.at(-1)?.name;
  return checkpoint === null || signer === undefined ? null : { origin: checkpoint.origin, signer };
}
