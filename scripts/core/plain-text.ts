// Makes words from anywhere fit for a file that people read: what could be misread becomes a question mark.

const UNFIT = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\p{Variation_Selector}\u2800\ufffd]/gu;
/** More combining marks in a row than any orthography uses. */
const MARKS = /\p{M}{9,}/gu;

/**
 * One line of plain words that `unsafeIn` finds nothing wrong with: a report must not fail because of what it tells of.
 * @param most characters that it may have; what is cut off is marked by three dots
 */
export function plainText(text: string, most: number): string {
  const safe = text
    .normalize('NFC')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(UNFIT, (character) => (character === ' ' ? ' ' : '?'))
    .replaceAll(MARKS, '?')
    .normalize('NFC')
    .trim();
  return cutText(safe, most, '...');
}

/**
 * A text that is not too long: half of a character that was cut in two could not be recorded, and whoever wrote the text decides
 * where that would be.
 * @param most characters that it may have, the mark of what is cut off among them
 */
export function cutText(text: string, most: number, mark: string): string {
  return text.length <= most ? text : `${text.slice(0, most - mark.length).replace(/[\ud800-\udbff]$/, '')}${mark}`;
}
