// Attacks by somebody who holds the ledger's key, or held it once: every signature holds, and the content gives them away.
import { canonicalize } from '../../scripts/core/canonical.ts';
import { formatVerifierKey, type SigningKey } from '../../scripts/core/note-keys.ts';
import { ledgerOrigin, signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { type Loose, MAIN, pathOf, type Tampered } from '../fixtures/tampering.ts';
import { amended, appended, type Attack, insider, lastCheckpoint, reviews, signedSteps, without } from './attack.ts';

export const INSIDE_ATTACKS: readonly Attack[] = [
  {
    number: 4,
    does: 'shows one auditor another ledger than everybody else',
    ways: [
      [
        (copy) => insider(copy, 'action-denied', (one) => ({ ...one, reason: 'It was never asked.' })),
        'ledger-rewound',
        'have another root',
      ],
    ],
  },
  {
    number: 6,
    does: 'dates a record back',
    ways: [
      [
        (copy) => insider(copy, 'action-expired', (one) => ({ ...one, at: '2026-11-20T09:00:00Z' })),
        'time-backwards',
        'more than five minutes before one that precedes it',
      ],
    ],
  },
  {
    number: 7,
    does: 'signs with a key that was handed over, in a commit dated before that',
    ways: [[signsWithTheOldKey, 'checkpoint-unsigned', 'no known key has signed it']],
  },
  {
    number: 11,
    does: 'merges something that nobody looked at along with the approved file',
    ways: [[mergesMore, 'merge-differs', 'alone.']],
  },
  {
    number: 12,
    does: 'uses an approval for another action',
    ways: [[usesAgain, 'review-reused', 'has approved request']],
  },
  {
    number: 13,
    does: 'replays records and checkpoints of another repository',
    ways: [
      [
        (copy) => insider(copy, 'action-denied', (one) => ({ ...one, repository: 8 })),
        'repository-differs',
        'The record is of repository 8',
      ],
      [ofAnotherLog, 'checkpoint-unsigned', 'it speaks of countersign/8/ledger/2026, not of'],
    ],
  },
  {
    number: 14,
    does: 'decides under a policy that came later',
    ways: [[underLaterPolicy, 'decision-differs', 'policy in force at its base is not the one that it records']],
  },
  {
    number: 15,
    does: 'counts an approval of an earlier version of the file',
    ways: [
      [
        (copy) => reviews(copy, (review) => ({ ...review, commit: '1'.repeat(40) })),
        'decision-differs',
        'Its recorded evidence gives',
      ],
    ],
  },
  {
    number: 16,
    does: 'counts an approval that was taken back',
    ways: [
      [
        (copy) => reviews(copy, (review) => ({ ...review, state: 'DISMISSED', was: 'APPROVED' })),
        'decision-differs',
        'Its recorded evidence gives',
      ],
    ],
  },
  {
    number: 17,
    does: 'signs with a key that was stolen, and the theft is recorded',
    ways: [
      [(copy) => losesTheKey(copy), 'key-compromised', 'it proves nothing'],
      [
        (copy) => copy.resign(copy.records, generateLedgerKey(copy.key.name).key),
        'checkpoint-unsigned',
        'no known key has signed it',
      ],
    ],
  },
  {
    number: 18,
    does: 'sets clocks: a decision after its own record, a review after its decision',
    ways: [
      [
        (copy) => insider(copy, 'action-denied', (one) => ({ ...one, decidedAt: '2026-11-20T23:50:00Z' })),
        'time-backwards',
        'It was decided at 2026-11-20T23:50:00Z, after it was recorded',
      ],
      [
        (copy) => reviews(copy, (review) => ({ ...review, at: '2026-11-20T23:00:00Z' })),
        'decision-differs',
        'Its recorded evidence gives',
      ],
    ],
  },
  {
    number: 20,
    does: 'loses what came before or after a run',
    ways: [
      [(copy) => without(copy, 'action-intended'), 'ran-without-intent', 'no intent before it is called that'],
      [(copy) => without(copy, 'action-executed'), 'outcome-open', 'is not known: its last outcome is none'],
    ],
  },
  {
    number: 23,
    does: 'lets the commits of a request vanish that an approval rests on',
    ways: [
      [
        (copy) => insider(copy, 'action-auto', (one) => ({ ...one, file: null, pull: { ...one['pull'], head: GONE } })),
        'evidence-missing',
        'is not in this clone',
      ],
    ],
  },
  {
    number: 24,
    does: 'takes over the login of an approver who was renamed',
    ways: [
      [
        (copy) => reviews(copy, (review) => ({ ...review, by: { ...review['by'], id: 999_999 } })),
        'decision-differs',
        'Its recorded evidence gives',
      ],
    ],
  },
  {
    number: 28,
    does: 'writes records that two readers read differently',
    ways: [
      [
        (copy) => respells(copy, (text) => text.replace('{', '{"type":"action-denied",')),
        'record-not-canonical',
        'RFC 8785',
      ],
      [(copy) => respells(copy, (text) => text.replace(/"v":1/, '"v":1e0')), 'record-not-canonical', 'RFC 8785'],
      [(copy) => respells(copy, (text) => text.replace(/"type"/, '"\\u0074ype"')), 'record-not-canonical', 'RFC 8785'],
      [
        (copy) => respells(copy, (text) => text.replace(/"file":"/, '"file":"\\ud800')),
        'record-malformed',
        'half of a',
      ],
      [(copy) => respells(copy, (text) => `\uFEFF${text}`), 'record-unreadable', 'no JSON text'],
    ],
  },
  {
    number: 30,
    does: 'keeps a flawless ledger of decisions that the policy does not allow',
    ways: [
      [(copy) => reviews(copy, () => null), 'decision-differs', 'Its recorded evidence gives'],
      [
        (copy) => insider(copy, 'action-approved', (one) => ({ ...one, verdict: { ...one['verdict'], tier: 3 } })),
        'decision-differs',
        'Its verdict cannot be derived from its evidence',
      ],
    ],
  },
];

const GONE = '1'.repeat(40);

function rotation(copy: Tampered, next: SigningKey): readonly [Loose, SigningKey, SigningKey] {
  const [key, replaces] = [formatVerifierKey(next), formatVerifierKey(copy.key)];
  const origin = ledgerOrigin(copy.key.name, 2026);
  return [{ type: 'key-enrolled', role: 'rotation', key, replaces, origin, previous: null }, copy.key, next];
}

/** The commits of these copies are all dated 2023: git would take the old key for good. */
function signsWithTheOldKey(copy: Tampered): void {
  const { key: next } = generateLedgerKey(copy.key.name);
  const late = { type: 'key-retired', key: formatVerifierKey(copy.key), year: 2026, from: copy.records.length };
  copy.rewrite(appended(copy, [rotation(copy, next), [late, copy.key]]));
}

function losesTheKey(copy: Tampered): void {
  const { key: next } = generateLedgerKey(copy.key.name);
  const from = copy.records.length - 3;
  const lost = {
    type: 'key-compromised',
    key: formatVerifierKey(copy.key),
    year: 2026,
    from,
    reason: 'A lost laptop.',
  };
  copy.rewrite(appended(copy, [rotation(copy, next), [lost, next]]));
}

/** The last merge with one file more, and its record, which names it, with it. */
function mergesMore(copy: Tampered): void {
  const was = copy.git('rev-parse', MAIN);
  const parents = copy.git('show', '--no-patch', '--format=%P', MAIN).split(' ');
  const message = copy.git('show', '--no-patch', '--format=%B', MAIN);
  copy.commit(MAIN, { 'scripts/x.ts': 'x' });
  const now = amended(copy, MAIN, { parents, message });
  copy.resign(copy.records.map((one) => JSON.parse(JSON.stringify(one).replaceAll(was, now)) as Loose));
}

function usesAgain(copy: Tampered): void {
  const [first, second] = copy.records.filter((one) => one['type'] === 'action-approved');
  const review = first?.['approvals'][0].review;
  const again = (one: Loose): Loose => ({
    ...one,
    approvals: one['approvals'].map((each: Loose) => ({ ...each, review })),
  });
  copy.resign(copy.records.map((one) => (one === second ? again(one) : one)));
}

function ofAnotherLog(copy: Tampered): void {
  lastCheckpoint(copy, (note) => {
    const [, size, root = ''] = note.split('\n');
    return signCheckpoint({ origin: 'countersign/8/ledger/2026', size: Number(size), root }, copy.key);
  });
}

/** Somebody is made an approver on main, and the earlier approval claims to be of that policy. */
function underLaterPolicy(copy: Tampered): void {
  const digest = `sha256:${'1'.repeat(64)}`;
  copy.commit(MAIN, { 'policies/windows/later.yaml': 'x' });
  const commit = copy.git('rev-parse', MAIN);
  insider(copy, 'action-approved', (one) => ({ ...one, policy: { commit, digest } }));
}

function respells(copy: Tampered, change: (text: string) => string): void {
  const at = copy.records.findIndex((one) => one['type'] === 'action-denied');
  const texts = copy.records.map((record, index) => {
    const text = canonicalize(record);
    return { text: index === at ? change(text) : text, path: pathOf(record, index), by: [copy.key] as const };
  });
  copy.rewrite(signedSteps(texts));
}
