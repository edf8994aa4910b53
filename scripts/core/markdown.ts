// Text from a request inside Markdown: shown, never interpreted. No mention, link, image, heading or HTML comes through.

/** One line of untrusted text as a code span; line breaks become visible as `⏎`. */
export function code(text: string): string {
  const line = joinLines(text, ' ⏎ ').trim();
  const fence = '`'.repeat(longestRun(line) + 1);
  // A code span that is empty, or begins or ends with a backtick, needs the space to be one.
  return line === '' ? '(empty)' : `${fence} ${line} ${fence}`;
}

/** Untrusted text over several lines, shown exactly. */
export function block(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}

/**
 * Our own prose that quotes names from the policy or the request, on one line: Markdown's special characters are
 * escaped. A backslash alone does not stop GitHub from making a mention, a reference or a link out of what is left after
 * Markdown, so an invisible break follows the characters that begin one.
 */
export function prose(text: string): string {
  const escaped = joinLines(text, ' ').replaceAll(/[\\`*_{}[\]<>#|~@!$&]/g, String.raw`\$&`);
  return escaped.replaceAll(/[@#]|:(?=\/\/)|www(?=\.)|\bGH(?=-)/gi, (start) => `${start}&#8203;`);
}

/** Joins what Markdown, or an eye, takes for several lines. */
function joinLines(text: string, by: string): string {
  const lines = text.split(/[\n\r\v\f\u0085\u2028\u2029]+/);
  return lines.map((line) => line.trim()).join(by);
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
