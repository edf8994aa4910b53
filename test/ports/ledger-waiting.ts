// What waits at the origin before the ledger, laid there as anybody with push rights could, and what became of it.
import type { Batch } from '../../scripts/core/ledger-queue.ts';
import type { Wishes } from '../../scripts/ports/ledger.ts';
import { denied, NOW, type World } from './ledger-world.ts';

export const NAMES = [
  '01K9A000000000000000000001',
  '01K9A000000000000000000002',
  '01K9A000000000000000000003',
] as const;
export const [FIRST, SECOND] = NAMES;

export const once = (action: string): Wishes => [
  { draft: denied(action), unless: [{ types: ['action-denied'], where: { action } }] },
];
export const batch = (ulid: string, action: string, change: Partial<Batch> = {}): Batch => ({
  ulid,
  until: NOW + 60_000,
  wishes: once(action),
  ...change,
});

/** Puts a commit that says this under a ref of the origin, as anybody with push rights could. */
export function lay({ git }: World, ref: string, text: string): void {
  const tree = git(['hash-object', '-t', 'tree', '-w', '--stdin']);
  const body = `tree ${tree}\nauthor M <m@x> 0 +0000\ncommitter M <m@x> 0 +0000\n\n${text}`;
  git(['update-ref', ref, git(['hash-object', '-t', 'commit', '-w', '--stdin'], body)]);
}

export const queue = (name: string): string => `refs/countersign/queue/${name}`;
export const inbox = (name: string): string => `refs/countersign/inbox/${name}`;
export const refsAt = ({ git }: World, place: string): readonly string[] =>
  git(['for-each-ref', '--format=%(refname)', `refs/countersign/${place}`])
    .split('\n')
    .filter(Boolean);
export const reasons = (here: World): readonly string[] =>
  refsAt(here, 'refused').map((ref) => here.git(['log', '-1', '--format=%s', ref]));
