// Working through long lists piece by piece: while one piece is worked on, what belongs to the next is read.

/** How many are worked on at a time: enough to keep git busy, few enough to forget again. */
export const AT_A_TIME = 64;

/**
 * Asks for what belongs to the next piece before the one before it is handed out, so that git reads meanwhile.
 * @throws what the lists or `read` throw, in the order of the pieces as far as they have been asked for
 */
export async function* readAhead<From, To>(
  pieces: AsyncIterable<From> | Iterable<From>,
  read: (piece: From) => Promise<To>,
): AsyncGenerator<To> {
  let waiting: Promise<To> | null = null;
  for await (const piece of pieces) {
    const next = read(piece);
    next.catch(() => undefined); // awaited when its turn comes
    if (waiting !== null) yield await waiting;
    waiting = next;
  }
  if (waiting !== null) yield await waiting;
}

/** Cuts a list into pieces to be worked on at a time, in its order. */
export function* piecewise<One>(list: readonly One[]): Generator<readonly One[]> {
  for (let from = 0; from < list.length; from += AT_A_TIME) yield list.slice(from, from + AT_A_TIME);
}
