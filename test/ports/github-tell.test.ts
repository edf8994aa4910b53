// What the gate says on a pull request goes in one request, only where it is new, and each request is one that GitHub understands.
import { schema as published } from '@octokit/graphql-schema';
import { buildSchema, getOperationAST, getVariableValues, parse, validate } from 'graphql';
import type { GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SCHEMA } from '../../scripts/local/forge/graphql-schema.ts';
import type { Telling } from '../../scripts/ports/forge.ts';
import { HEAD, scriptedForge } from './scripted-forge.ts';
import type { Call, Scripted } from './scripted-forge.ts';
import { ASK, COMMENT, connection, node, page, RUN } from './scripted-look.ts';

const schemas: readonly GraphQLSchema[] = [buildSchema(published.idl, { assumeValid: true }), buildSchema(SCHEMA)];
const NAME = 'countersign/gate';

interface There {
  readonly runs?: readonly object[];
  readonly comments?: readonly object[];
  readonly labels?: readonly string[];
  readonly over?: object;
}

function look({ runs = [], comments = [], labels = [], over = {} }: There): Scripted {
  const suite = { app: { slug: 'gate' }, checkRuns: connection(runs) };
  const newest = { nodes: [{ commit: { oid: HEAD, checkSuites: connection([suite]) } }] };
  const said = { labels: { nodes: labels.map((name) => ({ name })) }, comments: connection(comments), newest };
  return page([node(7, { ...said, ...over })], null, {
    labels: {
      nodes: [
        { id: 'LA_1', name: 'Tier 1' },
        { id: 'LA_2', name: 'waiting' },
      ],
    },
    assignableUsers: { nodes: [{ id: 'U_41', login: 'Ada' }] },
  });
}

const TELLING: Telling = {
  check: { name: NAME, head: HEAD, conclusion: null, title: 'Waiting', summary: 'For Ada.' },
  labels: ['tier 1', 'waiting'],
  comment: { marker: 'verdict', body: 'Waiting' },
  ask: [],
};
const REFUSED = { ...TELLING.check, conclusion: 'failure', title: 'Refused' } as const;
const NOTE = { path: 'actions-queue/a.yaml', line: 3, column: 1, title: 'schema-invalid', message: 'Mend it.' };
const SAID: There = { runs: [RUN], comments: [COMMENT], labels: ['tier 1', 'waiting'] };
const done = (status = 'IN_PROGRESS', conclusion: string | null = null): Scripted => {
  return { json: { data: { check: { checkRun: { status, conclusion } }, ask: { clientMutationId: null } } } };
};

async function tell(there: There, telling: Telling, script: Readonly<Record<string, Scripted>> = {}, answer = done()) {
  const { forge, calls } = scriptedForge({ [ASK]: [look(there), answer], ...script });
  const [open] = (await forge.overview(NAME)).open;
  if (open === undefined) throw new Error('nothing is open');
  await forge.tell(open.pull, telling, open);
  return calls.slice(1);
}

/** The parts of one order, after it was held against GitHub's schema and the forge's own. */
function inputsOf(call: Call | undefined): Readonly<Record<string, unknown>> {
  const { query, variables } = (call?.body ?? {}) as { query: string; variables: Readonly<Record<string, unknown>> };
  for (const schema of schemas) {
    const document = parse(query);
    expect(validate(schema, document).map(({ message }) => message)).toEqual([]);
    const definitions = getOperationAST(document)?.variableDefinitions ?? [];
    expect(getVariableValues(schema, definitions, variables)).not.toHaveProperty('errors');
  }
  return variables;
}

describe('what is said in one request', () => {
  it.each<[string, There, Partial<Telling>, object]>([
    [
      'everything, where nothing is said yet',
      {},
      { ask: ['ada'] },
      {
        check: {
          repositoryId: 'R_5',
          name: NAME,
          headSha: HEAD,
          status: 'IN_PROGRESS',
          output: { title: 'Waiting', summary: 'For Ada.', text: '' },
        },
        labels: { pullRequestId: 'PR_7', labelIds: ['LA_1', 'LA_2'] },
        comment: { subjectId: 'PR_7', body: '<!-- verdict -->\nWaiting' },
        ask: { pullRequestId: 'PR_7', userIds: ['U_41'], union: true },
      },
    ],
    [
      'a check run in place',
      SAID,
      { check: REFUSED },
      {
        check: {
          repositoryId: 'R_5',
          checkRunId: 'CR_5',
          status: 'COMPLETED',
          conclusion: 'FAILURE',
          output: { title: 'Refused', summary: 'For Ada.', text: '' },
        },
      },
    ],
    [
      'a comment in place',
      SAID,
      { comment: { marker: 'verdict', body: 'Approved' } },
      { comment: { id: 'IC_6', body: '<!-- verdict -->\nApproved' } },
    ],
    [
      'exactly the labels wanted',
      SAID,
      { labels: ['waiting'] },
      { labels: { pullRequestId: 'PR_7', labelIds: ['LA_2'] } },
    ],
    [
      'notes at lines with a new check run',
      SAID,
      { check: { ...REFUSED, annotations: [NOTE] } },
      {
        check: {
          repositoryId: 'R_5',
          name: NAME,
          headSha: HEAD,
          status: 'COMPLETED',
          conclusion: 'FAILURE',
          externalId: expect.stringMatching(/^sha256:/),
          output: {
            title: 'Refused',
            summary: 'For Ada.',
            text: '',
            annotations: [
              {
                path: NOTE.path,
                annotationLevel: 'FAILURE',
                title: NOTE.title,
                message: NOTE.message,
                location: { startLine: 3, endLine: 3, startColumn: 1, endColumn: 1 },
              },
            ],
          },
        },
      },
    ],
  ])('is %s', async (_, there, over, expected) => {
    const wanted = over.check?.conclusion ?? null;
    const answer = wanted === null ? done() : done('COMPLETED', wanted.toUpperCase());
    const calls = await tell(there, { ...TELLING, ...over }, {}, answer);
    expect(calls.map(({ line }) => line)).toEqual([ASK]);
    expect(inputsOf(calls[0])).toEqual(expected);
  });

  it('is nothing where all of it is said', async () => {
    expect(await tell(SAID, TELLING)).toEqual([]);
  });
});

describe('what cannot be said in it', () => {
  const runs = `GET /commits/${HEAD}/check-runs`;
  it.each<[string, There, Partial<Telling>, Readonly<Record<string, Scripted>>, readonly string[]]>([
    [
      'a label that the repository does not have',
      SAID,
      { labels: ['new'] },
      { 'PUT /issues/7/labels': { json: [] } },
      ['PUT /issues/7/labels'],
    ],
    [
      'a review of somebody whom the look did not show',
      SAID,
      { ask: ['ada', 'eve'] },
      { 'POST /pulls/7/requested_reviewers': { json: {} } },
      ['POST /pulls/7/requested_reviewers'],
    ],
    [
      'a check that the look did not show is read first',
      { ...SAID, over: { newest: { nodes: [] } } },
      {},
      {
        [runs]: { json: { total_count: 0, check_runs: [] } },
        'GET /user': { json: { id: 9, login: 'gate[bot]', type: 'Bot' } },
        'POST /check-runs': { json: {} },
      },
      ['GET /user', runs, 'POST /check-runs'],
    ],
    [
      'comments that the look did not show are read first',
      { ...SAID, over: { comments: null } },
      {},
      {
        'GET /issues/7/comments': { json: [] },
        'GET /user': { json: { id: 9, login: 'gate[bot]', type: 'Bot' } },
        'POST /issues/7/comments': { json: {} },
      },
      ['GET /user', 'GET /issues/7/comments', 'POST /issues/7/comments'],
    ],
  ])('%s', async (_, there, over, script, expected) => {
    const calls = await tell(there, { ...TELLING, ...over }, script);
    expect(calls.map(({ line }) => line)).toEqual(expected);
  });

  it('a complete check run that does not let itself be opened again is followed by a new one', async () => {
    const complete = { ...RUN, status: 'COMPLETED', conclusion: 'FAILURE' };
    const script = { 'POST /check-runs': { json: {} } };
    const calls = await tell({ ...SAID, runs: [complete] }, TELLING, script, done('COMPLETED', 'FAILURE'));
    expect(calls.map(({ line }) => line)).toEqual([ASK, 'POST /check-runs']);
  });

  it('what failed in the middle is a fault; the next look shows what is left', async () => {
    const answer = { json: { data: { check: null }, errors: [{ message: 'Could not resolve to a node' }] } };
    await expect(tell({}, TELLING, {}, answer)).rejects.toThrow(/none of it is used/);
  });

  it('is not ordered twice where there is no answer', async () => {
    const { forge, calls } = scriptedForge({ [ASK]: [look({}), { status: 502, json: {} }] });
    const [open] = (await forge.overview(NAME)).open;
    if (open === undefined) throw new Error('nothing is open');
    await expect(forge.tell(open.pull, TELLING, open)).rejects.toMatchObject({ status: 502 });
    expect(calls).toHaveLength(2);
  });

  it('is all of it on a server without GraphQL', async () => {
    const pull = { ...(await scriptedForge({ [ASK]: look(SAID) }).forge.overview(NAME)).open[0]?.pull };
    const { forge, calls } = scriptedForge(
      {
        'GET /user': { json: { id: 9, login: 'gate[bot]', type: 'Bot' } },
        [runs]: { json: { total_count: 0, check_runs: [] } },
        'POST /check-runs': { json: {} },
        'GET /issues/7/comments': { json: [] },
        'POST /issues/7/comments': { json: {} },
        'POST /pulls/7/requested_reviewers': { json: {} },
      },
      { graphql: 'off' },
    );
    await forge.tell(pull as Parameters<typeof forge.tell>[0], { ...TELLING, ask: ['ada'] });
    expect(calls.map(({ line }) => line).filter((line) => !line.startsWith('GET'))).toEqual([
      'POST /check-runs',
      'POST /issues/7/comments',
      'POST /pulls/7/requested_reviewers',
    ]);
  });
});
