// Object ids: the only form in which a commit is handed to git, so that no text can pass for an option.
import type { Sha } from '../core/facts.ts';
import { GitFault } from './git.ts';

/** @returns the id. @throws GitFault where the text is not a full object id. */
export function objectId(text: string): Sha {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text)) throw new GitFault(`"${text}" is not a commit id`, null);
  return text;
}
