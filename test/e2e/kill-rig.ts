// A house that stands right before an execution, as often as wanted; a real executor process in it; what is true afterwards.
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { houseFiles, ROOT } from '../../scripts/local/files.ts';
import { openHouse } from '../../scripts/local/house.ts';
import type { House } from '../../scripts/local/house.ts';
import { BOT } from '../../scripts/local/seed.ts';
import { DEVICES, isolation } from '../../scripts/local/tour-drafts.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import { inDoubt } from '../../scripts/reconcile.ts';
import { sweep } from '../../scripts/sweep.ts';
import { passage, startProxy } from './killing-proxy.ts';
import type { Cut, Passage, Proxy } from './killing-proxy.ts';

const DEVICE = DEVICES.fs01;
/** The first request of a new house. */
const PULL = 1;
/** Milliseconds; longer than an execution counts as possibly still under way. */
const SETTLED = 181_000;

export interface Rig {
  /** Folder of the house whose action is approved and merged and not begun. */
  readonly before: string;
  readonly action: string;
  /** Stands at the sandbox's address, which is part of the policy. */
  readonly platform: Proxy;
  readonly forge: Proxy;
  readonly close: () => Promise<void>;
}

/** Proposes, approves and merges one isolation, and closes the house: each kill begins from a copy of it. */
export async function openRig(): Promise<Rig> {
  const before = await mkdtemp(join(tmpdir(), 'kill-'));
  const { house } = await open(before);
  const draft = new TextEncoder().encode(isolation([DEVICE]));
  const proposed = await propose(draft, 'draft.yaml', house.as('northwind-ransomware-responder[bot]'));
  if (proposed.kind !== 'opened') throw new Error('The action could not be proposed.');
  await gate(house.bot);
  await house.as('lena-northwind').forge.review(proposed.pull.number, proposed.pull.head, 'APPROVE', '');
  await gate(house.bot);
  await merge(house.bot);
  const address = new URL(house.sandbox.url);
  await house.close();
  // From now on the proxy is at the sandbox's address, and the sandbox behind it.
  const file = join(before, 'house.json');
  const settings = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...settings, sandboxPort: 0 }));
  const platform = await startProxy(Number(address.port));
  const forge = await startProxy(0);
  const close = async (): Promise<void> => {
    await Promise.all([platform.close(), forge.close()]);
    await rm(before, { recursive: true, force: true });
  };
  return { before, action: proposed.id, platform, forge, close };
}

async function open(directory: string): Promise<{ readonly house: House; readonly later: (duration: number) => void }> {
  let offset = 0;
  const house = await openHouse({
    directory,
    port: 0,
    sandboxPort: 0,
    clock: () => Date.now() + offset, // the child's clock, until the test moves on
    wait: async (duration) => {
      offset += duration;
    },
    log: () => undefined,
    files: houseFiles(),
    isolationDelay: 0,
  });
  return { house, later: (duration) => void (offset += duration) };
}

/** What is true in a copy of the house. */
export interface Aftermath {
  /** How many calls that isolate the device the platform took. */
  readonly acts: number;
  /** The action that the device was isolated by, empty where it is not. */
  readonly isolatedBy: string;
  readonly intents: number;
  /** Every outcome, and those that are the last word. */
  readonly outcomes: readonly string[];
  readonly conclusions: readonly string[];
  readonly left: number;
  readonly records: number;
  /** What people read on the pull request. */
  readonly labels: readonly string[];
  readonly comments: readonly string[];
}

export interface Copy {
  /** Runs the executor as a process and cuts it off; gives what passed. Without a cut it runs to its end. */
  readonly run: (cut: Pick<Cut, 'at' | 'when'> | null) => Promise<Passage>;
  /** Runs what the next jobs would: `execute` at once, and again when a call under way has settled, `sweep`, and `execute`. */
  readonly recover: () => Promise<void>;
  /** Reads everything; @throws LedgerFault where the ledger is not as it was signed */
  readonly look: () => Promise<Aftermath>;
  /** The forge's bare repository. */
  readonly repository: string;
}

/** Works in a fresh copy of the house. */
export async function inCopy<T>(rig: Rig, work: (copy: Copy) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'killed-'));
  await cp(rig.before, directory, { recursive: true });
  const { house, later } = await open(directory);
  const recover = async (): Promise<void> => {
    rig.platform.lead(house.sandbox.url, null);
    await execute(house.bot);
    later(SETTLED);
    await execute(house.bot);
    await sweep(house.bot);
    await execute(house.bot);
  };
  const repository = join(directory, 'forge', 'repository.git');
  try {
    return await work({
      run: (cut) => runChild(rig, house, directory, cut),
      recover,
      look: () => look(house),
      repository,
    });
  } finally {
    await house.close();
    await rm(directory, { recursive: true, force: true });
  }
}

async function look(house: House): Promise<Aftermath> {
  const records = recordsOf(await house.bot.ledger.read());
  const outcomes = records.flatMap((one) => (one.type === 'action-executed' ? [one.outcome] : []));
  const device = house.sandbox.state().devices.find((one) => one.id === DEVICE.device);
  return {
    acts: house.sandbox.acts(DEVICE.device),
    isolatedBy: device?.isolated === true ? (device.fields['csIsolationResult'] ?? '').replace('isolated:', '') : '',
    intents: records.filter((one) => one.type === 'action-intended').length,
    outcomes,
    conclusions: outcomes.filter((one) => one !== 'pending' && one !== 'unknown'),
    left: inDoubt({ records }).length,
    records: records.length,
    labels: (await house.bot.forge.pull(PULL)).labels,
    comments: house.forge.comments(PULL).map((comment) => comment.body),
  };
}

async function runChild(
  rig: Rig,
  house: House,
  directory: string,
  at: Pick<Cut, 'at' | 'when'> | null,
): Promise<Passage> {
  const child: { process: ChildProcess | null } = { process: null };
  const kill = async (): Promise<void> => {
    const { process: running } = child;
    if (running?.pid === undefined) return;
    const gone = once(running, 'exit');
    // The whole group, git included: the machine loses its power.
    process.kill(-running.pid, 'SIGKILL');
    await gone;
  };
  const through = passage(at === null ? null : { ...at, kill });
  rig.platform.lead(house.sandbox.url, through);
  rig.forge.lead(house.url, through);
  child.process = spawn(process.execPath, [join(ROOT, 'scripts', 'countersign.mjs'), 'execute'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      COUNTERSIGN_API_URL: `${rig.forge.url}/api/v3`,
      COUNTERSIGN_REPOSITORY: 'northwind/actions',
      COUNTERSIGN_TOKEN: house.settings.tokens[BOT.login] ?? '',
      COUNTERSIGN_CLONE_URL: `${rig.forge.url}/northwind/actions.git`,
      COUNTERSIGN_MIRROR: await mkdtemp(join(directory, 'executor-')),
      COUNTERSIGN_LEDGER_KEY: join(directory, 'ledger.pem'),
      ...house.sandbox.credentials,
    },
  });
  let said = '';
  child.process.stderr?.on('data', (part: Buffer) => void (said += part.toString()));
  if (child.process.exitCode === null && child.process.signalCode === null) await once(child.process, 'close');
  if (through.cutAt === null && child.process.exitCode !== 0)
    throw new Error(
      `The executor ended by itself (${child.process.exitCode}, ${child.process.signalCode}), having asked ${through.seen.join(', ')}: ${said}`,
    );
  return through;
}
