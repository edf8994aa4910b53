// exception: asks for an exception to the standard, with the two people named who may approve it.
import type { Draft } from './change-draft.ts';
import { completeException } from './exception-draft.ts';
import type { CompleteException } from './exception-draft.ts';
import { draftGround, openChange } from './open-change.ts';
import type { Pull } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

export type ProposedException =
  | { readonly kind: 'opened' | 'exists'; readonly pull: Pull; readonly exception: CompleteException }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] };

/**
 * Opens the request for an exception. The same one again finds the request that is there; a refusal leaves nothing behind.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where it can't be known what would happen
 */
export async function proposeException(draft: Draft, place: Workplace): Promise<ProposedException> {
  const exception = completeException(draft, await draftGround(String(draft.id), place));
  if (!exception.ok) return { kind: 'refused', sentences: exception.sentences };
  const { path, text } = exception;
  const opened = await openChange({ kind: 'exception', id: exception.exception.id, path, text }, place);
  return opened.kind === 'refused' ? opened : { ...opened, exception };
}
