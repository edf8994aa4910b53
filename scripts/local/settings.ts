// What a house on this machine remembers between starts: its ports, tokens and secrets, in one file nobody else can read.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../ports/folder.ts';

export interface HouseSettings {
  readonly repositoryId: number;
  readonly port: number;
  readonly sandboxPort: number;
  /** Signs the pages' sessions. */
  readonly secret: string;
  /** The token of each account, by login. */
  readonly tokens: Readonly<Record<string, string>>;
}

const FILE = 'house.json';

interface Ports {
  readonly port: number;
  readonly sandboxPort: number;
}

/**
 * Reads the settings of a house, or makes new ones; a token is added for every login that has none yet.
 * @throws Error with one sentence where the folder cannot be used
 */
export function openSettings(directory: string, wanted: Ports, logins: readonly string[]): HouseSettings {
  try {
    return renewed(directory, wanted, logins);
  } catch (cause) {
    throw new Error(`${directory} cannot be the data folder: choose another with --data.`, { cause });
  }
}

function renewed(directory: string, wanted: Ports, logins: readonly string[]): HouseSettings {
  makeFolder(directory, 0o700);
  const path = join(directory, FILE);
  const before = existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as HouseSettings) : null;
  const token = (login: string): string => before?.tokens[login] ?? `cs_${randomBytes(24).toString('base64url')}`;
  const settings: HouseSettings = {
    repositoryId: before?.repositoryId ?? 700001,
    // The sandbox's address is part of the policy of this house, so its port stays what it was when that was written.
    sandboxPort: existsSync(join(directory, 'forge'))
      ? (before?.sandboxPort ?? wanted.sandboxPort)
      : wanted.sandboxPort,
    port: wanted.port,
    secret: before?.secret ?? randomBytes(32).toString('base64url'),
    tokens: Object.fromEntries(logins.map((login) => [login, token(login)])),
  };
  const fresh = `${path}.new`;
  writeFileSync(fresh, `${JSON.stringify(settings, null, 2)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
  return settings;
}
