// One lane, as a workflow's concurrency group has it: whatever comes is done one after the other, and a fault ends nobody else's turn.

/** Work that comes by itself until it is stopped. */
export interface Lane {
  /** Waits for what has come so far. */
  readonly idle: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * Takes turns.
 * @param verb what a fault is told under
 * @param listen begins to listen, is given the way to queue a turn, and returns how to end listening
 */
export function laneOf(
  verb: string,
  log: (line: string) => void,
  listen: (queue: (turn: () => Promise<void>) => void) => () => void,
): Lane {
  let last: Promise<void> = Promise.resolve();
  const end = listen((turn) => {
    last = last.then(turn).catch((cause: unknown) => {
      log(`${verb}: ${cause instanceof Error ? cause.message : 'a fault'}`);
    });
  });
  const idle = (): Promise<void> => last;
  return {
    idle,
    stop: () => {
      end();
      return idle();
    },
  };
}
