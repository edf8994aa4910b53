// RFC 3161 time stamps: somebody else's word that these bytes existed at a moment; made and checked with openssl.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Instant } from '../core/time.ts';

export type TimestampAnswer =
  | { readonly kind: 'stamped'; readonly token: Uint8Array; readonly at: Instant }
  | { readonly kind: 'refused'; readonly why: string };

export interface TimestampAuthority {
  readonly url: string;
  /** File with the certificates that its chain may end in, PEM. */
  readonly roots: string;
  readonly fetch: typeof globalThis.fetch;
}

/** Milliseconds to wait for an answer, and for openssl. */
const PATIENCE = 30_000;
/** A token with its chain has a few thousand bytes. */
const LONGEST = 262_144;

/** Has these bytes stamped; a token that does not verify is not taken. */
export async function stamp({ url, roots, fetch }: TimestampAuthority, bytes: Uint8Array): Promise<TimestampAnswer> {
  return inFolder(async (folder) => {
    const [data, query] = [join(folder, 'data'), join(folder, 'query')];
    await writeFile(data, bytes);
    const made = await openssl(['ts', '-query', '-data', data, '-sha256', '-cert', '-out', query]);
    if (made.code !== 0) return refused(`openssl made no request: ${made.said}`);
    let token: Uint8Array;
    try {
      const answer = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: await readFile(query),
        redirect: 'error',
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (!answer.ok) return refused(`it answered ${answer.status}`);
      token = new Uint8Array(await answer.arrayBuffer());
    } catch (cause) {
      return refused(`it could not be asked: ${cause instanceof Error ? cause.message : String(cause)}`);
    }
    // Against the request, so that its random number is compared too and no older token can be played back.
    return checked(folder, token, ['-queryfile', query], roots);
  });
}

/**
 * Checks a token over these bytes, offline.
 * @param roots file with the certificates that its chain may end in; validity is judged at the moment in the token
 */
export function checkStamp(token: Uint8Array, bytes: Uint8Array, roots: string): Promise<TimestampAnswer> {
  return inFolder(async (folder) => {
    const data = join(folder, 'data');
    await writeFile(data, bytes);
    return checked(folder, token, ['-data', data], roots);
  });
}

async function checked(
  folder: string,
  token: Uint8Array,
  against: readonly string[],
  roots: string,
): Promise<TimestampAnswer> {
  if (token.length > LONGEST) return refused('the token is too long');
  const file = join(folder, 'token');
  await writeFile(file, token);
  const shown = await openssl(['ts', '-reply', '-in', file, '-text']);
  const at = momentIn(shown.out);
  if (shown.code !== 0 || at === null) return refused('it is no time stamp');
  const seconds = String(Math.floor(at / 1_000));
  const verified = await openssl(['ts', '-verify', ...against, '-in', file, '-CAfile', roots, '-attime', seconds]);
  if (verified.code !== 0 || !/Verification: OK/.test(verified.out + verified.said)) {
    return refused(`openssl does not verify it: ${reasonIn(verified.said)}`);
  }
  return { kind: 'stamped', token, at };
}

/** For example `Time stamp: Nov 21 10:00:00.123 2026 GMT`. */
function momentIn(text: string): Instant | null {
  const [, day, time, year] = /^Time stamp: (\w{3} +\d{1,2}) (\d\d:\d\d:\d\d)(?:\.\d+)? (\d{4}) GMT$/m.exec(text) ?? [];
  const instant = Date.parse(`${day} ${year} ${time} GMT`);
  return Number.isNaN(instant) ? null : instant;
}

/** From a line such as `80CB:error:17800067:time stamp routines:ts_check_imprints:message imprint mismatch:ts_rsp_verify.c:508:`. */
function reasonIn(said: string): string {
  const [, reason, detail = ''] = /error:[\dA-F]+:[^:]*:[^:]*:([^:\n]+):[^:\n]*:\d+:(.*)$/m.exec(said) ?? [];
  const words = reason === undefined ? said.trim() : [reason, detail.trim()].filter(Boolean).join(', ');
  return words.slice(0, 200) || 'it said nothing';
}

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly said: string;
}

function openssl(args: readonly string[]): Promise<Ran> {
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
  return new Promise((resolve) => {
    execFile('openssl', [...args], { env, timeout: PATIENCE }, (error, out, said) => {
      resolve({ code: error === null ? 0 : 1, out, said: said === '' && error !== null ? error.message : said });
    });
  });
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'timestamp-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function refused(why: string): TimestampAnswer {
  return { kind: 'refused', why };
}
