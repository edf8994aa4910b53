// window: asks for a maintenance window or change request, with the people named who may approve it.
import type { Draft } from './change-draft.ts';
import { draftGround, openChange } from './open-change.ts';
import type { Pull } from './ports/forge.ts';
import { completeWindow } from './window-draft.ts';
import type { CompleteWindow } from './window-draft.ts';
import type { Workplace } from './workplace.ts';

export type ProposedWindow =
  | { readonly kind: 'opened' | 'exists'; readonly pull: Pull; readonly window: CompleteWindow }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] };

/**
 * Opens the request for a window. The same window again finds the request that is there; a refusal leaves nothing behind.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where it can't be known what would happen
 */
export async function proposeWindow(draft: Draft, place: Workplace): Promise<ProposedWindow> {
  const window = completeWindow(draft, await draftGround(String(draft.id), place));
  if (!window.ok) return { kind: 'refused', sentences: window.sentences };
  const { path, text } = window;
  const opened = await openChange({ kind: 'window', id: window.window.id, path, text }, place);
  return opened.kind === 'refused' ? opened : { ...opened, window };
}
