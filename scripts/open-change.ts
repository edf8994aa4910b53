// Opens the request for a window or an exception: one branch and one file, once, however often it is asked for.
import { ledgerFacts } from './core/ledger-facts.ts';
import type { DraftGround } from './change-draft.ts';
import { POLICY_FOLDERS, readGround } from './ground.ts';
import type { Pull } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

export type Opened =
  | { readonly kind: 'opened' | 'exists'; readonly pull: Pull }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] };

/**
 * What a draft is completed on: the default branch, the ledger, and whose token it is.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault
 */
export async function draftGround(id: string, place: Workplace): Promise<DraftGround> {
  const ground = await readGround(place);
  const decoder = new TextDecoder();
  const files = await place.repository.filesUnder(ground.main, POLICY_FOLDERS);
  return {
    policy: ground.policy,
    files: new Map([...files].map(([path, bytes]) => [path, decoder.decode(bytes)])),
    opener: await place.forge.whoAmI(),
    ledger: ledgerFacts(ground.records, { pull: 0, id }, ground.policy, ground.digests),
    now: place.now(),
  };
}

/**
 * The same file again finds the request that is there; another one under its id must not pass silently.
 * @throws ForgeFault where it can't be known what is there
 */
export async function openChange(
  {
    kind,
    id,
    path,
    text,
  }: Readonly<Record<'id' | 'path' | 'text', string>> & { readonly kind: 'window' | 'exception' },
  { forge, log }: Workplace,
): Promise<Opened> {
  const branch = `${kind}/${id}`;
  const there = await forge.pullFrom(branch);
  if (there !== null) {
    if (there.state !== 'open') {
      return refused(`The id ${id} belongs to request ${there.number}, which is over. Choose another id.`);
    }
    if ((await forge.fileAt(there.head, path)) === text) return { kind: 'exists', pull: there };
    return refused(
      `The id ${id} belongs to request ${there.number}, which asks for something else. Choose another id.`,
    );
  }
  const title = `${kind === 'window' ? 'Window' : 'Exception'} ${id}`; // no text from a request becomes part of a title
  await forge.putFileOnBranch(branch, path, text, title);
  if ((await forge.fileAt(branch, path)) !== text) {
    return refused(`The branch ${branch} is there already and holds something else. Delete it, or choose another id.`);
  }
  const body = `The file \`${path}\` is the whole request; the gate posts its verdict below.`;
  const opened = await forge.openPull(branch, title, body);
  log(`proposed the ${kind} ${id} as request ${opened.pull.number}`);
  return opened;
}

function refused(sentence: string): Opened {
  return { kind: 'refused', sentences: [sentence] };
}
