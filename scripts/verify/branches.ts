// The branches as a clone holds them: its own, and those that it last saw at the origin.
import type { Remark } from '../core/audit/history.ts';
import type { Sha } from '../core/facts.ts';
import { type Git, GitFault, gitFault } from '../ports/git.ts';
import { mergeBase } from '../ports/git-history.ts';

export interface Branches {
  readonly main: Sha | null;
  /** Heads of `ledger/<year>`, oldest first. */
  readonly ledgers: readonly { readonly year: number; readonly head: Sha }[];
  /** Heads of `sealed/<year>`, the personal parts of a year's records. */
  readonly sealed: ReadonlyMap<number, Sha>;
  readonly remarks: readonly Remark[];
}

/**
 * Finds main and the ledgers. What was last seen at the origin comes first: a clone's own main may be behind or ahead.
 * @throws GitFault where the directory is no git repository
 */
export async function findBranches(git: Git, main: string): Promise<Branches> {
  const args = ['for-each-ref', '--format=%(objectname) %(refname)', 'refs/heads', 'refs/remotes/origin'];
  const result = await git.attempt(args);
  if (result.code !== 0) throw gitFault(args, result);
  const refs = new Map(result.stdout.split('\n').filter(Boolean).map(refOf));
  const own = (name: string): Sha | null => refs.get(`refs/heads/${name}`) ?? null;
  const seen = (name: string): Sha | null => refs.get(`refs/remotes/origin/${name}`) ?? null;
  const years = new Set(
    [...refs.keys()].flatMap((ref) => /^refs\/(?:heads|remotes\/origin)\/ledger\/(\d{4})$/.exec(ref)?.[1] ?? []),
  );
  const remarks: Remark[] = [...refs.keys()].flatMap(strangeLedger);
  const ledgers: { year: number; head: Sha }[] = [];
  for (const year of [...years].sort()) {
    const name = `ledger/${year}`;
    const [mine, theirs] = [own(name), seen(name)];
    const head = theirs ?? mine;
    if (head !== null) ledgers.push({ year: Number(year), head });
    if (mine === null || theirs === null || (await mergeBase(git, mine, theirs)) === mine) continue;
    const sentence = `This clone's own ${name} has records that the origin's does not continue: one of them was taken back or written anew.`;
    remarks.push({ code: 'ledger-rewound', commit: mine, sentence });
  }
  remarks.push(...(await plantedMain(git, own(main), seen(main))));
  // Of the personal parts what was last seen at the origin counts as well: it may be newer, or have less in it.
  const sealed = new Map<number, Sha>();
  for (const ref of refs.keys()) {
    const name = /^refs\/(?:heads|remotes\/origin)\/(sealed\/\d{4})$/.exec(ref)?.[1];
    const head = name === undefined ? null : (seen(name) ?? own(name));
    if (name !== undefined && head !== null) sealed.set(Number(name.slice('sealed/'.length)), head);
  }
  return { main: seen(main) ?? own(main), ledgers, sealed, remarks };
}

/**
 * In a bare repository nobody commits, so its own main never has more than the origin's; but a mirror takes along whatever ref
 * somebody has pushed, one that looks as if it were seen at the origin too: behind that the newest commits could hide.
 */
async function plantedMain(git: Git, mine: Sha | null, theirs: Sha | null): Promise<readonly Remark[]> {
  if (mine === null || theirs === null || (await mergeBase(git, mine, theirs)) === mine) return [];
  if ((await git.raw(['rev-parse', '--is-bare-repository'])).trim() !== 'true') return [];
  const sentence = `This repository's own main has commits that refs/remotes/origin does not continue, and it is bare: somebody has pushed that ref. Delete it, and verify again.`;
  return [{ code: 'main-rewound', commit: mine, sentence }];
}

/** A name may have what JavaScript takes for the end of a line (U+2028): whoever may push a branch must not stop an audit by that. */
function refOf(line: string): readonly [string, Sha] {
  const [, sha, ref] = /^([0-9a-f]{40,64}) (.+)$/s.exec(line) ?? [];
  if (sha === undefined || ref === undefined) throw new GitFault('git printed a ref that cannot be read', null);
  return [ref, sha];
}

function strangeLedger(ref: string): readonly Remark[] {
  const name = /^refs\/(?:heads|remotes\/origin)\/(ledger\/.*)$/s.exec(ref)?.[1];
  if (name === undefined || /^ledger\/\d{4}$/.test(name)) return [];
  return [{ code: 'ledger-misnamed', sentence: `The branch ${name} is no year's ledger.` }];
}
