// erase: drops the personal parts that a merged erasure names, in the same push as the record that says so.
import { isBefore } from './core/key-history.ts';
import { placeOf } from './core/ledger-facts.ts';
import { holdOn, requestsIn } from './core/legal-hold.ts';
import { erasedOnce } from './core/once.ts';
import { type Indexed, recordId } from './core/records.ts';
import type { ErasureApproved, RecordErased } from './core/records-of-erasure.ts';
import { sealedPartsOf } from './core/sealed.ts';
import { formatInstant } from './core/time.ts';
import { type Ground, readGround, withLedger } from './ground.ts';
import { logOnce } from './log-once.ts';
import { writtenRecord } from './ports/ledger-record.ts';
import type { LedgerView } from './ports/ledger.ts';
import { voidedIn } from './prove.ts';
import { rederive } from './rederive.ts';
import type { Workplace } from './workplace.ts';

/** What became of one approved erasure. */
export interface ErasureOutcome {
  readonly erasure: string;
  readonly kind: 'erased' | 'legal-hold' | 'unproven' | 'unknown-part';
  readonly sentence: string;
}

type Approval = Indexed<ErasureApproved>;
type Parts = RecordErased['parts'];

/**
 * Carries out every approved erasure that was not carried out yet: each wholly or not at all.
 * One under a legal hold stays open and is carried out by a later run, once the hold is over.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault; then nothing was dropped that no record names
 */
export async function erase(place: Workplace): Promise<readonly ErasureOutcome[]> {
  let ground = await readGround(place);
  const outcomes: ErasureOutcome[] = [];
  for (const approval of openErasures(ground.records)) {
    const outcome = await eraseOne(approval, ground, place);
    logOnce(outcome.sentence, place); // one that waits for the end of a legal hold waits for months
    outcomes.push(outcome);
    if (outcome.kind === 'erased') ground = await withLedger(ground, place);
  }
  return outcomes;
}

/** The approved erasures that no record says were carried out. */
export function openErasures(records: readonly Indexed[]): readonly Approval[] {
  const done = new Set(records.flatMap((record) => (record.type === 'record-erased' ? [record.approval] : [])));
  return records.filter((record) => record.type === 'erasure-approved').filter((record) => !done.has(recordId(record)));
}

async function eraseOne(approval: Approval, ground: Ground, place: Workplace): Promise<ErasureOutcome> {
  const { erasure } = approval;
  const unproven = await whyUnproven(approval, ground, place);
  if (unproven !== null) {
    return { erasure, kind: 'unproven', sentence: `The erasure ${erasure} is not carried out: ${unproven}.` };
  }
  const held = holdSentence(approval, ground, place);
  if (held !== null) return { erasure, kind: 'legal-hold', sentence: held };
  const answer = partsOf(approval, ground.view);
  if (typeof answer === 'string') return { erasure, kind: 'unknown-part', sentence: answer };
  const now = place.now();
  const base = { at: formatInstant(now), repository: ground.info.id, main: ground.main };
  const draft = { type: 'record-erased', ...base, erasure, approval: recordId(approval), parts: answer };
  // It never waits in the queue: a legal hold could come in the meantime, and what is gone is gone.
  await place.ledger.append([{ draft, unless: erasedOnce(recordId(approval)) }], now);
  const records = new Set(answer.map(({ record }) => record)).size;
  const sentence = `Erased ${answer.length} personal parts of ${records === 1 ? 'one record' : `${records} records`} as ${erasure} asks. Clones made before still hold them: run git fetch --prune and git gc --prune=now there.`;
  return { erasure, kind: 'erased', sentence };
}

/** As an execution does, it trusts no verdict that was posted anywhere: the approval is derived again from its record. */
async function whyUnproven(
  approval: Approval,
  { records, main }: Ground,
  { repository }: Workplace,
): Promise<string | null> {
  const lost = voidedIn(records, approval);
  if (lost !== null) return lost;
  if (!(await repository.isAncestor(approval.merge.commit, main))) return 'its merge is not on the default branch';
  const again = await rederive('erasure', approval, records.slice(0, records.indexOf(approval)), repository);
  if (again.kind === 'differs') return again.why;
  return again.verdict.state === 'approved' ? null : `its evidence says "${again.verdict.summary}"`;
}

function holdSentence({ erasure, targets }: Approval, { records, policy }: Ground, { now }: Workplace): string | null {
  const named = new Set<string>(targets.map(({ record }) => record));
  const requests = requestsIn(records);
  for (const record of records) {
    const hold = named.has(recordId(record)) ? holdOn(record, policy.legalHolds ?? [], now(), requests) : null;
    if (hold === null) continue;
    return `The erasure ${erasure} waits: record ${recordId(record)} is under the legal hold ${hold.id}, placed because of ${hold.reason}. It ends by a change of policies/legal-holds.yaml.`;
  }
  return null;
}

/**
 * Every part with its commitment; a sentence where a record has no such part, or was not there yet when people approved this: an
 * approval in advance would have whatever is written under that number erased as soon as it is.
 */
function partsOf(approval: Approval, { records }: LedgerView): Parts | string {
  const { erasure, targets } = approval;
  const parts: Parts[number][] = [];
  for (const target of targets) {
    const stored = records.find(({ year, index }) => `${year}/${index}` === target.record);
    if (stored !== undefined && !isBefore(stored, placeOf(approval))) {
      return `The erasure ${erasure} is not carried out: record ${target.record} was written only after it was approved, so nobody had seen what would go. Propose a new one.`;
    }
    const written = stored === undefined ? {} : writtenRecord(stored);
    const sealed = new Map(sealedPartsOf(written).map(({ path, commitment }) => [path, commitment]));
    for (const path of target.parts) {
      const commitment = sealed.get(path);
      if (commitment === undefined) {
        return `The erasure ${erasure} is not carried out: record ${target.record} has no part ${path} that is held apart. Propose a new one without it.`;
      }
      parts.push({ record: target.record, path, commitment });
    }
  }
  return parts;
}
