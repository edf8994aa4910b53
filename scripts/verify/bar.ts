// How far a long walk is, in one line.

const WIDTH = 24;

/** @returns for example `[############............] 512 of 1024`; nothing is done where the total is not known yet */
export function bar(done: number, total: number): string {
  const filled = total === 0 ? 0 : Math.floor((Math.min(done, total) / total) * WIDTH);
  return `[${'#'.repeat(filled).padEnd(WIDTH, '.')}] ${done} of ${total === 0 ? '?' : total}`;
}
