// GraphQL for the forge: one endpoint that answers the part of GitHub's schema which the gate asks for.
import { buildSchema, execute, GraphQLError, parse, validate } from 'graphql';
import type { DocumentNode } from 'graphql';

import { object, text } from './fields.ts';
import type { Fields } from './fields.ts';
import type { EmbeddedForge } from './forge.ts';
import { rootOf } from './graphql-root.ts';
import { SCHEMA } from './graphql-schema.ts';
import type { Answer, Links } from './http.ts';
import type { ForgeAccount } from './model.ts';

const schema = buildSchema(SCHEMA);
const known = new Map<string, DocumentNode>();
const MOST_KNOWN = 20;

/** Answers one question (`query` and `variables` of the body) as this account, in GitHub's shape: 200 with `data`, `errors`, or both. */
export async function answerGraphql(
  forge: EmbeddedForge,
  links: Links,
  actor: ForgeAccount,
  body: Fields,
): Promise<Answer> {
  const document = documentOf(text(body, 'query'));
  if (!('kind' in document)) return { status: 200, body: { errors: document.map((error) => error.toJSON()) } };
  const result = await execute({
    schema,
    document,
    rootValue: rootOf(forge, links, actor),
    variableValues: object(body, 'variables') ?? {},
  });
  return { status: 200, body: result };
}

/** Read and checked once for each text: a gate asks the same question for ever. */
function documentOf(query: string): DocumentNode | readonly GraphQLError[] {
  const old = known.get(query);
  if (old !== undefined) return old;
  const document = parsed(query);
  if (!('kind' in document)) return document;
  const problems = validate(schema, document);
  if (problems.length > 0) return problems;
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(query, document);
  return document;
}

function parsed(query: string): DocumentNode | readonly GraphQLError[] {
  try {
    return parse(query);
  } catch (cause) {
    if (cause instanceof GraphQLError) return [cause];
    throw cause;
  }
}
