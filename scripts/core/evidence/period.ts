// The period of an auditor's pack: whole days in UTC.
import { boundsOf, parseQuarter } from '../quarters.ts';
import { formatInstant, parseInstant } from '../time.ts';
import type { Instant } from '../time.ts';

export interface Period {
  readonly from: Instant;
  /** The first moment that is no longer part of it. */
  readonly until: Instant;
  /** For example `2026-07-01 to 2026-09-30`. */
  readonly name: string;
}

/** As the user gives it: two days, or a quarter. */
export interface PeriodOptions {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly quarter?: string | undefined;
}

export type PeriodAnswer =
  | { readonly ok: true; readonly period: Period }
  | { readonly ok: false; readonly sentence: string };

/**
 * Reads a period: `from` and `to` are days in UTC, both inclusive; `quarter` such as `2026-q3` stands for both.
 * @returns one sentence with the remedy where there is none in it
 */
export function periodOf({ from, to, quarter }: PeriodOptions): PeriodAnswer {
  if (quarter !== undefined) {
    return from === undefined && to === undefined
      ? periodOfQuarter(quarter)
      : no('--quarter stands for both days: leave it out, or leave out --from and --to.');
  }
  if (from === undefined || to === undefined) {
    return no('The period lacks a day: give --from 2026-07-01 --to 2026-09-30, or --quarter 2026-q3.');
  }
  const [first, last] = [dayOf(from), dayOf(to)];
  if (first === null) return no(noDay('--from', from));
  if (last === null) return no(noDay('--to', to));
  if (last < first) return no(`The period ends on ${to}, before it begins on ${from}: give --from the earlier day.`);
  return { ok: true, period: named(first, last + DAY) };
}

const DAY = 86_400_000;

function periodOfQuarter(text: string): PeriodAnswer {
  const quarter = parseQuarter(text.toUpperCase());
  if (quarter === null) return no(`--quarter is ${JSON.stringify(text)}, which is no quarter: write it as 2026-q3.`);
  const { from, until } = boundsOf(quarter);
  return { ok: true, period: named(from, until) };
}

function dayOf(text: string): Instant | null {
  return parseInstant(`${text}T00:00:00Z`);
}

function named(from: Instant, until: Instant): Period {
  const [first, last] = [from, until - DAY].map((day) => formatInstant(day).slice(0, 10));
  return { from, until, name: `${first} to ${last}` };
}

function noDay(option: string, text: string): string {
  return `${option} is ${JSON.stringify(text)}, which is no day: write it as 2026-07-01.`;
}

function no(sentence: string): PeriodAnswer {
  return { ok: false, sentence };
}
