// What .github/SETUP.md tells an administrator to type does what it says, and the clock starts as many jobs as it says.
import { execFile } from 'node:child_process';
import { generateKeyPairSync, verify } from 'node:crypto';
import { once } from 'node:events';
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { ROOT } from '../../scripts/local/files.ts';

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
}

const PAGE = readFileSync(join(ROOT, '.github/SETUP.md'), 'utf8');
const WORKFLOWS = new Map(
  globSync('.github/workflows/*.yml', { cwd: ROOT }).map((path) => {
    return [basename(path, '.yml'), parse(readFileSync(join(ROOT, path), 'utf8')) as Workflow] as const;
  }),
);
const run = promisify(execFile);
const manifestOf = (app: string): unknown =>
  (
    JSON.parse(readFileSync(join(ROOT, `.github/apps/${app}.json`), 'utf8')) as {
      readonly default_permissions: unknown;
    }
  ).default_permissions;

/** What GitHub wants to be signed by an App that asks for a token. */
interface Claim {
  readonly iss: string;
  readonly iat: number;
  readonly exp: number;
}

/** The block of the page that begins so. */
function blocks(start: string): string {
  const all = PAGE.matchAll(/```sh\n(.*?)```/gs);
  const found = Array.from(all, ([, block = '']) => block.trim()).find((block) => block.startsWith(start));
  if (found === undefined) throw new Error(`The page has no block that begins with ${start}.`);
  return found;
}

/** How often a workflow starts by the clock; what runs once a day or less hardly counts. */
function startsAnHour(on: Workflow['on']): number {
  const crons = (on['schedule'] ?? []) as readonly { readonly cron: string }[];
  return crons.reduce((sum, { cron }) => {
    const [minutes = '', hours = ''] = cron.split(' ');
    const step = /^\d+-59\/(\d+)$/.exec(minutes)?.[1];
    return sum + (hours === '*' ? (step === undefined ? 1 : 60 / Number(step)) : 1 / 24);
  }, 0);
}

it('prints a filled-in form for each App', async () => {
  const block = blocks('jq -r').replaceAll('ORG', 'northwind');
  const { stdout } = await run('bash', ['-euc', block], { cwd: ROOT });
  const forms = stdout
    .trim()
    .split('\n')
    .map((line) => new URL(line));
  const asked = forms.map(({ origin, pathname, searchParams }) => {
    const {
      name = '',
      url,
      description,
      public: open,
      webhook_active: hook,
      ...permissions
    } = Object.fromEntries(searchParams);
    expect([url, open, hook]).toEqual([expect.stringMatching(/^https:/), 'false', 'false']);
    expect([name.length <= 34, description]).toEqual([true, expect.stringMatching(/\.$/)]);
    return [`${origin}${pathname}`, name, permissions];
  });
  expect(asked).toEqual(
    ['doctor', 'gate', 'merge', 'proposer'].map((app) => [
      'https://github.com/organizations/northwind/settings/apps/new',
      `northwind-countersign-${app}`,
      manifestOf(app),
    ]),
  );
});

it('gets the merge App’s token with its key, as it stands there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'setup-'));
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(join(directory, 'merge.pem'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const [claim = '', signature = ''] =
      /^Bearer (.+)\.(.+)$/.exec(request.headers.authorization ?? '')?.slice(1) ?? [];
    const signed = verify('RSA-SHA256', Buffer.from(claim), publicKey, Buffer.from(signature, 'base64url'));
    const { iss, iat, exp } = JSON.parse(Buffer.from(claim.split('.')[1] ?? '', 'base64url').toString()) as Claim;
    // GitHub takes one for ten minutes at most, and none from the future.
    asked.push(`${request.method} ${request.url} ${iss} ${signed && iat * 1_000 < Date.now() && exp - iat <= 600}`);
    response.end(JSON.stringify(request.method === 'POST' ? { token: 'ghs_merge' } : { id: 12 }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const block = blocks('b64()')
    .replace('CLIENT_ID', 'Iv23merge')
    .replace(/npx .*/, 'sh -c \'echo "$COUNTERSIGN_TOKEN"\'');
  const env = {
    PATH: process.env.PATH,
    COUNTERSIGN_API_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    COUNTERSIGN_REPOSITORY: 'northwind/actions',
  };
  const { stdout } = await run('bash', ['-euc', block], { cwd: directory, env });
  server.close();
  rmSync(directory, { recursive: true });
  expect([asked, stdout]).toEqual([
    [
      'GET /repos/northwind/actions/installation Iv23merge true',
      'POST /app/installations/12/access_tokens Iv23merge true',
    ],
    'ghs_merge\n',
  ]);
});

it('says how many jobs the clock starts', () => {
  const startsOf = (name: string): number => {
    const on = WORKFLOWS.get(name)?.on ?? {};
    const before = (on['workflow_run'] as { workflows: readonly string[] } | undefined)?.workflows ?? [];
    return before.map(startsOf).reduce((sum, one) => sum + one, startsAnHour(on));
  };
  const all = [...WORKFLOWS.keys()].map(startsOf).reduce((sum, one) => sum + one, 0);
  const month = (Math.round((all * 730) / 100) * 100).toLocaleString('en');
  expect(PAGE).toContain(`the clock starts ${Math.floor(all)} jobs an hour, some ${month} a month`);
});
