// A house whose rules are set up, with the doctor's look on the ledger as a call, and the rules of main as a switch.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { main } from '../../scripts/cli.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import type { SettingsRead } from '../../scripts/core/records-of-settings.ts';
import { doctorOnRecord } from '../../scripts/doctor-record.ts';
import type { OnRecord } from '../../scripts/doctor-record.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { ROOT } from '../../scripts/local/files.ts';
import { githubSettings } from '../../scripts/ports/github-settings.ts';
import { verify } from '../../scripts/verify.ts';
import { wantedSettings } from '../../scripts/wanted-settings.ts';
import type { Workplace } from '../../scripts/workplace.ts';
import { heard, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

export const MINUTE = 60_000;
export const DAY = 1_440 * MINUTE;
export const ADMIN = 'northwind-admin';

/** Another clock, ledger or forge, or no key. */
type Over = Partial<Omit<Workplace, 'keeper'>> & { readonly keeper?: undefined };

export interface LooksHouse extends TestHouse {
  /** `doctor --record` in this workplace, with the settings as this account sees them, looking back as long. */
  readonly look: (over?: Over, login?: string, back?: number) => Promise<OnRecord>;
  readonly records: () => Promise<readonly Indexed[]>;
  readonly looks: () => Promise<readonly SettingsRead[]>;
  readonly newest: () => Promise<SettingsRead>;
  /** The rules of main are off, and a minute later on again. */
  readonly offForAMinute: () => Promise<void>;
  /** A setting that has no history. */
  readonly squash: (allowed: boolean) => Promise<void>;
  /** What `verify` says of a clone. */
  readonly findings: () => Promise<Awaited<ReturnType<typeof verify>>['findings']>;
}

export async function looksHouse(): Promise<LooksHouse> {
  const test = await testHouse();
  const { house, pass, now, directory } = test;
  pass(MINUTE); // the forge tells whole seconds, and the rules are not of the ledger's first
  const { io, err } = heard(test.environment(ADMIN));
  expect([await main(['setup', '--yes', '--gate-app', 'countersign', '--single-app'], io), err()]).toEqual([0, '']);
  const administrator =
    house.forge.accounts.find(({ login }) => login === ADMIN) ?? expect.fail('there is no administrator');
  const switched = async (enforcement: string): Promise<void> => {
    const rule = house.forge.settings().rulesets.find((one) => one.payload['name'] === 'main-core');
    await house.forge.updateRuleset(administrator, rule?.id ?? 0, { name: 'main-core', enforcement });
    pass(MINUTE);
  };
  const records = async () => recordsOf(await house.bot.ledger.read());
  const looks = async () => (await records()).flatMap((one) => (one.type === 'settings-read' ? [one] : []));
  return {
    ...test,
    records,
    looks,
    newest: async () => (await looks()).at(-1) ?? expect.fail('there is no look'),
    look: async (over = {}, login = ADMIN, back = 7 * DAY) => {
      const token = house.settings.tokens[login] ?? '';
      const settings = githubSettings({ apiUrl: `${house.url}/api/v3`, repository: 'northwind/actions', token, now });
      const wanted = await wantedSettings(settings, ROOT, { gate: 'countersign', merge: 'countersign' });
      const { keeper, ...place } = { ...house.bot, ...over };
      return doctorOnRecord(settings, wanted, keeper === undefined ? place : { ...place, keeper }, back);
    },
    offForAMinute: async () => {
      await switched('disabled');
      await switched('active');
    },
    squash: (allowed) =>
      house.forge.changeSettings(administrator, (settings) => {
        return { ...settings, repository: { ...settings.repository, allow_squash_merge: allowed } };
      }),
    findings: async () => {
      const clone = mkdtempSync(join(directory, 'audit-'));
      execFileSync('git', ['clone', '--quiet', '--bare', join(directory, 'forge/repository.git'), clone]);
      return (await verify({ directory: clone, key: house.vkey })).findings;
    },
  };
}
