// The first state of a house: who has an account at the forge, what main begins with, which devices the sandbox has.
import { CODEOWNERS_PATH, codeownersText } from '../core/codeowners-file.ts';
import { parsePolicy } from '../core/policy.ts';
import type { Policy } from '../core/policy-model.ts';
import type { ForgeAccount } from './forge/model.ts';
import type { NinjaSandboxOptions } from './sandbox-ninja.ts';

/** The App that gates, merges and keeps the ledger; one here, as in a small team. */
export const BOT = { id: 90900, login: 'countersign[bot]', name: 'Countersign' } as const;

const OWNER = { id: 90901, login: 'northwind-admin', name: 'Northwind administrator (an example)' } as const;

/** What an automation's App is granted, as `.github/apps/proposer.json` has it. */
const PROPOSES = { metadata: 'read', contents: 'write', pull_requests: 'write' } as const;

/** Everybody in the policy, with the access that the forge gives each. */
export function accountsOf(policy: Policy, token: (login: string) => string): readonly ForgeAccount[] {
  const people = [...policy.people.values()].map(({ account: id, login, name }) => {
    return { id, login, name, type: 'User', permission: 'write', token: token(login) } as const;
  });
  const automations = [...policy.automations.values()].map(({ account: id, login, name }) => {
    return { id, login, name, type: 'Bot', permission: 'write', token: token(login), grants: PROPOSES } as const;
  });
  const owner = { ...OWNER, type: 'User', permission: 'admin', token: token(OWNER.login) } as const;
  return [...people, ...automations, owner, { ...BOT, type: 'Bot', permission: 'write', token: token(BOT.login) }];
}

/** Every login that needs a token. */
export function loginsOf(policy: Policy): readonly string[] {
  const named = [...policy.people.values(), ...policy.automations.values()].map((one) => one.login);
  return [...named, OWNER.login, BOT.login];
}

/** The files of main's first commit: the policy as it is, with this house's ledger key and its sandbox's address. */
export function firstCommit(
  files: ReadonlyMap<string, string>,
  house: { readonly origin: string; readonly vkey: string; readonly sandbox: string },
): ReadonlyMap<string, string> {
  const seeded = new Map([...files].filter(([path]) => !path.startsWith('policies/windows/')));
  replace(seeded, 'policies/keys.yaml', /^origin: .*$/m, `origin: ${house.origin}`);
  replace(seeded, 'policies/keys.yaml', /^firstKey: .*$/m, `firstKey: ${house.vkey}`);
  replace(seeded, 'policies/actions/ninjarmm.yaml', /^baseUrl: .*$/m, `baseUrl: ${house.sandbox}`);
  const parsed = parsePolicy(seeded);
  if (parsed.ok) seeded.set(CODEOWNERS_PATH, codeownersText(parsed.policy));
  return seeded;
}

/** A line that is not there would leave the real platform's address in a sandbox's policy. */
function replace(files: Map<string, string>, path: string, line: RegExp, by: string): void {
  const text = files.get(path);
  if (text === undefined || !line.test(text))
    throw new Error(`${path} has no line ${line.source} to adapt to this machine.`);
  files.set(
    path,
    text.replace(line, () => by),
  );
}

/** A few machines of each client; health differs, so that the dashboard has something to show. */
export const NINJA_SEED: Pick<NinjaSandboxOptions, 'organisations' | 'devices' | 'conditionWorks'> = {
  organisations: [
    { id: 1, name: 'Acme Logistics' },
    { id: 2, name: 'Globex Dental' },
    { id: 3, name: 'Initech Software' },
    { id: 4, name: 'Umbra Legal' },
  ],
  devices: [
    { id: 4711, organizationId: 1, systemName: 'ACME-FS01' },
    { id: 4712, organizationId: 1, systemName: 'ACME-FS02' },
    { id: 4713, organizationId: 1, systemName: 'ACME-DC01' },
    { id: 4714, organizationId: 1, systemName: 'ACME-WS17' },
    { id: 4715, organizationId: 1, systemName: 'ACME-WS23', healthStatus: 'NEEDS_ATTENTION' },
    { id: 4721, organizationId: 2, systemName: 'GLOBEX-FS01' },
    { id: 4722, organizationId: 2, systemName: 'GLOBEX-RX02', offline: true },
    { id: 4731, organizationId: 3, systemName: 'INITECH-CI01' },
    { id: 4741, organizationId: 4, systemName: 'UMBRA-DMS01', healthStatus: 'UNHEALTHY' },
  ],
  conditionWorks: true,
};
