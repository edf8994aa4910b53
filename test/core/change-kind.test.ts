// Of what kind a request is: by its paths alone, also where somebody tries to make one look like another.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kindOfBranch, kindOfChange, kindOfFile, mixedRefusals, pathRefusals } from '../../scripts/core/change-kind.ts';
import type { ChangedFile } from '../../scripts/core/facts.ts';

type Status = ChangedFile['status'];

describe('a changed file', () => {
  it.each<readonly [path: string, status: Status, kind: string]>([
    ['actions-queue/2026/11/01KABCDEFGHJKMNPQRSTVWXYZ1.yaml', 'added', 'action'],
    ['actions-queue/2026/11/01KABCDEFGHJKMNPQRSTVWXYZ1.yaml', 'removed', 'action'],
    ['actions-queue/2026/11/01KABCDEFGHJKMNPQRSTVWXYZ1.yaml', 'modified', 'action'],
    ['actions-queue/anything', 'added', 'action'],
    ['actions-queue/README.md', 'modified', 'code'],
    ['actions-queue/2026/README.md', 'added', 'action'],
    ['policies/windows/w.yaml', 'added', 'window'],
    ['policies/windows/w.yaml', 'modified', 'window'],
    ['policies/windows/w.yaml', 'removed', 'policy'],
    ['policies/windows/deep/w.yml', 'added', 'window'],
    ['policies/windows/README.md', 'added', 'policy'],
    ['exceptions/e.yaml', 'added', 'exception'],
    ['exceptions/e.yaml', 'modified', 'exception'],
    ['exceptions/e.yaml', 'removed', 'policy'],
    ['exceptions/deep/e.yml', 'added', 'exception'],
    ['exceptions/README.md', 'modified', 'code'],
    ['exceptions/gate-failures/g.yaml', 'added', 'gate-event'],
    ['exceptions/gate-failures/g.yaml', 'modified', 'gate-event'],
    ['exceptions/gate-failures/g.yaml', 'removed', 'gate-event'],
    ['exceptions/gate-failures/README.md', 'added', 'code'],
    ['exceptions/reviews/2026-q4.md', 'added', 'review'],
    ['exceptions/reviews/2026-q4.json', 'added', 'review'],
    ['exceptions/reviews/2026-q4-failures.svg', 'added', 'review'],
    ['exceptions/reviews/2026-q4.md', 'removed', 'review'],
    ['exceptions/reviews/2026-q5.md', 'added', 'code'],
    ['exceptions/reviews/2026-q4.yaml', 'added', 'exception'],
    ['exceptions/reviews/2026-q4.md\nx', 'added', 'code'],
    ['policies/people.yaml', 'modified', 'policy'],
    ['policies/README.md', 'modified', 'policy'],
    ['policies/schemas/people.json', 'modified', 'code'],
    ['.github/CODEOWNERS', 'modified', 'policy'],
    ['.github/CODEOWNERS.md', 'added', 'code'],
    ['CODEOWNERS', 'added', 'code'],
    ['.github/workflows/gate.yml', 'modified', 'code'],
    ['scripts/gate.ts', 'modified', 'code'],
    ['x/policies/people.yaml', 'added', 'code'],
    ['policies', 'added', 'code'],
    ['', 'added', 'code'],
  ])('%j, %s, is of the kind %s', (path, status, kind) => {
    expect(kindOfFile({ path, status })).toBe(kind);
    expect(kindOfChange([{ path, status }])).toBe(kind);
  });
});

describe('a request', () => {
  const added = (path: string) => ({ path, status: 'added' as const });

  it.each([
    ['nothing', [], null],
    ['code and an action', ['scripts/x.ts', 'actions-queue/a.yaml'], 'action'],
    ['code and policy', ['scripts/x.ts', 'policies/people.yaml'], 'policy'],
    ['a window and an exception', ['exceptions/e.yaml', 'policies/windows/w.yaml'], 'window'],
  ])('that brings %s counts as one kind', (_name, paths, kind) => {
    expect(kindOfChange(paths.map(added))).toBe(kind);
  });

  it.each([
    ['action/x', 'action'],
    ['window/x', 'window'],
    ['exception/x', 'exception'],
    ['gate-event/x', 'gate-event'],
    ['review/2026-q4', 'review'],
    ['policy/x', 'code'],
    ['actions/x', 'code'],
    ['main', 'code'],
  ])('without files on the branch %s was meant to be of the kind %s', (branch, kind) => {
    expect(kindOfBranch(branch)).toBe(kind);
  });

  it.each([
    ['nothing', [], undefined],
    ['another file', ['x'], 'The pull request also changes x.'],
    ['seven others', ['1', '2', '3', '4', '5', '6', '7'], 'The pull request also changes 1, 2, 3, 4, 5 and 2 more.'],
  ])('with %s beside it is told so', (_name, paths, fact) => {
    const [refusal] = mixedRefusals(paths.map(added), 'policy');
    expect(refusal?.fact).toBe(fact);
    if (fact === undefined) return;
    expect(refusal?.remedy).toBe(
      'Put nothing but changes of the kind policy into it; other changes travel by themselves.',
    );
    expect(mixedRefusals(paths.map(added), 'window')[0]?.remedy).toContain('the one new file');
  });
});

describe('a path', () => {
  it.each([
    ['Policies/people.yaml', 'The path Policies/people.yaml looks like one of the kind policy and is none.'],
    ['POLICIES/WINDOWS/w.yaml', 'The path POLICIES/WINDOWS/w.yaml looks like one of the kind window and is none.'],
    ['Actions-Queue/a.yaml', 'The path Actions-Queue/a.yaml looks like one of the kind action and is none.'],
    ['exceptions/E.YAML', 'The path exceptions/E.YAML looks like one of the kind exception and is none.'],
    ['.github/codeowners', 'The path .github/codeowners looks like one of the kind policy and is none.'],
    ['actions-queue/readme.md', 'The path actions-queue/readme.md looks like one of the kind code and is none.'],
    ['policіes/people.yaml', 'The path "policіes/people.yaml" holds characters that can be misread.'],
    ['policies\\people.yaml', String.raw`The path "policies\\people.yaml" holds characters that can be misread.`],
    ['scripts/\u202egate.ts', 'The path "scripts/\u202egate.ts" holds characters that can be misread.'],
    ['scripts/a\nb', String.raw`The path "scripts/a\nb" holds characters that can be misread.`],
  ])('%j is refused', (path, fact) => {
    expect(pathRefusals([{ path, status: 'added' }])).toMatchObject([{ code: 'text-unsafe', fact }]);
    expect(pathRefusals([{ path, status: 'removed' }])).toEqual([]);
  });

  it.each([
    'README.md',
    'docs/Überblick'.replace('Ü', 'U'),
    'actions-queue/README.md',
    '.github/CODEOWNERS',
    'a b/c-d_e.f',
  ])('%j is nothing to worry about', (path) => {
    expect(pathRefusals([{ path, status: 'modified' }])).toEqual([]);
  });

  it('never becomes code by its case alone', () => {
    const paths = fc.constantFrom(
      'policies/people.yaml',
      'exceptions/e.yaml',
      'policies/windows/w.yaml',
      'actions-queue/a',
    );
    fc.assert(
      fc.property(paths, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (path, upper) => {
        const odd = path
          .split('')
          .map((letter, at) => (upper[at] === true ? letter.toUpperCase() : letter))
          .join('');
        const file = { path: odd, status: 'added' as const };
        expect(kindOfFile(file) !== 'code' || pathRefusals([file]).length > 0).toBe(true);
      }),
    );
  });
});
