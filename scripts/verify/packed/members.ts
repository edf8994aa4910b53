// An object that is read member by member, each when it is asked for first; like any other, but that nothing in it can be changed.
import type { Shape } from './form.ts';

/**
 * @param ends the place where it is said where each of its members ends, before them and in two bytes each
 * @param read reads the member at this place among them; `width` is what comes before the first of them, in bytes
 */
export function memberwise(shape: Shape, ends: number, read: Members['read']): object {
  return new Proxy({}, new Members(shape, ends, read));
}

/**
 * A class, so that its functions are there once for all records. Its members lie here and not in the proxy's own object:
 * to copy an object of more than sixteen members, all still to be read, takes ten times as long.
 */
class Members implements ProxyHandler<object> {
  readonly #shape: Shape;
  readonly #ends: number;
  readonly read: (ends: number, width: number, place: number) => unknown;
  readonly #values: unknown[];
  constructor(shape: Shape, ends: number, read: Members['read']) {
    [this.#shape, this.#ends, this.read] = [shape, ends, read];
    this.#values = new Array<unknown>(shape.names.length); // eslint-disable-line unicorn/no-new-array -- its length, at once
  }
  get(target: object, name: string | symbol): unknown {
    const place = this.#shape.places.get(name);
    return place === undefined
      ? Reflect.get(target, name)
      : (this.#values[place] ??= this.read(this.#ends, 2 * this.#values.length, place));
  }
  has(target: object, name: string | symbol): boolean {
    return this.#shape.places.has(name) || name in target;
  }
  ownKeys(): string[] {
    return [...this.#shape.names];
  }
  getOwnPropertyDescriptor(target: object, name: string | symbol): PropertyDescriptor | undefined {
    if (!this.#shape.places.has(name)) return undefined;
    return { value: this.get(target, name), writable: true, enumerable: true, configurable: true };
  }
  defineProperty(): boolean {
    return false;
  }
  deleteProperty(): boolean {
    return false;
  }
}
