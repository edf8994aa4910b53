// What is wrong with a file, where, and how to mend it: one sentence a person can act on.

export interface Problem<Code extends string = string> {
  /** Closed words such as `text-unsafe`, `schema-invalid` or the name of a cross-reference rule. */
  readonly code: Code;
  /** Path in the repository, for example `policies/people.yaml`. */
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units. */
  readonly column: number;
  /** What is the case, without a full stop. */
  readonly fact: string;
  /** What to do about it, a sentence with its full stop. */
  readonly remedy: string;
}

/** What the strict reader and the schemas refuse, in the words of gate.md "Codes". */
export type DocumentProblem = Problem<'text-unsafe' | 'schema-invalid'>;

/** A place in a text, both counted from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Writes a problem for people, for example `policies/people.yaml:12:5 the lead "lina" is unknown. Add …`. */
export function sentence(problem: Problem): string {
  return `${problem.path}:${problem.line}:${problem.column} ${problem.fact}. ${problem.remedy}`;
}

/** Orders problems by path, line, column and code, so that the same files always give the same list. */
export function inOrder<P extends Problem>(problems: readonly P[]): readonly P[] {
  return problems.toSorted(
    (a, b) =>
      compare(a.path, b.path) ||
      a.line - b.line ||
      a.column - b.column ||
      compare(a.code, b.code) ||
      compare(a.fact, b.fact),
  );
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
