// The readable log of a house: one line each with its time, printed as it happens and kept for the page.
import { formatInstant } from '../core/time.ts';

export interface Log {
  readonly say: (line: string) => void;
  /** The latest lines, oldest first. */
  readonly lines: () => readonly string[];
}

const KEPT = 500;

/** Control characters of a stranger's text could rewrite a terminal, so they are shown, not obeyed. */
export function startLog(clock: () => number, out: (text: string) => void): Log {
  const kept: string[] = [];
  return {
    say: (line) => {
      // oxlint-disable-next-line no-control-regex -- these are exactly the characters to be found
      const safe = line.replaceAll(/[\u0000-\u001F\u007F-\u009F]/g, '�');
      const full = `${formatInstant(clock()).slice(11, 19)}  ${safe}`;
      kept.push(full);
      if (kept.length > KEPT) kept.shift();
      out(`${full}\n`);
    },
    lines: () => [...kept],
  };
}
