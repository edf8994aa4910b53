// The commits and records of a ledger in little memory. Classes for their getters alone: what can be told from the rest is not kept.
import { formatCheckpoint } from '../core/checkpoint.ts';
import type { Change, Entry, HistoryCommit, LedgerCommit, Roots } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import type { Hash } from '../core/merkle.ts';
import { strictBase64 } from '../core/note-keys.ts';
import { type Pieces, piecesOf } from './pieces.ts';

/** One year as it is kept: what has the same width for each record or commit lies together, outside of the heap. */
export interface LeanYear {
  readonly year: number;
  readonly leaves: Pieces;
  readonly roots: Pieces;
  readonly entries: Entry[];
  readonly commits: LeanCommit[];
  /** Ids of the commits and the signatures of their checkpoints. */
  readonly ids: Pieces;
  readonly signatures: Pieces;
  /** What the lines of the year's checkpoints begin with; the first one says. */
  frame: Frame | null;
}

interface Frame {
  readonly origin: string;
  readonly signer: string;
}

const HASH = 32;
/** An Ed25519 signature with the four bytes of its key's id (C2SP signed-note). */
const SIGNATURE = 68;

/** An empty year. @param digits of a commit's id in this repository */
export function leanYear(year: number, digits: number): LeanYear {
  const [leaves, roots] = [piecesOf(HASH), piecesOf(HASH)];
  const [ids, signatures] = [piecesOf(digits / 2), piecesOf(SIGNATURE)];
  return { year, leaves, roots, entries: [], commits: [], ids, signatures, frame: null };
}

/** Roots in base64, written when asked for. */
export function rootsOf({ roots }: LeanYear): Roots {
  return {
    get length() {
      return roots.length();
    },
    at: (size) => {
      const place = size < 0 ? roots.length() + size : size;
      return place >= 0 && place < roots.length() ? base64(roots.at(place)) : undefined;
    },
  };
}

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
  signedBy: readonly string[] = NONE;
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
    return hex(this.#year.ids.at(this.#at));
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
    return this.#at === 0 ? [] : [hex(this.#year.ids.at(this.#at - 1))];
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
    const root = base64(this.#year.roots.at(this.size));
    return `${formatCheckpoint({ origin, size: this.size, root })}\n\u2014 ${signer} ${base64(signature)}\n`;
  }
}

const NONE: readonly string[] = [];
const NO_FRAME: Frame = { origin: '', signer: '' };
const NO_SIGNATURE = new Uint8Array(SIGNATURE);

/** A record's entry: its id, its path and its hash are told when asked for. */
export class LeanEntry implements Entry {
  readonly position: number;
  readonly value: unknown;
  readonly #year: LeanYear;
  readonly #commit: number;
  readonly #path: string | null;
  readonly #odd: Pick<Entry, 'mode' | 'bytes'> | null;
  /** Belongs to the commit that comes next. */
  constructor(year: LeanYear, { position, path, mode, bytes, value }: Entry) {
    [this.#year, this.#commit, this.position, this.value] = [year, year.commits.length, position, value];
    this.#path = path === pathOf(value, position) ? null : path;
    this.#odd = mode === '100644' && bytes === null ? null : { mode, bytes };
  }
  get year(): number {
    return this.#year.year;
  }
  get id(): string {
    return `${this.#year.year}/${this.position}`;
  }
  get commit(): Sha {
    return hex(this.#year.ids.at(this.#commit));
  }
  get path(): string {
    return this.#path ?? pathOf(this.value, this.position);
  }
  get leaf(): Hash {
    return this.#year.leaves.at(this.position);
  }
  get mode(): string {
    return this.#odd?.mode ?? '100644';
  }
  get bytes(): Uint8Array | null {
    return this.#odd?.bytes ?? null;
  }
  get shape(): readonly string[] {
    return NONE;
  }
}

/** Where the append verb puts a record. */
function pathOf(value: unknown, position: number): string {
  const { at, type }: { readonly at?: unknown; readonly type?: unknown } = Object(value);
  const moment = String(at);
  return `records/${moment.slice(5, 7)}/${moment.slice(8, 10)}/${String(position).padStart(8, '0')}-${String(type)}.json`;
}

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

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
}
