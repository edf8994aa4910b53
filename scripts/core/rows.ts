// Which rows of the approval authority matrix apply to a classified request (standard: Who approves).
import type { ChangeKind, Policy, Row } from './policy-model.ts';

/** The part of a policy that is asked; also of one whose other parts are still being checked. */
export interface Matrix {
  readonly authority: Pick<Policy['authority'], 'rows'>;
}

export interface RowQuestion {
  readonly change: ChangeKind;
  /** The tier whose gate applies: 1 also for a Tier 2 action that reverted to it; `null` for other kinds of change. */
  readonly tier: 1 | null;
  readonly clients: 'one' | 'many';
  readonly reversible: boolean;
  readonly incidentRunbook: boolean;
}

/**
 * The rows whose condition holds, without those that another one of them replaces, in the order of the matrix.
 * Every one of them must be satisfied by itself (gate.md rule 7).
 */
export function applicableRows(question: RowQuestion, { authority }: Matrix): readonly Row[] {
  const matching = authority.rows.filter((row) => holds(row.when, question));
  const replaced = new Set(matching.flatMap((row) => row.replaces));
  return matching.filter((row) => !replaced.has(row.id));
}

function holds(when: Row['when'], question: RowQuestion): boolean {
  return (
    when.change === question.change &&
    (when.tier === null || when.tier === question.tier) &&
    (when.clients === null || when.clients === question.clients) &&
    (when.reversible === null || when.reversible === question.reversible) &&
    (when.incidentRunbook === null || when.incidentRunbook === question.incidentRunbook)
  );
}
