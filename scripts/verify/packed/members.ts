// An object that is read member by member, each when it is asked for first; in everything else it is like any other.
import { type Shape, UNREAD } from './form.ts';

/** @param read reads the member at this place among the names of the shape */
export function memberwise({ empty, places }: Shape, read: (place: number) => unknown): object {
  return new Proxy({ ...empty }, new Members(places, read));
}

type Target = Record<string | symbol, unknown>;

/** A class, so that its functions are there once for all records. Whatever reads a value asks one of the two. */
class Members implements ProxyHandler<Target> {
  readonly #places: Shape['places'];
  readonly #read: (place: number) => unknown;
  constructor(places: Shape['places'], read: (place: number) => unknown) {
    [this.#places, this.#read] = [places, read];
  }
  get(target: Target, name: string | symbol): unknown {
    const value = target[name];
    return value === UNREAD ? this.#readInto(target, name) : value;
  }
  getOwnPropertyDescriptor(target: Target, name: string | symbol): PropertyDescriptor | undefined {
    if (target[name] === UNREAD) this.#readInto(target, name);
    return Reflect.getOwnPropertyDescriptor(target, name);
  }
  #readInto(target: Target, name: string | symbol): unknown {
    return (target[name] = this.#read(this.#places.get(name) ?? -1));
  }
}
