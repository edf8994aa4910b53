// A bare repository in a temporary folder, ledgers upon it, and the means to tamper with it as somebody with push rights.
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { SigningKey } from '../../scripts/core/note-keys.ts';
import { foundLedger } from '../../scripts/ports/found-ledger.ts';
import { gitLedger } from '../../scripts/ports/git-ledger.ts';
import type { GitLedgerOptions } from '../../scripts/ports/ledger-work.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import type { Ledger, RecordDraft } from '../../scripts/ports/ledger.ts';

export const NOW = Date.parse('2026-11-20T10:00:00Z');
export const BRANCH = 'refs/heads/ledger/2026';
export const ORIGIN_BASE = 'countersign/700001';
export const IDENTITY = { name: 'Countersign', email: 'ledger@countersign.invalid' };

export interface World {
  readonly folder: string;
  readonly origin: string;
  readonly key: SigningKey;
  readonly settings: (name: string) => GitLedgerOptions;
  /** A ledger with a mirror of its own, or with the one of that name. */
  readonly ledger: (name: string, change?: Partial<GitLedgerOptions>) => Promise<Ledger>;
  /** Runs git in the origin as an attacker would, and returns what it printed, trimmed. */
  readonly git: (args: readonly string[], input?: string | Uint8Array) => string;
  /** Puts a commit on the ledger's branch with these files changed; `null` removes one. */
  readonly tamper: (changes: Readonly<Record<string, string | null>>, parent?: string | null) => string;
  /** Installs a server-side hook, a shell script. */
  readonly hook: (name: string, script: string) => void;
  readonly remove: () => void;
}

export function newWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-'));
  const origin = join(folder, 'origin.git');
  execFileSync('git', ['init', '--bare', '--quiet', '--initial-branch=main', origin]);
  const { key } = generateLedgerKey(ORIGIN_BASE);
  const settings = (name: string): GitLedgerOptions => ({
    directory: join(folder, name),
    url: origin,
    originBase: ORIGIN_BASE,
    keys: [key],
    key,
    identity: IDENTITY,
    random: Math.random,
    wait: (duration: number) => wait(duration / 10),
  });
  const git = (args: readonly string[], input: string | Uint8Array = ''): string =>
    execFileSync('git', ['-C', origin, '-c', 'user.name=M', '-c', 'user.email=m@x', ...args], {
      input,
      encoding: 'utf8',
    }).trim();
  return {
    folder,
    origin,
    key,
    settings,
    git,
    ledger: (name, change = {}) => gitLedger({ ...settings(name), ...change }),
    tamper: (changes, parent = git(['rev-parse', BRANCH])) => tamper(git, changes, parent),
    hook: (name, script) => {
      const path = join(origin, 'hooks', name);
      writeFileSync(path, `#!/bin/sh\n${script}\n`);
      chmodSync(path, 0o755);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A world whose ledger of 2026 is founded and has `count` further records. */
export async function foundedWorld(count = 0): Promise<World> {
  const world = newWorld();
  const ledger = await world.ledger('founder');
  await foundLedger(ledger, { originBase: ORIGIN_BASE, key: world.key }, NOW);
  for (let number = 1; number <= count; number += 1) await ledger.append(() => [denied(`A${number}`)], NOW);
  return world;
}

export function denied(action: string, at = '2026-11-20T10:00:00Z'): RecordDraft {
  return { type: 'action-denied', at, action, reason: 'not today' };
}

/** The actions of a ledger's records, in order; the founding record has none. */
export async function actionsIn(ledger: Ledger): Promise<readonly unknown[]> {
  return (await ledger.read()).records.map(({ record }) => record['action']).filter(Boolean);
}

function tamper(git: World['git'], changes: Readonly<Record<string, string | null>>, parent: string | null): string {
  const files = Object.entries(changes).map(([path, text]) =>
    text === null ? `D ${path}\n` : `M 100644 inline ${path}\ndata ${Buffer.byteLength(text)}\n${text}\n`,
  );
  const from = parent === null ? '' : `from ${parent}\n`;
  const reset = parent === null ? '' : `reset ${BRANCH}\n${from}`;
  const commit = `commit ${BRANCH}\nmark :1\ncommitter M <m@x> 1700000000 +0000\ndata 1\nm\n${from}${files.join('')}`;
  return git(['fast-import', '--quiet', '--force'], `${reset}${commit}get-mark :1\n`);
}
