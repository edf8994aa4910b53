// Each of the attempts is staged, or is one that only GitHub can show; never neither, never both.
import { expect, it } from 'vitest';
import { ADMINS } from './admins.ts';
import { FILES } from './agent-files.ts';
import { HEADS } from './agent-heads.ts';
import { WORDS } from './agent-words.ts';
import { ATTEMPTS, titleOf } from './attempt.ts';
import type { AttemptNumber } from './attempt.ts';
import { ONLY_GITHUB } from './only-github.ts';
import { PEOPLE } from './people.ts';

const LISTS = [FILES, HEADS, WORDS, PEOPLE, ADMINS, ONLY_GITHUB].flat().map(({ number }) => titleOf(number));
const NUMBERS = Object.keys(ATTEMPTS).map(Number) as readonly AttemptNumber[];

it('there are 38', () => {
  expect(NUMBERS).toEqual(Array.from({ length: 38 }, (_, at) => at + 1));
});

it.each(NUMBERS.map(titleOf))('%s is in one of the lists, once', (title) => {
  expect(LISTS.filter((one) => one === title)).toEqual([title]);
});
