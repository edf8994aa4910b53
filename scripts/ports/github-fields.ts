// Reads fields out of an answer of the forge, where a missing or wrong one is a fault and never a guess.
import { inspect } from 'node:util';
import type { Account, Sha } from '../core/facts.ts';
import { type Instant, parseInstant } from '../core/time.ts';
import { ForgeFault } from './forge.ts';

export interface Fields {
  text(name: string): string;
  textOrNull(name: string): string | null;
  whole(name: string): number;
  flag(name: string): boolean;
  sha(name: string): Sha;
  instant(name: string): Instant;
  instantOrNull(name: string): Instant | null;
  fields(name: string): Fields;
  fieldsOrNull(name: string): Fields | null;
  list(name: string): readonly Fields[];
  /** As `list`; `null` where there is none, or one with a hole in it. */
  listOrNull(name: string): readonly Fields[] | null;
  /** The texts of a list; empty where there is none. */
  words(name: string): readonly string[];
  has(name: string): boolean;
}

/**
 * Looks into one object of an answer.
 * @param what names it in a fault, for example `the pull request`
 * @returns typed reading of its fields; each throws a `ForgeFault` where the field is not what GitHub describes
 */
export function fieldsOf(value: unknown, what: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(what, 'an object', value);
  const record = value as { readonly [name: string]: unknown };
  const is = <T>(name: string, expected: string, found: T | null): T => {
    if (found === null) throw wrong(`${what}, ${name}`, expected, record[name]);
    return found;
  };
  const missing = (name: string): boolean => record[name] === undefined || record[name] === null;
  const self: Fields = {
    has: (name) => !missing(name),
    text: (name) => is(name, 'a text', textIn(record[name])),
    textOrNull: (name) => (missing(name) ? null : self.text(name)),
    whole: (name) => is(name, 'a whole number', wholeIn(record[name])),
    flag: (name) => is(name, 'true or false', typeof record[name] === 'boolean' ? record[name] : null),
    sha: (name) => is(name, 'a commit id', shaIn(record[name])),
    instant: (name) => is(name, 'a moment', parseInstant(textIn(record[name]) ?? '')),
    instantOrNull: (name) => (missing(name) ? null : self.instant(name)),
    fields: (name) => fieldsOf(record[name], `${what}, ${name}`),
    fieldsOrNull: (name) => (missing(name) ? null : self.fields(name)),
    listOrNull: (name) => {
      const items: unknown = record[name];
      if (items === null || items === undefined || (Array.isArray(items) && items.includes(null))) return null;
      return self.list(name);
    },
    words: (name) => {
      const items: unknown = record[name];
      return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [];
    },
    list: (name) => {
      const items: unknown = record[name];
      if (!Array.isArray(items)) throw wrong(`${what}, ${name}`, 'a list', items);
      return items.map((item) => fieldsOf(item, `${what}, ${name}`));
    },
  };
  return self;
}

/** GitHub answers `null` where the account no longer exists, and shows it as "ghost". No person has this number. */
export const GHOST: Account = { id: 0, login: 'ghost', type: 'User' };

/**
 * Reads an account. Any other type than a user (an organisation, a placeholder of an import) is taken for a bot: it must
 * never count as a person (gate.md rule 12).
 */
export function accountOf(fields: Fields | null): Account {
  if (fields === null) return GHOST;
  return { id: fields.whole('id'), login: fields.text('login'), type: fields.text('type') === 'User' ? 'User' : 'Bot' };
}

function textIn(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function wholeIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function shaIn(value: unknown): Sha | null {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value) ? value : null;
}

function wrong(where: string, expected: string, found: unknown): ForgeFault {
  const shown = found === undefined ? 'nothing' : inspect(found, { depth: 0, breakLength: Infinity }).slice(0, 80);
  const mend = 'check that the address is that of a GitHub API of a known version';
  return new ForgeFault(
    `The forge's answer is not as described, ${where} is ${shown} and not ${expected}: ${mend}.`,
    null,
  );
}
