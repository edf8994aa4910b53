// Where setup and doctor find the repository whose settings they look at, and who its two Apps are.
import { ROOT } from '../local/files.ts';
import { githubSettings } from '../ports/github-settings.ts';
import type { ForgeSettings } from '../ports/forge-settings.ts';
import { SettingsFault, wantedSettings } from '../wanted-settings.ts';
import type { Wanted } from '../wanted-settings.ts';
import type { Call, Io } from '../cli.ts';
import { appsNamed, need } from './environment.ts';

export const APP_OPTIONS = { 'gate-app': { type: 'string' }, 'merge-app': { type: 'string' } } as const;

/** A token of its own, so that what may administer the repository need not be able to write the ledger. */
const TOKENS = ['COUNTERSIGN_SETTINGS_TOKEN', 'COUNTERSIGN_TOKEN', 'GITHUB_TOKEN'];

export interface SettingsPlace {
  readonly settings: ForgeSettings;
  readonly wanted: Wanted;
}

/**
 * Connects, and reads what is wanted. @returns a sentence where something has to be said or mended first
 * @throws EnvironmentFault naming a missing variable; ForgeFault
 */
export async function openSettingsPlace(io: Io, options: Call['options']): Promise<SettingsPlace | string> {
  const settings = githubSettings({
    apiUrl: need(io, ['COUNTERSIGN_API_URL', 'GITHUB_API_URL'], 'the address of the forge’s API'),
    repository: need(io, ['COUNTERSIGN_REPOSITORY', 'GITHUB_REPOSITORY'], 'owner/name of the repository'),
    token: need(io, TOKENS, 'a token with the permission administration'),
  });
  try {
    const named = appsNamed(io);
    const gate = word(options['gate-app']) ?? named.gate;
    const merge = word(options['merge-app']) ?? named.merge;
    return { settings, wanted: await wantedSettings(settings, ROOT, { gate, merge }) };
  } catch (cause) {
    if (cause instanceof SettingsFault) return cause.message;
    throw cause;
  }
}

function word(value: string | boolean | undefined): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
