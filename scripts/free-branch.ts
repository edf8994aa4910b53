// Opens the request of a gate event on the first branch of its name that nobody else holds: taking a name keeps nothing from being asked for.
import type { Filed } from './file-event.ts';
import type { Pull } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

/** One file of one gate event. */
export interface Asking {
  readonly event: string;
  /** What the branches are named after. */
  readonly name: string;
  readonly path: string;
  readonly text: string;
  readonly title: string;
  readonly body: string;
  readonly defaultBranch: string;
  /** What the default branch has at the path, `null` for nothing: every branch begins with that. */
  readonly before: string | null;
  /** What a request that is there already means; `null` where it is to be passed over. */
  readonly found: (there: Pull) => Promise<Filed | null>;
  /** What is said where the default branch holds something else by now, so that no further name would do. */
  readonly outrun: string;
}

/**
 * Opens it, or finds it. A branch that somebody else has made, or an earlier try with other words, is left alone.
 * @throws ForgeFault where it can't be known what is there
 */
export async function openOnFreeBranch(asking: Asking, { forge }: Workplace): Promise<Filed> {
  const { event, name, path, text, title, body, before, defaultBranch, found, outrun } = asking;
  for (let attempt = 1; ; attempt += 1) {
    const branch = branchOf(name, attempt);
    const there = await forge.pullFrom(branch);
    const known = there === null ? null : await found(there);
    if (known !== null) return known;
    if (there !== null) continue;
    if (before === null) await forge.putFileOnBranch(branch, path, text, title);
    else await forge.replaceFileOnBranch(branch, path, before, text, title);
    if ((await forge.fileAt(branch, path)) === text) {
      const { kind, pull } = await forge.openPull(branch, title, body);
      return { kind, pull, event, path };
    }
    if ((await forge.fileAt(defaultBranch, path)) !== before) return { kind: 'refused', sentences: [outrun] };
  }
}

/** The branch of a gate event's request; the first has the event's name. */
export function branchOf(id: string, attempt: number): string {
  return `gate-event/${id}${attempt === 1 ? '' : `-${attempt}`}`;
}
