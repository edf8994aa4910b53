// Asking for reviews where one of those to be asked has left: the others are asked, and whoever cannot be is named.
import { expect, it } from 'vitest';
import type { Telling } from '../../scripts/ports/forge.ts';
import { HEAD, scriptedForge } from './scripted-forge.ts';
import { ASK, COMMENT, connection, node, page, RUN } from './scripted-look.ts';

const REASON = 'Reviews may only be requested from collaborators.';
const NAME = 'countersign/gate';
const TELLING: Omit<Telling, 'ask'> = {
  check: { name: NAME, head: HEAD, conclusion: null, title: 'Waiting', summary: 'For Ada.' },
  labels: [],
  comment: { marker: 'verdict', body: 'Waiting' },
};

/** A request on which all is said but whom it waits for; the look shows these people. */
function look(...logins: readonly string[]) {
  const suite = { app: { slug: 'gate' }, checkRuns: connection([RUN]) };
  const newest = { nodes: [{ commit: { oid: HEAD, checkSuites: connection([suite]) } }] };
  return page([node(7, { comments: connection([COMMENT]), newest })], null, {
    assignableUsers: { nodes: logins.map((login) => ({ id: `U_${login}`, login })) },
  });
}

it.each([
  ['by GraphQL', look('ada', 'eve'), 2],
  ['by REST, for the look did not show everybody', look('ada'), 1],
])('somebody who cannot be asked (%s) keeps nobody else from it, and is named', async (_, shown, questions) => {
  const refusal = { json: { data: { ask: null }, errors: [{ message: REASON, path: ['ask'] }] } };
  const { forge, calls } = scriptedForge({
    [ASK]: [shown, refusal],
    'POST /pulls/7/requested_reviewers': [
      { status: 422, json: { message: REASON } },
      { json: {} },
      { status: 422, json: { message: REASON } },
    ],
  });
  const [open] = (await forge.overview(NAME)).open;
  if (open === undefined) throw new Error('nothing is open');
  expect(await forge.tell(open.pull, { ...TELLING, ask: ['ada', 'eve'] }, open)).toEqual(['eve']);
  const asked = calls.flatMap(({ line, body }) => (line.startsWith('POST /pulls') ? [body] : []));
  expect(asked).toEqual([{ reviewers: ['ada', 'eve'] }, { reviewers: ['ada'] }, { reviewers: ['eve'] }]);
  expect(calls.filter(({ line }) => line === ASK)).toHaveLength(questions);
});
