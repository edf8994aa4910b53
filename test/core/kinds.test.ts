// Requests without an action before the gate: whose answer counts, until when, which files may come, and what people see.
import { describe, expect, it } from 'vitest';
import type { ChangedFile } from '../../scripts/core/facts.ts';
import type { ChangeKind } from '../../scripts/core/policy-model.ts';
import { renderVerdict } from '../../scripts/core/render.ts';
import { decide } from '../../scripts/core/decide.ts';
import type { Proposal } from '../../scripts/core/verdict-model.ts';
import {
  accountOf,
  basePolicy,
  BOT,
  HOUR,
  matrixRow,
  OPENED,
  PEOPLE,
  review,
  ROWS,
  situation,
  verdictOn,
  withPerson,
} from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const KINDS = ['exception', 'gate-event', 'policy', 'code', 'review'] as const;
const ROWS_OF_KINDS = KINDS.map((change) =>
  matrixRow(
    `${change}-row`,
    { change, tier: null },
    { seats: [['security-lead'], [change === 'code' || change === 'policy' ? 'operations-owner' : 'risk-owner']] },
  ),
);
const base = basePolicy();
const policy = { ...base, authority: { ...base.authority, rows: [...ROWS, ...ROWS_OF_KINDS] } };
const PATHS: Readonly<Record<ChangeKind, string>> = {
  action: 'actions-queue/2026/11/act-1.yaml',
  window: 'policies/windows/x.yaml',
  exception: 'exceptions/x.yaml',
  'gate-event': 'exceptions/gate-failures/x.yaml',
  erasure: 'exceptions/erasures/x.yaml',
  review: 'exceptions/reviews/2026-q4.md',
  policy: 'policies/people.yaml',
  code: 'scripts/gate.ts',
};

/** A request of a kind, approvers named by the matrix unless said otherwise, with a difference. */
function asked(kind: ChangeKind, over: Differences = {}, file: Partial<ChangedFile> = {}): Differences {
  const named: Partial<Proposal> = { namedBy: 'matrix', approvers: ['sam', 'sven', 'olga', 'duo', 'rita'] };
  const proposal = {
    kind,
    id: 'x',
    path: PATHS[kind],
    action: null,
    payload: null,
    technician: null,
    ...named,
    ...over.proposal,
  };
  const files = [{ path: PATHS[kind], status: 'added', mode: '100644', ...file }] as const;
  return { policy, ...over, proposal, pull: { files, ...over.pull } };
}

const two = [review('sam', 'APPROVED', '10:20'), review('olga', 'APPROVED', '10:30')];

describe('a change of the policy', () => {
  it('is approved by those whom the matrix of the base names, two different people', () => {
    expect(verdictOn(asked('policy', { reviews: two }))).toMatchObject({ state: 'approved', scope: 'policy-row' });
    expect(verdictOn(asked('policy', { reviews: two.slice(0, 1) })).state).toBe('waiting');
    const twice = [review('duo', 'APPROVED', '10:20')];
    expect(verdictOn(asked('policy', { reviews: twice })).state).toBe('waiting');
  });

  it('tells somebody whom the matrix does not ask why the answer does not count', () => {
    const proposal = { approvers: ['sam', 'olga'] };
    const [not] = verdictOn(asked('policy', { proposal, reviews: [review('tess', 'APPROVED', '10:20')] })).notCounted;
    expect(not).toMatchObject({
      code: 'not-named',
      fact: 'Tess Tanaka holds none of the roles that the matrix asks for.',
    });
    const stranger = verdictOn(asked('policy', { reviews: [review('mallory', 'APPROVED', '10:20')] })).notCounted[0];
    expect(stranger?.fact).toBe('mallory holds none of the roles that the matrix asks for.');
  });

  it('is not approved by whoever opened it, however many roles they hold', () => {
    const verdict = verdictOn(asked('policy', { reviews: two, pull: { opener: accountOf('sam') } }));
    expect(verdict.state).toBe('waiting');
    expect(verdict.notCounted).toMatchObject([{ code: 'is-contributor' }]);
  });

  it('is refused where nobody else could fill a seat', () => {
    const proposal = { approvers: ['sam', 'rita'] };
    const [refusal] = verdictOn(asked('policy', { proposal })).refusals;
    expect(refusal).toMatchObject({
      code: 'seat-unfilled',
      fact: 'Nobody in the roster may fill the seat of operations-owner in the row policy-row.',
      remedy: 'Let somebody else write it, or give the role to one more person first.',
    });
  });

  it('does not count somebody who has left', () => {
    const { people } = withPerson('olga', { active: false });
    const verdict = verdictOn(asked('policy', { policy: { ...policy, people }, reviews: two }));
    expect(verdict.notCounted).toMatchObject([{ code: 'not-in-role' }]);
  });
});

describe('the deadline', () => {
  const late = { reviews: two, now: OPENED + 25 * HOUR };

  it('of a request without an action is its own', () => {
    const verdict = verdictOn(asked('policy', { now: OPENED + 23 * HOUR }));
    expect(verdict).toMatchObject({ state: 'waiting', deadline: OPENED + 24 * HOUR });
    expect(verdictOn(asked('policy', { now: late.now })).state).toBe('expired');
    const after = { ...review('olga', 'APPROVED', '10:30'), at: OPENED + 24 * HOUR + 1 };
    const [not] = verdictOn(asked('policy', { reviews: [after], now: late.now })).notCounted;
    expect(not?.fact).toBe('Olga Petrov answered after the deadline, 2026-11-21T10:00:00Z.');
  });
});

describe('the files', () => {
  it.each<readonly [ChangeKind, ChangedFile['status'], string | null]>([
    ['window', 'modified', 'and an approved window never changes'],
    ['exception', 'modified', 'and an exception is never changed or renewed in place'],
    ['gate-event', 'added', null],
    ['gate-event', 'modified', null],
    ['gate-event', 'removed', 'and a gate event that was filed stays'],
    ['review', 'modified', 'and a review that was signed never changes'],
    ['review', 'removed', 'and a review that was signed never changes'],
    ['policy', 'modified', null],
    ['policy', 'removed', null],
    ['policy', 'renamed', 'which nobody can follow'],
    ['code', 'modified', null],
    ['code', 'removed', null],
  ])('of the kind %s may be %s unless told otherwise', (kind, status, why) => {
    const { refusals } = verdictOn(asked(kind, {}, { status }));
    const said = refusals.filter(({ code }) => code === 'queue-file-not-added').map(({ fact }) => fact);
    expect(said).toEqual(why === null ? [] : [`The file ${PATHS[kind]} is ${status}, ${why}.`]);
  });

  it.each<readonly [ChangeKind, string, string | null]>([
    ['code', '100755', null],
    ['code', '120000', 'a symbolic link'],
    ['code', '160000', 'a submodule'],
    ['policy', '100755', 'executable'],
    ['review', '120000', 'a symbolic link'],
  ])('of the kind %s with the mode %s are judged', (kind, mode, what) => {
    const said = verdictOn(asked(kind, {}, { mode })).refusals.map(({ fact }) => fact);
    expect(said).toEqual(what === null ? [] : [`The file ${PATHS[kind]} is ${what}, not a regular file.`]);
    if (what !== null)
      expect(verdictOn(asked(kind, {}, { mode, status: 'removed' })).refusals.map(({ code }) => code)).not.toContain(
        'queue-file-not-regular',
      );
  });

  it('have to be there, and of one kind', () => {
    const none = verdictOn(asked('code', { pull: { files: [] } }));
    expect(none.refusals).toEqual([
      {
        code: 'change-empty',
        fact: 'The pull request changes no file.',
        remedy: 'Close it, or push what it is to bring.',
      },
    ]);
    const files = ['scripts/a.ts', 'policies/people.yaml'].map(
      (path) => ({ path, status: 'added', mode: '100644' }) as const,
    );
    const mixed = verdictOn(asked('policy', { pull: { files } }));
    expect(mixed.refusals).toMatchObject([
      { code: 'change-mixed', fact: 'The pull request also changes scripts/a.ts.' },
    ]);
    expect(verdictOn(asked('policy', { pull: { files: null } }))).toMatchObject({ state: 'waiting', refusals: [] });
  });

  it('must not pose as those of another kind', () => {
    const { refusals } = verdictOn(asked('code', {}, { path: 'Policies/people.yaml' }));
    expect(refusals).toMatchObject([{ code: 'text-unsafe' }]);
  });
});

describe('an exception', () => {
  const named = { namedBy: undefined, requester: 'tess', approvers: ['sam', 'rita'] };
  const exception = (over: Differences = {}) => {
    const { namedBy: _, ...people } = named;
    const { proposal, ...rest } = asked('exception', over);
    const { namedBy: __, ...own } = { ...proposal };
    return { ...rest, proposal: { ...own, ...people } };
  };

  it('is never one that was there before', () => {
    const used = (pull: number) => ({ ledger: { usedExceptionIds: [{ id: 'x', pull }] } });
    expect(verdictOn(exception(used(7))).refusals).toEqual([]);
    expect(verdictOn(exception(used(3))).refusals).toMatchObject([
      { code: 'id-used', fact: 'The id x was used before, by request 3.', remedy: 'Choose another id.' },
    ]);
    expect(verdictOn(exception({ ledger: { usedIds: [{ id: 'x', pull: 3 }] } })).refusals).toEqual([]);
  });

  it('needs both, and neither of them asked for it', () => {
    const both = [review('sam', 'APPROVED', '10:20'), review('rita', 'APPROVED', '10:30')];
    expect(verdictOn(exception({ reviews: both })).state).toBe('approved');
    expect(verdictOn(exception({ reviews: both.slice(1) })).state).toBe('waiting');
    const own = exception({ reviews: both });
    const verdict = verdictOn({ ...own, proposal: { ...own.proposal, requester: 'sam' } });
    expect(verdict.refusals).toMatchObject([{ code: 'seat-unfilled' }]);
    expect(verdict.notCounted).toMatchObject([{ code: 'is-requester' }]);
  });
});

describe('what people see of a change', () => {
  const shown = (over: Differences) => {
    const input = situation(asked('policy', over));
    return renderVerdict(decide(input), input);
  };

  it('is each file, and what it means', () => {
    const text = shown({ proposal: { brings: ['The operation isolate drops from Tier 1 to Tier 2.'] } });
    expect(text).toContain(
      `**A change of the kind policy**, through \` ${BOT.login} \`\n- added \` policies/people.yaml \``,
    );
    expect(text).toContain('**What it means**\n- The operation isolate drops from Tier 1 to Tier 2.');
    expect(shown({})).not.toContain('What it means');
  });

  it('is not more than anybody would read', () => {
    const files = Array.from(
      { length: 52 },
      (_, at) => ({ path: `policies/${at}`, status: 'added', mode: '100644' }) as const,
    );
    expect(shown({ pull: { files } })).toContain('- added ` policies/49 `\n- and 2 more');
    expect(shown({ pull: { files: null } })).toContain('A change of the kind policy');
  });

  it('never speaks to anybody by itself', () => {
    const text = shown({ proposal: { brings: ['@everyone [click](https://evil.example) <img>'] } });
    expect(text).not.toContain('@everyone');
    expect(text).toContain(String.raw`\[click\](https:&#8203;//evil.example) \<img\>`);
  });
});

describe('somebody in every role', () => {
  it('fills one seat of a row', () => {
    expect(PEOPLE.find(({ id }) => id === 'duo')?.roles).toEqual(['security-lead', 'operations-owner']);
    const both = [review('duo', 'APPROVED', '10:20'), review('olga', 'APPROVED', '10:30')];
    expect(verdictOn(asked('code', { reviews: both })).state).toBe('approved');
  });
});
