// anchor: has outsiders vouch for the ledger's newest checkpoint, and keeps what they said where every clone brings it.
import type { Instant } from './core/time.ts';
import { formatInstant } from './core/time.ts';
import { addAnchors, type AnchorFiles, fetchAnchors, readAnchors } from './ports/anchor-branch.ts';
import { pushTag } from './ports/anchor-tag.ts';
import { gitFault } from './ports/git.ts';
import type { Identity } from './ports/ledger-commit.ts';
import type { Ledger, LedgerBranch } from './ports/ledger.ts';
import { type MirrorOptions, openMirror } from './ports/mirror.ts';
import { stamp, type TimestampAuthority } from './ports/timestamp.ts';
import { submit, type Witness } from './ports/witness.ts';

export interface AnchorWork {
  readonly ledger: Ledger;
  readonly mirror: MirrorOptions;
  readonly identity: Identity;
  readonly now: Instant;
  /** Each is optional; only those that are given are made. */
  readonly timestamp?: TimestampAuthority;
  readonly witness?: Witness;
  /** File with the private ssh key that tags are signed with. */
  readonly tagKey?: string;
  /** A second repository that gets the ledger's branches. */
  readonly second?: Pick<MirrorOptions, 'url' | 'token'>;
}

export interface AnchorReport {
  readonly year: number | null;
  readonly size: number;
  /** What was made or is there already, in sentences. */
  readonly made: readonly string[];
  /** What was asked for and not got: each fails by itself and is tried again the next time. */
  readonly failed: readonly string[];
}

/** Anchors the newest checkpoint. @throws LedgerFault where the ledger is not whole; GitFault where it cannot be read */
export async function anchor(work: AnchorWork): Promise<AnchorReport> {
  const branch = (await work.ledger.read()).branches.at(-1);
  if (branch === undefined) return { year: null, size: 0, made: [], failed: ['The ledger is not founded yet.'] };
  const [made, failed]: [string[], string[]] = [[], []];
  for (const step of [outside, tag, second]) {
    try {
      const said = await step(work, branch);
      made.push(...said.made);
      failed.push(...said.failed);
    } catch (cause) {
      failed.push(cause instanceof Error ? cause.message : String(cause));
    }
  }
  return { year: branch.year, size: branch.size, made, failed };
}

interface Said {
  readonly made: readonly string[];
  readonly failed: readonly string[];
}

/** The time stamp and the cosignature, in one commit of the anchors' branch. */
async function outside(work: AnchorWork, branch: LedgerBranch): Promise<Said> {
  const { timestamp, witness } = work;
  if (timestamp === undefined && witness === undefined) return { made: [], failed: [] };
  const mirror = await openMirror(work.mirror);
  await mirror.alone(() => fetchAnchors(mirror, branch.year));
  const sizes = (await readAnchors(mirror.git)).find(({ year }) => year === branch.year)?.sizes ?? new Map();
  const there: AnchorFiles = sizes.get(branch.size) ?? {};
  const bytes = Buffer.from(branch.checkpoint);
  const [made, failed]: [string[], string[]] = [[], []];
  const files: { -readonly [name in keyof AnchorFiles]: Uint8Array } = {};
  if (timestamp !== undefined && there['timestamp.tsr'] === undefined) {
    const answer = await stamp(timestamp, bytes);
    if (answer.kind === 'stamped') {
      files['timestamp.tsr'] = answer.token;
      made.push(`Stamped at ${formatInstant(answer.at)} by ${timestamp.url}.`);
    } else failed.push(`The time stamp authority ${timestamp.url}: ${answer.why}.`);
  }
  if (witness !== undefined && there.cosigned === undefined) {
    const leaves = branch.records.map(({ leaf }) => leaf);
    const seen = [...sizes].findLast(([size, { cosigned }]) => size < branch.size && cosigned !== undefined)?.[0] ?? 0;
    const answer = await submit(witness, branch.checkpoint, leaves, seen);
    if (answer.kind === 'cosigned') {
      files.cosigned = Buffer.from(answer.note);
      made.push(`Cosigned at ${formatInstant(answer.at)} by ${witness.key.name}.`);
    } else failed.push(`The witness ${witness.key.name}: ${answer.why}.`);
  }
  if (Object.keys(files).length > 0) {
    const place = { year: branch.year, size: branch.size, now: work.now };
    await mirror.alone(() => addAnchors(mirror, work.identity, place, { checkpoint: bytes, ...files }));
  }
  return { made, failed };
}

async function tag({ mirror, identity, tagKey }: AnchorWork, branch: LedgerBranch): Promise<Said> {
  if (tagKey === undefined) return { made: [], failed: [] };
  const { year, size, head: commit, checkpoint } = branch;
  const made = await pushTag(mirror, identity, tagKey, { year, size, commit, checkpoint });
  return { made: made === 'made' ? [`Tagged as ledger/${year}/${size}.`] : [], failed: [] };
}

/** The second repository never goes back either: git refuses what does not continue what is there. */
async function second({ mirror, second: to }: AnchorWork, { year }: LedgerBranch): Promise<Said> {
  if (to?.url === undefined) return { made: [], failed: [] };
  const { git } = await openMirror({ directory: mirror.directory, ...to });
  const args = ['push', '--porcelain', '--no-verify', '--', to.url, 'refs/heads/ledger/*:refs/heads/ledger/*'];
  const result = await git.attempt(args);
  if (result.code !== 0) throw gitFault(args, result);
  return { made: [`The second repository has ledger/${year}.`], failed: [] };
}
