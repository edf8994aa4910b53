// The fast reading of what is written here: it gives what the YAML reader gives, or nothing, whatever the text is.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionOf, writeAction } from '../../scripts/core/action-file.ts';
import { guessWritten } from '../../scripts/core/action-written.ts';
import { readDocument } from '../../scripts/core/document.ts';
import { action as isActionFile } from '../../scripts/core/generated/validate.cjs';
import { ISOLATE, parse } from './example-action.ts';

const TEXT = writeAction(ISOLATE);

describe('a guess', () => {
  it.each([
    ['a whole action', TEXT, readDocument(TEXT, 'a.yaml')],
    ['words that YAML knows', 'a: null\nb: true\nc: false\n', { value: { a: null, b: true, c: false } }],
    ['numbers', 'a: 0\nb: -12\nc: 999999999999999\n', { value: { a: 0, b: -12, c: 999_999_999_999_999 } }],
    ['texts', 'a: x y\nb: "x: # y"\nc: ""\n', { value: { a: 'x y', b: 'x: # y', c: '' } }],
    ['lists', 'a: []\nb: [x, "y", 1]\nc:\n  - x\n  - [y]\n', { value: { a: [], b: ['x', 'y', 1], c: ['x', ['y']] } }],
    [
      'maps',
      'a: {}\nb: { x: 1, y: { z: "" } }\nc:\n  x: y\n  z: {}\n',
      { value: { a: {}, b: { x: 1, y: { z: '' } }, c: { x: 'y', z: {} } } },
    ],
  ])('of %s is its value', (_name, text, document) => {
    expect(document).toMatchObject({ value: guessWritten(text) ?? expect.fail('there is none') });
    expect(readDocument(text, 'a.yaml')).toMatchObject({ ok: true, value: guessWritten(text) });
  });

  it.each([
    ['is very long', `a: ${'x'.repeat(20_000)}\n`],
    ['has an escape', 'a: "\\u0041"\n'],
    ['has a letter beyond ASCII', 'a: é\n'],
    ['has no end of line', 'a: x'],
    ['has no field', '- x\n'],
    ['begins further in', '  a: x\n'],
    ['has a value on its line and below it', 'a: x\n  b: y\n'],
    ['has an entry among fields', 'a:\n  b: x\n  - y\n'],
    ['has a field among entries', 'a:\n  - x\n  b: y\n'],
    ['has a field without a value below another', 'a:\n  b:\n'],
    ['has what is no value below a field', 'a:\n  b: &x\n'],
    ['has a text without its end', 'a: "x\n'],
    ['has a list without its end', 'a: [x\n'],
    ['has a list without commas', 'a: [x "y"]\n'],
    ['has a list of nothing', 'a: [x, ]\n'],
    ['has a map without its end', 'a: { x: y\n'],
    ['has a map without room', 'a: {x: y}\n'],
    ['has a map without commas', 'a: { x: "y" z: 1 }\n'],
    ['has a map with a key that is no text', 'a: { 1: x }\n'],
    ['has a map with a key that nobody writes so', 'a: { __proto__: x }\n'],
    ['has a map with a key alone', 'a: { x }\n'],
    ['has a map with no value', 'a: { x:  }\n'],
    ['has something behind a value', 'a: "x" y\n'],
    ['has a comment', 'a: x # y\n'],
    ['is nested very deep', `a: ${'['.repeat(12)}${']'.repeat(12)}\n`],
  ])('is not made where a text %s', (_name, text) => {
    expect(guessWritten(text)).toBeNull();
  });

  it('is what the YAML reader gives, whatever a hostile hand makes of a file, or is not used', () => {
    const piece = fc.oneof(
      fc.string({ unit: fc.constantFrom(...Array.from('aZ09 :#,[]{}"\'&*!|>%-\n')), maxLength: 12 }),
      fc.constantFrom('\n  ', '- ', ': ', '{ ', ' }', ', ', 'null', 'true', '1e5', '<<: x', '__proto__: 1', 'id: x\n'),
    );
    const cut = fc
      .tuple(fc.nat(TEXT.length), fc.nat(30), piece)
      .map(([from, gone, text]) => TEXT.slice(0, from) + text + TEXT.slice(from + gone));
    fc.assert(
      fc.property(cut, (text) => {
        const guess = guessWritten(text);
        if (guess === null || !isActionFile(guess) || writeAction(actionOf(guess)) !== text) return;
        expect(readDocument(text, 'a.yaml')).toMatchObject({ ok: true, value: guess });
      }),
      { numRuns: 2_000 },
    );
  });

  it('changes nothing about what is said of an action that is wrong', () => {
    const wrong = writeAction({ ...ISOLATE, targets: [...ISOLATE.targets, ...ISOLATE.targets] });
    const [first] = parse(wrong).problems;
    expect(first?.line).toBeGreaterThan(1);
    expect(parse(wrong).problems).toEqual(parse(wrong.replace('id: "', 'id:  "')).problems);
  });
});
