// What a page has to be for everybody, as expressions that run inside it; each gives a list of what is wrong.

/** Elements that reach beyond the window; a page must never scroll sideways. */
export const WIDER_THAN_WINDOW = `(() => {
  const wide = document.documentElement.clientWidth;
  const over = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > wide + 1);
  return document.documentElement.scrollWidth > wide ? ['the page', ...over.map((one) => one.outerHTML.slice(0, 80))] : [];
})()`;

/** Fields, buttons, links and images without a name for somebody who does not see them, and ids used twice. */
export const UNNAMED = `(() => {
  const named = (one) => (one.labels?.length ?? 0) > 0 || one.getAttribute('aria-label') || one.textContent.trim() !== '';
  const controls = [...document.querySelectorAll('a, button, textarea, select, input:not([type=hidden])')];
  const fields = controls.filter((one) => one.matches('textarea, select, input') && (one.labels?.length ?? 0) === 0);
  const images = [...document.querySelectorAll('svg:not([aria-hidden]), img:not([alt])')];
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  const twice = ids.filter((id, place) => ids.indexOf(id) !== place);
  const dangling = [...document.querySelectorAll('[aria-labelledby], [aria-describedby]')]
    .map((one) => one.getAttribute('aria-labelledby') ?? one.getAttribute('aria-describedby'))
    .filter((id) => document.getElementById(id) === null);
  return [...controls.filter((one) => !named(one)), ...fields, ...images].map((one) => one.outerHTML.slice(0, 80)).concat(twice, dangling);
})()`;

/** Buttons smaller than a finger: 44 px. */
export const SMALL_TARGETS = `[...document.querySelectorAll('button, nav a, .back a, .brand a')]
  .filter((one) => one.getBoundingClientRect().height < 43.9)
  .map((one) => one.textContent + ' ' + one.getBoundingClientRect().height)`;

/** One first heading, and no level left out. */
export const HEADINGS = `(() => {
  const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((one) => Number(one.tagName[1]));
  const skipped = levels.filter((level, place) => level > (levels[place - 1] ?? 0) + 1);
  return levels.filter((level) => level === 1).length === 1 ? skipped : ['not one h1', ...skipped];
})()`;

/** The contrast of every piece of text against what is behind it (WCAG 2.2, 1.4.3). */
export const CONTRASTS = `(() => {
  const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((one) => one / 255)
    .map((one) => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4)
    .reduce((sum, one, place) => sum + one * [0.2126, 0.7152, 0.0722][place], 0);
  const ground = (one) => {
    for (let here = one; here !== null; here = here.parentElement) {
      const color = numbers(getComputedStyle(here).backgroundColor);
      if (color.length === 3 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const texts = [...document.querySelectorAll('body *')].filter((one) =>
    [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== ''));
  return texts.map((one) => {
    const [a, b] = [light(numbers(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
    return { what: one.tagName + '.' + one.className + ' ' + one.textContent.slice(0, 30), ratio: (a + 0.05) / (b + 0.05) };
  });
})()`;
