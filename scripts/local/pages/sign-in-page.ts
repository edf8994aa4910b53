// Signing in on one machine: a choice from the roster, because the machine is its user's own.
import type { Html } from './html.ts';
import { html } from './html.ts';
import type { Visitor } from './layout.ts';
import { layout, tokenField } from './layout.ts';
import type { SignIn } from './source.ts';
import { roleWords } from './subject.ts';

/** The people to choose from; `to` is the page to go on to. */
export function signInPage(
  people: readonly SignIn[],
  to: string,
  visitor: Visitor,
  problem: string | null = null,
): Html {
  const choices = people.map(
    ({ account, name, login, roles }) => html`<li>
      <button class="person" type="submit" name="account" value="${account}">
        <strong>${name}</strong>
        <span>${roles.length === 0 ? 'no role' : roleWords(roles).replaceAll(' or ', ', ')}</span>
        <span class="login">${login}</span>
      </button>
    </li> `,
  );
  const main = html`<h1>Who are you?</h1>
    ${problem === null ? null : html`<p class="alert" role="alert">${problem}</p>`}
    <p class="lead">
      On this machine you choose a person from the roster and see what that person sees. In production your account at
      the code host takes this place.
    </p>
    ${
      people.length === 0
        ? html`<p>The roster is empty. Add people to policies/people.yaml.</p>`
        : html`<form method="post" action="/sign-in">
            ${tokenField(visitor.token)}<input type="hidden" name="to" value="${to}" />
            <ul class="people">
              ${choices}
            </ul>
          </form>`
    }`;
  return layout({ title: 'Sign in', path: '/sign-in', main, live: 'no' }, visitor);
}

/**
 * A link from another site arrives without the strict cookie. This page, sent with a Refresh header, asks for the same
 * address once more from here, so that somebody who is signed in does not have to sign in again.
 */
export function arrivalPage(to: string, visitor: Visitor): Html {
  const main = html`<div class="narrow">
    <h1>One moment</h1>
    <p class="lead"><a href="${to}">Open the page</a></p>
  </div>`;
  return layout({ title: 'One moment', path: '', main, live: 'no' }, visitor);
}

/** Where to go after signing in: one of our own pages, never an address from elsewhere. */
export function ownPage(to: string | null): string {
  return to !== null && /^\/(requests(\/\d{1,9})?|activity)$/.test(to) ? to : '/';
}
