// Refs and single files through the API: the same branch rules as for a push.
import type { Sha } from '../../core/facts.ts';
import { readObjects } from '../../ports/object-reader.ts';
import { NOTHING } from './activity.ts';
import { isBranchName, isFloor, refMove } from './branch-rules.ts';
import type { RefMove } from './branch-rules.ts';
import type { Change, ForgeCore } from './core.ts';
import { blobAt, commitAt, entryAt, isSha, resolveName } from './git-read.ts';
import type { BlobAt } from './git-read.ts';
import { commitFiles, swapRef } from './git-write.ts';
import { ForgeError, needWrite } from './model.ts';
import type { ForgeAccount, ForgeState } from './model.ts';
import { noteMove } from './pushes.ts';
import { forbids, rulesFor, violationOf } from './rulesets.ts';
import type { Rule } from './rulesets.ts';
import { settingsOf } from './settings-model.ts';
import { syncPulls } from './sync.ts';

export interface NewFile {
  readonly branch: string;
  readonly path: string;
  readonly content: Buffer;
  readonly message: string;
  /** The blob that is replaced, `null` for a new file. */
  readonly replaces: Sha | null;
}

export interface WrittenFile {
  readonly commit: Sha;
  readonly parent: Sha;
  readonly tree: Sha;
  readonly blob: Sha;
  readonly at: number;
  readonly created: boolean;
}

/** The verbs of refs and files, each with GitHub's refusals as `ForgeError`. */
export function branchMethods(core: ForgeCore) {
  return {
    /** The commit of a ref such as `heads/main`; 404. */
    ref: async (name: string): Promise<Sha> => {
      const sha = isBranchName(name) ? await commitAt(core.git, `refs/${name}`) : null;
      if (sha === null) throw new ForgeError(404, 'Not Found');
      return sha;
    },
    /** Creates `refs/...` at a commit; 422 where it exists, the commit doesn't, or the branch is protected. */
    createRef: (actor: ForgeAccount, ref: string, sha: Sha): Promise<Sha> =>
      core.change((state) => createRef(core, state, actor, ref, sha)),
    /** Deletes a ref such as `heads/topic`; open pull requests from it are closed. */
    deleteRef: (actor: ForgeAccount, name: string): Promise<Sha> =>
      core.change((state) => deleteRef(core, state, actor, `refs/${name}`)),
    /** A regular file at a branch, tag or commit; `null` where there is none, 404 where the ref names no commit. */
    fileAt: async (ref: string, path: string): Promise<BlobAt | null> => {
      const commit = await resolveName(core.git, ref);
      if (commit === null) throw new ForgeError(404, `No commit found for the ref ${ref}`);
      return isFilePath(path) ? blobAt(core.git, commit, path) : null;
    },
    /** Commits one file on a branch; 404 no such branch, 409 protected or another blob there, 422 a bad path or no `replaces`. */
    putFile: (actor: ForgeAccount, file: NewFile): Promise<WrittenFile> =>
      core.change((state) => putFile(core, state, actor, file)),
    /** To be called after every push: pull requests follow their branches, listeners look again. */
    afterPush: (actor: ForgeAccount | null): Promise<void> =>
      core.change(async (state) => ({ state: await syncPulls(core, state, actor), value: undefined, moved: true })),
  };
}

async function createRef(core: ForgeCore, state: ForgeState, actor: ForgeAccount, ref: string, sha: Sha) {
  needWrite(actor, 'Must have write access to create a reference.');
  if (!/^refs\/[^/]+\/./.test(ref)) {
    throw new ForgeError(422, "Reference name must start with 'refs/' and have at least three components.");
  }
  if (!isBranchName(ref)) throw new ForgeError(422, `'${ref}' is not a valid ref name.`);
  if ((await commitAt(core.git, ref)) !== null) throw new ForgeError(422, 'Reference already exists');
  const bypassed = mayMove(core, actor, { ref, kind: 'create' }, 422);
  if (!isSha(sha) || (await commitAt(core.git, sha)) === null) throw new ForgeError(422, 'Object does not exist');
  if (!(await swapRef(core.git, ref, null, sha))) throw new ForgeError(422, 'Reference could not be created');
  await noteMove(core, actor, { ref, kind: 'create' }, { before: NOTHING, after: sha, bypassed });
  return followed(core, state, actor, sha);
}

async function deleteRef(core: ForgeCore, state: ForgeState, actor: ForgeAccount, ref: string) {
  needWrite(actor, 'Must have write access to delete a reference.');
  const sha = isBranchName(ref) ? await commitAt(core.git, ref) : null;
  if (sha === null) throw new ForgeError(422, 'Reference does not exist');
  const bypassed = mayMove(core, actor, { ref, kind: 'delete' }, 422);
  if (!(await swapRef(core.git, ref, sha, null))) throw new ForgeError(422, 'Reference could not be deleted');
  await noteMove(core, actor, { ref, kind: 'delete' }, { before: sha, after: NOTHING, bypassed });
  return followed(core, state, actor, sha);
}

async function putFile(core: ForgeCore, state: ForgeState, actor: ForgeAccount, file: NewFile) {
  needWrite(actor, 'Must have write access to change a file.');
  const { branch, path, content, message, replaces } = file;
  if (!isFilePath(path)) throw new ForgeError(422, 'path contains a malformed path component');
  const parent = isBranchName(branch) ? await commitAt(core.git, `refs/heads/${branch}`) : null;
  if (parent === null) throw new ForgeError(404, `Branch ${branch} not found`);
  const move = { ref: `refs/heads/${branch}`, kind: 'forward' } as const;
  const bypassed = mayMove(core, actor, move, 409);
  const old = await entryAt(core.git, parent, path);
  if (old !== null && old.type !== 'blob') throw new ForgeError(422, `${path} is not a file`);
  if (old !== null && replaces === null) throw new ForgeError(422, 'Invalid request.\n\n"sha" wasn\'t supplied.');
  if (replaces !== null && old?.sha !== replaces) throw new ForgeError(409, `${path} does not match ${replaces}`);
  if (await fileInTheWay(core, parent, path)) throw new ForgeError(422, `${path} has a file where it needs a folder`);
  const mode = old?.mode === '100755' ? '100755' : '100644';
  const at = core.now();
  const commit = await commitFiles(core.git, branch, parent, new Map([[path, { content, mode }]]), {
    by: actor,
    at,
    message,
  });
  await noteMove(core, actor, move, { before: parent, after: commit, bypassed });
  const [tree] = await readObjects(core.git, [`${commit}^{tree}`]);
  const blob = (await entryAt(core.git, commit, path))?.sha ?? '';
  return followed(core, state, actor, { commit, parent, tree: tree?.id ?? '', blob, at, created: old === null });
}

async function fileInTheWay(core: ForgeCore, commit: Sha, path: string): Promise<boolean> {
  const parts = path.split('/');
  for (let depth = 1; depth < parts.length; depth += 1) {
    const entry = await entryAt(core.git, commit, parts.slice(0, depth).join('/'));
    if (entry === null) return false;
    if (entry.type !== 'tree') return true;
  }
  return false;
}

/** Refuses what the forge's own rules or the rulesets forbid. @returns the rules that the account passes by */
function mayMove(core: ForgeCore, actor: ForgeAccount, move: RefMove, status: number): readonly Rule[] {
  const refusal = refMove(actor, core.ledgerWriters, move);
  if (refusal !== null && (core.floor || !isFloor(refusal))) throw new ForgeError(status, refusal);
  const { binding, bypassed } = rulesFor(settingsOf(core.state()), move.ref, actor, 'push');
  const broken = binding.find((rule) => forbids(rule, move.kind));
  if (broken !== undefined) throw new ForgeError(status, violationOf(broken));
  return bypassed.filter((rule) => forbids(rule, move.kind));
}

async function followed<T>(core: ForgeCore, state: ForgeState, actor: ForgeAccount, value: T): Promise<Change<T>> {
  return { state: await syncPulls(core, state, actor), value, moved: true };
}

// The path of a file as the API takes it: what git would refuse or read as something else never gets there.
function isFilePath(path: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  if (path === '' || path.length > 1024 || /[\u0000-\u001f\u007f]/.test(path)) return false;
  return path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part.toLowerCase() !== '.git');
}
