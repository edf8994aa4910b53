// The names of the tests in a test file, read from its text: what controls.yaml names has to be one of them, and has to run.

/**
 * Answers whether a text holds a test of this name; names that a table makes count where the table holds their parts.
 * @param tables the texts that tables are taken from, beside the text itself
 */
export function hasTest(text: string, name: string, tables: readonly string[] = []): boolean {
  return titlesIn(text).some(({ title, table }) => {
    if (title === name) return true;
    const parts = table ? matcherOf(title).exec(name)?.slice(1) : undefined;
    return parts !== undefined && parts.every((part) => [text, ...tables].some((one) => isLiteralIn(one, part)));
  });
}

/** What a file would have to lose so that everything in it runs. */
export function holdsBack(text: string): readonly string[] {
  return [...text.matchAll(/\b(?:it|test|describe)(?:\.each)?\.(skip|todo|only|fails|skipIf|runIf)\b/g)].map(
    ([found]) => found,
  );
}

/** The relative paths that a text imports from beside it. */
export function importsBeside(text: string): readonly string[] {
  return [...text.matchAll(/^import .* from '\.\/([\w.-]+)';$/gm)].flatMap(([, name]) => name ?? []);
}

interface Title {
  readonly title: string;
  readonly table: boolean;
}

/** Every title: of `it('...'`, and of `it.each(...)('...'`, where the text is the first that follows a closed parenthesis. */
function titlesIn(text: string): readonly Title[] {
  return text.split(/^(?=\s*(?:it|test)\b)/m).flatMap((part): readonly Title[] => {
    const plain = new RegExp(`^\\s*(?:it|test)\\(\\s*${LITERAL}`).exec(part);
    if (plain !== null) return [{ title: unquoted(plain), table: false }];
    if (!/^\s*(?:it|test)\.each\b/.test(part)) return [];
    const each = new RegExp(`\\)\\(\\s*${LITERAL}`).exec(part);
    return each === null ? [] : [{ title: unquoted(each), table: true }];
  });
}

const LITERAL = String.raw`(?:'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|${'`'}((?:[^${'`'}\\$]|\\.)*)${'`'})`;

function unquoted([, single, double, back]: RegExpExecArray): string {
  return (single ?? double ?? back ?? '').replaceAll(/\\(.)/g, '$1');
}

/** `$row is refused` and `%s is refused` match every name that such a title may become. */
function matcherOf(title: string): RegExp {
  const pieces = title
    .split(/\$[\w.]+|%[sdijfo#]/)
    .map((piece) => piece.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`));
  return new RegExp(`^${pieces.join('(.+)')}$`);
}

function isLiteralIn(text: string, part: string): boolean {
  return ["'", '"', '`'].some((quote) => text.includes(`${quote}${part}${quote}`));
}
