// A batch of drafts that waits to be taken along: one line of data under the ledger's own signature, and what may be in it.
import { canonicalize } from './canonical.ts';
import { readPreconditions, barsItself } from './ledger-precondition.ts';
import type { Fields, Wish } from './ledger-precondition.ts';
import { signNote, verifyNote } from './note.ts';
import type { SigningKey, VerifierKey } from './note-keys.ts';
import { formatInstant, parseInstant } from './time.ts';
import type { Instant } from './time.ts';
import { isUlid } from './ulid.ts';

/** A draft that has what every record has. */
export interface WaitingDraft extends Fields {
  readonly at: string;
}

export interface Batch {
  /** Names the batch, and sorts it among the others. */
  readonly ulid: string;
  /** After this moment nobody appends it any more: its writer has given up. */
  readonly until: Instant;
  readonly wishes: readonly Wish<WaitingDraft>[];
}

export type BatchAnswer =
  | { readonly kind: 'batch'; readonly batch: Batch }
  | { readonly kind: 'refused'; readonly why: string };

/** A note is this long at most (note.ts); what is longer never waits. */
const LONGEST = 120_000;
const MOST = 256;

/**
 * Types that never wait: what they say is true of one head only, their commit has to be signed by another key too, or what
 * they take away is gone for good while a legal hold may come in the meantime.
 * Everything else that the holder of the key wants, it could append without asking.
 */
const NEVER = ['key-enrolled', 'key-retired', 'key-compromised', 'population', 'record-erased'];

/** The form of a record's type: anything else would make whoever takes the batch along stumble over it. */
const TYPE = /^[a-z][a-z0-9-]{0,63}$/;

/** Whether these wishes may wait: none is of a type that never does, and each bars itself once it is granted. */
export function mayWait(wishes: readonly Wish[]): boolean {
  const fit = wishes.length > 0 && wishes.length <= MOST && canonicalize(wishes).length <= LONGEST;
  return fit && wishes.every((wish) => !NEVER.includes(wish.draft.type) && barsItself(wish));
}

/** Writes a batch as a note that the key has signed. @throws TypeError where it is none that could be read again */
export function signBatch(originBase: string, { ulid, until, wishes }: Batch, key: SigningKey): string {
  if (!mayWait(wishes) || !isUlid(ulid)) throw new TypeError('this batch cannot wait');
  const data = canonicalize({ v: 1, until: formatInstant(until), wishes });
  return signNote(`${originOf(originBase)}\n${ulid}\n${data}\n`, key);
}

/**
 * Reads a waiting batch. Whoever may push could have put it there, so only the key's signature lets it in, under its own name
 * and in its own repository: a batch that is brought again under another name is a copy, and refused.
 */
export function openBatch(note: string, key: VerifierKey, originBase: string, ulid: string, now: Instant): BatchAnswer {
  const answer = verifyNote(note, [key]);
  if (answer.kind === 'refused') return answer;
  const [origin, name, data = '', ...rest] = answer.text.split('\n');
  if (origin !== originOf(originBase)) return refused(`it is meant for ${origin}`);
  if (name !== ulid) return refused(`it is a copy of ${name}`);
  const batch = rest.join('') === '' ? readBatch(ulid, data) : null;
  if (batch === null) return refused('it is no batch of records');
  if (!mayWait(batch.wishes)) return refused('it holds a record that never waits, or that would come in twice');
  return batch.until < now ? refused('it came too late') : { kind: 'batch', batch };
}

function readBatch(ulid: string, data: string): Batch | null {
  const value = parse(data);
  if (!isMap(value) || value['v'] !== 1 || typeof value['until'] !== 'string' || !Array.isArray(value['wishes'])) {
    return null;
  }
  const until = parseInstant(value['until']);
  const wishes = value['wishes'].map(readWish).filter((wish) => wish !== null);
  return until === null || wishes.length !== value['wishes'].length ? null : { ulid, until, wishes };
}

function readWish(value: unknown): Wish<WaitingDraft> | null {
  if (!isMap(value) || !isDraft(value['draft'])) return null;
  const unless = readPreconditions(value['unless']);
  return unless === null ? null : { draft: value['draft'], unless };
}

function isDraft(value: unknown): value is WaitingDraft {
  if (!isMap(value) || 'v' in value || 'index' in value) return false;
  const { type, at } = value;
  return typeof type === 'string' && TYPE.test(type) && typeof at === 'string' && parseInstant(at) !== null;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

/** Not an origin that a checkpoint could have, so that neither can be taken for the other. */
function originOf(originBase: string): string {
  return `${originBase}/queue`;
}

function refused(why: string): BatchAnswer {
  return { kind: 'refused', why };
}
