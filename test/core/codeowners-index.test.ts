// The index must give the same answer as trying every rule in turn, on any rules and any paths.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildIndex, lastMatch } from '../../scripts/core/codeowners-index.ts';
import { compilePattern, matchesPattern } from '../../scripts/core/codeowners-pattern.ts';
import type { Pattern } from '../../scripts/core/codeowners-pattern.ts';

// Few and short names, so that rules and paths meet often.
const name = fc.constantFrom('a', 'b', 'c', '.b', 'a.b', 'a.b.c', 'x\u{1F600}');
const wild = fc.constantFrom('*', '**', '?', '*.b', '*.c', '*.b.c', 'a*', '*b*', 'a?b', '*\\.b', '\\*', '.b*', '**b');
const pattern = fc
  .tuple(
    fc.constantFrom('', '/'),
    fc.array(fc.oneof(name, wild), { minLength: 1, maxLength: 4 }),
    fc.constantFrom('', '', '/'),
  )
  .map(([start, names, end]) => start + names.join('/') + end);
const path = fc
  .tuple(fc.array(name, { minLength: 1, maxLength: 5 }), fc.constantFrom('', '', '', '/'))
  .map(([names, end]) => names.join('/') + end);

it('the index never disagrees with the last match of a search through all rules', () => {
  let matched = 0;
  const property = fc.property(
    fc.array(pattern, { maxLength: 12 }),
    fc.array(path, { minLength: 1 }),
    (rules, paths) => {
      const patterns = rules.map(compilePattern);
      const index = buildIndex(patterns);
      for (const one of paths) {
        const expected = naiveLastMatch(patterns, one);
        if (expected !== -1) matched += 1;
        expect([rules, one, lastMatch(index, one)]).toEqual([rules, one, expected]);
      }
    },
  );
  fc.assert(property, { numRuns: 1_000, seed: 7 });
  // A property that never meets a match would prove nothing.
  expect(matched).toBeGreaterThan(1_000);
});

function naiveLastMatch(patterns: readonly Pattern[], one: string): number {
  const names = one.split('/');
  return patterns.findLastIndex((candidate) => matchesPattern(candidate, names));
}
