// HTML as a value: every interpolation is escaped, and nothing but a literal of our own source can be markup.
const MARKUP = Symbol('markup');

/** Markup that was built here; a string can't be passed off as one. */
export interface Html {
  readonly [MARKUP]: string;
}

export type Piece = string | number | null | Html | readonly Html[];

/**
 * A tagged template: text and numbers are escaped, for elements and quoted attributes alike; `null` is nothing.
 * Attributes must be quoted in the template.
 */
export function html(parts: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return { [MARKUP]: parts.map((part, place) => `${part}${written(pieces[place] ?? null)}`).join('') };
}

/** A literal as markup, for constants of our own; it takes no interpolation, so no value can reach it. */
export function raw(parts: TemplateStringsArray): Html {
  return { [MARKUP]: parts.join('') };
}

/**
 * Text from a request, a person or a platform inside a page: escaped, isolated from the direction of the text around
 * it, with its line breaks kept and every invisible character written out, for example `⟦U+202E⟧`.
 */
export function shown(text: string): Html {
  return html`<bdi class="shown">${text}</bdi>`;
}

/** The finished document as text. */
export function textOf(page: Html): string {
  return page[MARKUP];
}

function written(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'number') return String(piece);
  if (typeof piece === 'string') return escape(piece);
  return MARKUP in piece ? piece[MARKUP] : piece.map((one) => one[MARKUP]).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Characters that show nothing, or show other text in another order than it has. */
const INVISIBLE =
  /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Variation_Selector}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

function escape(text: string): string {
  return text
    .replaceAll(INVISIBLE, (character) => `⟦U+${codePoint(character)}⟧`)
    .replaceAll(/[&<>"'`]/g, (character) => ENTITIES[character] ?? '');
}

function codePoint(character: string): string {
  return (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
}
