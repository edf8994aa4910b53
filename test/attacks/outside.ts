// Attacks by somebody who can write the branches, or a copy of them, and does not have the ledger's key.
import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { canonicalize } from '../../scripts/core/canonical.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { indexOf, LEDGER, MAIN, pathOf, type Tampered } from '../fixtures/tampering.ts';
import { amended, type Attack, lastCheckpoint, UNREADABLE } from './attack.ts';

export const OUTSIDE_ATTACKS: readonly Attack[] = [
  {
    number: 2,
    does: 'edits or deletes a record in an ordinary fast-forward commit',
    ways: [
      [
        (copy) => copy.commit(LEDGER, { [denial(copy)]: edited(copy) }),
        'record-edited',
        'changed after it was written',
      ],
      [(copy) => copy.commit(LEDGER, { [denial(copy)]: null }), 'record-dropped', 'The record was removed.'],
    ],
  },
  {
    number: 3,
    does: 'puts the ledger back to an older state, every signature of which holds',
    ways: [[(copy) => copy.git('update-ref', LEDGER, `${LEDGER}~8`), 'ledger-rewound', 'has only']],
  },
  {
    number: 5,
    does: 'cuts off the newest records before anything on main speaks of them, from under a clone that had them',
    ways: [[(copy) => seenAtOrigin(copy, `${LEDGER}~1`), 'ledger-rewound', "This clone's own ledger/2026 has records"]],
  },
  {
    number: 8,
    does: 'commits under the name of the bot that keeps the ledger',
    ways: [
      [
        (copy) => {
          copy.resign(copy.records, generateLedgerKey(copy.key.name).key);
          amended(copy, LEDGER, { name: 'Countersign' });
        },
        'checkpoint-unsigned',
        'no known key has signed it',
      ],
    ],
  },
  {
    number: 9,
    does: 'queues a file by a commit whose trailers speak of an approval',
    ways: [
      [queuesByTrailers, 'queue-file-uncovered', 'no record approves it'],
      [queuesByTrailers, 'queue-touched', 'touches the queue, and no record knows it'],
    ],
  },
  {
    number: 10,
    does: 'squashes a merge, so that the reviewed commits are no part of main',
    ways: [[(copy) => amended(copy, MAIN, { parents: [`${MAIN}^1`] }), 'merge-absent', 'is not on main']],
  },
  {
    number: 25,
    does: 'joins two lines of appends that raced each other',
    ways: [[(copy) => racesAndJoins(copy), 'ledger-not-a-line', 'the branch must be one line from nothing']],
  },
  {
    number: 26,
    does: 'gives another content the same git id',
    // Told as a damaged clone, since nobody's doing follows from it: without a known collision the bytes do not give that id.
    ways: [[collides, UNREADABLE, 'Clone again; where the new clone is damaged too, so is what it was cloned from']],
  },
  {
    number: 27,
    does: 'misleads a careless parser of signatures',
    ways: [
      [
        (copy) => lastCheckpoint(copy, (note) => note + falseSignature(note)),
        'checkpoint-unsigned',
        'does not fit the text',
      ],
      [
        (copy) => lastCheckpoint(copy, (note) => `countersign/9\n\n${note}`),
        'checkpoint-unsigned',
        'does not fit the text',
      ],
      [(copy) => lastCheckpoint(copy, (note) => note.replaceAll('\n', '\r\n')), 'checkpoint-unsigned', 'well-formed'],
      [(copy) => lastCheckpoint(copy, (note) => note.replace('— ', '- ')), 'checkpoint-unsigned', 'well-formed'],
    ],
  },
];

function denial(copy: Tampered): string {
  const at = indexOf(copy, 'action-denied');
  return pathOf(copy.records[at] ?? {}, at);
}

function edited(copy: Tampered): string {
  return canonicalize({ ...copy.records[indexOf(copy, 'action-denied')], reason: 'Fine.' });
}

function seenAtOrigin(copy: Tampered, ledger: string): void {
  copy.git('update-ref', 'refs/remotes/origin/main', copy.git('rev-parse', MAIN));
  copy.git('update-ref', 'refs/remotes/origin/ledger/2026', copy.git('rev-parse', ledger));
}

function queuesByTrailers(copy: Tampered): void {
  copy.commit(MAIN, { 'actions-queue/2026/11/x.yaml': 'x' });
  const message = 'Merge\n\nCountersign-Request: 2\nCountersign-Id: x\nApproved-by: Lena Lindqvist';
  amended(copy, MAIN, { name: 'Countersign', message });
}

/** Two commits with the same index on top of the same head, and a merge of both. */
function racesAndJoins(copy: Tampered): void {
  const parent = copy.git('rev-parse', `${LEDGER}~1`);
  const first = copy.git('rev-parse', LEDGER);
  copy.commit(LEDGER, { ...copy.steps.at(-1) }, parent);
  const second = amended(copy, LEDGER, { message: 'the other one' });
  amended(copy, LEDGER, { parents: [first, second] });
}

/** Git reads an object from a file named after its hash and does not hash it again: that is for whoever verifies. */
function collides(copy: Tampered): void {
  const blob = copy.git('rev-parse', `${LEDGER}:${denial(copy)}`);
  const packs = join(copy.directory, 'objects/pack');
  for (const name of readdirSync(packs)) {
    const moved = join(copy.directory, name);
    renameSync(join(packs, name), moved);
    if (!name.endsWith('.pack')) continue;
    execFileSync('sh', ['-c', `git unpack-objects -q < "$1"`, 'sh', moved], { cwd: copy.directory });
  }
  const text = edited(copy);
  const file = join(copy.directory, 'objects', blob.slice(0, 2), blob.slice(2));
  chmodSync(file, 0o644);
  writeFileSync(file, deflateSync(Buffer.from(`blob ${Buffer.byteLength(text)}\0${text}`)));
}

/** The signature's line with one letter changed, which is still base64 of the same length. */
function falseSignature(note: string): string {
  const line = note.trimEnd().split('\n').at(-1) ?? '';
  return `${line.slice(0, -20)}${line.at(-20) === 'A' ? 'B' : 'A'}${line.slice(-19)}\n`;
}
