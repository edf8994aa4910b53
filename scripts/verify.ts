// verify: from a clone alone, offline, derives every decision again and names every gap; it never stops at the first.
import { existsSync } from 'node:fs';
import { type Anchoring, judgeAnchors } from './core/audit/anchors.ts';
import { CHECKS, findingOf, findingsIn } from './core/audit/checks.ts';
import { withErasures } from './core/audit/erasures.ts';
import {
  type Finding,
  type History,
  type Known,
  type LedgerYear,
  type MainLine,
  mergedOf,
  type Remark,
  type Trust,
} from './core/audit/history.ts';
import { consistencyFrom, continues, readSaved, type Saved, verifiedBefore } from './core/audit/since.ts';
import { CLONE_INCOMPLETE, type VerifyReport } from './core/audit/report.ts';
import { parseVerifierKey } from './core/note-keys.ts';
import { OFFLINE } from './ports/git-environment.ts';
import { type Git, gitAt } from './ports/git.ts';
import { gitRepository } from './ports/git-repository.ts';
import { type AnchorTrust, gatherAnchors } from './verify/anchors.ts';
import { bar } from './verify/bar.ts';
import { type Branches, findBranches } from './verify/branches.ts';
import { inPlainWords, lackingIn, refuseDamaged } from './verify/clone.ts';
import { companionOf } from './verify/companion.ts';
import { type Deciding, decisionsAgain } from './verify/decisions.ts';
import { policiesOf } from './verify/policies.ts';
import { readLedgerYear } from './verify/read-ledger.ts';
import { readMain } from './verify/read-main.ts';
import { retentionFindings } from './verify/retention.ts';
import { reviewFindings } from './verify/reviews.ts';
import { keptInHistory, readSealedYear } from './verify/sealed.ts';
import { treeFaults } from './verify/trees.ts';

export { renderReport } from './core/audit/report.ts';

export interface VerifyOptions {
  /** Any clone or bare repository that has main and `ledger/*`, its own or as last seen at `origin`. */
  readonly directory: string;
  /** The ledger's public key as a C2SP verifier key, got from somewhere else; without it the one that main pinned first. */
  readonly key?: string;
  /** The default branch's name; `main` unless said otherwise. */
  readonly main?: string;
  /** What the auditor trusts outside, to check the anchors with. */
  readonly anchors?: AnchorTrust;
  /** A checkpoint saved after an earlier audit, as text: only what came after it is verified, and it must be continued. */
  readonly since?: string;
  /** Further saved checkpoints that the ledger must continue; they save no work. */
  readonly saved?: readonly string[];
  /** Is told in words what is being done. */
  readonly progress?: (line: string) => void;
}

/**
 * Verifies a repository.
 * @throws TypeError where the key or the directory is none; GitFault where git cannot read the repository at all
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { directory } = options;
  if (!existsSync(directory)) throw new TypeError(`${directory} does not exist: name the directory of a clone.`);
  const git = gitAt(directory, { settings: OFFLINE });
  try {
    const report = await verifyIn(git, options);
    if (!report.ok && !report.findings.some(({ code }) => code === CLONE_INCOMPLETE)) await refuseDamaged(git);
    return report;
  } catch (cause) {
    throw await inPlainWords(cause, git);
  }
}

async function verifyIn(git: Git, options: VerifyOptions): Promise<VerifyReport> {
  const { directory, progress = () => undefined } = options;
  const branches = await findBranches(git, options.main ?? 'main');
  const lacking = await lackingIn(git, branches);
  if (lacking !== null) return ofNothing({ ...branches, remarks: [lacking] });
  progress('reading main');
  const main = branches.main === null ? null : await readMain(git, branches.main);
  const trust = trustIn(options.key, main);
  const since = options.since === undefined ? null : savedIn(options.since);
  const saved = [...(since === null ? [] : [since]), ...(options.saved ?? []).map(savedIn)];
  const from = verifiedBefore(since, trust);
  const policies = policiesOf(git, main);
  const repository = await gitRepository({ directory });
  const reading = { git, branches, from, trust, progress };
  const { ledgers, known, derived, strange } = await readLedgers(reading, decisionsAgain(policies, repository));
  const history: History = { trust, ledgers, main, known };
  progress('checking the records');
  const continued = saved.flatMap((one) => continues(one, history)).map((remark) => findingOf(remark, SAVED));
  const ambiguous = strange.map((remark) => findingOf(remark, CHECKS[0]?.clause ?? ''));
  const found = [...continued, ...ambiguous, ...findingsIn(history), ...(await retentionFindings(history, policies))];
  const reviewed = await reviewFindings(history, repository);
  const kept = (await keptInHistory(git, branches.sealed, known)).map((remark) => findingOf(remark, ERASURES));
  const decisions = { ...derived, notRederivable: withErasures(derived.notRederivable, known) };
  progress('checking the anchors');
  const sound = found.every(({ code }) => !code.startsWith('checkpoint-'));
  const anchoring = judgeAnchors(history, await gatherAnchors(git, options.anchors ?? {}), sound);
  const anchored = anchoring.remarks.map((remark) => findingOf(remark, 'README: The ledger, anchors outside'));
  return {
    ...reportOf(history, branches, [...found, ...reviewed, ...kept, ...decisions.findings, ...anchored], decisions),
    ...shown(anchoring),
    ...(since === null || from(since.year) === 0
      ? {}
      : { since: { year: since.year, size: since.size, proof: consistencyFrom(since, ledgers) } }),
    checkpoint: ledgers.at(-1)?.commits.at(-1)?.checkpoint ?? null,
  };
}

/** The report on a clone that does not have what there is to be verified: it fails, and accuses nobody. */
function ofNothing(branches: Branches): VerifyReport {
  const history: History = { trust: trustIn(undefined, null), ledgers: [], main: null, known: [] };
  const none = reportOf(history, branches, [], { derived: 0, notRederivable: [] });
  return { ...none, ...shown(judgeAnchors(history, [], false)), checkpoint: null };
}

interface Reading {
  readonly git: Git;
  readonly branches: Branches;
  readonly from: (year: number) => number;
  readonly trust: Trust;
  readonly progress: (line: string) => void;
}

/** Every year, with its decisions derived again on the way; what only that needs is let go before the checks begin. */
async function readLedgers({ git, branches, from, trust, progress }: Reading, deciding: Deciding) {
  const ledgers: LedgerYear[] = [];
  const known: Known[] = [];
  const strange: Remark[] = [];
  for (const { year, head } of branches.ledgers) {
    const walked = (done: number, total: number): void => progress(`ledger/${year} ${bar(done, total)} commits`);
    walked(0, 0);
    const sealed = await readSealedYear(git, branches.sealed.get(year) ?? null);
    const read = await readLedgerYear(git, year, head, companionOf(deciding, trust, from, walked), sealed);
    ledgers.push(read);
    strange.push(...(await treeFaults(git, year, head)));
    for (const one of read.known) known.push(one);
  }
  return { ledgers, known, derived: deciding.result(), strange };
}

const SAVED = 'README: The ledger, a saved checkpoint is continued';
const ERASURES = 'README: The ledger, two people approve an erasure';

function savedIn(note: string): Saved {
  const saved = readSaved(note);
  if (saved === null) throw new TypeError('The saved checkpoint is none: give a file that --save has written.');
  return saved;
}

/** The key that was given, else the first that main pinned: later changes of the file change nothing (trust on first use). */
function trustIn(given: string | undefined, main: MainLine | null): Trust {
  const first = main?.pins[0];
  const keyText = given ?? first?.key ?? null;
  const key = keyText === null ? null : parseVerifierKey(keyText);
  if (given !== undefined && key === null) throw new TypeError('The key is no verifier key: write name+hash+base64.');
  return { key, keyText, originBase: first?.origin ?? key?.name ?? null };
}

function reportOf(
  { ledgers, main, known }: History,
  branches: Branches,
  found: readonly Finding[],
  { derived, notRederivable }: { readonly derived: number; readonly notRederivable: VerifyReport['notRederivable'] },
): Omit<VerifyReport, keyof ReturnType<typeof shown>> {
  const clause = CHECKS[0]?.clause ?? '';
  const findings = [...branches.remarks.map((remark) => findingOf(remark, clause)), ...found];
  const newest = ledgers.at(-1);
  return {
    ok: findings.every(({ severity }) => severity === 'reported'),
    size: newest?.entries.length ?? 0,
    root: newest?.roots.at(-1) ?? null,
    main: main?.head ?? null,
    ledgers: ledgers.map(({ year, head, entries }) => ({ year, head, size: entries.length })),
    records: ledgers.reduce((sum, { entries }) => sum + entries.length, 0),
    decisions: derived,
    files: mergedOf(known).length,
    notRederivable,
    findings,
  };
}

function shown({ grade, anchors, unanchored }: Anchoring): Pick<VerifyReport, 'grade' | 'anchors' | 'unanchored'> {
  return { grade, unanchored, anchors: anchors.map(({ kind, year, size, proof }) => ({ kind, year, size, proof })) };
}
