// A house for a test: everything real on free ports in a folder that is removed afterwards, with a clock that is set by hand.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { houseFiles } from '../../scripts/local/files.ts';
import { openHouse } from '../../scripts/local/house.ts';
import type { House } from '../../scripts/local/house.ts';
import type { Io } from '../../scripts/cli.ts';
import { verify } from '../../scripts/verify.ts';

export interface TestHouse {
  readonly house: House;
  readonly directory: string;
  /** Everything that was logged so far. */
  readonly log: readonly string[];
  /** Sets the clock on by so many milliseconds. */
  readonly pass: (milliseconds: number) => void;
  readonly now: () => number;
  /** The environment in which `countersign` acts as this account. */
  readonly environment: (login: string) => Record<string, string>;
  readonly close: () => Promise<void>;
}

export const START = Date.parse('2026-11-20T10:00:00Z');

/**
 * @param clock where time has to be the machine's, because a child process takes part
 * @param files the policy that the house begins with, where a test differs from the example
 * @param prepare puts something into its folder before it is opened
 * @param floor whether the forge guards main and the ledger by itself; otherwise its rulesets have to
 */
export async function testHouse(
  clock: 'by hand' | 'real' = 'by hand',
  files: ReadonlyMap<string, string> = houseFiles(),
  prepare: (directory: string) => void = () => undefined,
  floor = true,
): Promise<TestHouse> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-house-'));
  prepare(directory);
  let ahead = 0;
  const log: string[] = [];
  const now = (): number => (clock === 'real' ? Date.now() : START) + ahead;
  const pass = (milliseconds: number): void => void (ahead += milliseconds);
  const house = await openHouse({
    directory,
    port: 0,
    sandboxPort: 0,
    clock: now,
    wait: async (milliseconds) => pass(milliseconds),
    log: (line) => log.push(line),
    files,
    floor,
    isolationDelay: 5_000,
  });
  const environment = (login: string): Record<string, string> => ({
    ...house.sandbox.credentials,
    COUNTERSIGN_API_URL: `${house.url}/api/v3`,
    COUNTERSIGN_REPOSITORY: 'northwind/actions',
    COUNTERSIGN_CLONE_URL: house.cloneUrl,
    COUNTERSIGN_TOKEN: house.settings.tokens[login] ?? '',
    COUNTERSIGN_MIRROR: join(directory, `mirror-${login.replaceAll(/\W/g, '-')}.git`),
    COUNTERSIGN_LEDGER_KEY: join(directory, 'ledger.pem'),
  });
  const close = async (): Promise<void> => {
    await house.close();
    rmSync(directory, { recursive: true, force: true });
  };
  return { house, directory, log, pass, now, environment, close };
}

/** What an auditor's clone of the house fails on: nothing, where all is well. */
export async function failuresIn({ house, directory }: TestHouse): Promise<readonly string[]> {
  const clone = mkdtempSync(join(directory, 'audit-'));
  execFileSync('git', ['clone', '--quiet', '--bare', join(directory, 'forge/repository.git'), clone]);
  const { findings } = await verify({ directory: clone, key: house.vkey });
  return findings.flatMap((one) => (one.severity === 'failure' ? [JSON.stringify(one)] : []));
}

/** What a call of the command line wrote. */
export interface Heard {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
}

export function heard(env: Readonly<Record<string, string>> = {}): Heard {
  const said = { out: '', err: '' };
  const io = { out: (text: string) => void (said.out += text), err: (text: string) => void (said.err += text), env };
  return { io, out: () => said.out, err: () => said.err };
}

/** A draft that isolates a device; a test states its one difference. */
export function isolation(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    operation: 'ninjarmm/isolate-endpoint',
    targets: [{ client: 'acme', device: '4711', name: 'ACME-FS01' }],
    parameters: { reason: 'ransomware canary tripped' },
    justification: 'EDR alert 9931, encryption behaviour on two shares',
    expectedOutcome: 'ACME-FS01 keeps contact to the management plane only',
    technician: 'tess',
    ...over,
  };
}
