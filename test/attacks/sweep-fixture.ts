// The smallest history that has every record type of a request's life, and behind it a key that hands over and a named failure.
import { execFileSync } from 'node:child_process';
import { canonicalize } from '../../scripts/core/canonical.ts';
import { ledgerOrigin, signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { appendLeaf, EMPTY_FRONTIER, leafHash, rootOfFrontier } from '../../scripts/core/merkle.ts';
import { formatVerifierKey, type SigningKey } from '../../scripts/core/note-keys.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import {
  expires,
  isApprovedByStandIn,
  isDenied,
  isRefused,
  isWithdrawn,
  type RealHistory,
  realHistory,
  runsByItself,
  windowIsUsed,
} from '../fixtures/history.ts';
import { type Loose, pathOf } from '../fixtures/tampering.ts';
import { blobIn, LEDGER_BRANCH, type LineCommit, lineIn } from './mutants.ts';

export interface SweptHistory extends RealHistory {
  readonly ledger: readonly LineCommit[];
  readonly main: readonly LineCommit[];
  /** How many of the ledger's commits a merge on main vouches for. */
  readonly vouched: number;
}

/** Builds it; the last three records are signed here as the ledger's own verbs would. */
export async function sweptHistory(): Promise<SweptHistory> {
  const last = runsByItself; // its merge vouches for all before it
  const stories = [isApprovedByStandIn, windowIsUsed, isDenied, isWithdrawn, isRefused, expires, last];
  const history = await realHistory(stories);
  const vouched = lineIn(history.clone, LEDGER_BRANCH).findLastIndex(({ changes }) =>
    changes.some(({ path }) => path.endsWith('-action-auto.json')),
  );
  appendKeyRecords(history);
  return {
    ...history,
    vouched: vouched + 1,
    ledger: lineIn(history.clone, LEDGER_BRANCH),
    main: lineIn(history.clone, 'main'),
  };
}

/** A rotation signed by both keys, the old key's end, and a gate failure by the new key. */
function appendKeyRecords({ clone, key }: RealHistory): void {
  const line = lineIn(clone, LEDGER_BRANCH);
  const stored = line.flatMap(({ changes }) => changes.filter(({ path }) => path.startsWith('records/')));
  const bytes = stored.map(({ content }) => blobIn(clone, String(content)));
  let frontier = bytes.reduce((range, one) => appendLeaf(range, leafHash(one)), EMPTY_FRONTIER);
  const before = JSON.parse(String(bytes.at(-1))) as Loose; // a record that the verbs have just written
  const { key: next } = generateLedgerKey(key.name);
  const size = bytes.length;
  const origin = ledgerOrigin(key.name, 2026);
  const [old, fresh] = [formatVerifierKey(key), formatVerifierKey(next)];
  const base = { v: 1, at: before['at'], repository: before['repository'], main: before['main'] };
  const drafts: readonly (readonly [Loose, SigningKey, ...SigningKey[]])[] = [
    [{ type: 'key-enrolled', role: 'rotation', key: fresh, replaces: old, origin, previous: null }, key, next],
    [{ type: 'key-retired', key: old, year: 2026, from: size }, next],
    [
      { type: 'gate-failure', pull: null, action: null, how: 'a drill', detectedBy: 'merge', remediation: 'none due' },
      next,
    ],
  ];
  for (const [at, [draft, signer, ...others]] of drafts.entries()) {
    const index = size + at;
    const record: Loose = { ...base, ...draft, index };
    const text = canonicalize(record);
    frontier = appendLeaf(frontier, leafHash(Buffer.from(text)));
    const root = Buffer.from(rootOfFrontier(frontier)).toString('base64');
    const checkpoint = signCheckpoint({ origin, size: index + 1, root }, signer, ...others);
    const ref = `refs/heads/${LEDGER_BRANCH}`;
    const file = (path: string, content: string): string =>
      `M 100644 inline ${path}\ndata ${Buffer.byteLength(content)}\n${content}\n`;
    const head = `commit ${ref}\ncommitter M <m@example.invalid> 1700000000 +0000\ndata 1\nm\nfrom ${ref}^0\n`;
    const input = `${head}${file(pathOf(record, index), text)}${file('checkpoint', checkpoint)}`;
    execFileSync('git', ['-C', clone, 'fast-import', '--quiet'], { input });
  }
}
