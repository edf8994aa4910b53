// The form of a cross-reference rule: it reads the typed documents and yields what is wrong, and where.
import type { Pointer } from './document.ts';
import type { PolicyDocuments, Source } from './policy-documents.ts';
import type { Problem } from './problem.ts';

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

/** What a rule found, as problems of its code, each with its place. */
export function problemsOf(code: string, findings: Iterable<Finding>): readonly Problem[] {
  return [...findings].map(({ source, pointer, fact, remedy }) => {
    const place = source.document.locate(pointer);
    return { code, path: source.path, ...place, fact, remedy };
  });
}
