// Builds a request without an action as the local server would show it: read and judged by the gate's own code, from files.
import { houseFiles } from '../../scripts/local/files.ts';
import { changesOf } from '../../scripts/local/changes.ts';
import { contentOf } from '../../scripts/local/content.ts';
import type { RequestView, Stage } from '../../scripts/local/pages/source.ts';
import { sha256 } from '../../scripts/core/canonical.ts';
import { CODEOWNERS_PATH, codeownersText } from '../../scripts/core/codeowners-file.ts';
import { decide } from '../../scripts/core/decide.ts';
import type { ChangedFile, PullFacts, Review } from '../../scripts/core/facts.ts';
import { parsePolicy } from '../../scripts/core/policy.ts';
import type { ChangeKind, Policy } from '../../scripts/core/policy-model.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import type { GateInput } from '../../scripts/core/verdict-model.ts';
import type { Repository } from '../../scripts/ports/repository.ts';
import { readProposal } from '../../scripts/proposals.ts';

/** A Monday, as the files of the kinds are dated. */
export const KINDS_OPENED = Date.parse('2026-12-14T09:30:00Z');
export const KINDS_NOW = KINDS_OPENED + 3_600_000;

const BASE = 'b'.repeat(40);
export const KINDS_HEAD = 'a'.repeat(40);

export const NORTHWIND: Policy = (() => {
  const parsed = parsePolicy(houseFiles());
  if (!parsed.ok) throw new Error('the example policy does not parse');
  return parsed.policy;
})();

export interface WantedKind {
  readonly kind: ChangeKind;
  /** What the request leaves at each path; `null` where it removes the file. */
  readonly files: Readonly<Record<string, string | Uint8Array | null>>;
  /** What main has there besides the example's policy. */
  readonly before?: Readonly<Record<string, string | Uint8Array>>;
  readonly number?: number;
  readonly title?: string;
  readonly stage?: Stage;
  readonly reviews?: readonly Review[];
  readonly records?: readonly Indexed[];
  readonly mode?: string;
}

/** Tess asks for it. */
export async function kindView(wanted: WantedKind): Promise<RequestView> {
  const { kind, files, before = {}, number = 1, title = 'A request', stage = 'waiting', records = [] } = wanted;
  const owners = codeownersText(NORTHWIND);
  const main = new Map<string, string | Uint8Array>([
    ...houseFiles(),
    [CODEOWNERS_PATH, owners],
    ...Object.entries(before),
  ]);
  const head = new Map(main);
  const changed = Object.entries(files).map(([path, content]): ChangedFile => {
    if (content === null) head.delete(path);
    else head.set(path, content);
    const status = content === null ? 'removed' : main.has(path) ? 'modified' : 'added';
    return { path, status, mode: wanted.mode ?? '100644' };
  });
  const repository = memory({ [BASE]: main, [KINDS_HEAD]: head });
  const opener = { id: 20101, login: 'tess-northwind', type: 'User' } as const;
  const facts: PullFacts & Required<Pick<PullFacts, 'codeowners'>> = {
    number,
    opener,
    openedAt: KINDS_OPENED,
    head: KINDS_HEAD,
    base: 'main',
    defaultBranch: 'main',
    draft: false,
    fork: false,
    files: changed,
    commits: [{ sha: KINDS_HEAD, parents: [BASE], author: opener, committer: opener, coAuthors: [] }],
    reviews: wanted.reviews ?? [],
    writers: [...NORTHWIND.people.values()].map(({ account }) => account),
    codeowners: { digest: sha256(owners), others: [], errors: [] },
  };
  const { proposal } = await readProposal(kind, facts, { commit: BASE, policy: NORTHWIND }, repository);
  const none = { usedIds: [], denied: [], recent: [], called: [], windowApprovals: [], exceptionApprovals: [] };
  const ledger = { ...none, usedExceptionIds: [] };
  const input: GateInput = { proposal, policy: NORTHWIND, pull: facts, ledger, now: KINDS_NOW };
  const changes = await changesOf(facts, BASE, repository);
  const pull = {
    number,
    title,
    url: `http://localhost/pull/${number}`,
    state: stage === 'waiting' ? ('open' as const) : ('closed' as const),
    opener,
    openedAt: KINDS_OPENED,
    closedAt: null,
    head: KINDS_HEAD,
    headBranch: `${kind}/x`,
    base: 'main',
    draft: false,
    fork: false,
    mergeCommit: null,
    labels: [],
    asked: [],
  };
  const content = contentOf(proposal, changes ?? [], NORTHWIND, KINDS_OPENED);
  return { pull, stage, verdict: decide(input), input, file: null, changes, content, records };
}

/** A repository of two commits in memory; what the pages' reading does not need fails loudly. */
function memory(commits: Readonly<Record<string, ReadonlyMap<string, string | Uint8Array>>>): Repository {
  const filesUnder: Repository['filesUnder'] = async (commit, prefixes) => {
    const under = (path: string): boolean => prefixes.some((one) => path === one || path.startsWith(`${one}/`));
    const entries = [...(commits[commit] ?? [])].filter(([path]) => under(path));
    return new Map(
      entries.map(([path, content]) => [
        path,
        typeof content === 'string' ? new TextEncoder().encode(content) : content,
      ]),
    );
  };
  const unused = (): never => {
    throw new Error('reading a request does not need this');
  };
  return {
    fetch: unused,
    resolve: unused,
    changedFiles: unused,
    commitsBetween: unused,
    isAncestor: unused,
    commitInfo: unused,
    line: unused,
    filesUnder,
    fileAt: async (commit, path) => (await filesUnder(commit, [path])).get(path) ?? null,
  };
}
