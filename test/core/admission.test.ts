// Is the request itself admissible? Every reason with its sentence (gate.md rules 11, 16 and 17).
import { describe, expect, it } from 'vitest';
import { refusal } from '../../scripts/core/codes.ts';
import type { ChangedFile } from '../../scripts/core/facts.ts';
import { accountOf, at, basePolicy, BOT, commit, HOUR, OPENED, PATH, verdictOn } from '../fixtures/situation.ts';
import type { Differences } from '../fixtures/situation.ts';

const OWN: ChangedFile = { path: PATH, status: 'added', mode: '100644' };
const PAYLOAD = `sha256:${'1'.repeat(64)}` as const;
const OTHER = `sha256:${'2'.repeat(64)}` as const;

function files(...changed: readonly Partial<ChangedFile>[]): Differences {
  return { pull: { files: changed.map((file) => ({ ...OWN, ...file })) } };
}

const others = (count: number) => Array.from({ length: count }, (_, place) => ({ path: `x${place + 1}` }));
const REGULAR = 'Commit it as a regular file of mode 100644.';
const MIXED = 'Put nothing but the one new file into it; other changes travel by themselves.';
const QUEUED = 'Propose a new action with a new id.';

const REFUSED: readonly (readonly [string, Differences, readonly (readonly [string, string, string])[]])[] = [
  [
    'does not bring its file',
    files(),
    [
      [
        'queue-file-missing',
        `The pull request does not bring the file ${PATH}.`,
        'Add exactly this one file, named after the id in it.',
      ],
    ],
  ],
  [
    'brings a file of another name',
    files({ path: 'actions-queue/2026/11/act-2.yaml' }),
    [
      [
        'queue-file-missing',
        `The pull request does not bring the file ${PATH}.`,
        'Add exactly this one file, named after the id in it.',
      ],
      ['change-mixed', 'The pull request also changes actions-queue/2026/11/act-2.yaml.', MIXED],
    ],
  ],
  [
    'modifies its file',
    files({ status: 'modified' }),
    [['queue-file-not-added', `The file ${PATH} is modified, and what is in the queue never changes.`, QUEUED]],
  ],
  [
    'removes its file',
    files({ status: 'removed' }),
    [['queue-file-not-added', `The file ${PATH} is removed, and what is in the queue never changes.`, QUEUED]],
  ],
  [
    'renames a file to it',
    files({ status: 'renamed' }),
    [['queue-file-not-added', `The file ${PATH} is renamed, and what is in the queue never changes.`, QUEUED]],
  ],
  [
    'brings a link',
    files({ mode: '120000' }),
    [['queue-file-not-regular', `The file ${PATH} is a symbolic link, not a regular file.`, REGULAR]],
  ],
  [
    'brings an executable',
    files({ mode: '100755' }),
    [['queue-file-not-regular', `The file ${PATH} is executable, not a regular file.`, REGULAR]],
  ],
  [
    'brings a submodule',
    files({ mode: '160000' }),
    [['queue-file-not-regular', `The file ${PATH} is a submodule, not a regular file.`, REGULAR]],
  ],
  [
    'brings something else',
    files({ mode: '040000' }),
    [['queue-file-not-regular', `The file ${PATH} is of mode 040000, not a regular file.`, REGULAR]],
  ],
  ['brings its file twice', files({}, {}), [['change-mixed', `The pull request also changes ${PATH}.`, MIXED]]],
  [
    'changes five further files',
    files({}, ...others(5)),
    [['change-mixed', 'The pull request also changes x1, x2, x3, x4, x5.', MIXED]],
  ],
  [
    'changes seven further files',
    files({}, ...others(7)),
    [['change-mixed', 'The pull request also changes x1, x2, x3, x4, x5 and 2 more.', MIXED]],
  ],
  [
    'comes from a fork',
    { pull: { fork: true } },
    [['pull-from-fork', 'The pull request comes from a fork.', 'Propose from a branch of this repository.']],
  ],
  [
    'goes elsewhere',
    { pull: { base: 'next' } },
    [['base-not-default', 'The pull request goes to next, not to main.', 'Open it against main.']],
  ],
  [
    'has an id that was used',
    {
      ledger: {
        usedIds: [
          { id: 'act-0', pull: 2 },
          { id: 'act-1', pull: 3 },
        ],
      },
    },
    [['id-used', 'The id act-1 was used before, by request 3.', 'Propose anew; a fresh id is given.']],
  ],
  ...['author', 'committer'].map(
    (hand) =>
      [
        `has a commit without an account as ${hand}`,
        { pull: { commits: [commit(), commit({ sha: 'b'.repeat(40), [hand]: null })] } },
        [UNATTRIBUTED()],
      ] as const,
  ),
  [
    'has a commit without an account as co-author',
    { pull: { commits: [commit(), commit({ sha: 'b'.repeat(40), coAuthors: [BOT, null] })] } },
    [UNATTRIBUTED()],
  ],
  [
    'was pushed by an account that is gone',
    { pull: { pushers: [BOT, null] } },
    [
      [
        'commit-unattributed',
        'An account that is gone has pushed to its branch.',
        'Propose it anew, from a branch of your own.',
      ],
    ],
  ],
];

function UNATTRIBUTED() {
  return [
    'commit-unattributed',
    'The commit bbbbbbbbbbbb has an author, committer or co-author without an account.',
    'Commit with an e-mail address that belongs to an account, so that nobody approves their own work unseen.',
  ] as const;
}

describe('a pull request', () => {
  it.each(REFUSED)('is refused where it %s', (_, differences, expected) => {
    const { refusals, state } = verdictOn(differences);
    expect(refusals.map(({ code, fact, remedy }) => [code, fact, remedy])).toEqual(expected);
    expect(state).toBe('refused');
  });

  it.each([
    ['its id is its own', { ledger: { usedIds: [{ id: 'act-1', pull: 7 }] } }],
    ['another id was used', { ledger: { usedIds: [{ id: 'act-2', pull: 3 }] } }],
    [
      'people had a hand in it who are known',
      { pull: { commits: [commit({ author: accountOf('rita'), coAuthors: [BOT] })] } },
    ],
    ['it goes to a default branch of another name', { pull: { base: 'trunk', defaultBranch: 'trunk' } }],
  ] as const)('is admitted where %s', (_, differences) => {
    expect(verdictOn(differences).refusals).toEqual([]);
  });

  it('is refused for what the strict reader found, first of all', () => {
    const problem = refusal('text-unsafe', 'It holds a tab.', 'Use spaces.');
    const { refusals } = verdictOn({ proposal: { problems: [problem] }, pull: { fork: true } });
    expect(refusals.map(({ code }) => code)).toEqual(['text-unsafe', 'pull-from-fork']);
  });
});

describe('the memory of a denial', () => {
  const { denialMemory } = basePolicy().standard;

  it.each([
    ['refuses the same payload', OPENED - HOUR, PAYLOAD, 'recently-denied'],
    ['refuses it until right before its end', OPENED - denialMemory + 1, PAYLOAD, 'recently-denied'],
    ['refuses a twin that was open already', OPENED + 1, PAYLOAD, 'recently-denied'],
    ['ends', OPENED - denialMemory, PAYLOAD, undefined],
    ['is of that payload only', OPENED - HOUR, OTHER, undefined],
  ] as const)('%s', (_, moment, payload, code) => {
    expect(verdictOn({ ledger: { denied: [{ payload, at: moment }] } }).refusals[0]?.code).toBe(code);
  });

  it('says when it was denied, and what may be done', () => {
    expect(verdictOn({ ledger: { denied: [{ payload: PAYLOAD, at: at('09:15') }] } }).refusals[0]).toEqual({
      code: 'recently-denied',
      fact: 'The same action was denied at 2026-11-20T09:15:00Z.',
      remedy: 'It may be proposed again 24 h after that, or at once with another content.',
    });
  });
});
