// Notes at the lines of the request's file.
import { describe, expect, it } from 'vitest';
import { annotationsOf } from '../../scripts/core/annotations.ts';
import { refusal } from '../../scripts/core/codes.ts';

describe('a note at a line', () => {
  it('is made of each reason that has a place, in their order', () => {
    const at = { path: 'actions-queue/2026/11/a.yaml', line: 3, column: 7 };
    const first = { ...refusal('schema-invalid', 'There is no "x".', 'Leave it out.'), at };
    const plain = refusal('id-used', 'The id was used.', 'Take another.');
    const second = { ...refusal('text-unsafe', 'There is a tab.', 'Type a space.'), at: { ...at, line: 4 } };
    expect(annotationsOf([first, plain, second])).toEqual([
      { ...at, title: 'schema-invalid', message: 'There is no "x". Leave it out.' },
      { ...at, line: 4, title: 'text-unsafe', message: 'There is a tab. Type a space.' },
    ]);
  });
});
