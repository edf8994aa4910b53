// The files of a review: its data and its report, byte for byte what the ledger gives.
import type { Policy } from '../policy-model.ts';
import { slugOf } from '../quarters.ts';
import { deriveReview } from './derive.ts';
import type { ReviewGround } from './derive.ts';
import { renderReview } from './render.ts';
import type { ReviewFile } from '../generated/types.ts';
import type { Scope } from './scope.ts';

export interface DerivedReview {
  readonly data: ReviewFile;
  /** The texts of its files by path, the report first. */
  readonly files: ReadonlyMap<string, string>;
}

/** Derives and writes a review. */
export function reviewFiles(scope: Scope, ground: ReviewGround): DerivedReview {
  const data = deriveReview(scope, ground);
  const path = `exceptions/reviews/${slugOf(scope.quarter)}`;
  const files = [
    [`${path}.md`, renderReview(data, namesIn(ground.policies))],
    [`${path}.json`, `${JSON.stringify(data, null, 2)}\n`],
  ] as const;
  return { data, files: new Map(files) };
}

/** As the newest policy has them; of somebody who left since, as the older ones do. */
function namesIn({ start, end, latest }: ReviewGround['policies']): (person: string) => string {
  const nameIn = (policy: Policy, person: string) => policy.people.get(person)?.name;
  return (person) => nameIn(latest, person) ?? nameIn(end, person) ?? nameIn(start, person) ?? person;
}
