// Of what kind a pull request is, by the paths that it changes: one kind a request, each with its own row (gate.md rule 16).
import { refusal } from './codes.ts';
import type { Refusal } from './codes.ts';
import type { ChangedFile } from './facts.ts';
import type { ChangeKind } from './policy-model.ts';

/** Kinds whose request is one file that names its approvers; the others are named by the matrix on the base branch. */
export const ONE_FILE_KINDS: readonly ChangeKind[] = ['action', 'window', 'exception', 'gate-event', 'erasure'];

/**
 * The kind of a request. One that brings several kinds counts as the first of them, and `mixedRefusals` refuses it.
 * @returns `null` where it changes nothing, so that only its branch can tell what it was meant to be
 */
export function kindOfChange(files: readonly FileChange[]): ChangeKind | null {
  const kinds = new Set(files.map(kindOfFile));
  return ORDER.find((kind) => kinds.has(kind)) ?? null;
}

/** What a branch says that its request was meant to be; anything else is code. */
export function kindOfBranch(branch: string): ChangeKind {
  return (
    ONE_FILE_KINDS.find((kind) => branch.startsWith(`${kind}/`)) ?? (branch.startsWith('review/') ? 'review' : 'code')
  );
}

type FileChange = Pick<ChangedFile, 'path' | 'status'>;

const ORDER: readonly ChangeKind[] = [
  'action',
  'window',
  'exception',
  'gate-event',
  'erasure',
  'review',
  'policy',
  'code',
];

interface Place {
  readonly paths: string;
  readonly kind: ChangeKind;
  /** What taking such a file away is; the kind itself unless said otherwise. */
  readonly removal?: ChangeKind;
}

/** The first place that fits decides; whatever fits none is code, which asks for two people. */
const PLACES: readonly Place[] = [
  { paths: '^actions-queue/README\\.md$', kind: 'code' },
  { paths: '^actions-queue/', kind: 'action' },
  { paths: '^policies/windows/.*\\.ya?ml$', kind: 'window', removal: 'policy' },
  { paths: '^exceptions/gate-failures/.*\\.ya?ml$', kind: 'gate-event' },
  { paths: '^exceptions/erasures/.*\\.ya?ml$', kind: 'erasure', removal: 'policy' },
  { paths: '^exceptions/reviews/[0-9]{4}-q[1-4](-[a-z0-9-]+\\.svg|\\.md|\\.json)$', kind: 'review' },
  { paths: '^exceptions/.*\\.ya?ml$', kind: 'exception', removal: 'policy' },
  { paths: '^\\.github/CODEOWNERS$', kind: 'policy' },
  { paths: '^policies/schemas/', kind: 'code' },
  { paths: '^policies/', kind: 'policy' },
];

const STRICT = PLACES.map((place) => ({ ...place, pattern: new RegExp(place.paths, 's') }));
/** As a file system reads paths that takes no notice of case. */
const LOOSE = PLACES.map((place) => ({ ...place, pattern: new RegExp(place.paths, 'is') }));

/** The kind of one changed file. */
export function kindOfFile(file: FileChange): ChangeKind {
  return lookUp(file, STRICT);
}

function lookUp({ path, status }: FileChange, places: typeof STRICT): ChangeKind {
  const place = places.find(({ pattern }) => pattern.test(path));
  if (place === undefined) return 'code';
  return status === 'removed' ? (place.removal ?? place.kind) : place.kind;
}

/** One kind a request: otherwise a policy could be lowered by those who may only approve code, or an action slip through. */
export function mixedRefusals(others: readonly FileChange[], kind: ChangeKind): readonly Refusal[] {
  if (others.length === 0) return [];
  const shown = others.slice(0, 5).map((file) => file.path);
  const more = others.length > shown.length ? ` and ${others.length - shown.length} more` : '';
  const fact = `The pull request also changes ${shown.join(', ')}${more}.`;
  const own = ONE_FILE_KINDS.includes(kind) ? 'the one new file' : `changes of the kind ${kind}`;
  return [refusal('change-mixed', fact, `Put nothing but ${own} into it; other changes travel by themselves.`)];
}

/** A path that people, or another file system, would take for one of another kind; a file that goes away harms nobody. */
export function pathRefusals(files: readonly FileChange[]): readonly Refusal[] {
  return files.flatMap((file) => {
    if (file.status === 'removed') return [];
    const remedy = 'Rename the file; use plain letters, and the folders of the repository as they are written there.';
    if (!/^[\x20-\x5b\x5d-\x7e]+$/.test(file.path)) {
      const fact = `The path ${JSON.stringify(file.path)} holds characters that can be misread.`;
      return [refusal('text-unsafe', fact, remedy)];
    }
    const loose = lookUp(file, LOOSE);
    if (loose === kindOfFile(file)) return [];
    return [refusal('text-unsafe', `The path ${file.path} looks like one of the kind ${loose} and is none.`, remedy)];
  });
}
