// The events that workflows are started by, and what is read of them, as GitHub's own description of its webhooks has them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readDispatch } from '../../scripts/dispatch.ts';
import type { DispatchEvent } from '../../scripts/local/forge/dispatches.ts';
import { isolation, testHouse } from '../e2e/house.ts';
import type { TestHouse } from '../e2e/house.ts';
import { textsIn, treeOf, workflows } from './workflow.ts';

interface Webhooks {
  readonly names: readonly string[];
  readonly events: Readonly<Record<string, object>>;
  readonly deliveries: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const description = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/github-webhooks.json'), 'utf8'),
) as Webhooks;
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, logger: false });
ajv.addSchema(description, 'webhooks');
const DISPATCH = 'repository-dispatch-sample.collected';

/** What differs from the description of an event; a field that is missing, and read by nobody here, may be left out. */
function problems(event: string, payload: unknown, partly = false): readonly string[] {
  const validate = ajv.compile({ $ref: `webhooks#/events/${event}` });
  if (validate(payload)) return [];
  const errors = (validate.errors ?? []).filter(({ keyword }) => !partly || keyword !== 'required');
  return errors.map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

/** The words of an event's `types` in its workflow. */
const TYPES = workflows.flatMap(({ name, tree }) =>
  Object.entries(treeOf(tree['on'])).flatMap(([event, value]) => {
    const { types } = treeOf(value);
    return Array.isArray(types) && event !== 'repository_dispatch'
      ? types.map((type) => [name, event, String(type)] as const)
      : [];
  }),
);

describe('what starts a workflow', () => {
  it.each(TYPES)('%s: %s %s is an event of GitHub’s', (_, event, type) => {
    expect(description.names).toContain(`${event}-${type}`.replaceAll('_', '-'));
  });

  it('has events to be looked up', () => {
    expect(TYPES.length).toBeGreaterThan(9);
  });
});

it('what an expression names of an event is in the event that starts its workflow', () => {
  const named = workflows.flatMap(({ name, tree }) =>
    textsIn(tree).flatMap(([, text]) =>
      [...text.matchAll(/github\.event\.([\w.]+)/g)].map(([, path]) => `${name} ${path}`),
    ),
  );
  expect([...new Set(named)]).toEqual(['intake sender.id']);
  const { sender } = treeOf(description.deliveries['repository_dispatch']);
  expect(treeOf(sender)['id']).toEqual(expect.any(Number));
});

describe('a real delivery', () => {
  it.each([
    ['repository_dispatch', DISPATCH],
    ['workflow_run', 'workflow-run-completed'],
    ['pull_request_review', 'pull-request-review-submitted'],
  ])('of %s is what the description says, as far as it is as old as that', (event, name) => {
    expect(problems(name, description.deliveries[event], true)).toEqual([]);
  });

  it('of a dispatch is read as it comes, by its sender', () => {
    const real = description.deliveries['repository_dispatch'] ?? {};
    const client_payload = { request: '7d1f6c1e-0000-4000-8000-000000000001', action: isolation() };
    const event = { ...real, action: 'propose-action', client_payload };
    expect(problems(DISPATCH, event, true)).toEqual([]);
    const { sender, repository } = real as { sender: { id: number; login: string }; repository: { id: number } };
    expect(readDispatch(JSON.stringify(event))).toEqual({
      repository: repository.id,
      sender: { id: sender.id, login: sender.login },
      request: client_payload.request,
      draft: client_payload.action,
    });
  });
});

describe('the embedded forge’s dispatch', () => {
  let test: TestHouse;
  beforeAll(async () => void (test = await testHouse()), 60_000);
  afterAll(() => test.close());

  it('has nothing that GitHub’s does not have so', async () => {
    const came: DispatchEvent[] = [];
    test.house.forge.onDispatch((event) => came.push(event));
    const headers = { authorization: `Bearer ${test.house.settings.tokens['lena-northwind'] ?? ''}` };
    const body = JSON.stringify({ event_type: 'propose-action', client_payload: { request: 'x' } });
    await fetch(`${test.house.url}/api/v3/repos/northwind/actions/dispatches`, { method: 'POST', headers, body });
    const [event] = came;
    expect(problems(DISPATCH, event, true)).toEqual([]);
    const real = treeOf(description.deliveries['repository_dispatch']);
    expect(Object.keys(real)).toEqual(expect.arrayContaining(Object.keys(event ?? {})));
  });
});
