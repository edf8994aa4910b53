// The key that a history of the benchmark pins on main.
import type { Git } from '../../scripts/ports/git.ts';

/** @throws Error where none is pinned */
export async function readPinned(git: Git): Promise<{ readonly origin: string; readonly key: string }> {
  const text = await git.raw(['show', 'refs/heads/main:policies/keys.yaml']);
  const origin = /^origin: (\S+)$/m.exec(text)?.[1];
  const key = /^firstKey: (\S+)$/m.exec(text)?.[1];
  if (origin === undefined || key === undefined) throw new Error('The history pins no key on main.');
  return { origin, key };
}
