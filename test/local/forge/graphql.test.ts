// GraphQL: the question of the gate and the forge's part of the schema, both held against GitHub's published schema.
import { schema as published } from '@octokit/graphql-schema';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCHEMA } from '../../../scripts/local/forge/graphql-schema.ts';
import { OPEN_PULLS } from '../../../scripts/ports/github-query.ts';
import { propose, runForge } from '../../ports/embedded-forge.ts';
import type { Running } from '../../ports/embedded-forge.ts';

// As published it defines two fields twice, which a strict reading refuses.
const github = buildSchema(published.idl, { assumeValid: true });
/** GraphQL is beside the REST API. */
const PATH = '/../graphql';
const ours = buildSchema(SCHEMA);

describe('the question', () => {
  it.each([
    ['GitHub’s schema', github],
    ['the forge’s own', ours],
  ])('is one to %s', (_, schema) => {
    expect(validate(schema, parse(OPEN_PULLS)).map(({ message }) => message)).toEqual([]);
  });

  it('that asks for what there is not is noticed', () => {
    const broken = OPEN_PULLS.replace('headRefOid', 'headRefSha');
    expect(validate(github, parse(broken)).map(({ message }) => message)).toEqual([
      expect.stringMatching(/^Cannot query field "headRefSha" on type "PullRequest"/),
    ]);
  });
});

describe('the forge’s schema', () => {
  it('is a part of GitHub’s: every type, field, argument and value is there under that name and type', () => {
    expect(differences(ours, github)).toEqual([]);
  });

  it('with a field of another type is noticed', () => {
    const wrong = buildSchema(SCHEMA.replace('isDraft: Boolean!', 'isDraft: Boolean'));
    expect(differences(wrong, github)).toEqual(['PullRequest.isDraft is Boolean, at GitHub Boolean!']);
  });
});

describe('the endpoint', () => {
  let run: Running;
  beforeAll(async () => {
    run = await runForge();
    await propose(run.as('proposer'), 'one');
  });
  afterAll(() => run.close());

  it.each<[string, unknown, RegExp]>([
    ['no GraphQL', { query: '{' }, /Syntax Error/],
    ['a field that there is not', { query: '{ viewer { shoeSize } }' }, /Cannot query field "shoeSize" on type "User"/],
    [
      'a page that is too large',
      { query: '{ repository(owner: "acme", name: "queue") { pullRequests(first: 101) { totalCount } } }' },
      /`first` between 1 and 100/,
    ],
  ])('answers %s with errors, as GitHub does', async (_, body, words) => {
    const { status, json } = await run.ask('gate', 'POST', PATH, body);
    expect(status).toBe(200);
    expect(json).toMatchObject({ errors: [{ message: expect.stringMatching(words) }] });
  });

  it('shows nothing to whoever has no token, and no other repository', async () => {
    const query = '{ repository(owner: "acme", name: "other") { nameWithOwner } viewer { login } }';
    expect((await run.ask(null, 'POST', PATH, { query })).status).toBe(401);
    expect((await run.ask('gate', 'GET', PATH)).status).toBe(404);
    const { json } = await run.ask('ada', 'POST', PATH, { query });
    expect(json).toEqual({ data: { repository: null, viewer: { login: 'ada' } } });
  });
});

describe('the owners file as the forge reads it', () => {
  let run: Running;
  beforeAll(async () => {
    run = await runForge();
  });
  afterAll(() => run.close());

  const read = async (branch: string): Promise<unknown> => {
    const query = `{ repository(owner: "acme", name: "queue") { codeowners(refName: "${branch}") { errors { path line message } } } }`;
    return (await run.ask('gate', 'POST', PATH, { query })).json;
  };
  const shown = (codeowners: unknown) => ({ data: { repository: { codeowners } } });

  it('is missing', async () => {
    expect(await read('main')).toEqual(shown(null));
  });

  it.each<[string, string, string, readonly object[]]>([
    ['without a mistake', '.github/CODEOWNERS', '* @owner @Ada\n', []],
    ['at the root', 'CODEOWNERS', '* @owner\n', []],
    [
      'that names somebody unknown, somebody who may only read, and an app',
      'docs/CODEOWNERS',
      '* @owner\n/a @nobody @eve gate@example.com\n',
      ['@nobody', '@eve', 'gate@example.com'].map((who) => ({
        path: 'docs/CODEOWNERS',
        line: 2,
        message: `Unknown owner on line 2: make sure ${who} exists and has write access to the repository`,
      })),
    ],
    [
      'with a line that cannot be read',
      '.github/CODEOWNERS',
      '!a @owner\n',
      [{ path: '.github/CODEOWNERS', line: 1, message: expect.stringMatching(/^Invalid pattern on line 1: Line 1: /) }],
    ],
  ])('%s', async (what, path, text, errors) => {
    const branch = `b-${what.replaceAll(/\W/g, '-')}`;
    await run.as('ada').putFileOnBranch(branch, path, text, 'Owners');
    expect(await read(branch)).toEqual(shown({ errors }));
    const { json } = await run.ask('gate', 'GET', `/repos/acme/queue/codeowners/errors?ref=${branch}`);
    expect(json).toMatchObject({ errors });
    expect(run.problems).toEqual([]);
  });
});

/** Everything in which one schema is no part of another, in sentences. */
function differences(part: GraphQLSchema, whole: GraphQLSchema): readonly string[] {
  return Object.values(part.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      const other = whole.getType(type.name);
      if (other === undefined || other.constructor !== type.constructor) return [`${type.name} is nothing of the kind`];
      if (isEnumType(type) && isEnumType(other)) {
        return missing(type.name, names(type.getValues()), names(other.getValues()));
      }
      if (isUnionType(type) && isUnionType(other))
        return missing(type.name, names(type.getTypes()), names(other.getTypes()));
      const fielded =
        (isObjectType(type) && isObjectType(other)) ||
        (isInterfaceType(type) && isInterfaceType(other)) ||
        (isInputObjectType(type) && isInputObjectType(other));
      if (!fielded) return [];
      const fields: Readonly<Record<string, Typed>> = type.getFields();
      return inFields(type.name, fields, other.getFields());
    });
}

interface Typed {
  readonly type: unknown;
  readonly args?: readonly { readonly name: string; readonly type: unknown }[];
}

function inFields(
  of: string,
  fields: Readonly<Record<string, Typed>>,
  others: Readonly<Record<string, Typed>>,
): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const other = others[name];
    if (other === undefined) return [`${of}.${name} is not there`];
    const types =
      String(field.type) === String(other.type)
        ? []
        : [`${of}.${name} is ${String(field.type)}, at GitHub ${String(other.type)}`];
    const args = (field.args ?? []).filter(
      (one) => !other.args?.some((arg) => arg.name === one.name && String(arg.type) === String(one.type)),
    );
    return [...types, ...args.map((one) => `${of}.${name}(${one.name}: ${String(one.type)}) is not there`)];
  });
}

function names(list: readonly { readonly name: string }[]): readonly string[] {
  return list.map(({ name }) => name);
}

function missing(of: string, part: readonly string[], whole: readonly string[]): readonly string[] {
  return part.filter((name) => !whole.includes(name)).map((name) => `${of} has no ${name}`);
}
