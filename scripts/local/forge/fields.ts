// Reads the fields of a request body: each of the expected type, or a 422 that names it.
import { ForgeError } from './model.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** A text that has to be there. */
export function text(fields: Fields, name: string): string {
  const value = optionalText(fields, name);
  if (value === undefined || value === null) throw missing(name);
  return value;
}

/** A text, `null`, or nothing. */
export function optionalText(fields: Fields, name: string): string | null | undefined {
  const value = fields[name];
  if (value === undefined || value === null || typeof value === 'string') return value;
  throw wrong(name, value, 'a string');
}

/** A text or `null`, with nothing read as `null`. */
export function textOrNull(fields: Fields, name: string): string | null {
  return optionalText(fields, name) ?? null;
}

/** One of the given words, or nothing; 422 for any other. */
export function word<const W extends string>(fields: Fields, name: string, words: readonly W[]): W | undefined {
  const value = optionalText(fields, name);
  if (value === undefined || value === null) return undefined;
  const found = words.find((each) => each === value);
  if (found === undefined) throw wrong(name, value, `one of ${words.join(', ')}`);
  return found;
}

/** A list of texts, empty where there is none; labels may also be objects with a `name`. */
export function texts(fields: Fields, name: string): readonly string[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) throw wrong(name, value, 'an array');
  return value.map((item: unknown) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'object' && item !== null && 'name' in item && typeof item.name === 'string') return item.name;
    throw wrong(name, item, 'a string');
  });
}

/** An object, or nothing. */
export function object(fields: Fields, name: string): Fields | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(name, value, 'an object');
  return { ...value };
}

/** A list of objects, empty where there is none. */
export function objects(fields: Fields, name: string): readonly Fields[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) throw wrong(name, value, 'an array');
  return value.map((item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) throw wrong(name, item, 'an object');
    return { ...item };
  });
}

/** A whole number that has to be there. */
export function whole(fields: Fields, name: string): number {
  const value = fields[name];
  if (value === undefined || value === null) throw missing(name);
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrong(name, value, 'an integer');
  return value;
}

/** A moment in ISO 8601, as epoch ms, or nothing. */
export function moment(fields: Fields, name: string): number | undefined {
  const value = optionalText(fields, name);
  if (value === undefined || value === null) return undefined;
  const at = Date.parse(value);
  if (Number.isNaN(at)) throw wrong(name, value, 'a date-time');
  return at;
}

function missing(name: string): ForgeError {
  return new ForgeError(422, `Invalid request.\n\n"${name}" wasn't supplied.`);
}

function wrong(name: string, value: unknown, wanted: string): ForgeError {
  const shown = JSON.stringify(value).slice(0, 80);
  return new ForgeError(422, `Invalid request.\n\nFor 'properties/${name}', ${shown} is not ${wanted}.`);
}
