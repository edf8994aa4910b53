// Everything that the verbs say to the forge, and what it answers, held against GitHub's own description of its REST API.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { intake } from '../../scripts/intake.ts';
import { merge } from '../../scripts/merge.ts';
import { githubForge } from '../../scripts/ports/github.ts';
import { propose } from '../../scripts/propose.ts';
import { sweep } from '../../scripts/sweep.ts';
import type { ExecutingWorkplace, Workplace } from '../../scripts/workplace.ts';
import { openApiValidator } from '../fixtures/openapi-validator.ts';
import { isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const AGENT = 'northwind-ransomware-responder[bot]';
const BOT = 'countersign[bot]';
const LENA = 'lena-northwind';

let test: TestHouse;
beforeAll(async () => void (test = await testHouse()), 60_000);
afterAll(() => test.close());

const check = openApiValidator();

/** The exchanges of a run, as `METHOD /path`, and every difference from the description. */
interface Heard {
  readonly exchanges: Set<string>;
  readonly problems: string[];
}

function recording(apiUrl: string, { exchanges, problems }: Heard): typeof fetch {
  return async (input, init) => {
    const answer = await fetch(input, init);
    const path = decodeURIComponent(String(input instanceof Request ? input.url : input).replace(apiUrl, ''));
    const method = init?.method ?? 'GET';
    // GraphQL has a description of its own, which its tests hold against GitHub's.
    if (path.endsWith('/graphql')) return answer;
    const text = await answer.clone().text();
    const requestBody: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    const responseBody: unknown = text === '' ? undefined : JSON.parse(text);
    const place = path.split('?')[0]?.replace('/repos/northwind/actions', '') ?? '';
    exchanges.add(
      `${method} ${place.replaceAll(/\/(contents|ref|commits)\/.*?(\/check-runs)?$/g, '/$1/…$2').replaceAll(/\/\d+/g, '/1')}`,
    );
    problems.push(...check({ method, path, requestBody, status: answer.status, responseBody }));
    return answer;
  };
}

/** The verbs' workplace for an account, with each exchange of its forge written down. */
function workplaces(heard: Heard, graphql: 'on' | 'off') {
  const apiUrl = `${test.house.url}/api/v3`;
  const as = (login: string): Workplace => {
    const forge = githubForge({
      apiUrl,
      repository: 'northwind/actions',
      token: test.house.settings.tokens[login] ?? '',
      now: test.now,
      fetch: recording(apiUrl, heard),
      ...(graphql === 'off' ? { graphql } : {}),
    });
    return { ...test.house.as(login), forge };
  };
  const bot: ExecutingWorkplace = { ...test.house.bot, ...as(BOT) };
  return { as, bot };
}

describe.each(['on', 'off'] as const)('with GraphQL %s', (graphql) => {
  const heard: Heard = { exchanges: new Set(), problems: [] };

  it(
    'a request of every ending says and hears nothing that GitHub does not describe',
    { timeout: 120_000 },
    async () => {
      const { as, bot } = workplaces(heard, graphql);
      const step = async (): Promise<void> => {
        for (const verb of [gate, merge, execute, sweep]) await verb(bot);
        test.pass(1_000);
      };
      const asks = async (device: string, name: string) => {
        const draft = Buffer.from(JSON.stringify(isolation({ targets: [{ client: 'acme', device, name }] })));
        const proposed = await propose(draft, 'draft', as(AGENT));
        if (proposed.kind === 'refused') return expect.fail(proposed.sentences.join(' '));
        return proposed.pull;
      };
      const approved = await asks('4711', 'ACME-FS01');
      const denied = await asks('4712', 'ACME-FS02');
      const withdrawn = await asks('4713', 'ACME-DC01');
      await asks('4714', 'ACME-WS17'); // expires
      await step();
      const lena = as(LENA).forge;
      await lena.review(approved.number, approved.head, 'APPROVE', 'Yes.');
      await lena.review(denied.number, denied.head, 'REQUEST_CHANGES', 'No.');
      await as(AGENT).forge.close(withdrawn.number);
      await step();
      const event = {
        action: 'propose-action',
        repository: { id: test.house.forge.repository.id },
        sender: { id: 90001, login: AGENT, type: 'Bot' },
        client_payload: { request: `7d1f6c1e-${graphql}-1`, action: isolation({ justification: `EDR ${graphql}` }) },
      };
      expect(await intake(JSON.stringify(event), as(AGENT))).toMatchObject({ answer: { kind: 'opened' } });
      test.pass(5 * 3_600_000);
      await step();
      expect(await bot.forge.openPulls()).toEqual([]);
      expect(heard.problems).toEqual([]);
      test.pass(25 * 3_600_000); // no denial is remembered in the next run
    },
  );

  it('that was no small part of the description', () => {
    expect([...heard.exchanges]).toEqual(expect.arrayContaining(SPOKEN[graphql]));
  });
});

const BOTH = [
  'GET /contents/…',
  'GET /pulls',
  'GET /pulls/1',
  'GET /user',
  'POST /git/refs',
  'POST /pulls',
  'POST /pulls/1/reviews',
  'PUT /contents/…',
  'PUT /pulls/1/merge',
  'PATCH /pulls/1',
];

const SPOKEN = {
  on: BOTH,
  off: [
    ...BOTH,
    'GET /codeowners/errors',
    'GET /collaborators',
    'GET /commits/…/check-runs',
    'GET /issues/1/comments',
    'GET /pulls/1/commits',
    'GET /pulls/1/reviews',
    'PATCH /check-runs/1',
    'PATCH /issues/comments/1',
    'POST /check-runs',
    'POST /issues/1/comments',
    'PUT /issues/1/labels',
  ],
};
