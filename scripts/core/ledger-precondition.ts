// What must not be in the ledger yet where a record lands, as data: so that it can be checked by whoever appends it.

/** A record or a draft, as far as a precondition looks at it. */
export interface Fields {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Bars a record. The vocabulary is closed on purpose: it is read from data that others wrote. */
export interface Precondition {
  /** The types of records that are looked at. */
  readonly types: readonly string[];
  /** What such a record says, by dotted path, for example `{ "action.id": "01K..." }`. */
  readonly where: Readonly<Record<string, string | number>>;
  /** Where given, only the last such record bars, and only while this field of it has one of these values. */
  readonly last?: { readonly field: string; readonly in: readonly string[] };
}

/** A draft and what bars it. */
export interface Wish<D extends Fields = Fields> {
  readonly draft: D;
  readonly unless: readonly Precondition[];
}

/** The drafts that nothing bars, neither in the ledger nor among those before them. */
export function admitted<D extends Fields>(wishes: readonly Wish<D>[], records: readonly Fields[]): readonly D[] {
  const seen = [...records];
  return wishes.flatMap(({ draft, unless }) => {
    if (isBarred(unless, seen)) return [];
    seen.push(draft);
    return [draft];
  });
}

/** Whether one of the preconditions finds what it names. */
export function isBarred(unless: readonly Precondition[], records: readonly Fields[]): boolean {
  return unless.some((one) => {
    const { last } = one;
    if (last === undefined) return records.some((record) => isMeant(one, record));
    const latest = records.findLast((record) => isMeant(one, record));
    return latest !== undefined && last.in.some((value) => value === valueAt(latest, last.field));
  });
}

/**
 * Whether a wish, once granted, bars itself. Only such a wish may wait in a queue: whoever brings it a second time, from a
 * crash or on purpose, brings nothing.
 */
export function barsItself({ draft, unless }: Wish): boolean {
  return isBarred(unless, [draft]);
}

/** Reads preconditions from data. @returns `null` where it is anything else than a list of them */
export function readPreconditions(value: unknown): readonly Precondition[] | null {
  if (!Array.isArray(value)) return null;
  const all = value.map(readOne).filter((one) => one !== null);
  return all.length === value.length ? all : null;
}

/** The value behind a dotted path, `undefined` where there is none. */
export function valueAt(record: Fields, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, name) => (isMap(value) && Object.hasOwn(value, name) ? value[name] : undefined), record);
}

function isMeant({ types, where }: Precondition, record: Fields): boolean {
  return types.includes(record.type) && Object.entries(where).every(([path, value]) => valueAt(record, path) === value);
}

function readOne(value: unknown): Precondition | null {
  if (!isMap(value)) return null;
  const { types, where, last, ...rest } = value;
  if (Object.keys(rest).length > 0 || !isTexts(types) || types.length === 0 || !isMap(where)) return null;
  const values = Object.entries(where).filter((pair): pair is [string, string | number] => isPlain(pair[1]));
  if (values.length !== Object.keys(where).length) return null;
  const base = { types, where: Object.fromEntries(values) };
  if (last === undefined) return base;
  if (!isMap(last) || typeof last['field'] !== 'string' || !isTexts(last['in'])) return null;
  return { ...base, last: { field: last['field'], in: last['in'] } };
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
