// One CODEOWNERS pattern, compiled to path segments: no regular expression is ever built from the file's text.

/** A segment of a pattern. `deep` is `**`, `any` is a lone `*`, `suffix` is `*` and then plain text. */
export type Segment =
  | { readonly kind: 'deep' }
  | { readonly kind: 'any' }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'suffix'; readonly text: string }
  | { readonly kind: 'glob'; readonly parts: readonly Part[] };

/** How many segments a path may have after those the pattern names: `self` none, `below` at least one, `either` any. */
export type Tail = 'self' | 'below' | 'either';

export interface Pattern {
  readonly segments: readonly Segment[];
  readonly tail: Tail;
}

/** A code point taken literally, or a wildcard. */
type Part = { readonly text: string } | 'one' | 'many';

/**
 * Tells whether a path matches. Case counts, as it does on GitHub.
 * The work is bounded by the length of the pattern times the length of the path: after a `**` or `*` only the last
 * one is ever tried again, so a hostile pattern cannot make the match explode.
 * @param path the segments of a path from the root of the repository
 */
export function matchesPattern(pattern: Pattern, path: readonly string[]): boolean {
  let at = 0;
  let used = 0;
  let retryAt = -1;
  let retryUsed = 0;
  for (;;) {
    const segment = pattern.segments[at];
    const name = path[used];
    if (segment?.kind === 'deep') {
      at += 1;
      retryAt = at;
      retryUsed = used;
    } else if (segment === undefined && fitsTail(pattern.tail, path.length - used)) {
      return true;
    } else if (segment !== undefined && name !== undefined && matchesSegment(segment, name)) {
      at += 1;
      used += 1;
    } else if (retryAt === -1 || retryUsed === path.length) {
      return false;
    } else {
      retryUsed += 1;
      used = retryUsed;
      at = retryAt;
    }
  }
}

/**
 * Compiles a pattern by GitHub's rules: a slash before the end ties it to the root, a slash at the end means what is
 * inside, and a lone `*` at the end does not reach into directories.
 * Never fails: brackets and a leading `!` stand for themselves here, and it is `parseCodeowners` that refuses them.
 */
export function compilePattern(pattern: string): Pattern {
  const names = pattern.split('/');
  const rooted = names.length > 1 && names[0] === '';
  if (rooted) names.shift();
  const inside = names.length > 1 && names.at(-1) === '';
  const segments = (inside ? names.slice(0, -1) : names).map(compileSegment);
  if (!rooted && segments.length === 1) segments.unshift({ kind: 'deep' });
  const last = segments.at(-1)?.kind;
  while (segments.at(-1)?.kind === 'deep') segments.pop();
  if (inside || last === 'deep') return { segments, tail: 'below' };
  return { segments, tail: last === 'any' ? 'self' : 'either' };
}

function compileSegment(source: string): Segment {
  if (source === '**') return { kind: 'deep' };
  if (source === '*') return { kind: 'any' };
  const parts: Part[] = [];
  let escaped = false;
  for (const text of source) {
    if (escaped || !/[\\*?]/.test(text)) parts.push({ text });
    else if (text !== '\\') parts.push(text === '*' ? 'many' : 'one');
    escaped = !escaped && text === '\\';
  }
  const [head, ...rest] = parts;
  const all = literalText(parts);
  if (all !== null) return { kind: 'literal', text: all };
  const suffix = head === 'many' ? literalText(rest) : null;
  return suffix === null ? { kind: 'glob', parts } : { kind: 'suffix', text: suffix };
}

function literalText(parts: readonly Part[]): string | null {
  let text = '';
  for (const part of parts) {
    if (typeof part === 'string') return null;
    text += part.text;
  }
  return text;
}

function fitsTail(tail: Tail, left: number): boolean {
  return tail === 'either' || (tail === 'below' ? left > 0 : left === 0);
}

function matchesSegment(segment: Exclude<Segment, { kind: 'deep' }>, name: string): boolean {
  if (segment.kind === 'any') return name !== '';
  if (segment.kind === 'literal') return name === segment.text;
  if (segment.kind === 'suffix') return name.endsWith(segment.text);
  return matchesGlob(segment.parts, Array.from(name));
}

function matchesGlob(parts: readonly Part[], name: readonly string[]): boolean {
  let at = 0;
  let used = 0;
  let retryAt = -1;
  let retryUsed = 0;
  while (at < parts.length || used < name.length) {
    const part = parts[at];
    const letter = name[used];
    if (part === 'many') {
      at += 1;
      retryAt = at;
      retryUsed = used;
    } else if (letter !== undefined && part !== undefined && (part === 'one' || part.text === letter)) {
      at += 1;
      used += 1;
    } else if (retryAt === -1 || retryUsed === name.length) {
      return false;
    } else {
      retryUsed += 1;
      used = retryUsed;
      at = retryAt;
    }
  }
  return true;
}
