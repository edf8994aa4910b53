// verify: from a clone alone, offline, derives every decision again and names every gap; it never stops at the first.
import { existsSync } from 'node:fs';
import { CHECKS, findingOf, findingsIn } from './core/audit/checks.ts';
import type { Finding, History, Known, LedgerYear, MainLine, Trust } from './core/audit/history.ts';
import type { VerifyReport } from './core/audit/report.ts';
import type { Sha } from './core/facts.ts';
import { parseVerifierKey } from './core/note-keys.ts';
import type { Indexed } from './core/records.ts';
import { gitAt } from './ports/git.ts';
import { gitRepository } from './ports/git-repository.ts';
import { type Branches, findBranches } from './verify/branches.ts';
import { decideAgain } from './verify/decisions.ts';
import { policiesAt } from './verify/policies.ts';
import { readLedgerYear } from './verify/read-ledger.ts';
import { readMain } from './verify/read-main.ts';

export { renderReport } from './core/audit/report.ts';

export interface VerifyOptions {
  /** Any clone or bare repository that has main and `ledger/*`, its own or as last seen at `origin`. */
  readonly directory: string;
  /** The ledger's public key as a C2SP verifier key, got from somewhere else; without it the one that main pinned first. */
  readonly key?: string;
  /** The default branch's name; `main` unless said otherwise. */
  readonly main?: string;
  /** Is told in words what is being done. */
  readonly progress?: (line: string) => void;
}

/** Doors to the network stay shut, also where a partial clone would fetch what it lacks. */
const OFFLINE = {
  'protocol.http.allow': 'never',
  'protocol.https.allow': 'never',
  'protocol.file.allow': 'never',
} as const;

/**
 * Verifies a repository.
 * @throws TypeError where the key or the directory is none; GitFault where git cannot read the repository at all
 */
export async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const { directory, progress = () => undefined } = options;
  if (!existsSync(directory)) throw new TypeError(`${directory} does not exist: name the directory of a clone.`);
  const git = gitAt(directory, { settings: OFFLINE });
  const branches = await findBranches(git, options.main ?? 'main');
  progress('reading main');
  const main = branches.main === null ? null : await readMain(git, branches.main);
  const ledgers: LedgerYear[] = [];
  for (const { year, head } of branches.ledgers) {
    progress(`reading ledger/${year}`);
    ledgers.push(await readLedgerYear(git, year, head));
  }
  const history: History = { trust: trustIn(options.key, main), ledgers, main, known: wellFormed(ledgers) };
  progress('checking the records');
  const found = findingsIn(history);
  const policies = await policiesAt(git, decidedOn(history.known));
  const repository = await gitRepository({ directory });
  const decisions = await decideAgain(history, policies, repository, (done) =>
    progress(`${done} decisions derived again`),
  );
  return reportOf(history, branches, [...found, ...decisions.findings], decisions);
}

/** The key that was given, else the first that main pinned: later changes of the file change nothing (trust on first use). */
function trustIn(given: string | undefined, main: MainLine | null): Trust {
  const first = main?.pins[0];
  const keyText = given ?? first?.key ?? null;
  const key = keyText === null ? null : parseVerifierKey(keyText);
  if (given !== undefined && key === null) throw new TypeError('The key is no verifier key: write name+hash+base64.');
  return { key, keyText, originBase: first?.origin ?? key?.name ?? null };
}

/** Records that have the shape of their type; the others are named by the checks and take part in nothing further. */
function wellFormed(ledgers: readonly LedgerYear[]): readonly Known[] {
  return ledgers.flatMap(({ entries }) =>
    entries.flatMap((entry) =>
      // The schema has just been asked about this very value: that is what makes it a record.
      entry.value === undefined || entry.shape.length > 0 ? [] : [{ entry, record: entry.value as Indexed }],
    ),
  );
}

function decidedOn(known: readonly Known[]): ReadonlySet<Sha> {
  return new Set(
    known.flatMap(({ record }) =>
      'decidedAt' in record ? [record.policy.commit, ...('merge' in record ? [record.merge.base] : [])] : [],
    ),
  );
}

function reportOf(
  { ledgers, main, known }: History,
  branches: Branches,
  found: readonly Finding[],
  { derived, notRederivable }: { readonly derived: number; readonly notRederivable: VerifyReport['notRederivable'] },
): VerifyReport {
  const clause = CHECKS[0]?.clause ?? '';
  const findings = [...branches.remarks.map((remark) => findingOf(remark, clause)), ...found];
  const newest = ledgers.at(-1);
  return {
    ok: findings.every(({ severity }) => severity === 'reported'),
    grade: 'signed',
    size: newest?.entries.length ?? 0,
    root: newest?.roots.at(-1) ?? null,
    main: main?.head ?? null,
    ledgers: ledgers.map(({ year, head, entries }) => ({ year, head, size: entries.length })),
    records: ledgers.reduce((sum, { entries }) => sum + entries.length, 0),
    decisions: derived,
    files: known.filter(({ record }) => 'merge' in record).length,
    notRederivable,
    findings,
  };
}
