// Signed tags on the ledger: ledger/<year>/<size>, annotated, with an ssh key that is not the ledger's own.
import { resolve } from 'node:path';
import type { Sha } from '../core/facts.ts';
import { OFFLINE } from './git-environment.ts';
import { gitAt, gitFault } from './git.ts';
import type { Identity } from './ledger-commit.ts';
import { openMirror, type MirrorOptions } from './mirror.ts';
import { objectId } from './object-id.ts';

export interface LedgerTag {
  readonly year: number;
  readonly size: number;
  readonly tag: Sha;
  /** The ledger's commit that it points to. */
  readonly commit: Sha;
}

export type TagAnswer =
  | { readonly kind: 'signed'; readonly by: string }
  | { readonly kind: 'refused'; readonly why: string };

const SSH = { 'gpg.format': 'ssh' } as const;

/**
 * Tags the ledger's commit and pushes the tag; a tag that is there already stays.
 * @param key file with the private ssh key
 * @throws GitFault where git cannot sign or push
 */
export async function pushTag(
  mirror: MirrorOptions,
  identity: Identity,
  key: string,
  { year, size, commit, checkpoint }: { year: number; size: number; commit: Sha; checkpoint: string },
): Promise<'made' | 'there'> {
  const { git, url } = await openMirror(mirror);
  const name = `ledger/${year}/${size}`;
  const there = url === null ? '' : await git.raw(['ls-remote', '--quiet', '--', url, `refs/tags/${name}`]);
  if (there !== '' || url === null) return 'there';
  const settings = { ...SSH, 'user.signingKey': key, 'user.name': identity.name, 'user.email': identity.email };
  const signer = gitAt(mirror.directory, { settings });
  await signer.raw(['tag', '--force', '--sign', '--cleanup=verbatim', '--file=-', name, objectId(commit)], {
    input: checkpoint,
  });
  const args = ['push', '--porcelain', '--no-verify', '--', url, `refs/tags/${name}:refs/tags/${name}`];
  const pushed = await git.attempt(args);
  if (pushed.code !== 0) throw gitFault(args, pushed);
  return 'made';
}

/** The ledger's tags that a clone holds; whether they are signed is another question. */
export async function ledgerTags(directory: string): Promise<readonly LedgerTag[]> {
  const format = '--format=%(objecttype) %(objectname) %(*objectname) %(refname)';
  const text = await gitAt(directory, { settings: OFFLINE }).raw(['for-each-ref', format, '--', 'refs/tags/ledger']);
  return text.split('\n').flatMap((line) => {
    const [, tag, commit, year, size] =
      /^tag ([0-9a-f]{40,64}) ([0-9a-f]{40,64}) refs\/tags\/ledger\/(\d{4})\/(\d{1,8})$/.exec(line) ?? [];
    if (tag === undefined || commit === undefined) return [];
    return [{ year: Number(year), size: Number(size), tag: objectId(tag), commit: objectId(commit) }];
  });
}

/** Checks a tag's ssh signature. @param signers file of allowed signers, as ssh-keygen has it */
export async function checkTag(directory: string, tag: Sha, signers: string): Promise<TagAnswer> {
  // Git runs in the clone: a relative path would lead to a file there, where whoever made the clone is the one who allows signers.
  const settings = { ...OFFLINE, ...SSH, 'gpg.ssh.allowedSignersFile': resolve(signers) };
  const git = gitAt(directory, { settings });
  const { code, stdout, stderr } = await git.attempt(['verify-tag', '--raw', objectId(tag)]);
  const said = stdout + stderr;
  const by = /^Good "git" signature for (\S+) with /m.exec(said)?.[1];
  if (code === 0 && by !== undefined) return { kind: 'signed', by };
  // A sound signature of a stranger: git then says "Good", and only further down that it knows no such signer.
  const stranger = /^Good "git" signature with \S+ key (\S+)$/m.exec(said)?.[1];
  if (stranger !== undefined)
    return { kind: 'refused', why: `${stranger} signed it, which is no allowed signer's key` };
  return { kind: 'refused', why: (said.trim().split('\n')[0] ?? '').slice(0, 200) || 'it has no signature' };
}
