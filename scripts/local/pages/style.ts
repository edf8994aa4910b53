// The one stylesheet: calm, legible, one accent; light and dark with at least AA contrast, from 360 px upwards.

/** Served as /assets/style.css. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f6f2; --surface: #ffffff; --sunk: #f0f1ec; --line: #d8dad3; --edge: #80857c;
  --text: #1b1f1e; --muted: #545b58; --accent: #0f5c55; --on-accent: #ffffff;
  --ask: #7a4a00; --ask-ground: #fdf1da; --good: #1d6130; --good-ground: #e4f3e6;
  --bad: #9b1f22; --bad-ground: #fbe9e8; --doubt: #5a4a86; --doubt-ground: #eeeaf8;
  --calm: #0f5c55; --calm-ground: #e0f1ee;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "Segoe UI Mono", "Noto Sans Mono", Menlo, Consolas, monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #121615; --surface: #1a1f1e; --sunk: #141918; --line: #333b39; --edge: #7d8985;
    --text: #e7ebe9; --muted: #a7b0ad; --accent: #6fd0c3; --on-accent: #06211e;
    --ask: #f2c46d; --ask-ground: #33270d; --good: #8fd79f; --good-ground: #14301b;
    --bad: #ff9d97; --bad-ground: #3a1716; --doubt: #c5b5f5; --doubt-ground: #2a2340;
    --calm: #6fd0c3; --calm-ground: #11312d;
  }
}
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.6 var(--sans); overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, ol, dl, dd, pre, blockquote { margin: 0; }
h1 { font-size: clamp(1.5rem, 1.2rem + 1.4vw, 2rem); line-height: 1.25; letter-spacing: -.015em; font-weight: 650; text-wrap: balance; }
h2 { font-size: 1.15rem; line-height: 1.35; font-weight: 650; }
h3 { font-size: 1rem; line-height: 1.4; font-weight: 650; }
a { color: var(--accent); text-underline-offset: .18em; text-decoration-thickness: 1px; }
a:hover { text-decoration-thickness: 2px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; border-radius: 4px; }
main:focus { outline: none; }
code, pre { font-family: var(--mono); font-size: .875em; font-variant-ligatures: none; }
.shown { white-space: pre-wrap; overflow-wrap: anywhere; }
.skip { position: absolute; left: -999rem; top: 0; background: var(--accent); color: var(--on-accent); padding: .75rem 1rem; z-index: 2; }
.skip:focus { left: 0; }

.top { background: var(--surface); border-bottom: 1px solid var(--line); }
.bar { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 1.5rem; max-width: 76rem; margin: 0 auto; padding: .5rem 1.25rem; }
.brand { display: flex; flex-wrap: wrap; align-items: center; gap: 0 .75rem; }
.brand a { display: inline-flex; align-items: center; gap: .5rem; min-height: 2.75rem; white-space: nowrap; color: var(--text); font-weight: 700; text-decoration: none; letter-spacing: -.01em; }
.brand .of { color: var(--muted); padding-left: .75rem; border-left: 1px solid var(--line); font-size: .9375rem; line-height: 1.3; }
.mark { width: 1.6rem; height: 1.6rem; fill: none; stroke: var(--accent); stroke-width: 2; stroke-linecap: round; }
nav ul { display: flex; list-style: none; padding: 0; gap: 1.25rem; }
nav a { display: inline-flex; align-items: center; min-height: 2.75rem; color: var(--muted); text-decoration: none; border-bottom: 2px solid transparent; }
nav a:hover { color: var(--text); }
nav a[aria-current] { color: var(--text); border-color: var(--accent); font-weight: 600; }
.who { display: flex; align-items: center; flex-wrap: wrap; gap: .25rem .75rem; margin-left: auto; font-size: .9375rem; color: var(--muted); }
.who strong { color: var(--text); font-weight: 600; }
.notice:not(:empty) { position: sticky; top: 0; z-index: 1; background: var(--ask-ground); color: var(--ask); border-bottom: 1px solid currentcolor; padding: .75rem 1.25rem; text-align: center; }
.notice a { color: inherit; font-weight: 600; }
main { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.5rem; max-width: 56rem; margin: 0 auto; padding: 2.25rem 1.25rem 4rem; }
main > * { min-width: 0; }
.narrow { display: grid; gap: 1rem; padding: 3rem 0; }
main p, main li, main dd, blockquote { max-width: 72ch; }
.lead { font-size: 1.0625rem; color: var(--muted); }
main > .lead { margin-top: -.75rem; }
.foot { border-top: 1px solid var(--line); color: var(--muted); font-size: .875rem; }
.foot p { max-width: 56rem; margin: 0 auto; padding: 1.25rem; }
.back { margin-bottom: -.75rem; font-size: .9375rem; }
.back a { display: inline-flex; align-items: center; min-height: 2.75rem; }
.back a::before { content: "\\2190"; margin-right: .4rem; }

section { display: grid; grid-template-columns: minmax(0, 1fr); gap: .75rem; }
section + section { margin-top: .75rem; }
section > h3 { margin-top: .5rem; }
section > h2 + h3 { margin-top: 0; }
.labels { display: flex; flex-wrap: wrap; align-items: center; gap: .5rem; font-size: .875rem; }
main > .labels { margin-bottom: -.75rem; }
.number { color: var(--muted); }
.pill { display: inline-flex; align-items: center; padding: .1rem .6rem; border: 1px solid var(--edge); border-radius: 99px; font-size: .8125rem; font-weight: 600; line-height: 1.5; white-space: nowrap; }
.pill[class*="tone-"]::before { content: ""; flex: none; width: .5rem; height: .5rem; border-radius: 50%; background: currentcolor; margin-right: .45rem; }
.tone-ask { --tone: var(--ask); --tone-ground: var(--ask-ground); }
.tone-good { --tone: var(--good); --tone-ground: var(--good-ground); }
.tone-bad { --tone: var(--bad); --tone-ground: var(--bad-ground); }
.tone-doubt { --tone: var(--doubt); --tone-ground: var(--doubt-ground); }
.tone-calm { --tone: var(--calm); --tone-ground: var(--calm-ground); }
.pill[class*="tone-"] { color: var(--tone); background: var(--tone-ground); border-color: transparent; }
.tier-1, .tier-0 { border-color: var(--text); }
.tier-2 { color: var(--muted); }
.tier-3 { color: var(--muted); border-style: dashed; }
.alert { border: 1px solid; border-left-width: 5px; border-radius: 8px; padding: .9rem 1.1rem; color: var(--bad); background: var(--bad-ground); font-weight: 600; max-width: none; }
.alert.tone-good { color: var(--good); background: var(--good-ground); }
.due { color: var(--muted); }
.due strong { color: var(--text); white-space: nowrap; }

.cards { display: grid; gap: .75rem; list-style: none; padding: 0; }
.cards > li { max-width: none; }
.card { position: relative; display: grid; gap: .35rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem 1.25rem; }
.card:hover { border-color: var(--edge); }
.group { display: grid; grid-template-columns: minmax(0, 1fr); gap: .6rem; }
.group + .group { margin-top: .6rem; }
.group > h3 { color: var(--muted); font-size: .9375rem; }
.card h3, .card h4 { font-size: 1.0625rem; line-height: 1.4; font-weight: 650; margin: .2rem 0 0; }
.card :is(h3, h4) a { color: var(--text); text-decoration: none; }
.card :is(h3, h4) a::after { content: ""; position: absolute; inset: 0; border-radius: 12px; }
.card :is(h3, h4) a:hover { text-decoration: underline; }
.card :is(h3, h4) a:focus-visible { outline: none; }
.card :is(h3, h4) a:focus-visible::after { outline: 3px solid var(--accent); outline-offset: 2px; }
.card .meta, .card .due, .card .outcome { font-size: .9375rem; }
.meta { color: var(--muted); font-size: .875rem; }
.mine .card { border-left: 4px solid var(--accent); }
.empty { background: var(--surface); border: 1px dashed var(--edge); border-radius: 12px; padding: 1.5rem 1.25rem; color: var(--muted); }
.corner { margin-top: 2rem; padding-top: 1.25rem; border-top: 1px dashed var(--edge); font-size: .875rem; color: var(--muted); gap: .5rem; }
.corner h2 { font-size: .9375rem; }
.corner ul { display: flex; flex-wrap: wrap; gap: .5rem; padding: 0; list-style: none; }
.tag { font-weight: 400; color: var(--muted); }

.facts { display: grid; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: .25rem 1.25rem; }
.facts > div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: .1rem 1.25rem; padding: .6rem 0; border-top: 1px solid var(--line); }
.facts > div:first-child { border-top: 0; }
.facts dt { color: var(--muted); font-size: .9375rem; }
ul.plain { list-style: none; padding: 0; }
dd .facts { padding: 0 .9rem; }
dd > p + p, .sides p + p { margin-top: .25rem; }
.differences { display: grid; gap: .5rem; padding: 0; list-style: none; }
.differences li { max-width: none; background: var(--ask-ground); color: var(--text); border-left: 4px solid var(--ask); border-radius: 6px; padding: .6rem .9rem; }
.sides { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: .75rem; }
.sides > div { display: grid; align-content: start; gap: .4rem; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; padding: .9rem 1.1rem; }
details { border: 1px solid var(--line); border-radius: 8px; background: var(--surface); }
summary { min-height: 2.75rem; padding: .6rem 1rem; cursor: pointer; color: var(--muted); }
details > table, details > pre { border-width: 1px 0 0; border-radius: 0 0 8px 8px; }
.diff { display: grid; grid-template-columns: minmax(0, 1fr); gap: .35rem; }
.diff pre { padding: .6rem 0; }
.diff :is(span, ins, del):not(.meta) { display: block; text-decoration: none; padding: 0 1rem; }
.diff ins { background: var(--good-ground); color: var(--good); }
.diff del, pre.gone { background: var(--bad-ground); color: var(--bad); }
pre.gone del { text-decoration: none; }
.scroll { overflow-x: auto; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(12rem, 100%), 1fr)); gap: .75rem; list-style: none; padding: 0; }
.numbers li { display: grid; align-content: start; gap: .2rem; background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--tone, var(--edge)); border-radius: 12px; padding: .9rem 1.1rem; }
.numbers strong { font-size: 1.25rem; line-height: 1.3; }
.numbers .pill { justify-self: start; }
pre { background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; padding: .85rem 1rem; line-height: 1.55; white-space: pre-wrap; overflow-wrap: anywhere; }
.steps { list-style: none; padding: 0; display: grid; gap: .75rem; counter-reset: step; }
.steps > li { display: grid; gap: .6rem; max-width: none; counter-increment: step; background: var(--surface); border: 1px solid var(--line); border-left: 4px solid var(--text); border-radius: 8px; padding: .9rem 1.1rem; }
.call { max-width: none; line-height: 1.5; }
.call::before { content: counter(step) "."; color: var(--muted); margin-right: .5rem; font-variant-numeric: tabular-nums; }
.method { font: 700 .8125rem/1.4 var(--mono); padding: .1rem .45rem; border: 1px solid currentcolor; border-radius: 5px; margin-right: .25rem; }
.none, .path { color: var(--muted); font-size: .9375rem; }
.seats { list-style: none; padding: .25rem 1.25rem; display: grid; background: var(--surface); border: 1px solid var(--line); border-radius: 12px; }
.seats > li { display: grid; grid-template-columns: 12rem minmax(0, 1fr); gap: .15rem 1.25rem; align-items: baseline; max-width: none; padding: .6rem 0; }
.seats > li + li { border-top: 1px solid var(--line); }
.seats .pill { margin-right: .35rem; }
.seat-role { font-weight: 600; }
.reasons { display: grid; gap: .75rem; padding: 0; list-style: none; }
.reasons li { border-left: 3px solid var(--edge); padding-left: 1rem; }
.remedy { color: var(--muted); }
.code { color: var(--muted); white-space: nowrap; }
blockquote { border-left: 3px solid var(--bad); padding: .25rem 0 .25rem 1rem; }
.history { display: grid; gap: 1rem; padding: 0 0 0 1.5rem; list-style: none; border-left: 2px solid var(--line); margin-left: .35rem; }
.history li { position: relative; }
.history li::before { content: ""; position: absolute; left: calc(-1.5rem - 6px); top: .55rem; width: 10px; height: 10px; border-radius: 50%; background: var(--surface); border: 2px solid var(--edge); }
.result { border: 1px solid var(--tone); border-radius: 12px; padding: 1.25rem; background: var(--surface); }

.answer { background: var(--surface); border: 2px solid var(--accent); border-radius: 14px; padding: 1.5rem 1.25rem; gap: 1rem; }
.answer form { display: grid; gap: .75rem; }
.answer .deny { border-top: 1px solid var(--line); padding-top: 1.25rem; margin-top: .25rem; }
label { font-weight: 600; }
.hint { font-weight: 400; color: var(--muted); }
textarea { width: 100%; min-height: 5.5rem; padding: .65rem .8rem; font: inherit; color: var(--text); background: var(--ground); border: 1px solid var(--edge); border-radius: 8px; resize: vertical; }
button { font: inherit; min-height: 2.75rem; border-radius: 9px; cursor: pointer; }
.yes, .no { justify-self: start; min-height: 3rem; min-width: 12rem; padding: .6rem 2rem; font-weight: 650; font-size: 1.0625rem; border: 2px solid var(--accent); }
.yes { background: var(--accent); color: var(--on-accent); }
.yes:hover { filter: brightness(1.12); }
.no { background: transparent; color: var(--bad); border-color: var(--bad); }
.no:hover { background: var(--bad-ground); }
.quiet { background: transparent; color: var(--text); border: 1px solid var(--edge); padding: .35rem .9rem; font-size: .875rem; }
.quiet:hover, .person:hover { border-color: var(--text); }
.people { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); gap: .75rem; list-style: none; padding: 0; }
.person { display: grid; gap: .1rem; width: 100%; height: 100%; text-align: left; padding: .9rem 1.1rem; color: var(--text); background: var(--surface); border: 1px solid var(--edge); border-radius: 12px; }
.person span { color: var(--muted); font-size: .9375rem; }
.person .login { font: .8125rem var(--mono); }

table { width: 100%; border-collapse: collapse; font-size: .9375rem; background: var(--surface); border: 1px solid var(--line); }
th, td { text-align: left; vertical-align: top; padding: .65rem .8rem; border-bottom: 1px solid var(--line); overflow-wrap: break-word; }
th { color: var(--muted); font-weight: 600; font-size: .875rem; }
td .pill { white-space: normal; }
.log { list-style: none; padding: .85rem 1rem; background: var(--sunk); border: 1px solid var(--line); border-radius: 8px; font: .8125rem/1.6 var(--mono); }
.log li { max-width: none; }
@media (min-width: 74rem) {
  .bar, .brand { flex-wrap: nowrap; }
  .bar > *, .bar a { flex: none; }
  .bar > .brand { flex: 0 1 auto; min-width: 0; }
  .brand .of { max-width: 16rem; text-wrap: balance; }
}
@media (min-width: 44rem) and (max-width: 74rem) {
  .bar nav { order: 1; flex-basis: 100%; }
}
@media (max-width: 44rem) {
  main { padding-top: 1.5rem; }
  .brand .of { padding-left: 0; border: 0; font-size: .8125rem; }
  .who { margin-left: 0; width: 100%; justify-content: space-between; }
  .facts > div, .seats > li, .sides { grid-template-columns: minmax(0, 1fr); }
  nav ul { flex-wrap: wrap; gap: 0 1.1rem; }
  .yes, .no { width: 100%; }
  table, tbody, tr, td { display: block; }
  thead { position: absolute; left: -999rem; }
  tr { padding: .5rem 0; border-bottom: 1px solid var(--line); }
  td { border: 0; padding: .2rem .9rem; }
  td::before { content: attr(data-label) ": "; color: var(--muted); font-size: .875rem; }
}
@media print { .top, .answer, .foot, .corner { display: none; } }
`;
