// What the ledger keeps of a decision is enough to take it again.
import { describe, expect, it } from 'vitest';
import { decide } from '../../scripts/core/decide.ts';
import {
  factsOf,
  fileText,
  momentOf,
  recordedApprovals,
  recordedVerdict,
  referenceTo,
  snapshotOf,
} from '../../scripts/core/snapshots.ts';
import { recordId } from '../../scripts/core/records.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { baseAction, basePull, PATH, review, situation, target, verdictOn } from '../fixtures/situation.ts';

const MANY = {
  targets: [target('acme'), target('globex')],
  operation: 'runbook',
  approvers: ['sam', 'olga'],
  standIns: ['nina'],
};

describe('the snapshot of a pull request', () => {
  const reviews = [
    review('sam', 'APPROVED', '10:20'),
    review('olga', 'DISMISSED', '10:20:30', { was: null, commit: null }),
  ];

  it('is plain data with moments as text', () => {
    const snapshot = snapshotOf(basePull({ reviews }));
    expect(snapshot.openedAt).toBe('2026-11-20T10:00:00Z');
    expect(snapshot.reviews?.map(({ at }) => at)).toEqual(['2026-11-20T10:20:00Z', '2026-11-20T10:20:30Z']);
    expect(JSON.parse(JSON.stringify(snapshot))).toEqual(snapshot);
  });

  it.each([
    ['whole', basePull({ reviews })],
    ['partial', basePull({ reviews: null, files: null, commits: null, writers: null })],
  ])('gives the facts back, %s', (_, pull) => {
    expect(factsOf(snapshotOf(pull))).toEqual(pull);
  });

  it('leads to the same verdict', () => {
    const input = situation({ action: MANY, reviews });
    const again = { ...input, pull: factsOf(JSON.parse(JSON.stringify(snapshotOf(input.pull)))) };
    expect(decide(again)).toEqual(decide(input));
  });

  it('proves nothing with a moment that is none', () => {
    expect(() => momentOf('yesterday')).toThrow(RangeError);
    expect(() => momentOf('yesterday')).toThrow('"yesterday" is not a moment such as 2026-11-20T10:00:00Z');
    expect(() => factsOf({ ...snapshotOf(basePull()), openedAt: '' })).toThrow('"" is not a moment');
  });
});

describe('the record of a decision', () => {
  const digest = `sha256:${'d'.repeat(64)}` as const;
  const payload = `sha256:${'e'.repeat(64)}` as const;

  it('names the action by everything that says what it does', () => {
    const { id, operation, targets, portfolio, parameters } = baseAction();
    const reference = referenceTo(baseAction(), PATH, digest, payload);
    expect(reference).toEqual({ id, path: PATH, digest, payload, operation, targets, portfolio, parameters });
  });

  it('holds the verdict without what the evidence holds', () => {
    const verdict = verdictOn({ pull: { fork: true }, reviews: [review('mallory', 'APPROVED', '10:20')] });
    expect(recordedVerdict(verdict)).toEqual({
      state: 'refused',
      summary: 'Refused: The pull request comes from a fork.',
      tier: 1,
      gate: 'human-approval',
      clients: 'one',
      scope: 'single-reversible',
      because: ['The action table puts isolate in Tier 1.'],
      refusals: [{ code: 'pull-from-fork', fact: 'The pull request comes from a fork.' }],
      notCounted: [
        {
          account: { id: 5000, login: 'mallory', type: 'User' },
          code: 'not-named',
          fact: 'mallory was not named before the request was queued.',
        },
      ],
    });
  });

  it('names the seats that each approval fills, row by row', () => {
    const answers = [review('sam', 'APPROVED', '10:20'), review('olga', 'APPROVED', '10:21')];
    const [sam, olga] = recordedApprovals(verdictOn({ action: MANY, reviews: answers }));
    expect(sam).toEqual({
      person: 'sam',
      name: 'Sam Sato',
      account: 121,
      review: answers[0]?.id,
      at: '2026-11-20T10:20:00Z',
      standIn: false,
      fills: [
        { row: 'many-clients', roles: ['security-lead'] },
        { row: 'runbook', roles: ['security-lead'] },
      ],
    });
    expect(olga?.fills).toEqual([{ row: 'many-clients', roles: ['operations-owner'] }]);
  });

  it('keeps the bytes of the file, where they are not too many', () => {
    expect(fileText(new TextEncoder().encode('id: é'))).toBe('aWQ6IMOp');
    expect(fileText(new Uint8Array(65_536))).toHaveLength(87_384);
    expect(fileText(new Uint8Array(65_537))).toBeNull();
    expect(fileText(null)).toBeNull();
  });

  it('is known by the year of its ledger and its index there', () => {
    const base = { v: 1, index: 17, at: '2026-11-20T10:00:00Z', repository: 1, main: 'a' } as const;
    const why = { reason: 'Closed by its author.', outcome: 'nothing ran' } as const;
    const record: Indexed = { ...base, type: 'action-withdrawn', pull: 7, action: null, ...why };
    expect(recordId(record)).toBe('2026/17');
  });
});
