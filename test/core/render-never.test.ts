// No text of a request ever acts in the report: no mention, link, image, heading, HTML, and no way out of a fence.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refusal } from '../../scripts/core/codes.ts';
import { decide } from '../../scripts/core/decide.ts';
import { renderVerdict } from '../../scripts/core/render.ts';
import { BOT, HEAD, PATH, review, situation } from '../fixtures/situation.ts';

const FRAGMENTS = [
  '@everybody',
  '@org/team',
  '<script>alert(1)</script>',
  '<!--',
  '![pixel](https://evil.example/p.png)',
  '[approve](https://evil.example)',
  'https://evil.example/x',
  'www.evil.example',
  '#12',
  '&lt;b&gt;&#64;everybody',
  '```',
  '`',
  '````',
  '~~~',
  '|',
  '\\',
  '\n',
  '\r',
  '\n\n# heading\n',
  '\n- [x] done\n',
  '\n> quote\n',
  '\u2028',
  '$x$',
  'words',
  ' ',
];

const hostile = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));

const reports = fc.array(hostile, { minLength: 14, maxLength: 14 }).map((texts) => {
  const [
    a = '',
    b = '',
    c = '',
    d = '',
    e = '',
    f = '',
    g = '',
    h = '',
    i = '',
    j = '',
    k = '',
    l = '',
    m = '',
    n = '',
  ] = texts;
  const input = situation({
    action: {
      operation: a,
      targets: [{ client: b, kind: c, id: d, name: e }],
      justification: f,
      expectedOutcome: g,
      technician: h,
      approvers: [i, 'lena'],
      window: j,
      plan: [{ method: 'POST', url: k, body: { [l]: m } }],
    },
    proposal: { problems: [refusal('schema-invalid', n, m)], id: l },
    pull: {
      opener: { ...BOT, login: a },
      base: b,
      files: [
        { path: PATH, status: 'added', mode: c },
        { path: d, status: 'added', mode: '100644' },
      ],
      commits: [{ sha: HEAD, parents: [], author: null, committer: BOT, coAuthors: [] }],
    },
    reviews: [
      review('lena', 'CHANGES_REQUESTED', '10:20', { body: e }),
      review('mallory', 'APPROVED', '10:21', { by: { id: 9, login: f, type: 'User' } }),
    ],
  });
  const verdict = decide(input);
  return renderVerdict({ ...verdict, denial: verdict.denial ?? null, summary: `${verdict.summary} ${n}` }, input);
});

it('keeps everything that a request says inert', () => {
  fc.assert(
    fc.property(reports, (report) => {
      for (const line of outsideFences(report)) {
        const live = withoutSpans(line);
        expect(line).not.toMatch(/[\r\u2028]/);
        expect(live).toMatch(OUR_LINES);
        const unescaped = live.replaceAll(/\\[\\`*_{}[\]<>#|~@!$&]/g, '');
        const ours = unescaped
          .replaceAll('&#8203;', '')
          .replace(/^\*\*|\*\*/g, '')
          .replace(/^\||\|/g, '');
        expect(ours).not.toMatch(/[`*_{}[\]<>#|~@!$&]/);
        expect(live.replaceAll('&#8203;', '\u200b')).not.toMatch(/https?:\/\/|[@#](?!\u200b)|www\./);
      }
    }),
    { numRuns: 500 },
  );
});

/** How every line of the report begins, outside of fenced blocks. */
const OUR_LINES =
  /^(?:$|\*\*|\| (?:\||What|On|Clients|Asked by|Work of|Why|Expected)|\|---\|---\|$| {0,2}- |Answers count until )/;

/** The lines outside of fenced blocks; fails where a fence is never closed. */
function outsideFences(report: string): readonly string[] {
  const outside: string[] = [];
  let fence: string | null = null;
  for (const line of report.split('\n')) {
    const run = /^(`{3,})(\w*)$/.exec(line);
    if (fence === null && run?.[1] !== undefined) fence = run[1];
    else if (fence === null) outside.push(line);
    else if (run?.[1] !== undefined && run[2] === '' && run[1].length >= fence.length) fence = null;
  }
  expect(fence).toBeNull();
  return outside;
}

/** A line without its code spans, as CommonMark finds them: runs of backticks of the same length, escapes apart. */
function withoutSpans(line: string): string {
  let rest = '';
  let at = 0;
  while (at < line.length) {
    const run = /^`+/.exec(line.slice(at))?.[0];
    const close = run === undefined ? -1 : closing(line, at + run.length, run.length);
    if (run !== undefined && close >= 0) {
      at = close;
    } else {
      const step = line[at] === '\\' ? 2 : (run?.length ?? 1);
      rest += line.slice(at, at + step);
      at += step;
    }
  }
  return rest;
}

function closing(line: string, from: number, length: number): number {
  for (const match of line.slice(from).matchAll(/`+/g)) {
    if (match[0].length === length) return from + match.index + length;
  }
  return -1;
}
