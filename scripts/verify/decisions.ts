// Every recorded decision, decided again from its own evidence; what cannot be is counted, never passed over.
import { type Again, differences, ranInTime } from '../core/audit/decision.ts';
import { PARTS_GONE } from '../core/audit/erasures.ts';
import { approvableTerms } from '../core/audit/exception-approvable.ts';
import type { Finding, Known, Remark } from '../core/audit/history.ts';
import { at, isLapse } from '../core/audit/requests.ts';
import { findingOf } from '../core/audit/checks.ts';
import { kindOfChange, ONE_FILE_KINDS } from '../core/change-kind.ts';
import type { ChangeKind } from '../core/policy-model.ts';
import { recordId } from '../core/records.ts';
import type { ActionIntended, Indexed } from '../core/records.ts';
import { type Part, partAt } from '../core/sealed.ts';
import { momentOf } from '../core/snapshots.ts';
import { PolicyFault } from '../ground.ts';
import { GitFault } from '../ports/git.ts';
import type { Repository } from '../ports/repository.ts';
import { rederive } from '../rederive.ts';
import type { PolicyReader, Rederived } from '../rederive.ts';
import { policyOrNull } from './policies.ts';
import { PRECEDENTS, precedents } from './precedents.ts';
import { proposalRemarks, toldBefore } from './told-before.ts';

export interface Decisions {
  /** How many were derived again. */
  readonly derived: number;
  readonly findings: readonly Finding[];
  /** Decisions that this clone does not suffice for, each with the reason. */
  readonly notRederivable: readonly { readonly record: string; readonly why: string }[];
}

type DecisionRecord = Extract<Indexed, { decidedAt: string }>;

/** What the verdict of a record of each type must be. */
const STATES: Readonly<Record<DecisionRecord['type'], readonly string[]>> = {
  'action-approved': ['approved'],
  'action-auto': ['auto'],
  'action-denied': ['denied'],
  'action-expired': ['expired'],
  // A request whose file could not be read as an action has no other record to end with.
  'action-refused': ['refused', 'denied', 'expired'],
  'window-approved': ['approved'],
  'exception-approved': ['approved'],
  'policy-changed': ['approved'],
  'review-held': ['approved'],
  'gate-event-filed': ['approved'],
  'gate-failure-remediated': ['approved'],
  'erasure-approved': ['approved'],
};

/** The personal parts that a decision was taken on or that repeat what it was taken on. */
const EVIDENCE: ReadonlySet<Part | null> = new Set(['file', 'pull.reviews.*.body', 'reason'] as const);

/** Decides again, record by record. */
export interface Deciding {
  /**
   * Takes the next record of the ledger with all its evidence; one before the start is a precedent and no more.
   * @param kept the same record as it is kept for later
   */
  readonly judge: (known: Known, isOld: boolean, kept: Known) => Promise<void>;
  /** What came of it so far. */
  readonly result: () => Decisions;
}

/**
 * Decides every decision again, in the ledger's order (gate.md, all rules).
 */
export function decisionsAgain(policies: PolicyReader, repository: Repository): Deciding {
  const findings: Finding[] = [];
  const notRederivable: { record: string; why: string }[] = [];
  const autos = new Map<string, Again>();
  const history = precedents();
  // A review speaks of the whole ledger; what it reads of each record is little.
  const all: Known[] = [];
  let derived = 0;
  const again = async (one: Known): Promise<void> => {
    const { record } = one;
    const say = (remarks: readonly Remark[]): void => {
      for (const remark of remarks) findings.push(findingOf(remark, 'gate.md: the decision is one pure function'));
    };
    if (record.type === 'action-intended') {
      say(inTime(one, record, autos));
      autos.delete(record.approval); // a second intent is a finding by itself
    }
    if (!('decidedAt' in record) || isLapse(record)) return;
    if (one.closed?.some(({ path }) => EVIDENCE.has(partAt(path))) === true) {
      // Whether they may be gone, the checks of the erasures say.
      notRederivable.push({ record: one.entry.id, why: PARTS_GONE });
      say(await termsAlone(one, record, policies));
      return;
    }
    await prepared(record, policies);
    const before = history.before(record, policies);
    const beforeA = (kind: ChangeKind): readonly Indexed[] =>
      kind === 'review' ? all.map((earlier) => earlier.record) : before;
    const answer = await derive(record, beforeA, policies, repository);
    if (answer.kind === 'impossible') {
      // An approval rests on its evidence: without it nothing shows that people approved.
      if ('merge' in record) say([at(one, 'evidence-missing', sentence(answer.why))]);
      else notRederivable.push({ record: one.entry.id, why: answer.why });
      return;
    }
    derived += 1;
    say(answer.kind === 'differs' ? [at(one, 'decision-differs', sentence(answer.why))] : compare(one, record, answer));
    say(await proposalRemarks(one, record, before, policies));
    if (answer.kind === 'agrees') say(await toldBefore(one, record, before, answer, policies));
    if (answer.kind === 'agrees' && isConditional(record)) autos.set(recordId(record), answer);
  };
  return {
    judge: async (one, isOld, kept) => {
      if (!isOld) await again(one);
      if (PRECEDENTS.has(one.record.type)) history.add(one.record, kept);
      all.push(kept);
    },
    result: () => ({ derived, findings, notRederivable }),
  };
}

/** An exception whose file is erased, by what its record says of it. */
async function termsAlone(one: Known, record: DecisionRecord, policies: PolicyReader): Promise<readonly Remark[]> {
  if (record.type !== 'exception-approved' || record.terms === undefined) return [];
  try {
    const { policy } = await policies(record.merge.base);
    return approvableTerms(one, { ...record, terms: record.terms }, policy);
  } catch (cause) {
    if (!(cause instanceof PolicyFault || cause instanceof GitFault)) throw cause;
    return [at(one, 'decision-differs', 'The policy that it was approved under cannot be read.')];
  }
}

/** Passed by a window or an exception, which must still hold when it runs. */
function isConditional(record: DecisionRecord): boolean {
  return record.type === 'action-auto' || (record.type === 'action-approved' && record.exception !== undefined);
}

/** Parses the policy, so that it is at hand; where there is none, deriving says so. */
async function prepared(record: DecisionRecord, policies: PolicyReader): Promise<void> {
  await policyOrNull('merge' in record ? record.merge.base : record.policy.commit, policies);
}

type Answer = Rederived | { readonly kind: 'impossible'; readonly why: string };

async function derive(
  record: DecisionRecord,
  beforeA: (kind: ChangeKind) => readonly Indexed[],
  policies: PolicyReader,
  repository: Repository,
): Promise<Answer> {
  const kinds = kindsOf(record);
  let answer: Answer = { kind: 'impossible', why: 'it is of no kind that the gate decides about' };
  try {
    for (const kind of kinds) {
      answer = await rederive(kind, record, beforeA(kind), repository, policies);
      if (answer.kind === 'agrees') break;
    }
    return answer;
  } catch (cause) {
    if (cause instanceof PolicyFault) return { kind: 'differs', why: cause.message };
    if (!(cause instanceof GitFault)) throw cause;
    return {
      kind: 'impossible',
      why: `the commit ${record.pull.head.slice(0, 12)} of the request is not in this clone`,
    };
  }
}

/** By the files; a request without any may have been of any kind, and only its branch's name told. */
function kindsOf({ pull }: DecisionRecord): readonly ChangeKind[] {
  const kind = kindOfChange(pull.files ?? []);
  return kind === null ? [...ONE_FILE_KINDS, 'code', 'review'] : [kind]; // the one that needs all records last
}

function compare(one: Known, record: DecisionRecord, again: Again): readonly Remark[] {
  const remarks = [...differences(one, again)];
  const { state } = again.verdict;
  if (!STATES[record.type].includes(state)) {
    remarks.push(at(one, 'decision-differs', `Its evidence gives "${state}", and the record is ${record.type}.`));
  }
  if (momentOf(record.decidedAt) > momentOf(record.at) + 300_000) {
    remarks.push(
      at(one, 'time-backwards', `It was decided at ${record.decidedAt}, after it was recorded at ${record.at}.`),
    );
  }
  return remarks;
}

function inTime(one: Known, record: Indexed<ActionIntended>, autos: ReadonlyMap<string, Again>): readonly Remark[] {
  const again = autos.get(record.approval);
  return again === undefined ? [] : ranInTime({ entry: one.entry, record }, again);
}

function sentence(why: string): string {
  return `${why.charAt(0).toUpperCase()}${why.slice(1).replace(/[.]$/, '')}.`;
}
