// Who is behind an account number: the number is the identity, the login plays no part (gate.md rules 2, 12).
import type { Automation, Person, Policy } from './policy-model.ts';

/** The person of the roster behind an account number, `null` for a stranger. */
export function personBehind(account: number, { people }: Policy): Person | null {
  return indexed(people, PEOPLE).get(account) ?? null;
}

/** The registered automation behind an account number, `null` where there is none. */
export function automationBehind(account: number, { automations }: Policy): Automation | null {
  return indexed(automations, AUTOMATIONS).get(account) ?? null;
}

type Register<T> = ReadonlyMap<string, T>;
type ByAccount<T> = ReadonlyMap<number, T>;

/** A policy never changes once it is built, so each register is indexed once and forgotten together with it. */
const PEOPLE = new WeakMap<Register<Person>, ByAccount<Person>>();
const AUTOMATIONS = new WeakMap<Register<Automation>, ByAccount<Automation>>();

function indexed<T extends { readonly account: number }>(
  register: Register<T>,
  seen: WeakMap<Register<T>, ByAccount<T>>,
): ByAccount<T> {
  const before = seen.get(register);
  if (before !== undefined) return before;
  const index = new Map<number, T>();
  for (const entry of register.values()) {
    if (!index.has(entry.account)) index.set(entry.account, entry); // the first one, as a search would find it
  }
  seen.set(register, index);
  return index;
}
