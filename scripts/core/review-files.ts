// The files of a quarterly review: the report, its numbers as data, and its charts, all of one quarter.
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { ChangeFields } from './records.ts';
import type { RecordedFile } from './records-of-kinds.ts';

export interface ReadReview {
  /** For example `2026-q4`; empty where there is no report. */
  readonly id: string;
  /** Where the report has to be. */
  readonly path: string;
  /** Where its numbers have to be. */
  readonly dataPath: string;
  readonly fields: ChangeFields | null;
  readonly problems: readonly Refusal[];
}

/**
 * Reads which quarter a review is about and what its data says.
 * @param files those of the request, with their digests
 * @param dataOf the bytes of a file at the head, `null` where there is none
 */
export function readReview(files: readonly RecordedFile[], dataOf: (path: string) => Uint8Array | null): ReadReview {
  const ids = [
    ...new Set(files.flatMap(({ path }) => /^exceptions\/reviews\/(\d{4}-q[1-4])[.-]/.exec(path)?.[1] ?? [])),
  ];
  const id = ids[0] ?? '';
  const [path, dataPath] = [`exceptions/reviews/${id}.md`, `exceptions/reviews/${id}.json`];
  const none = { id, path, dataPath, fields: null };
  const digests = new Map(files.map((file) => [file.path, file.digest]));
  const [report, numbers] = [digests.get(path), digests.get(dataPath)];
  if (ids.length !== 1 || !report || !numbers) {
    const fact =
      ids.length > 1 ? `It brings reviews of ${ids.join(' and ')}.` : `It does not bring both ${path} and ${dataPath}.`;
    const remedy = 'Bring the report of one quarter and its data, as `countersign review` writes them.';
    return { ...none, problems: [refusal('review-incomplete', fact, remedy)] };
  }
  const said = factsIn(dataOf(dataPath));
  const quarter = id.toUpperCase();
  if (said === null || said.quarter !== quarter) {
    const fact = `The data in ${dataPath} does not say "quarter": "${quarter}", the version and the open items.`;
    return { ...none, problems: [refusal('review-incomplete', fact, 'Let `countersign review` write it.')] };
  }
  const { openItems, version } = said;
  const data = { path: dataPath, digest: numbers };
  const fields = { type: 'review-held', quarter, path, digest: report, data, openItems, version, files } as const;
  return { ...none, fields, problems: [] };
}

interface ReviewFacts {
  readonly quarter: string;
  readonly version: string;
  readonly openItems: number;
}

/** `openItems` is a number, or the list of the items themselves. */
function factsIn(bytes: Uint8Array | null): ReviewFacts | null {
  const value = jsonIn(bytes);
  if (typeof value !== 'object' || value === null) return null;
  const { quarter, version, openItems }: Readonly<Record<string, unknown>> = { ...value };
  const count: unknown = Array.isArray(openItems) ? openItems.length : openItems;
  if (typeof quarter !== 'string' || typeof version !== 'string' || !/^[0-9]+\.[0-9]+$/.test(version)) return null;
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0
    ? { quarter, version, openItems: count }
    : null;
}

function jsonIn(bytes: Uint8Array | null): unknown {
  try {
    return bytes === null ? null : JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return null;
  }
}
