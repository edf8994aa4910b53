// A NinjaOne to try things on: a real HTTP server with devices that change, refuse and fail as the vendor's do.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fault, FaultBook } from './sandbox-ninja-faults.ts';
import { answerBadly, makeFaults } from './sandbox-ninja-faults.ts';
import type { Reply, Request } from './sandbox-ninja-routes.ts';
import { reply } from './sandbox-ninja-routes.ts';
import type { Call, NinjaDevice, NinjaState, Seed } from './sandbox-ninja-state.ts';
import { openState, saveState, settleState } from './sandbox-ninja-state.ts';
import type { Desk, DeskClient } from './sandbox-ninja-token.ts';
import { openDesk } from './sandbox-ninja-token.ts';

const LONGEST_BODY = 65_536;

/** The accounts of the executing job and of whoever reads the activity log, as that log numbers them. */
const [EXECUTOR, MONITOR] = [7000, 7009];

export interface NinjaSandboxOptions extends Seed {
  /** 0 for any free port. */
  readonly port: number;
  /** The sandbox's time; its devices change when they are looked at, never by a timer. */
  readonly clock: () => number;
  /** Where the state is kept as JSON, `null` for memory only. A state found there wins over the seed. */
  readonly directory: string | null;
  /** What a machine client may ask for; both scopes unless said otherwise. */
  readonly scopes?: readonly string[];
  /** The most records that a page of a query has, whatever was asked for; 1000 unless said otherwise. */
  readonly longestPage?: number;
}

export interface NinjaSandbox {
  /** The base address, for example `http://127.0.0.1:40123`. */
  readonly url: string;
  /** By the names that the connector asks for. */
  readonly credentials: Readonly<Record<string, string>>;
  /** The credentials of another program or person with an account there: what goes past the gate. */
  readonly clientOf: (userId: number) => Readonly<Record<string, string>>;
  /** A copy of the state as of now. */
  readonly state: () => NinjaState;
  /** Every call that could change something and reached the platform, in order, accepted or not. */
  readonly calls: () => readonly Call[];
  /** How many calls the platform took that make a device do something. */
  readonly acts: (deviceId: number) => number;
  /** Makes the next request that matches fail; several are used up in order. */
  readonly tell: (fault: Fault) => void;
  /** Changes a device behind the platform's back, for example `{ offline: true }`. */
  readonly change: (deviceId: number, change: Partial<NinjaDevice>) => void;
  readonly close: () => Promise<void>;
}

/** Starts the sandbox on the loopback interface. */
export async function startNinjaSandbox(options: NinjaSandboxOptions): Promise<NinjaSandbox> {
  const state = openState(options.directory, options);
  const scopes = options.scopes ?? ['monitoring', 'management'];
  const [executor, monitor] = [client(EXECUTOR, scopes), client(MONITOR, ['monitoring'])];
  const clients = [executor, monitor];
  const credentials = {
    ...credentialsOf(executor),
    NINJARMM_MONITOR_CLIENT_ID: monitor.id,
    NINJARMM_MONITOR_CLIENT_SECRET: monitor.secret,
  };
  const desk = openDesk(() => clients, options.clock);
  const faults = makeFaults();
  const running: Running = { options, state, desk, faults, cursors: new Map() };
  const server = createServer((incoming, outgoing) => {
    void serve(running, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  // Listening on TCP gives an address with a port, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  const now = (): NinjaState => {
    settleState(state, options.clock());
    return state;
  };
  return {
    url: `http://127.0.0.1:${port}`,
    credentials,
    clientOf: (userId) => {
      const known = clients.find((one) => one.userId === userId) ?? client(userId, ['monitoring', 'management']);
      if (!clients.includes(known)) clients.push(known);
      return credentialsOf(known);
    },
    state: () => structuredClone(now()),
    calls: () => structuredClone(state.calls),
    acts: (deviceId) => state.calls.filter((call) => call.accepted && call.deviceId === deviceId).length,
    tell: faults.add,
    change: (deviceId, change) => {
      const device = now().devices.find((device) => device.id === deviceId);
      if (device === undefined) throw new Error(`The sandbox has no device ${deviceId}.`);
      Object.assign(device, change);
      saveState(options.directory, state);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        // A request that hangs by order would keep the server open for ever.
        server.closeAllConnections();
      }),
  };
}

function client(userId: number, scopes: readonly string[]): DeskClient {
  const [id, secret] = [randomBytes(12).toString('base64url'), randomBytes(24).toString('base64url')];
  return { id, secret, userId, scopes };
}

function credentialsOf({ id, secret }: DeskClient): Readonly<Record<string, string>> {
  return { NINJARMM_CLIENT_ID: id, NINJARMM_CLIENT_SECRET: secret };
}

interface Running {
  readonly options: NinjaSandboxOptions;
  readonly state: NinjaState;
  readonly desk: Desk;
  readonly faults: FaultBook;
  readonly cursors: Map<string, number>;
}

async function serve(running: Running, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const url = new URL(incoming.url ?? '/', 'http://sandbox');
  const method = incoming.method ?? 'GET';
  const body = await bodyOf(incoming);
  const fault = running.faults.take(method, url.pathname + url.search);
  if (fault?.do === 'slow') await pause(fault.delay ?? 0);
  else if (fault !== null && !fault.acts) return answerBadly(fault, incoming, outgoing);
  const { status, json } = body === null ? tooLong() : answer(running, { method, url, body }, incoming);
  if (fault !== null && fault.do !== 'slow') return answerBadly(fault, incoming, outgoing);
  outgoing.writeHead(status, json === undefined ? {} : { 'content-type': 'application/json' });
  outgoing.end(json === undefined ? undefined : JSON.stringify(json));
}

function answer(running: Running, request: Request, incoming: IncomingMessage): Reply {
  const { options, state, desk } = running;
  if (request.url.pathname === '/ws/oauth/token') return desk.issue(request);
  const now = options.clock();
  settleState(state, now);
  const holder = desk.holderOf(incoming.headers.authorization);
  const replied = reply(request, {
    state,
    now,
    scopes: holder?.scopes ?? null,
    userId: holder?.userId ?? 0,
    cursors: running.cursors,
    longestPage: options.longestPage ?? 1000,
  });
  if (request.method !== 'GET') saveState(options.directory, state);
  return replied;
}

/** The body as text, `null` where it is longer than 64 KiB. */
async function bodyOf(incoming: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    // Without an encoding set, a request gives buffers.
    const bytes = chunk as Buffer;
    size += bytes.length;
    if (size <= LONGEST_BODY) chunks.push(bytes);
  }
  return size > LONGEST_BODY ? null : Buffer.concat(chunks).toString('utf8');
}

function tooLong(): Reply {
  return { status: 413, json: { resultCode: 'FAILURE', errorMessage: 'The body is longer than 64 KiB.' } };
}
