// Whatever is missing, partial or inconsistent never leads to a yes (gate.md "States").
import { describe, expect, it } from 'vitest';
import { refusal } from '../../scripts/core/codes.ts';
import { at, commit, review, verdictOn } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const YES = [review('lena', 'APPROVED', '10:20')];
const NO = [review('lena', 'CHANGES_REQUESTED', '10:20')];
const LATER = at('16:00');

describe('evidence that is not known completely', () => {
  const hidden = review('rita', 'DISMISSED', '10:30', { was: null });
  const parts: readonly (readonly [string, Differences])[] = [
    ['the changed files', { pull: { files: null }, reviews: YES }],
    ['the commits', { pull: { commits: null }, reviews: YES }],
    ['the commits', { pull: { commits: [] }, reviews: YES }],
    ['the commits', { pull: { commits: [commit({ sha: 'b'.repeat(40) })] }, reviews: YES }],
    ['the reviews', { reviews: null }],
    ['who has write access', { pull: { writers: null }, reviews: YES }],
    ['who pushed to its branch', { pull: { pushers: null }, reviews: YES }],
    ['what a dismissed review said', { reviews: [...YES, hidden] }],
    ['the action', { proposal: { action: null }, reviews: YES }],
    ['the action', { proposal: { payload: null }, reviews: YES }],
  ];
  it.each(parts)('names %s, and nothing is approved', (part, differences) => {
    const verdict = verdictOn(differences);
    expect(verdict.unreadable).toEqual([part]);
    expect(verdict.state).toBe('waiting');
    expect(verdict.summary).toBe(`Waiting: ${part} could not be read completely, so nothing is approved.`);
  });

  it.each(parts)('names %s, and nothing passes by itself', (part, differences) => {
    const verdict = verdictOn({ ...differences, action: { operation: 'health' } });
    expect(verdict).toMatchObject({ state: 'waiting', unreadable: [part] });
  });

  it('keeps waiting after the deadline, because a denial may be in the part that is missing', () => {
    expect(verdictOn({ reviews: null, now: LATER }).state).toBe('waiting');
    expect(verdictOn({ reviews: YES, pull: { writers: null }, now: LATER }).state).toBe('waiting');
  });

  it('still refuses for what is known', () => {
    expect(verdictOn({ reviews: null, pull: { fork: true } }).state).toBe('refused');
  });

  it('still sees the denial that is known', () => {
    expect(verdictOn({ reviews: NO, pull: { writers: null, files: null } }).state).toBe('denied');
  });

  it('says all of it', () => {
    const { summary } = verdictOn({ reviews: null, pull: { files: null, writers: null } });
    expect(summary).toBe(
      'Waiting: the changed files, the reviews and who has write access could not be read completely, so nothing is approved.',
    );
  });
});

describe('a file that cannot be read as an action', () => {
  const problems = [refusal('schema-invalid', 'It has no operation.', 'Add one.')];

  it('is refused for that and not also called unreadable', () => {
    const verdict = verdictOn({ proposal: { action: null, payload: null, problems } });
    expect(verdict).toMatchObject({ state: 'refused', unreadable: [], refusals: problems });
    expect(verdict.classification).toMatchObject({ tier: null, gate: null, because: [] });
  });
});
