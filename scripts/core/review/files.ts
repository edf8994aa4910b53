// The files of a review: its data and its report, byte for byte what the ledger gives.
import { slugOf } from '../quarters.ts';
import { deriveReview } from './derive.ts';
import type { ReviewGround } from './derive.ts';
import { FORMAT, wayOf } from './formats.ts';
import type { Format } from './formats.ts';
import { renderReview } from './render.ts';
import type { ReviewFile } from '../generated/types.ts';
import type { Scope } from './scope.ts';

export interface DerivedReview {
  readonly data: ReviewFile;
  /** The texts of its files by path, the report first. */
  readonly files: ReadonlyMap<string, string>;
}

/** Derives and writes a review. @param format an older one gives the bytes that it had then */
export function reviewFiles(scope: Scope, ground: ReviewGround, format: Format = FORMAT): DerivedReview {
  const data = deriveReview(scope, ground, format);
  const path = `exceptions/reviews/${slugOf(scope.quarter)}`;
  const files = [
    [`${path}.md`, renderReview(data, wayOf(format).namesOf(ground.policies))],
    [`${path}.json`, `${JSON.stringify(data, null, 2)}\n`],
  ] as const;
  return { data, files: new Map(files) };
}
