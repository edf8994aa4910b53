// GitHub's log of activity: every move of a branch, with the account that moved it; the newest first.
import { ForgeFault } from './forge.ts';
import type { GithubClient } from './github-client.ts';
import { type Fields, fieldsOf } from './github-fields.ts';

/** How much of the log is read. */
export interface Reach {
  /** Pages of a hundred entries; a list that has no end must not hold a verb for ever. */
  readonly pages: number;
  /** Whether all that is wanted is among what was read so far; told apart is what the newest page has brought. */
  readonly isEnough: (entries: readonly Fields[], page: readonly Fields[]) => boolean;
  /** What to do where it is not among so many, as a sentence goes on. */
  readonly remedy: string;
}

/**
 * Reads the log from its newest entry on, by GitHub's cursor.
 * @param query which entries, as GitHub takes them
 * @throws ForgeFault where the log cannot be read, or is longer than that
 */
export async function readActivity(
  client: GithubClient,
  query: Readonly<Record<string, string>>,
  { pages, isEnough, remedy }: Reach,
): Promise<readonly Fields[]> {
  const entries: Fields[] = [];
  let after: string | null = null;
  for (let page = 0; page < pages; page += 1) {
    const cursor: Readonly<Record<string, string>> = after === null ? {} : { after };
    const asked = { ...query, ...cursor, per_page: 100 };
    const { data, link = '' } = await client.read('GET /repos/{owner}/{repo}/activity', asked);
    if (!Array.isArray(data)) throw new ForgeFault('The forge’s answer about activity is not a list.', null);
    const own = data.map((item: unknown) => fieldsOf(item, 'the activity'));
    entries.push(...own);
    const next = /<([^>]+)>;\s*rel="next"/.exec(link)?.[1];
    after = next === undefined ? null : new URL(next).searchParams.get('after');
    if (after === null || isEnough(entries, own)) return entries;
  }
  throw new ForgeFault(`The forge lists more activity than ${pages * 100} entries: ${remedy}.`, null);
}
