// What every population of a pack is made from: the records of all years, which of them lie in the period, and what was erased.
import type { Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import type { Period } from './period.ts';
import type { Told } from './population.ts';
import { wordsOf } from './table.ts';

export interface Ground {
  readonly period: Period;
  /** Of all years, in the ledger's order: what was recorded before or after the period may belong to something in it. */
  readonly all: readonly Told[];
  /** Recorded in the period. */
  readonly within: readonly Told[];
  readonly byId: ReadonlyMap<string, Told>;
  /** By record and path of the part: the record that says that it was erased. */
  readonly erased: ReadonlyMap<string, string>;
}

/** A record of one of these types. */
export type ToldOf<T extends Indexed['type']> = Told & { readonly record: Extract<Indexed, { type: T }> };

/** @param all the records of all years, in the ledger's order */
export function groundOf(all: readonly Told[], period: Period): Ground {
  const erasures = toldOf(all, 'record-erased').flatMap(({ id, record }) =>
    record.parts.map((part) => [`${part.record} ${part.path}`, id] as const),
  );
  return {
    period,
    all,
    within: all.filter((one) => isWithin(one, period)),
    byId: new Map(all.map((one) => [one.id, one])),
    erased: new Map(erasures),
  };
}

/** Whether a record was written in the period. */
export function isWithin({ record }: Told, { from, until }: Period): boolean {
  const at = momentOf(record.at);
  return at >= from && at < until;
}

/** The records of these types, in their order. */
export function toldOf<T extends Indexed['type']>(told: readonly Told[], ...types: readonly T[]): readonly ToldOf<T>[] {
  const wanted: ReadonlySet<Indexed['type']> = new Set(types);
  return told.filter((one): one is ToldOf<T> => wanted.has(one.record.type));
}

/**
 * Words of a record that may have been erased, or may be held on a branch that this clone lacks: then the cell says which of both.
 * @param path of the part in its record, for example `reason`
 */
export function partWords(
  { id, closed }: Told,
  path: string,
  text: string,
  { erased }: Pick<Ground, 'erased'>,
): string {
  return closedWords({ id, closed }, path, { erased }) ?? wordsOf(text);
}

/** What stands in place of a closed part; `null` where the part is open. */
export function closedWords(
  { id, closed }: Pick<Told, 'id' | 'closed'>,
  path: string,
  { erased }: Pick<Ground, 'erased'>,
): string | null {
  if (!closed.some((part) => part.path === path)) return null;
  const by = erased.get(`${id} ${path}`);
  return by === undefined ? '(not in this clone)' : `(erased: ${by})`;
}
