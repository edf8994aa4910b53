// Calendar quarters in UTC: the periods in which gate failures are counted and the standard is reviewed.
import type { Instant } from './time.ts';

/** A quarter of a year, for example `2026-Q4`. */
export type Quarter = `${number}-Q${1 | 2 | 3 | 4}`;

/** The quarter that a moment lies in. */
export function quarterOf(at: Instant): Quarter {
  const date = new Date(at);
  return named(date.getUTCFullYear(), Math.floor(date.getUTCMonth() / 3));
}

/** Reads a quarter such as `2026-Q4`. @returns `null` where the text is anything else */
export function parseQuarter(text: string): Quarter | null {
  return /^2\d{3}-Q[1-4]$/.test(text) ? named(yearOf(text), indexOf(text)) : null;
}

/** Its first moment, and the first moment that is no longer part of it. */
export function boundsOf(quarter: Quarter): { readonly from: Instant; readonly until: Instant } {
  const month = indexOf(quarter) * 3;
  return { from: Date.UTC(yearOf(quarter), month), until: Date.UTC(yearOf(quarter), month + 3) };
}

/** The quarter `distance` quarters later, or earlier where it is negative. */
export function shiftQuarter(quarter: Quarter, distance: number): Quarter {
  const count = yearOf(quarter) * 4 + indexOf(quarter) + distance;
  return named(Math.floor(count / 4), count % 4);
}

/** As file names write it: `2026-q4`. */
export function slugOf(quarter: Quarter): string {
  return quarter.toLowerCase();
}

function named(year: number, index: number): Quarter {
  return `${year}-Q${(index + 1) as 1 | 2 | 3 | 4}`;
}

function yearOf(quarter: string): number {
  return Number(quarter.slice(0, 4));
}

/** From 0, for the months January to March. */
function indexOf(quarter: string): number {
  return Number(quarter.slice(-1)) - 1;
}
