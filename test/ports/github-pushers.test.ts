// Who has pushed to a branch: everybody since it was made, by the forge's log of activity, or no answer at all.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { propose, type Running, runForge } from './embedded-forge.ts';
import { HEAD, OTHER, scriptedForge, user } from './scripted-forge.ts';

const ACTIVITY = 'GET /activity';
const NONE = '0'.repeat(40);
const THIRD = 'c'.repeat(40);
const move = (
  kind: string,
  after: string,
  actor: object | null,
  before = kind === 'branch_creation' ? NONE : OTHER,
) => {
  return { id: 1, activity_type: kind, ref: 'refs/heads/action/x', before, after, actor };
};
const ADA = user(41);
const BOT = user(900, 'responder[bot]', 'Bot');

describe('whoever pushed', () => {
  it.each<readonly [string, readonly object[], readonly (object | null)[]]>([
    ['made the branch with its head', [move('branch_creation', HEAD, BOT)], [BOT]],
    ['came later', [move('push', HEAD, ADA), move('branch_creation', OTHER, BOT)], [ADA, BOT]],
    [
      'came often',
      [move('push', HEAD, ADA), move('push', OTHER, ADA, THIRD), move('branch_creation', THIRD, BOT)],
      [ADA, BOT],
    ],
    [
      'was there, also where somebody wiped it away',
      [move('force_push', HEAD, BOT), move('push', OTHER, ADA, THIRD), move('branch_creation', THIRD, BOT)],
      [BOT, ADA],
    ],
    ['has an account that is gone', [move('push', HEAD, null), move('branch_creation', OTHER, BOT)], [null, BOT]],
    [
      'is not who pushed to what had that name before',
      [move('branch_creation', HEAD, BOT), move('branch_deletion', NONE, ADA), move('branch_creation', OTHER, ADA)],
      [BOT],
    ],
    [
      'is not who pushed or deleted it after that head',
      [move('branch_deletion', NONE, ADA), move('push', OTHER, ADA), move('branch_creation', HEAD, BOT)],
      [BOT],
    ],
  ])('%s', async (_, moves, expected) => {
    const { forge, calls } = scriptedForge({ [ACTIVITY]: { json: moves } });
    expect(await forge.pushers('action/x', HEAD)).toEqual(expected);
    expect(calls.map(({ url }) => new URL(url).searchParams.get('ref'))).toEqual(['refs/heads/action/x']);
  });

  it('is looked for on further pages, no further than needed', async () => {
    const link = (after: string) => ({
      link: `<https://forge.test/api/v3/repos/acme/queue/activity?after=${after}>; rel="next"`,
    });
    const pages = [
      { json: [move('push', HEAD, ADA)], headers: link('a') },
      { json: [move('branch_creation', OTHER, BOT)], headers: link('b') },
    ];
    const { forge, calls } = scriptedForge({ [ACTIVITY]: pages });
    expect(await forge.pushers('action/x', HEAD)).toEqual([ADA, BOT]);
    expect(calls.map(({ url }) => new URL(url).searchParams.get('after'))).toEqual([null, 'a']);
    const endless = scriptedForge({ [ACTIVITY]: { json: [move('push', HEAD, ADA)], headers: link('a') } });
    await expect(endless.forge.pushers('action/x', HEAD)).rejects.toThrow(
      'The forge lists more activity than 500 entries: nobody can look through a branch like action/x, so propose it anew.',
    );
  });

  it('is asked once more where the log follows a moment later', async () => {
    const later = [{ json: [] }, { json: [move('branch_creation', HEAD, BOT)] }];
    const { forge, pauses } = scriptedForge({ [ACTIVITY]: later });
    expect(await forge.pushers('action/x', HEAD)).toEqual([BOT]);
    expect(pauses).toEqual([2_000]);
  });

  const silence =
    'The forge’s log of activity does not show, or not yet, who brought aaaaaaaaaaaa to the branch action/x.';
  it.each<readonly [string, object, string]>([
    ['nothing yet', { json: [] }, silence],
    ['another head', { json: [move('branch_creation', OTHER, BOT)] }, silence],
    ['a gap in between', { json: [move('push', HEAD, BOT, THIRD), move('branch_creation', OTHER, BOT)] }, silence],
    ['no beginning', { json: [move('push', HEAD, BOT)] }, silence],
    ['a beginning that came later', { json: [move('branch_creation', OTHER, BOT), move('push', HEAD, ADA)] }, silence],
    ['no list', { json: { items: [] } }, 'The forge’s answer about activity is not a list.'],
    ['no such thing', { status: 404, json: { message: 'Not Found' } }, '404'],
  ])('is not known where the log shows %s', async (_, answer, words) => {
    await expect(scriptedForge({ [ACTIVITY]: answer }).forge.pushers('action/x', HEAD)).rejects.toThrow(words);
  });
});

describe('on a forge', () => {
  let run: Running;
  beforeAll(async () => {
    run = await runForge();
  });
  afterAll(() => run.close());

  it('is whoever proposed, and whoever changed it afterwards under another name', async () => {
    const pull = await propose(run.as('proposer'), 'pushed');
    const proposer = { id: 2, login: 'proposer[bot]', type: 'Bot' };
    expect(await run.as('gate').pushers('action/pushed', pull.head)).toEqual([proposer]);
    const file = '/repos/acme/queue/contents/queue/pushed.yaml';
    const { json } = await run.ask('ada', 'GET', `${file}?ref=action/pushed`);
    const change = {
      message: 'Change',
      content: Buffer.from('id: other\n').toString('base64'),
      branch: 'action/pushed',
      sha: Object(json)['sha'],
      author: { name: 'proposer', email: '2+proposer[bot]@users.noreply.github.com' },
    };
    expect(await run.ask('ada', 'PUT', file, change)).toMatchObject({ status: 200 });
    const { head } = await run.as('gate').pull(pull.number);
    const [ada] = [{ id: 41, login: 'ada', type: 'User' }];
    expect(await run.as('gate').pushers('action/pushed', head)).toEqual([ada, proposer]);
    expect(await run.as('gate').pushers('action/pushed', pull.head)).toEqual([proposer]);
    expect(run.problems).toEqual([]);
  });
});
