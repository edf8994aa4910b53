// The records of an erasure: what people approved to be dropped, and what was dropped then.
import type { Digest } from './facts.ts';
import type { PersonId } from './policy-model.ts';
import type { Judged, MergeReference, RecordBase, RecordedApproval, RecordId } from './record-parts.ts';

/** Personal parts of one record, by their paths in it, for example `reason`. */
export interface ErasureTarget {
  readonly record: RecordId;
  readonly parts: readonly string[];
}

/** Two people approved that these parts go. Its own evidence is never sealed: it has to prove the erasure for ever. */
export interface ErasureApproved extends Judged {
  readonly type: 'erasure-approved';
  readonly erasure: string;
  readonly path: string;
  readonly digest: Digest;
  readonly requestor: PersonId;
  readonly targets: readonly ErasureTarget[];
  readonly merge: MergeReference;
  readonly approvals: readonly RecordedApproval[];
}

/** The parts are gone; what stays of each is the commitment in its record. */
export interface RecordErased extends RecordBase {
  readonly type: 'record-erased';
  readonly erasure: string;
  /** The record that approved it. */
  readonly approval: RecordId;
  readonly parts: readonly { readonly record: RecordId; readonly path: string; readonly commitment: Digest }[];
}
