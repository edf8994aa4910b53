// The settings' adapter with the answers that a healthy embedded forge does not give.
import { describe, expect, it } from 'vitest';
import { scripted } from './scripted-settings.ts';

const move = (id: number, timestamp: string) => {
  return { id, activity_type: 'push', ref: 'refs/heads/main', timestamp, actor: null };
};
const QUIET = [
  ['GET /rulesets?', { json: [] }],
  ['GET /rulesets/rule-suites?', { json: [] }],
] as const;
const span = {
  since: Date.parse('2026-11-20T00:00:00Z'),
  now: Date.parse('2026-11-22T00:00:00Z'),
  keepers: ['merge[bot]'],
};

describe('the moves of refs', () => {
  it('are read along GitHub’s cursor until they are older than asked', async () => {
    const next = '<https://forge.test/repos/acme/queue/activity?after=abc&per_page=100>; rel="next"';
    const { settings, calls } = scripted([
      ...QUIET,
      [
        'GET /activity?activity_type=push&ref=refs%2Fheads%2Fmain&after=abc',
        { json: [move(2, '2026-11-21T00:00:00+01:00'), move(1, '2026-11-01T00:00:00Z')], link: next },
      ],
      ['GET /activity?activity_type=push', { json: [move(3, '2026-11-21T12:00:00Z')], link: next }],
      ['GET /activity', { json: [] }],
      ['GET ', { json: { default_branch: 'main' } }],
    ]);
    const { moves } = await settings.past([], span);
    expect(moves).toMatchObject({
      known: true,
      value: [
        { id: 3, by: null },
        { id: 2, at: Date.parse('2026-11-20T23:00:00Z') },
      ],
    });
    expect(calls.filter((line) => line.includes('activity_type=push'))).toHaveLength(2);
  });

  it('that have no end, or are no list, are not known', async () => {
    const next = '<https://forge.test/repos/acme/queue/activity?after=abc>; rel="next"';
    const endless = scripted([
      ...QUIET,
      ['GET /activity', { json: [move(3, '2026-11-21T12:00:00Z')], link: next }],
      ['GET ', { json: { default_branch: 'main' } }],
    ]);
    expect((await endless.settings.past([], span)).moves).toMatchObject({
      known: false,
      why: expect.stringContaining('--since'),
    });
    const wrong = scripted([
      ...QUIET,
      ['GET /activity', { json: { items: [] } }],
      ['GET ', { json: { default_branch: 'main' } }],
    ]);
    expect((await wrong.settings.past([], span)).moves).toMatchObject({
      known: false,
      why: expect.stringContaining('not a list'),
    });
    const yesterday = scripted([
      ...QUIET,
      ['GET /activity', { json: [move(3, 'yesterday')] }],
      ['GET ', { json: { default_branch: 'main' } }],
    ]);
    expect((await yesterday.settings.past([], span)).moves).toMatchObject({
      known: false,
      why: expect.stringContaining('not a moment'),
    });
  });
});

describe('bypasses', () => {
  it('are looked into, but for those of the ledger’s keepers on the ledger, and what is too old', async () => {
    const suite = (id: number, ref: string, actor_name: string, pushed_at = '2026-11-21T00:00:00Z') => ({
      id,
      ref,
      actor_name,
      pushed_at,
    });
    const { settings, calls } = scripted([
      ['GET /rulesets?', { json: [] }],
      [
        'GET /rulesets/rule-suites?',
        {
          json: [
            suite(1, 'refs/heads/ledger/2026', 'merge[bot]'),
            suite(2, 'refs/heads/ledger/2026', 'eve'),
            suite(3, 'refs/heads/main', 'merge[bot]'),
            suite(4, 'refs/heads/main', 'eve', '2026-11-01T00:00:00Z'),
          ],
        },
      ],
      [
        'GET /rulesets/rule-suites/',
        {
          json: {
            rule_evaluations: [
              { result: 'pass', rule_type: 'deletion' },
              { result: 'fail', rule_type: 'update' },
            ],
          },
        },
      ],
      ['GET /activity', { json: [] }],
      ['GET ', { json: { default_branch: 'main' } }],
    ]);
    const { bypasses } = await settings.past([], span);
    expect(bypasses).toMatchObject({
      known: true,
      value: [
        { id: 2, by: 'eve', failed: ['update'] },
        { id: 3, failed: ['update'] },
      ],
    });
    expect(calls.find((line) => line.includes('rule-suites?'))).toContain('time_period=week');
  });
});

describe('an environment', () => {
  const wanted = { deployment_branch_policy: null, branches: ['main'], can_admins_bypass: false };
  const list = [
    'GET /environments/gate/deployment-branch-policies',
    { json: { total_count: 1, branch_policies: [{ id: 5, name: 'old', type: 'branch' }] } },
  ] as const;
  const rest = [
    ['POST /environments/gate/deployment-branch-policies', { json: {} }],
    ['DELETE /environments/gate/deployment-branch-policies/5', { status: 204 }],
  ] as const;

  it('is set without the switch where the server does not know it, which is said', async () => {
    const refused = {
      status: 422,
      json: { message: 'Invalid request.\n\n"can_admins_bypass" is not a permitted key.' },
    };
    const { settings, bodies } = scripted([['PUT /environments/gate', [refused, {}]], list, ...rest]);
    const left = await settings.apply('environment/gate', wanted);
    expect(left).toBe(
      'The forge does not let "can_admins_bypass" of the environment "gate" be set here: switch it off by hand.',
    );
    expect(bodies.slice(0, 2)).toEqual([
      { deployment_branch_policy: null, can_admins_bypass: false },
      { deployment_branch_policy: null },
    ]);
  });

  it('that is refused for another reason is a fault', async () => {
    const { settings } = scripted([
      ['PUT /environments/gate', { status: 422, json: { message: 'Validation Failed' } }],
    ]);
    await expect(settings.apply('environment/gate', wanted)).rejects.toThrow('422 ("Validation Failed")');
  });

  it('gets its branches before others are taken away', async () => {
    const { settings, calls } = scripted([['PUT /environments/gate', {}], list, ...rest]);
    expect(await settings.apply('environment/gate', wanted)).toBeNull();
    expect(calls.map((line) => line.split('?')[0]).slice(-2)).toEqual([
      'POST /environments/gate/deployment-branch-policies',
      'DELETE /environments/gate/deployment-branch-policies/5',
    ]);
  });
});

describe('a ruleset', () => {
  it('has the parameters that GitHub leaves out where they are off', async () => {
    const { settings } = scripted([
      [
        'GET /rulesets?',
        {
          json: [
            { id: 1, name: 'a' },
            { id: 2, name: 'b' },
          ],
        },
      ],
      ['GET /rulesets/1', { json: { rules: [{ type: 'update' }, { type: 'deletion' }] } }],
      ['GET /rulesets/2', { json: { name: 'b' } }],
    ]);
    const read = await settings.read(['ruleset/a', 'ruleset/b', 'ruleset/c']);
    const rules = [{ type: 'update', parameters: { update_allows_fetch_and_merge: false } }, { type: 'deletion' }];
    expect(read.get('ruleset/a')).toEqual({ known: true, value: { rules } });
    expect(read.get('ruleset/b')).toEqual({ known: true, value: { name: 'b' } });
    expect(read.get('ruleset/c')).toEqual({ known: true, value: null });
  });
});

describe('an App', () => {
  it('that is not shown is none', async () => {
    const nothing = { status: 404, json: { message: 'Not Found' } };
    const { settings } = scripted([
      ['GET /apps/hidden', nothing],
      ['GET /orgs/acme/installations', nothing],
    ]);
    expect(await settings.app('hidden')).toBeNull();
  });

  it('that belongs to somebody alone is looked for among those that the organisation has installed', async () => {
    const other = { app_id: 8, app_slug: 'other', permissions: {} };
    const gate = { app_id: 9, app_slug: 'gate', permissions: { checks: 'write' } };
    const { settings } = scripted([
      ['GET /apps/', { status: 404, json: { message: 'Not Found' } }],
      ['GET /orgs/acme/installations', { json: { total_count: 2, installations: [other, gate] } }],
    ]);
    expect(await settings.app('gate')).toEqual({ id: 9, slug: 'gate', permissions: { checks: 'write' } });
  });

  it('is not taken for none where the forge fails', async () => {
    const { settings } = scripted([
      ['GET /apps/', { status: 404, json: { message: 'Not Found' } }],
      ['GET /orgs/acme/installations', { status: 500, json: { message: 'no' } }],
    ]);
    await expect(settings.app('gate')).rejects.toMatchObject({ status: 500 });
  });

  it('that decides and is not shown leaves the Apps unknown', async () => {
    const { settings } = scripted([
      ['GET /apps/', { status: 404, json: { message: 'Not Found' } }],
      ['GET /', { status: 403, json: { message: 'no' } }],
      ['GET ', { json: { default_branch: 'main', owner: { type: 'User' } } }],
    ]);
    const seen = await settings.surroundings([{ role: 'gate', slug: 'gate' }], []);
    expect(seen.apps).toEqual({ known: false, why: 'there is no App "gate", or the token may not see it.' });
    expect(seen).toMatchObject({
      organisation: { known: true, value: false },
      grantsShown: false,
      openSecrets: { known: false },
    });
  });
});
