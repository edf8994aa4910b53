// Our own constant files: the stylesheet, the one script, the icon.
import { REFRESH } from './refresh.ts';
import { STYLE } from './style.ts';

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="5" fill="#0f5c55"/><path d="M5 15.500c2.400-.2 3.600-6.500 5.600-6.500 1.900 0-.7 5.800 1 5.800 1.600 0 2-2.800 3.500-2.800 1.200 0 1 2 3.900 1.700" fill="none" stroke="#fff" stroke-width="1.800" stroke-linecap="round"/></svg>`;

/** By path. */
export const ASSETS: Readonly<Record<string, { readonly type: string; readonly text: string }>> = {
  '/assets/style.css': { type: 'text/css; charset=utf-8', text: STYLE },
  '/assets/refresh.js': { type: 'text/javascript; charset=utf-8', text: REFRESH },
  '/assets/icon.svg': { type: 'image/svg+xml', text: ICON },
};
