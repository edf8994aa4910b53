// The one script, optional: keeps a page up to date without moving anything under a hand, an eye or a screen reader.

/** Served as /assets/refresh.js; every 2 s, and only while the page is visible. */
export const REFRESH = `'use strict';
(() => {
  const notice = document.getElementById('changed');
  const main = () => document.querySelector('main[data-live]');
  let seen = null;
  let told = false;

  const tell = () => {
    if (told) return;
    told = true;
    const link = document.createElement('a');
    link.href = location.href;
    link.textContent = 'Show it as it is now';
    notice.replaceChildren('This page has changed since you opened it. ', link);
  };

  // Typed text, a field in use or a focused control must never vanish under somebody.
  const inUse = (here) => here.contains(document.activeElement) && document.activeElement !== here
    || [...here.querySelectorAll('textarea')].some((field) => field.value !== field.defaultValue);

  const look = async () => {
    const here = main();
    if (here === null || document.hidden || told) return;
    const answer = await fetch(location.href, { credentials: 'same-origin', redirect: 'error', cache: 'no-store' });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const next = page.querySelector('main[data-live]') ?? page.querySelector('main');
    if (next === null) return;
    // The time that is left changes by itself; it is no news.
    const words = (element) => {
      const copy = element.cloneNode(true);
      copy.querySelectorAll('[data-clock]').forEach((clock) => clock.remove());
      return copy.innerHTML;
    };
    seen ??= words(here);
    if (words(next) === seen) {
      const clocks = here.querySelectorAll('[data-clock]');
      next.querySelectorAll('[data-clock]').forEach((clock, place) => {
        if (clocks[place] && clocks[place].textContent !== clock.textContent) clocks[place].textContent = clock.textContent;
      });
      return;
    }
    // An answer never comes under a hand by itself: what is clicked has to be what was read.
    if (next.dataset.live === 'hold' || inUse(here)) return tell();
    seen = words(next);
    document.title = page.title;
    here.replaceWith(document.adoptNode(next));
  };

  const again = () => setTimeout(() => look().catch(() => undefined).finally(again), 2000);
  again();
})();
`;
