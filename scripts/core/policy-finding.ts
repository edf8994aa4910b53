// The form of a cross-reference rule: it reads the typed documents and yields what is wrong, and where.
import type { Pointer } from './document.ts';
import type { PolicyDocuments, Source } from './policy-documents.ts';

export interface Finding {
  readonly source: Source<unknown>;
  readonly pointer: Pointer;
  readonly fact: string;
  readonly remedy: string;
}

/** What a rule may ask about the repository beyond the policy files. */
export interface Surroundings {
  /** Says whether a path exists in the repository; `null` where that is not known, and then it is not checked. */
  readonly exists: ((path: string) => boolean) | null;
}

export type Rule = (documents: PolicyDocuments, surroundings: Surroundings) => Iterable<Finding>;

/** Builds a finding at a value. */
export function finding(source: Source<unknown>, pointer: Pointer, fact: string, remedy: string): Finding {
  return { source, pointer, fact, remedy };
}
