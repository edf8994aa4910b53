// A commit of the ledger in little memory: as the append verb leaves one, it is told from its records and its signature.
import { formatCheckpoint } from '../core/checkpoint.ts';
import type { Change, HistoryCommit, LedgerCommit } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { strictBase64 } from '../core/note-keys.ts';
import { type Frame, type LeanYear, SIGNATURE } from './lean.ts';
import { base64Of, hexOf } from '../ports/pieces.ts';

/** What a commit has that is not as the append verb leaves it. */
interface Odd {
  readonly parents?: readonly Sha[];
  readonly changes?: HistoryCommit['changes'];
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
  /** @param note the bytes of its checkpoint, `null` where there is none that matters */
  constructor(year: LeanYear, commit: HistoryCommit, note: Uint8Array | null) {
    this.#year = year;
    this.#at = year.commits.length;
    this.size = year.entries.length;
    year.ids.add(Buffer.from(commit.sha, 'hex'));
    const signature = note === null ? null : this.#signatureIn(note);
    year.signatures.add(signature ?? NO_SIGNATURE);
    const parents = sameTexts(commit.parents, this.#parents()) ? {} : { parents: commit.parents };
    const changes = sameChanges(commit.changes, this.#changes()) ? {} : { changes: commit.changes };
    const kept = signature !== null ? {} : note === null ? NO_NOTE : { note: Buffer.from(note).toString('latin1') };
    const odd: Odd = { ...parents, ...changes, ...kept };
    this.#odd = Object.keys(odd).length === 0 ? null : sameOdd(odd) ? NO_NOTE : odd;
  }
  get sha(): Sha {
    return hexOf(this.#year.ids.at(this.#at));
  }
  get message(): string {
    return '';
  }
  get parents(): readonly Sha[] {
    return this.#odd?.parents ?? this.#parents();
  }
  /** The changes; the ids of blobs are let go where a commit is as the append verb leaves it. */
  get changes(): HistoryCommit['changes'] {
    return this.#odd?.changes ?? this.#changes();
  }
  get checkpoint(): string | null {
    const note = this.#odd?.note;
    if (note === undefined) return this.#noteWith(this.#year.signatures.at(this.#at));
    return note === null ? null : Buffer.from(note, 'latin1').toString('utf8');
  }
  #parents(): readonly Sha[] {
    return this.#at === 0 ? [] : [hexOf(this.#year.ids.at(this.#at - 1))];
  }
  #changes(): HistoryCommit['changes'] {
    const { commits, entries } = this.#year;
    const own = entries.slice(commits[this.#at - 1]?.size ?? 0, this.size);
    const checkpoint = { path: 'checkpoint', status: this.#at === 0 ? 'A' : 'M', mode: '100644', blob: '' };
    return [checkpoint, ...own.map(({ path, mode }) => ({ path, status: 'A', mode, blob: '' }))];
  }
  /** The one signature of a note that says nothing else than what is known; `null` where it cannot be written again from that. */
  #signatureIn(bytes: Uint8Array): Uint8Array | null {
    const note = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
    this.#year.frame ??= frameOf(note);
    const signature = strictBase64(note.slice(note.lastIndexOf(' ') + 1, -1));
    return signature?.length === SIGNATURE && this.#noteWith(signature) === note ? signature : null;
  }
  #noteWith(signature: Uint8Array): string {
    const { origin, signer } = this.#year.frame ?? NO_FRAME;
    const root = base64Of(this.#year.roots.at(this.size));
    return `${formatCheckpoint({ origin, size: this.size, root })}\n\u2014 ${signer} ${base64Of(signature)}\n`;
  }
}

const NOBODY: readonly string[] = [];
const NO_FRAME: Frame = { origin: '', signer: '' };
const NO_SIGNATURE = new Uint8Array(SIGNATURE);

function frameOf(note: string): Frame {
  const signer = /\n\u2014 (\S+) [^\n]*\n$/.exec(note)?.[1] ?? '';
  return { origin: note.slice(0, note.indexOf('\n')), signer };
}

function sameTexts(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((text, at) => text === others[at]);
}

/** In any order, but for the blobs. */
function sameChanges(some: readonly Change[], others: readonly Change[]): boolean {
  if (some.length !== others.length) return false;
  return some.every(({ path, status, mode }, at) => {
    const other = others[at];
    return other?.path === path && other.status === status && other.mode === mode;
  });
}

function sameOdd({ parents, changes, note }: Odd): boolean {
  return parents === undefined && changes === undefined && note === null;
}
