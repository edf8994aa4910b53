// The frame of every page: landmarks, the way to the content, who is signed in, and how to leave.
import type { Html } from './html.ts';
import { html, raw } from './html.ts';
import type { SignIn } from './source.ts';

/** What a page needs to know about the browser it is for. */
export interface Visitor {
  readonly organisation: string;
  readonly me: SignIn | null;
  /** The token for every form on the page. */
  readonly token: string;
}

export interface Page {
  /** Without the product's name, for example `(2) Waiting for you`. */
  readonly title: string;
  readonly path: string;
  readonly main: Html;
  /** Kept up to date by the script; with `hold` only a notice, because a page must not change under a click. */
  readonly live: 'no' | 'replace' | 'hold';
}

/** The whole document. */
export function layout(page: Page, visitor: Visitor): Html {
  const { organisation, me } = visitor;
  const live = page.live === 'no' ? html`` : html` data-live="${page.live}"`;
  return html`${raw`<!doctype html>`}
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · Countersign</title>
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/style.css" />
        ${page.live === 'no' ? null : raw`<script src="/assets/refresh.js" defer></script>`}
      </head>
      <body>
        <a class="skip" href="#main">Skip to the content</a>
        <header class="top">
          <div class="bar">
            <p class="brand">
              <a href="/">${MARK}<span>Countersign</span></a
              ><span class="of">${organisation}</span>
            </p>
            ${me === null ? null : navigation(page.path, me, visitor.token)}
          </div>
        </header>
        <p class="notice" id="changed" role="status"></p>
        <main id="main" tabindex="-1" ${live}>${page.main}</main>
        <footer class="foot">
          <p>
            What needs a person’s approval runs only after it. Silence is neither a yes nor a no, and opening a page
            decides nothing.
          </p>
        </footer>
      </body>
    </html> `;
}

const MARK = raw`<svg class="mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="M3 17.5c3-.2 4.600-8.500 7.200-8.500 2.400 0-.9 7.600 1.300 7.600 2 0 2.600-3.600 4.500-3.600 1.500 0 1.300 2.600 5 2.200"/><path d="M3 21h18"/></svg>`;

function navigation(path: string, me: SignIn, token: string): Html {
  const item = (href: string, words: string, here: boolean): Html =>
    html`<li><a href="${href}" ${here ? raw` aria-current="page"` : null}>${words}</a></li>`;
  return html`<nav aria-label="Main">
      <ul>
        ${item('/', 'Waiting', path === '/' || path === '/requests')}
        ${item('/on-call', 'On call', path === '/on-call')} ${item('/standard', 'Standard', path === '/standard')}
        ${item('/activity', 'Activity', path === '/activity')}
      </ul>
    </nav>
    <form class="who" method="post" action="/sign-out">
      <span>Signed in as <strong>${me.name}</strong></span> ${tokenField(token)}<button class="quiet" type="submit">
        Sign out
      </button>
    </form>`;
}

/** The hidden field that binds a form to the session. */
export function tokenField(token: string): Html {
  return html`<input type="hidden" name="token" value="${token}" />`;
}

/** A page with one clear sentence, for everything that is not there or not allowed. */
export function sentencePage(title: string, sentence: string, visitor: Visitor): Html {
  const back = html`<p><a href="/">Back to what waits</a></p>`;
  const main = html`<div class="narrow">
    <h1>${title}</h1>
    <p class="lead">${sentence}</p>
    ${back}
  </div>`;
  return layout({ title, path: '', main, live: 'no' }, visitor);
}
