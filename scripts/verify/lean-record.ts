// A record of the ledger in little memory, with its entry: what it says lies packed in the year's store.
import type { Entry, Known, Heading } from '../core/audit/history.ts';
import type { Digest, Sha } from '../core/facts.ts';
import type { Hash } from '../core/merkle.ts';
import type { Indexed } from '../core/records.ts';
import type { ClosedPart } from '../core/sealed.ts';
import { momentOf } from '../core/snapshots.ts';
import { formatInstant, type Instant, isPlainMoment } from '../core/time.ts';
import type { LeanYear } from './lean.ts';
import { hexOf } from '../ports/pieces.ts';

/** A record with its entry: what it says lies in the year's store, and its id, its path and its hash are told when asked for. */
export class LeanRecord implements Known, Entry {
  readonly position: number;
  readonly #year: LeanYear;
  readonly #commit: number;
  readonly #place: number;
  /** Belongs to the commit that comes next. @param light the record as it is kept */
  constructor(year: LeanYear, place: Place, light: Light) {
    const { record, ...rest } = light;
    const { position } = place;
    this.#year = year;
    this.#commit = year.commits.length;
    this.#place = year.store.add([record, rest]);
    this.position = position;
    const moment = momentOf(record.at);
    year.types[position] = TYPES.get(record.type) ?? learnt(record.type);
    year.seconds[position] = moment / 1_000;
    const odd = oddIn(place, record, moment);
    if (odd !== null) year.odd.set(position, odd);
  }
  get entry(): Entry {
    return this;
  }
  get record(): Indexed {
    return this.#year.store.firstAt(this.#place) as Indexed; // as it was put there right above
  }
  get evidence(): Digest | undefined {
    return restOf(this.#year, this.#place).evidence;
  }
  get steps(): Digest | undefined {
    return restOf(this.#year, this.#place).steps;
  }
  get closed(): readonly ClosedPart[] | undefined {
    return this.#year.odd.get(this.position)?.closed;
  }
  get type(): Indexed['type'] {
    return this.#year.types[this.position] ?? this.record.type;
  }
  get moment(): Instant {
    return Math.round((this.#year.seconds[this.position] ?? 0) * 1_000); // a thousandth may lie a hair beside it
  }
  get heading(): Heading {
    const { index = this.position, at = formatInstant(this.moment) } = this.#year.odd.get(this.position) ?? NOTHING_ODD;
    return { index, at, type: this.type };
  }
  get value(): unknown {
    return this.record;
  }
  get year(): number {
    return this.#year.year;
  }
  get id(): string {
    return `${this.#year.year}/${this.position}`;
  }
  get commit(): Sha {
    return hexOf(this.#year.ids.at(this.#commit));
  }
  get path(): string {
    return this.#year.odd.get(this.position)?.path ?? pathOf(this.heading, this.position);
  }
  get leaf(): Hash {
    return this.#year.leaves.at(this.position);
  }
  get mode(): string {
    return this.#year.odd.get(this.position)?.mode ?? '100644';
  }
  get bytes(): Uint8Array | null {
    return this.#year.odd.get(this.position)?.bytes ?? null;
  }
  get shape(): readonly string[] {
    return NO_FAULTS;
  }
}

/** Beside the record itself. It is no private method: of such a one every single record would carry a mark. */
function restOf({ store }: LeanYear, place: number): Omit<Light, 'record'> {
  const [, rest] = store.at(place) as readonly [Indexed, Omit<Light, 'record'>]; // as it was put there right above
  return rest;
}

/** Where it lies, and what is closed in it. */
type Place = Pick<Entry, 'position' | 'path' | 'mode' | 'bytes'> & Pick<Known, 'closed'>;
type Light = Pick<Known, 'record' | 'evidence' | 'steps'>;

/** What a record has that is not as the append verb leaves it. */
export interface OddRecord extends Partial<Pick<Entry, 'path' | 'mode' | 'bytes'>>, Pick<Known, 'closed'> {
  readonly index?: number;
  /** The moment as it is written, where that is in another way than this product's. */
  readonly at?: string;
}

const NOTHING_ODD: OddRecord = {};

/** @returns `null` where the record lies as the append verb leaves it */
function oddIn(place: Place, { index, at, type }: Heading, moment: Instant): OddRecord | null {
  const { position, path, mode, bytes, closed } = place;
  const [isPlaced, isPlain] = [path === pathOf({ at, type }, position), isPlainMoment(at, moment)];
  const isUsual = isPlaced && isPlain && mode === '100644' && bytes === null && index === position;
  if (isUsual && closed === undefined) return null;
  return {
    ...(isPlaced ? {} : { path }),
    ...(mode === '100644' ? {} : { mode }),
    ...(bytes === null ? {} : { bytes }),
    ...(index === position ? {} : { index }),
    ...(isPlain ? {} : { at }),
    ...(closed === undefined ? {} : { closed }),
  };
}

/** Every type once: a text read from a record would be another one each time. */
const TYPES = new Map<Indexed['type'], Indexed['type']>();

function learnt(type: Indexed['type']): Indexed['type'] {
  TYPES.set(type, type);
  return type;
}

const NO_FAULTS: readonly string[] = [];

/** Where the append verb puts a record. */
function pathOf({ at, type }: Pick<Heading, 'at' | 'type'>, position: number): string {
  return `records/${at.slice(5, 7)}/${at.slice(8, 10)}/${String(position).padStart(8, '0')}-${type}.json`;
}
