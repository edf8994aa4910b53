// What reading a request gives, whatever its kind, and how what is wrong with its files is told.
import type { Problem } from './core/problem.ts';
import { refusal } from './core/codes.ts';
import type { Refusal, RefusalCode } from './core/codes.ts';
import type { Digest, PullFacts } from './core/facts.ts';
import type { ChangeKind, Policy } from './core/policy-model.ts';
import type { ChangeFields } from './core/records.ts';
import type { RecordedFile } from './core/records-of-kinds.ts';
import type { Proposal } from './core/verdict-model.ts';

export interface ReadProposal {
  readonly proposal: Proposal;
  /** Over the exact bytes of the file, or over the list of all where there may be several; `null` where nothing can be read. */
  readonly digest: Digest | null;
  /** The bytes of the one file. */
  readonly bytes: Uint8Array | null;
  /** Everything that it changes, with the digests of the contents at the head. */
  readonly files: readonly RecordedFile[];
  /** What the record of its merge will say; `null` for an action, and where the files say too little. */
  readonly fields: ChangeFields | null;
}

/** One file of a request at its head, with what it is held against. */
export interface OneFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  readonly policy: Policy;
  readonly pull: PullFacts;
  /** The file as the default branch has it. */
  readonly base: 'added' | { readonly bytes: Uint8Array | null };
}

export type ReadFile = Pick<ReadProposal, 'proposal' | 'fields'>;

/** A problem of a file as a reason to refuse the request. */
export function refuse(problem: Problem<RefusalCode>): Refusal {
  const { path, line, column } = problem;
  const said = refusal(problem.code, `${path}:${line}:${column} ${problem.fact}.`, problem.remedy);
  return { ...said, at: { path, line, column } };
}

/** What is known of a request whose file cannot be read. */
export function unread(kind: ChangeKind, path: string, problems: readonly Refusal[]): Proposal {
  const id = /([^/]+)\.yaml$/.exec(path)?.[1] ?? path;
  const people = { technician: null, requester: null, approvers: [], standIns: [] };
  return { kind, id, path, ...people, action: null, payload: null, problems };
}
