// GraphQL at GitHub: one question, answered whole or not at all.
import { plain, speaksOfLimit } from './github-faults.ts';
import { type Fields, fieldsOf } from './github-fields.ts';
import type { GithubClient } from './github-client.ts';
import { ForgeFault } from './forge.ts';

/** The forge answered, and said that it could not answer all of it: what it did say is not used. */
export class PartialAnswer extends ForgeFault {
  constructor(why: string, options?: ErrorOptions) {
    super(
      `The forge answered a part of what was asked ("${why}"), so none of it is used: run this again, or with a token that may do it.`,
      null,
      options,
    );
  }
}

/**
 * Asks one GraphQL question; tried again as every read is.
 * @param url where the forge answers GraphQL
 * @param optional places such as `repository.labels` that the token may not be allowed to see; they are `null` then
 * @returns the answer's `data`
 * @throws ForgeFault where there is none; `PartialAnswer` where the forge names an error beside it, whatever else it says
 */
export async function ask(
  client: GithubClient,
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  optional: readonly string[] = [],
): Promise<Fields> {
  const { data } = await client.read(`POST ${url}`, { query, variables });
  return wholeOf(data, optional);
}

/**
 * Orders something by GraphQL, once: what became of it where there is no answer can only be found out by looking.
 * @param optional parts of it that the forge may refuse by themselves; they are `null` then
 */
export async function order(
  client: GithubClient,
  url: string,
  mutation: string,
  variables: Readonly<Record<string, unknown>>,
  optional: readonly string[] = [],
): Promise<Fields> {
  const { data } = await client.write(`POST ${url}`, { query: mutation, variables });
  return wholeOf(data, optional);
}

function wholeOf(data: unknown, optional: readonly string[]): Fields {
  const answer = fieldsOf(data, 'the answer');
  const errors = answer.has('errors') ? answer.list('errors') : [];
  const said = errors.filter((error) => !optional.includes(error.words('path').join('.')));
  if (said.length === 0) return answer.fields('data');
  const why = plain(said.map((error) => error.textOrNull('message') ?? '').join('; '));
  const limited = speaksOfLimit(why) || said.some((error) => error.textOrNull('type') === 'RATE_LIMITED');
  if (!limited) throw new PartialAnswer(why);
  throw new ForgeFault(`The forge's limit on questions is used up ("${why}"): run this again in an hour.`, 429);
}

/**
 * Where a forge answers GraphQL: beside the REST API on github.com, at /api/graphql on a GitHub Enterprise server.
 * @param apiUrl without a slash at its end
 */
export function graphqlUrlOf(apiUrl: string): string {
  return `${apiUrl.replace(/\/api\/v3$/, '/api')}/graphql`;
}
