// What the merge of a record put on main, told in one way for every kind: an id, a digest, and each file.
import { digestOf } from './canonical.ts';
import type { Digest } from './facts.ts';
import type { Indexed } from './records.ts';
import type { RecordedFile } from './records-of-kinds.ts';

export interface MergedChange {
  /** As the merge commit's trailers name it. */
  readonly id: string;
  /** Over the one file, or over the list of all where there may be several. */
  readonly digest: Digest;
  readonly files: readonly RecordedFile[];
}

/** A record of something that was merged with its approval. */
export type MergedRecord = Extract<Indexed, { merge: unknown }>;

/** Their types, all of them: one that is missing here does not compile. */
export const MERGED_TYPES = typesOf<MergedRecord['type']>({
  'action-approved': true,
  'action-auto': true,
  'window-approved': true,
  'exception-approved': true,
  'gate-event-filed': true,
  'gate-failure-remediated': true,
  'erasure-approved': true,
  'policy-changed': true,
  'review-held': true,
});

/** What the record says that its merge brought. */
export function mergedChange(record: MergedRecord): MergedChange {
  switch (record.type) {
    case 'action-approved':
    case 'action-auto':
      return one(record.action.id, record.action, 'added');
    case 'window-approved':
      return one(record.window, record, 'added');
    case 'exception-approved':
      return one(record.exception, record, 'added');
    case 'gate-event-filed':
      return one(record.event, record, 'added');
    case 'gate-failure-remediated':
      return one(record.event, record, 'modified');
    case 'erasure-approved':
      return one(record.erasure, record, 'added');
    case 'policy-changed':
      return {
        id: changeId(record.change, record.pull.number),
        digest: changeDigest(record.files),
        files: record.files,
      };
    case 'review-held':
      return { id: record.quarter.toLowerCase(), digest: changeDigest(record.files), files: record.files };
  }
}

/** A change of the policy or the code has no id of its own; the number of its request is one. */
export function changeId(kind: string, pull: number): string {
  return `${kind}-${pull}`;
}

/** Over the paths, what happened to each, and the digests of the contents; the order of the list plays no part. */
export function changeDigest(files: readonly RecordedFile[]): Digest {
  return digestOf(Object.fromEntries(files.map(({ path, status, digest }) => [path, { status, digest }])));
}

function typesOf<T extends string>(types: Readonly<Record<T, true>>): readonly T[] {
  return Object.keys(types) as T[]; // the very names of the type
}

function one(
  id: string,
  { path, digest }: { readonly path: string; readonly digest: Digest },
  status: RecordedFile['status'],
): MergedChange {
  return { id, digest, files: [{ path, status, digest }] };
}
