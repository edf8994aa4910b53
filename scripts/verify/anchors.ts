// The anchors that a clone holds, each checked with what the auditor brings: roots, witness keys, signers, a second repository.
import { readFileSync } from 'node:fs';
import type { Evidence, Proof } from '../core/audit/anchors.ts';
import { cosignedBy, type WitnessKey } from '../core/cosignature.ts';
import { parseCheckpoint } from '../core/checkpoint.ts';
import { readNote } from '../core/note.ts';
import { type AnchorFiles, readAnchors } from '../ports/anchor-branch.ts';
import { checkTag, ledgerTags } from '../ports/anchor-tag.ts';
import { OFFLINE } from '../ports/git-environment.ts';
import { type Git, gitAt } from '../ports/git.ts';
import { checkStamp } from '../ports/timestamp.ts';
import { findBranches } from './branches.ts';
import { readObjects } from '../ports/object-reader.ts';

/** What an auditor trusts outside; whatever is not given leaves its anchors unchecked, which the report says. */
export interface AnchorTrust {
  /** File with the certificates that time stamps may end in, PEM. */
  readonly timestampRoots?: string;
  readonly witnesses?: readonly WitnessKey[];
  /** File of the allowed signers of tags, as ssh-keygen has it. */
  readonly tagSigners?: string;
  /** A clone or bare repository of the second remote. */
  readonly second?: string;
}

/** Gathers the anchors. @throws GitFault where a repository cannot be read; Error where a file of the auditor's cannot */
export async function gatherAnchors(git: Git, trust: AnchorTrust): Promise<readonly Evidence[]> {
  if (trust.timestampRoots !== undefined) readFileSync(trust.timestampRoots); // a missing file is the auditor's to hear of
  if (trust.tagSigners !== undefined) readFileSync(trust.tagSigners);
  return [...(await inBranch(git, trust)), ...(await inTags(git, trust)), ...(await inSecond(trust))];
}

async function inBranch(git: Git, trust: AnchorTrust): Promise<readonly Evidence[]> {
  const found: Evidence[] = [];
  for (const { year, sizes } of await readAnchors(git)) {
    for (const [size, files] of sizes) {
      const file = `anchors/${year}:${String(size).padStart(8, '0')}`;
      found.push(
        ...(await stamps(files, { year, size, file }, trust)),
        ...cosigners(files, { year, size, file }, trust),
      );
    }
  }
  return found;
}

type Where = Pick<Evidence, 'year' | 'size' | 'file'>;

async function stamps(files: AnchorFiles, { file, ...where }: Where, trust: AnchorTrust): Promise<readonly Evidence[]> {
  const { checkpoint, 'timestamp.tsr': token } = files;
  if (token === undefined) return [];
  const place = { ...where, kind: 'timestamp', file: `${file}/timestamp.tsr` } as const;
  if (checkpoint === undefined) {
    return [{ ...place, note: '', proof: { kind: 'refused', why: 'the checkpoint that it is over is missing' } }];
  }
  const note = Buffer.from(checkpoint).toString('utf8');
  const roots = trust.timestampRoots;
  if (roots === undefined) return [{ ...place, note, proof: unchecked('no certificates were given (--tsa-ca)') }];
  const answer = await checkStamp(token, checkpoint, roots);
  const proof: Proof =
    answer.kind === 'stamped' ? { kind: 'proven', at: answer.at, by: 'the time stamp authority' } : answer;
  return [{ ...place, note, proof }];
}

function cosigners({ cosigned }: AnchorFiles, { file, ...where }: Where, trust: AnchorTrust): readonly Evidence[] {
  if (cosigned === undefined) return [];
  const place = { ...where, kind: 'witness', file: `${file}/cosigned` } as const;
  const note = Buffer.from(cosigned).toString('utf8');
  const proofs = (trust.witnesses ?? []).flatMap((witness): readonly Proof[] => {
    const answer = cosignedBy(note, witness);
    if (answer.kind === 'cosigned') return [{ kind: 'proven', at: answer.at, by: witness.name }];
    return answer.kind === 'absent' ? [] : [answer];
  });
  if (proofs.length > 0) return proofs.map((proof) => ({ ...place, note, proof }));
  const names = (readNote(note)?.signatures ?? []).slice(1).map(({ name }) => name);
  const who = names.length === 0 ? 'a witness' : names.join(' or ');
  const isGiven = (trust.witnesses ?? []).length > 0;
  const why = isGiven ? `no key given by --witness has signed as ${who}` : `no key of ${who} was given (--witness)`;
  return [{ ...place, note, proof: unchecked(why) }];
}

async function inTags(git: Git, { tagSigners }: AnchorTrust): Promise<readonly Evidence[]> {
  const tags = await ledgerTags(git.directory);
  const objects = await readObjects(
    git,
    tags.map(({ commit }) => `${commit}:checkpoint`),
  );
  const found: Evidence[] = [];
  for (const [at, { year, size, tag }] of tags.entries()) {
    const note = Buffer.from(objects[at]?.bytes ?? []).toString('utf8');
    const answer = tagSigners === undefined ? null : await checkTag(git.directory, tag, tagSigners);
    let proof: Proof = unchecked('no allowed signers were given (--tag-signers)');
    if (answer !== null) proof = answer.kind === 'signed' ? { kind: 'proven', at: null, by: answer.by } : answer;
    found.push({ kind: 'tag', year, size, note, file: `refs/tags/ledger/${year}/${size}`, proof });
  }
  return found;
}

/** The second repository's newest checkpoints; that it is kept by somebody else is the auditor's knowledge. @throws Error where it has none */
async function inSecond({ second }: AnchorTrust): Promise<readonly Evidence[]> {
  if (second === undefined) return [];
  const other = gitAt(second, { settings: OFFLINE });
  const { ledgers } = await findBranches(other, 'main');
  if (ledgers.length === 0) {
    throw new Error(
      `${second} has no branch ledger/<year>, so it vouches for nothing: name a clone of the second repository.`,
    );
  }
  const objects = await readObjects(
    other,
    ledgers.map(({ head }) => `${head}:checkpoint`),
  );
  return ledgers.map(({ year }, at): Evidence => {
    const note = Buffer.from(objects[at]?.bytes ?? []).toString('utf8');
    const size = parseCheckpoint(readNote(note)?.text ?? '')?.size ?? 0;
    const proof: Proof = { kind: 'proven', at: null, by: second };
    return { kind: 'second', year, size, note, file: `${second} ledger/${year}`, proof };
  });
}

function unchecked(why: string): Proof {
  return { kind: 'unchecked', why };
}
