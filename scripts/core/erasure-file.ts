// A request that personal parts of records be erased: one file of exceptions/erasures/, read as strictly as an exception.
import type { RefusalCode } from './codes.ts';
import { readDocument } from './document.ts';
import * as validators from './generated/validate.cjs';
import type { ErasureFile } from './generated/types.ts';
import type { Policy } from './policy-model.ts';
import { shapeOf } from './policy-schema.ts';
import type { Problem } from './problem.ts';
import { applicableRows } from './rows.ts';
import { partAt, PARTS } from './sealed.ts';

/** Where the file of an erasure has to be. */
export function erasurePath(id: string): string {
  return `exceptions/erasures/${id}.yaml`;
}

export interface ErasureProposal {
  readonly erasure: ErasureFile | null;
  readonly problems: readonly Problem<RefusalCode>[];
}

/**
 * Reads an erasure before it is on the default branch. Whether the records have such parts, and whether a legal hold
 * covers them, the ledger says when it is carried out.
 * @returns the erasure where the text has the right shape, and every problem
 */
export function parseErasure(bytes: Uint8Array, path: string, policy: Policy): ErasureProposal {
  const document = readDocument(bytes, path);
  if (!document.ok) return { erasure: null, problems: document.problems };
  const shaped = shapeOf(document, path, validators.erasure, 'erasure');
  if (!shaped.ok) return { erasure: null, problems: shaped.problems };
  const erasure = shaped.value;
  const faults = [...nameFaults(erasure, path), ...partFaults(erasure), ...rowFaults(policy)];
  const problems = faults.map(({ keys, fact, remedy }) => {
    return { code: 'schema-invalid' as const, path, ...document.locate(keys), fact, remedy };
  });
  return { erasure, problems };
}

interface Fault {
  readonly keys: readonly (string | number)[];
  readonly fact: string;
  readonly remedy: string;
}

function* nameFaults({ id }: ErasureFile, path: string): Iterable<Fault> {
  if (path === erasurePath(id)) return;
  yield { keys: ['id'], fact: `the id "${id}" is not the file's name`, remedy: `Name the file ${erasurePath(id)}.` };
}

function* partFaults({ records }: ErasureFile): Iterable<Fault> {
  const seen = new Set<string>();
  for (const [at, { record, parts }] of records.entries()) {
    if (seen.has(record)) {
      yield {
        keys: ['records', at],
        fact: `the record ${record} is named twice`,
        remedy: 'Name its parts in one place.',
      };
    }
    seen.add(record);
    for (const [place, part] of parts.entries()) {
      if (partAt(part) !== null && parts.indexOf(part) === place) continue;
      const fact = `"${part}" is no personal part of a record, or is named twice`;
      yield { keys: ['records', at, 'parts', place], fact, remedy: `Such parts are ${PARTS.join(', ')}.` };
    }
  }
}

/** Without a row nobody would have to approve; one person alone never erases (two seats need two people, gate.md rule 7). */
function* rowFaults(policy: Policy): Iterable<Fault> {
  const none = { tier: null, clients: 'one', reversible: true, incidentRunbook: false } as const;
  const rows = applicableRows({ change: 'erasure', ...none }, policy);
  if (rows.length > 0 && rows.every(({ seats }) => seats.length >= 2)) return;
  const fact = 'policies/authority.yaml has no row with two seats that says who approves an erasure';
  yield {
    keys: [],
    fact,
    remedy: 'Add a row with when: { change: erasure } and two seats, by a change of the policy.',
  };
}
