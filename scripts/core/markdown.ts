// Text from a request inside Markdown: shown, never interpreted. No mention, link, image, heading or HTML comes through.

/** One line of untrusted text as a code span; line breaks become visible as `⏎`. */
export function code(text: string): string {
  const line = text.replaceAll(/\s*\n\s*/g, ' ⏎ ').trim();
  const fence = '`'.repeat(longestRun(line) + 1);
  // A code span that is empty, or begins or ends with a backtick, needs the space to be one.
  return line === '' ? '(empty)' : `${fence} ${line} ${fence}`;
}

/** Untrusted text over several lines, shown exactly. */
export function block(text: string, language: string): string {
  const fence = '`'.repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.endsWith('\n') ? text : `${text}\n`}${fence}`;
}

/** Our own prose that quotes names from the policy: Markdown's special characters are escaped, mentions broken by a backslash. */
export function prose(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]<>#|~@!]/g, String.raw`\$&`).replaceAll('\n', ' ');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
