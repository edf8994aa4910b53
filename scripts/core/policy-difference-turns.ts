// What a change of the policy means for who answers when, and for where trust in the ledger begins.
import { canonicalize } from './canonical.ts';
import type { Rotation } from './on-call.ts';
import type { PersonId, Policy, Span } from './policy-model.ts';
import { list } from './standing.ts';
import { formatInstant } from './time.ts';

type Swap = NonNullable<Rotation['overrides']>[number];

/** Rotations, swaps and absences: whoever is on call may stand in, and whoever is away is not waited for. */
export function turnDifferences(before: Policy, after: Policy): readonly string[] {
  const nameOf = (person: PersonId): string =>
    after.people.get(person)?.name ?? before.people.get(person)?.name ?? person;
  const gone = [...before.schedules.keys()].filter((id) => !after.schedules.has(id));
  return [
    ...gone.map((id) => `The rotation ${id} is removed.`),
    ...[...after.schedules.values()].flatMap((one) => rotationWords(before.schedules.get(one.id), one, nameOf)),
    ...[...after.people.values()].flatMap(({ id, name, absences }) => {
      const was = before.people.get(id)?.absences ?? [];
      return [
        ...without(was, absences).map((span) => `${name} is no longer marked as away ${during(span)}.`),
        ...without(absences, was).map((span) => `${name} is marked as away ${during(span)}.`),
      ];
    }),
  ];
}

/** Where trust in the ledger begins: with another first key, everything before it could be written anew. */
export function trustDifferences({ trust: was }: Policy, { trust: is }: Policy): readonly string[] {
  if (was === undefined || is === undefined) return [];
  const name = was.origin === is.origin ? [] : [`The ledger is called ${is.origin} instead of ${was.origin}.`];
  if (was.firstKey === is.firstKey) return name;
  if (was.firstKey === null)
    return [...name, `The ledger begins with the key ${is.firstKey}, which every auditor will trust.`];
  if (is.firstKey === null) {
    return [
      ...name,
      `The first key of the ledger, ${was.firstKey}, is taken away: no auditor finds it on main any more.`,
    ];
  }
  return [
    ...name,
    `The ledger begins with the key ${is.firstKey} instead of ${was.firstKey}: auditors would trust another ledger than the one that is there.`,
  ];
}

function rotationWords(
  was: Rotation | undefined,
  is: Rotation,
  nameOf: (person: PersonId) => string,
): readonly string[] {
  const turns = ({ people }: Rotation): string => list(people.map(nameOf));
  const swap = ({ person, from, to }: Swap, { id, zone }: Rotation): string =>
    `${nameOf(person)} takes over the rotation ${id} from ${wall(from)} until ${wall(to)} (${zone})`;
  const name = `The rotation ${is.id}`;
  const swaps = is.overrides ?? [];
  if (was === undefined) {
    const added = `${name} is added: ${turns(is)} in turn, each from ${handover(is)} on.`;
    return [added, ...swaps.map((one) => `${swap(one, is)}.`)];
  }
  return [
    ...(was.people.join() === is.people.join()
      ? []
      : [`${name} is held by ${turns(is)} in turn instead of ${turns(was)}.`]),
    ...(handover(was) === handover(is)
      ? []
      : [`${name} is handed over on ${handover(is)} instead of ${handover(was)}.`]),
    ...(was.since === is.since
      ? []
      : [`${name} is counted from ${is.since} instead of ${was.since}: other weeks fall to other people.`]),
    ...without(was.overrides ?? [], swaps).map((one) => `No longer: ${swap(one, was)}.`),
    ...without(swaps, was.overrides ?? []).map((one) => `${swap(one, is)}.`),
  ];
}

function handover({ handover: { weekday, time }, zone }: Rotation): string {
  return `${weekday.charAt(0).toUpperCase()}${weekday.slice(1)} ${time} (${zone})`;
}

/** A local time as people write it. */
function wall(local: string): string {
  return local.replace('T', ' ');
}

function during({ from, to }: Span): string {
  const minute = (at: number): string => `${formatInstant(at).slice(0, 16).replace('T', ' ')}Z`;
  return `from ${minute(from)} until ${minute(to)}`;
}

/** What is in one list and not in the other, told by what it says. */
function without<T>(all: readonly T[], others: readonly T[]): readonly T[] {
  const known = new Set(others.map(canonicalize));
  return all.filter((one) => !known.has(canonicalize(one)));
}
