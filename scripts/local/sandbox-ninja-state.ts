// The sandbox's devices and how they change with time: nothing moves by itself, everything when it is looked at.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../ports/folder.ts';

export interface NinjaOrganisation {
  readonly id: number;
  readonly name: string;
}

export interface NinjaDevice {
  id: number;
  organizationId: number;
  systemName: string;
  offline: boolean;
  healthStatus: 'UNKNOWN' | 'HEALTHY' | 'NEEDS_ATTENTION' | 'UNHEALTHY';
  /** How a patch run on it ends; `not-applicable` is refused at once. */
  patching: 'works' | 'fails' | 'partly' | 'not-applicable';
  /** Why the isolation script fails there, `null` where it works. */
  isolationFails: string | null;
  fields: Record<string, string>;
  /** Cut off from everything but the management plane. */
  isolated: boolean;
  /** When the isolation field last changed, in milliseconds; `null` once the script has run. */
  askedAt: number | null;
}

export interface NinjaJob {
  readonly uid: string;
  readonly deviceId: number;
  readonly type: 'PATCH_MANAGEMENT' | 'SOFTWARE_PATCH_MANAGEMENT';
  readonly requestedAt: number;
  started: boolean;
}

export interface NinjaActivity {
  readonly id: number;
  readonly deviceId?: number;
  readonly seriesUid: string;
  readonly activityType: string;
  readonly statusCode: string;
  /** Seconds since 1970 with decimals, as the vendor counts. */
  readonly activityTime: number;
  readonly activityResult?: 'SUCCESS' | 'FAILURE';
  /** Who did it; missing where the platform did it by itself, as with every patch run, whoever asked for it. */
  readonly userId?: number;
  readonly subject?: string;
  readonly message?: string;
}

export interface Call {
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly deviceId: number;
  readonly accepted: boolean;
}

export interface NinjaState {
  organisations: NinjaOrganisation[];
  devices: NinjaDevice[];
  /** Names of the custom fields; the first asks for isolation, the second tells the result. */
  customFields: string[];
  isolationDelay: number;
  patchDelay: number;
  conditionWorks: boolean;
  jobs: NinjaJob[];
  activities: NinjaActivity[];
  nextId: number;
  calls: Call[];
}

export interface Seed {
  readonly organisations: readonly NinjaOrganisation[];
  readonly devices: readonly (Pick<NinjaDevice, 'id' | 'organizationId' | 'systemName'> & Partial<NinjaDevice>)[];
  readonly customFields?: readonly [request: string, result: string];
  /** Milliseconds from the request to the script's result. */
  readonly isolationDelay: number;
  /** Milliseconds from the request to the end of a patch run, 60 s unless said otherwise; it begins after a tenth. */
  readonly patchDelay?: number;
  /** Whether the policy condition that runs the script is set up. */
  readonly conditionWorks: boolean;
}

/** The state kept in the directory, or a new one from the seed. */
export function openState(directory: string | null, seed: Seed): NinjaState {
  if (directory !== null) {
    makeFolder(directory);
    const text = readIfThere(fileIn(directory));
    // Parse edge: only this module writes the file.
    if (text !== null) return JSON.parse(text) as NinjaState;
  }
  return {
    organisations: seed.organisations.map((organisation) => ({ ...organisation })),
    devices: seed.devices.map((device) => ({
      offline: false,
      healthStatus: 'HEALTHY',
      patching: 'works',
      isolationFails: null,
      isolated: false,
      askedAt: null,
      ...device,
      fields: { ...device.fields },
    })),
    customFields: [...(seed.customFields ?? ['csIsolation', 'csIsolationResult'])],
    isolationDelay: seed.isolationDelay,
    patchDelay: seed.patchDelay ?? 60_000,
    conditionWorks: seed.conditionWorks,
    jobs: [],
    activities: [],
    nextId: 1001,
    calls: [],
  };
}

/** Writes the state as a whole or not at all. */
export function saveState(directory: string | null, state: NinjaState): void {
  if (directory === null) return;
  const file = fileIn(directory);
  writeFileSync(`${file}.new`, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** Puts something at the end of the activity log. */
export function logActivity(state: NinjaState, activity: Omit<NinjaActivity, 'id'>): void {
  state.activities.push({ id: state.nextId, ...activity });
  state.nextId += 1;
}

/** Brings everything that is due by `now` about: scripts run, patch runs begin and end. A device that is offline waits. */
export function settleState(state: NinjaState, now: number): void {
  for (const device of state.devices) {
    if (device.offline) continue;
    runScript(state, device, now);
    for (const job of state.jobs.filter((job) => job.deviceId === device.id)) runJob(state, job, device, now);
  }
}

function runScript(state: NinjaState, device: NinjaDevice, now: number): void {
  const [request = '', result = ''] = state.customFields;
  const asked = /^isolate:(.+)$/.exec(device.fields[request] ?? '')?.[1];
  if (!state.conditionWorks || asked === undefined || device.askedAt === null) return;
  if (now < device.askedAt + state.isolationDelay) return;
  device.askedAt = null;
  device.isolated = device.isolationFails === null;
  device.fields[result] = device.isolated ? `isolated:${asked}` : `failed:${asked}:${device.isolationFails}`;
}

function runJob(state: NinjaState, job: NinjaJob, device: NinjaDevice, now: number): void {
  const begins = job.requestedAt + state.patchDelay / 10;
  const ends = job.requestedAt + state.patchDelay;
  const happens = (code: string, at: number, activityResult?: 'SUCCESS' | 'FAILURE'): void => {
    logActivity(state, {
      deviceId: device.id,
      seriesUid: job.uid,
      activityType: job.type,
      statusCode: `${job.type}_${code}`,
      activityTime: at / 1000,
      ...(activityResult === undefined ? {} : { activityResult }),
    });
  };
  if (!job.started && now >= begins) {
    job.started = true;
    happens('APPLY_PATCH_STARTED', begins);
  }
  if (now < ends) return;
  if (device.patching !== 'fails') happens('INSTALLED', ends, 'SUCCESS');
  if (device.patching !== 'works') happens('INSTALL_FAILED', ends, 'FAILURE');
  happens('APPLY_PATCH_COMPLETED', ends, device.patching === 'fails' ? 'FAILURE' : 'SUCCESS');
  state.jobs = state.jobs.filter((other) => other.uid !== job.uid);
}

function fileIn(directory: string): string {
  return join(directory, 'ninja.json');
}

function readIfThere(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
