// Who is signed in at this browser: a cookie that only this server can have written, and the token bound to it.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duration, Instant } from '../../core/time.ts';

export interface Session {
  /** Random, new with every sign-in, so that a session can't be fixed beforehand. */
  readonly id: string;
  /** The forge's account, `null` for a visitor who has only seen the sign-in page. */
  readonly account: number | null;
}

const LIFE: Duration = 12 * 3_600_000;
/** The visitor has a cookie of its own: a link from elsewhere comes without the strict one and must not replace it. */
const NAMES = { person: 'countersign-session', visitor: 'countersign-visitor' } as const;

/** The session that the request's cookie proves; `null` where there is none, or it is forged or too old. */
export function readSession(request: IncomingMessage, secret: string, now: Instant): Session | null {
  const cookies = cookiesOf(request.headers.cookie ?? '');
  return (
    verified(cookies.get(NAMES.person), 'person', secret, now) ??
    verified(cookies.get(NAMES.visitor), 'visitor', secret, now)
  );
}

/** A new session and the `Set-Cookie` value that carries it. */
export function newSession(account: number | null, secret: string, now: Instant): { session: Session; cookie: string } {
  const kind = account === null ? 'visitor' : 'person';
  const session = { id: randomBytes(18).toString('base64url'), account };
  const value = `${session.id}.${account ?? 0}.${now + LIFE}`;
  const cookie = `${NAMES[kind]}=${value}.${seal(`${kind} ${value}`, secret)}; ${ATTRIBUTES}; Max-Age=${LIFE / 1_000}`;
  return { session, cookie };
}

const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Strict';

/** The `Set-Cookie` value that signs out. */
export function endedSession(): string {
  return `${NAMES.person}=; ${ATTRIBUTES}; Max-Age=0`;
}

/** The token that every form of this session carries; another session's does not fit. */
export function tokenOf(session: Session, secret: string): string {
  return seal(`form ${session.id} ${session.account ?? 0}`, secret);
}

/** Compares a token from a form without telling by its time how much of it was right. */
export function tokenFits(token: string, session: Session, secret: string): boolean {
  return same(token, tokenOf(session, secret));
}

function verified(value: string | undefined, kind: keyof typeof NAMES, secret: string, now: Instant): Session | null {
  const match = /^(([\w-]{24})\.(\d{1,16})\.(\d{1,16}))\.([\w-]{43})$/.exec(value ?? '');
  if (match === null) return null;
  const [, signed = '', id = '', account = '', until = '', mark = ''] = match;
  if (!same(mark, seal(`${kind} ${signed}`, secret)) || Number(until) <= now) return null;
  return { id, account: kind === 'person' ? Number(account) : null };
}

function cookiesOf(header: string): ReadonlyMap<string, string> {
  const pairs = header.split(';').map((pair) => pair.trim().split('=', 2));
  return new Map(pairs.flatMap(([name, value]) => (name === undefined || value === undefined ? [] : [[name, value]])));
}

function seal(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
