// The approver's pages over HTTP: looking is a GET and decides nothing, every answer is a POST that proves where it is from.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { activityPage } from './activity-page.ts';
import { postAnswer, postSignIn, postSignOut, postSimulate } from './answers.ts';
import type { Done, Posted } from './answers.ts';
import { ASSETS } from './assets.ts';
import { readForm } from './forms.ts';
import type { Html } from './html.ts';
import { sentencePage } from './layout.ts';
import type { Visitor } from './layout.ts';
import { listPage } from './list-page.ts';
import { onCallPage } from './on-call-page.ts';
import { isLoopback, sendAsset, sendOn, sendPage } from './replies.ts';
import { requestPage } from './request-page.ts';
import { newSession, readSession, tokenOf } from './session.ts';
import type { Session } from './session.ts';
import { arrivalPage, ownPage, signInPage } from './sign-in-page.ts';
import type { PagesSource } from './source.ts';
import { standardPage } from './standard-page.ts';

export interface PagesOptions {
  /** Signs sessions and tokens; at least 32 random bytes as text, new ones sign everybody out. */
  readonly secret: string;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Is told about a fault; the person only sees that there was one. */
  readonly onFault?: (cause: unknown) => void;
}

/**
 * Makes the handler of the approver's pages.
 * @returns a function that answers `true` where it answered the request, and `false` for a path that is not its own
 */
export function pagesHandler(
  source: PagesSource,
  options: PagesOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  return async (request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://pages.invalid');
    const route = url === null ? null : routeOf(url.pathname);
    if (url === null || route === null) return false;
    try {
      await answer(route, { request, response, url, source, ...options });
    } catch (cause) {
      options.onFault?.(cause);
      const sentence = 'Something failed here. Look at the request again before you repeat an answer.';
      if (response.headersSent) response.destroy();
      else sendPage(response, 500, sentencePage('Something failed', sentence, stranger(source)));
    }
    return true;
  };
}

interface Exchange extends PagesOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly source: PagesSource;
}

/** What a path answers to: a page to look at, something to do, or neither, which is 404. */
interface Route {
  readonly look?: (exchange: Exchange, visitor: Visitor) => Promise<Html | null>;
  readonly act?: (posted: Posted) => Promise<Done>;
  /** The text of one of our own files. */
  readonly asset?: keyof typeof ASSETS;
  /** Open to somebody who is not signed in. */
  readonly open?: boolean;
}

const FIXED: Readonly<Record<string, Route>> = {
  '/': { look: list },
  '/requests': { look: list },
  '/activity': {
    look: async ({ source }, visitor) => activityPage(await source.requests(), source.log(), visitor),
  },
  '/on-call': {
    look: async ({ source }, visitor) => onCallPage(await source.onCall(), visitor),
  },
  '/standard': {
    look: async ({ source }, visitor) => standardPage(await source.standard(), visitor),
  },
  '/simulate': { act: postSimulate },
  '/sign-out': { act: postSignOut, open: true },
  '/sign-in': {
    look: async ({ source, url }, visitor) =>
      signInPage(await source.people(), ownPage(url.searchParams.get('to')), visitor),
    act: postSignIn,
    open: true,
  },
};

/** `null` for a path of somebody else's. */
function routeOf(path: string): Route | null {
  if (Object.hasOwn(FIXED, path)) return FIXED[path] ?? null;
  if (path.startsWith('/assets/')) return Object.hasOwn(ASSETS, path) ? { asset: path } : {};
  if (!path.startsWith('/requests/')) return null;
  const [, digits, answers] = /^\/requests\/([1-9]\d{0,8})(\/answer)?$/.exec(path) ?? [];
  const number = Number(digits);
  if (digits === undefined) return {};
  if (answers !== undefined) return { act: (posted) => postAnswer(number, posted) };
  return {
    look: async ({ source, clock }, visitor) => {
      const view = await source.request(number);
      return view === null ? null : requestPage(view, clock(), visitor);
    },
  };
}

async function list({ source, clock }: Exchange, visitor: Visitor): Promise<Html> {
  return listPage(await source.requests(), source.simulations, clock(), visitor);
}

async function answer(route: Route, exchange: Exchange): Promise<void> {
  const { request, response, source } = exchange;
  const turnAway = (status: number, title: string, sentence: string, headers = {}): void =>
    sendPage(response, status, sentencePage(title, sentence, stranger(source)), headers);
  if (!isLoopback(request.headers.host)) {
    return turnAway(421, 'Wrong address', 'These pages answer to localhost only; open them under that name.');
  }
  const looking = route.look !== undefined || route.asset !== undefined;
  const methods = [...(looking ? ['GET', 'HEAD'] : []), ...(route.act === undefined ? [] : ['POST'])];
  if (methods.length === 0) return turnAway(404, 'Not found', 'There is no such page.');
  if (!methods.includes(request.method ?? '')) {
    const sentence =
      route.act === undefined ? 'This page can only be looked at.' : 'This address only takes a form from its page.';
    return turnAway(405, 'Not possible', sentence, { allow: methods.join(', ') });
  }
  const asset = ASSETS[route.asset ?? ''];
  if (asset !== undefined) return sendAsset(request, response, asset.type, asset.text);
  return request.method === 'POST' ? act(route, exchange) : look(route, exchange);
}

async function look(route: Route, exchange: Exchange): Promise<void> {
  const { request, response, source, secret, clock, url } = exchange;
  const session = readSession(request, secret, clock());
  const visitor = await visitorOf(session, exchange);
  if (visitor.me === null && route.open !== true) {
    const to = ownPage(url.pathname);
    // From another site the strict cookie stays behind: ask once more from here before asking who it is.
    if (request.headers['sec-fetch-site'] === 'cross-site') {
      return sendPage(response, 200, arrivalPage(to, visitor), { refresh: `0;url=${to}` });
    }
    return sendOn(response, `/sign-in?to=${encodeURIComponent(to)}`);
  }
  // Without a session there is nothing yet that the sign-in form's token could be bound to.
  const fresh = session === null && route.open === true ? newSession(null, secret, clock()) : null;
  const seen = fresh === null ? visitor : { ...visitor, token: tokenOf(fresh.session, secret) };
  const page = (await route.look?.(exchange, seen)) ?? null;
  const headers = fresh === null ? {} : { 'set-cookie': fresh.cookie };
  if (page !== null) return sendPage(response, 200, page, headers);
  sendPage(response, 404, sentencePage('Not found', 'There is no such request.', { ...stranger(source), ...visitor }));
}

async function act(route: Route, exchange: Exchange): Promise<void> {
  const { request, response, secret, clock, source } = exchange;
  const session = readSession(request, secret, clock());
  const visitor = await visitorOf(session, exchange);
  const form = await readForm(request, session, secret);
  if (!form.ok) {
    const title = { 400: 'Not understood', 403: 'Not allowed', 413: 'Too large' }[form.status];
    return sendPage(response, form.status, sentencePage(title, form.sentence, visitor));
  }
  const done = await route.act?.({ fields: form.fields, visitor, source, secret, clock });
  if (done?.kind === 'show') return sendPage(response, done.status, done.page);
  const cookie = done?.cookie ?? null;
  return sendOn(response, done?.to ?? '/', cookie === null ? {} : { 'set-cookie': cookie });
}

/** Who is at this browser; somebody who left the roster since signing in is nobody. */
async function visitorOf(session: Session | null, { source, secret }: Exchange): Promise<Visitor> {
  if (session === null) return stranger(source);
  const people = session.account === null ? [] : await source.people();
  const me = people.find(({ account }) => account === session.account) ?? null;
  return { organisation: source.organisation, me, token: tokenOf(session, secret) };
}

function stranger({ organisation }: PagesSource): Visitor {
  return { organisation, me: null, token: '' };
}
