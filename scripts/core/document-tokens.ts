// What YAML offers and no file here may use, found in the token tree before anything recursive runs over it.

/** The part of the YAML library's token tree that is looked at. */
export interface Token {
  readonly type: string;
  readonly offset: number;
  /** Lists of tokens and of items, or nothing, depending on the type. */
  readonly start?: unknown;
  readonly props?: unknown;
  readonly items?: unknown;
  readonly value?: unknown;
}

/** Something refused: where (offset in UTF-16 units) and why. */
export interface Refused {
  readonly offset: number;
  readonly fact: string;
  readonly remedy: string;
}

const FORBIDDEN: ReadonlyMap<string, readonly [string, string]> = new Map([
  [
    'anchor',
    [
      'an anchor (&) is not allowed here',
      'Remove it and write the value out; put a text that begins with & in quotes.',
    ],
  ],
  ['alias', ['an alias (*) is not allowed here', 'Write the value out; put a text that begins with * in quotes.']],
  ['tag', ['a tag (!) is not allowed here', 'Remove it; put a text that begins with ! in quotes.']],
  ['directive', ['a YAML directive (%) is not allowed here', 'Remove the line.']],
]);

/**
 * Finds aliases, anchors, tags, directives, further documents and too deep nesting, without recursion, so that no
 * hostile file exhausts the stack.
 * @param tokens the top level of the token tree
 * @param deepest the greatest nesting of maps and lists that is allowed
 */
export function refusedTokens(tokens: readonly Token[], deepest: number): readonly Refused[] {
  const found: Refused[] = [];
  const documents = tokens.filter((token) => token.type === 'document');
  const second = documents[1];
  if (second !== undefined) {
    found.push({
      offset: second.offset,
      fact: 'the file holds several documents',
      remedy: 'Keep one and delete the `---` line.',
    });
  }
  const stack: [Token, number][] = tokens.toReversed().map((token) => [token, 0]);
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const [token, depth] = next;
    const forbidden = FORBIDDEN.get(token.type);
    if (forbidden !== undefined) found.push({ offset: token.offset, fact: forbidden[0], remedy: forbidden[1] });
    const inner = token.items === undefined ? depth : depth + 1;
    if (inner > deepest) {
      const fact = `lists and maps are nested more than ${deepest} levels deep`;
      return [...found, { offset: token.offset, fact, remedy: 'Flatten the file.' }];
    }
    for (const child of childrenOf(token).toReversed()) stack.push([child, inner]);
  }
  return found;
}

function childrenOf(token: Token): readonly Token[] {
  const own = [...tokensIn(token.start), ...tokensIn(token.props)];
  if (token.type === 'document') own.push(...tokensIn([token.value]));
  for (const item of Array.isArray(token.items) ? token.items.filter(isObject) : []) {
    own.push(...tokensIn(item.start), ...tokensIn([item.key]), ...tokensIn(item.sep), ...tokensIn([item.value]));
  }
  return own;
}

function tokensIn(list: unknown): readonly Token[] {
  return Array.isArray(list) ? list.filter(isToken) : [];
}

function isToken(value: unknown): value is Token {
  return isObject(value) && 'type' in value;
}

interface Item {
  readonly start?: unknown;
  readonly key?: unknown;
  readonly sep?: unknown;
  readonly value?: unknown;
}

function isObject(value: unknown): value is Item {
  return typeof value === 'object' && value !== null;
}
