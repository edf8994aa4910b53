// The forge's settings as data: units that can be read, compared and applied one by one, and what is found about them.
import type { Instant } from './time.ts';

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

/** What can be set in one request, for example `repository`, `ruleset/main-core`, `environment/gate`, `label/tier 1`. */
export type Unit = string;

/** What was read, or the sentence that says why it could not be. What could not be read counts as off. */
export type Reading<T> = { readonly known: true; readonly value: T } | { readonly known: false; readonly why: string };

/** A GitHub App, by the number that rules name it with and the word that its bot account is named after. */
export interface App {
  readonly id: number;
  readonly slug: string;
}

export type Role = 'gate' | 'merge' | 'proposer';

export interface AppSeen extends App {
  readonly role: Role;
  /** What it may do, for example `contents: write`. */
  readonly permissions: Readonly<Record<string, string>>;
}

/** `drift` makes the doctor say no; `stated` is a limit that is known and said openly. */
export interface Finding {
  /** Stable, so that one and the same weakening is recorded once. */
  readonly id: string;
  readonly severity: 'drift' | 'stated';
  readonly sentence: string;
  readonly risk: string;
  readonly remedy: string;
}

/** Protection that was weaker for a time, or was passed by. */
export interface Weakening extends Finding {
  readonly from: Instant;
  readonly to: Instant;
}

/** The bot account of an App. */
export function accountOf(app: App): string {
  return `${app.slug}[bot]`;
}

/** Whether a value is an object with named fields. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value as one word: a text as it is, anything else as JSON, which is no name that anybody was given. */
export function wordOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
