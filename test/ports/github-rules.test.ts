// The rules in force on a branch, as GitHub lists them: read to the end, and nothing taken for a rule that is not described.
import { expect, it } from 'vitest';
import { ForgeFault } from '../../scripts/ports/forge.ts';
import { githubForge } from '../../scripts/ports/github.ts';

function forge(answer: (url: URL) => Response) {
  const asked: string[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    const url = new URL(input instanceof Request ? input.url : input);
    asked.push(`${url.pathname}${url.search}`);
    return answer(url);
  };
  const options = { apiUrl: 'https://forge.example/api/v3', repository: 'o/r', token: 't', fetch };
  return { asked, forge: githubForge({ ...options, wait: async () => undefined }) };
}

const checks = (...list: readonly object[]) => ({
  type: 'required_status_checks',
  parameters: { required_status_checks: list },
});

it('asks for the branch by its whole name, and knows each check with its App', async () => {
  const rules = [
    { type: 'deletion' },
    { type: 'pull_request', parameters: { required_approving_review_count: 0 } },
    checks({ context: 'ci' }, { context: 'gate', integration_id: 7 }, { context: 'any', integration_id: null }),
  ];
  const { asked, forge: github } = forge(() => Response.json(rules));
  expect(await github.branchRules('ledger/2026')).toEqual([
    { type: 'deletion', checks: [] },
    { type: 'pull_request', checks: [] },
    {
      type: 'required_status_checks',
      checks: [
        { context: 'ci', app: null },
        { context: 'gate', app: 7 },
        { context: 'any', app: null },
      ],
    },
  ]);
  expect(asked[0]).toContain('/repos/o/r/rules/branches/ledger%2F2026?per_page=100');
});

it.each<readonly [string, () => Response]>([
  ['a server without rulesets', () => Response.json({ message: 'Not Found' }, { status: 404 })],
  ['a plan without them', () => Response.json({ message: 'Upgrade to GitHub Pro' }, { status: 403 })],
  ['no list', () => Response.json({})],
  ['a rule without a type', () => Response.json([{ parameters: {} }])],
  ['a check without a name', () => Response.json([checks({ integration_id: 7 })])],
  ['a check of no App', () => Response.json([checks({ context: 'gate', integration_id: 'seven' })])],
  ['a rule without its checks', () => Response.json([{ type: 'required_status_checks' }])],
])('is a fault, never an empty list, for %s', async (_, answer) => {
  await expect(forge(answer).forge.branchRules('main')).rejects.toThrow(ForgeFault);
});
