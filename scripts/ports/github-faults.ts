// One clear sentence for each way in which the forge can fail us: what was asked, what came, how to mend it.
import { type Duration, formatDuration, type Instant } from '../core/time.ts';
import { ForgeFault } from './forge.ts';

type Headers = Readonly<Record<string, string | number | undefined>>;

const MENDS: Readonly<Record<number, string>> = {
  401: 'the token is wrong, expired or revoked: give a new one',
  403: 'the token lacks a permission for this: add it to the token or the app',
  404: "check the repository's name, and that the token may see it (a forge says 404 for what it hides, too)",
  409: 'something changed meanwhile: run this again',
  410: 'this feature is switched off in the repository: switch it on',
  413: 'the text is too long for the forge: shorten it',
  422: 'the request does not fit what is there now: read the reason given',
};

/** The forge answered with a refusal. `now` turns the end of a rate limit into a waiting time. */
export function refused(asked: string, status: number, data: unknown, headers: Headers, now: Instant): ForgeFault {
  const reason = reasonOf(data);
  const came = reason === '' ? String(status) : `${status} ("${reason}")`;
  const pause = pauseIn(status, headers, now, reason);
  const mend = limited(pause) ?? MENDS[status] ?? generalMend(status);
  const fault = new ForgeFault(`The forge answered ${came} when asked for ${asked}: ${mend}.`, status);
  if (pause !== null) pauses.set(fault, pause);
  return fault;
}

const pauses = new WeakMap<ForgeFault, Duration>();

/** How long the forge asks to wait before this is sent again; `null` where it asks for nothing of the kind. */
export function pauseAsked(fault: ForgeFault): Duration | null {
  return pauses.get(fault) ?? null;
}

/** The forge could not be reached, or said nothing (or not to the end) within the time limit. */
export function noAnswer(asked: string, error: unknown): ForgeFault {
  const cause = rootOf(error);
  const late = cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError');
  const what = late ? 'did not answer in time' : `could not be reached (${plain(String(cause))})`;
  const mend = 'check its address, the network and the state of the service, then run this again';
  return new ForgeFault(`The forge ${what} when asked for ${asked}: ${mend}.`, null, { cause });
}

/** The forge answered something that is not in its description. */
export function badAnswer(asked: string, why: string): ForgeFault {
  const mend = 'check that the address is that of a GitHub API and nothing in between changes its answers';
  return new ForgeFault(`The forge's answer to ${asked} cannot be used, ${why}: ${mend}.`, null);
}

/** The message and the errors of a refusal, in one line. */
export function reasonOf(data: unknown): string {
  if (typeof data !== 'object' || data === null || !('message' in data)) return '';
  const errors = 'errors' in data && Array.isArray(data.errors) ? data.errors : [];
  const details = errors.map((error: unknown) => {
    if (typeof error === 'string') return error;
    return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : '';
  });
  return plain([String(data.message), ...details].filter((text) => text !== '').join('; '));
}

/** The text comes from outside and goes to logs: one line, no control characters, not long. */
export function plain(text: string): string {
  const line = text.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim();
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

function limited(pause: Duration | null): string | null {
  if (pause === null) return null;
  if (pause === UNSAID) return 'the forge wants fewer requests: run this again later';
  return `the forge's limit on requests is used up: run this again in ${pause === MINUTE ? 'a minute' : formatDuration(pause)}`;
}

const MINUTE: Duration = 60_000;
// GitHub: where a limit does not say how long, wait for a minute at least.
const UNSAID: Duration = MINUTE + 1_000;

/** Whether the forge's words speak of a limit: not every one comes with a header, or with a status of its own. */
export function speaksOfLimit(reason: string): boolean {
  return /secondary rate limit|abuse detection/i.test(reason);
}

/** By `retry-after`, or by `x-ratelimit-reset` where nothing remains (GitHub: best practices for using the REST API). */
function pauseIn(status: number, headers: Headers, now: Instant, reason: string): Duration | null {
  if (status !== 403 && status !== 429) return null;
  const after = headers['retry-after'];
  const empty = String(headers['x-ratelimit-remaining'] ?? '') === '0';
  if (after === undefined && !empty) return status === 429 || speaksOfLimit(reason) ? UNSAID : null;
  const pause = after === undefined ? Number(headers['x-ratelimit-reset']) * 1_000 - now : Number(after) * 1_000;
  return Number.isFinite(pause) && pause > 0 ? pause : MINUTE;
}

function generalMend(status: number): string {
  if (status >= 500) return 'the forge has a fault of its own: run this again when it is well';
  if (status >= 300 && status < 400)
    return "the repository has moved: write down its new name and the API's own address";
  return 'check that the address is that of a GitHub API';
}

function rootOf(error: unknown): unknown {
  let root = error;
  while (root instanceof Error && root.cause !== undefined) root = root.cause;
  return root;
}
