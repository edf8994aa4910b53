// What is made of a list once and asked for again and again: a run asks the same of one ledger for every request that is open.

/**
 * @param make makes something of a list that nobody changes; where one has grown it is made anew
 * @returns the same, which remembers what it made of each list for as long as that list is there
 */
export function keptWith<One, Made>(make: (list: readonly One[]) => Made): (list: readonly One[]) => Made {
  const known = new WeakMap<readonly One[], { readonly length: number; readonly made: Made }>();
  return (list) => {
    const found = known.get(list);
    if (found?.length === list.length) return found.made;
    const made = make(list);
    known.set(list, { length: list.length, made });
    return made;
  };
}
