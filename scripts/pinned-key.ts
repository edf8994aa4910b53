// The ledger's first public key as main pins it: what everything that the ledger says is measured against.
import { readDocument } from './core/document.ts';
import * as validators from './core/generated/validate.cjs';
import { shapeOf } from './core/policy-schema.ts';
import type { Repository } from './ports/repository.ts';

export interface PinnedKey {
  /** The origin base, for example `countersign/700001`; also the name of the key. */
  readonly name: string;
  /** The C2SP verifier key. */
  readonly text: string;
}

/** Main pins no key to check the ledger with. */
export class KeyFault extends Error {}

const PATH = 'policies/keys.yaml';

/**
 * Reads the pinned key from the default branch.
 * @throws KeyFault where there is none; nothing may be decided on a ledger that nobody can check
 */
export async function pinnedKey(repository: Repository, branch = 'main'): Promise<PinnedKey> {
  const main = await repository.resolve(branch);
  const bytes = main === null ? null : await repository.fileAt(main, PATH);
  const document = bytes === null ? null : readDocument(bytes, PATH);
  const shaped = document?.ok === true ? shapeOf(document, PATH, validators.keys, 'keys') : null;
  if (shaped?.ok !== true || shaped.value.firstKey === null) {
    throw new KeyFault(
      `${PATH} on ${branch} pins no ledger key. Found the ledger with countersign found, and merge its key.`,
    );
  }
  return { name: shaped.value.origin, text: shaped.value.firstKey };
}
