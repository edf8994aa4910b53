// The merge commit's message: a title for people, and trailers that tie the commit to the ledger and the approvals.
import type { Judged } from './judge.ts';
import type { Ground } from './ground.ts';

/**
 * Title and message of the merge commit. The trailers are pointers, never proof: `verify` follows each to the record.
 * Nothing in them comes from the request but its id and operation, which are narrow ASCII.
 */
export function mergeMessage(
  { input, verdict, digest, pull }: Judged,
  ground: Ground,
): { readonly title: string; readonly message: string } {
  const { proposal } = input;
  const what = proposal.action?.operation ?? proposal.kind;
  const trailers = [
    `Countersign-Request: ${pull.number}`,
    `Countersign-Id: ${proposal.id}`,
    `Countersign-File: ${digest ?? 'none'}`,
    `Countersign-State: ${verdict.state}`,
    ...verdict.counted.map((one) => `Countersign-Approved-By: ${one.name} <${one.account}>`),
    `Countersign-Ledger: ${ground.view.year ?? 'none'} ${ground.view.size} ${ground.view.root ?? 'none'}`,
  ];
  return { title: `Merge ${what} ${proposal.id}`, message: trailers.join('\n') };
}
