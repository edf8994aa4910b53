// Checking a slip: key, signature, the proof of every record, and that together they tell one story in the right order.
import { type Check, findingsIn } from './audit/checks.ts';
import { sameRepository } from './audit/content.ts';
import { erasuresHoldHere, partsAreHeld } from './audit/erasures.ts';
import { exceptionTermsHold } from './audit/exception-terms.ts';
import { executions } from './audit/executions.ts';
import type { Entry, Finding, Known } from './audit/history.ts';
import * as requests from './audit/requests.ts';
import { shapeFaults } from './audit/shape.ts';
import { canonicalize } from './canonical.ts';
import { type Checkpoint, ledgerOrigin, openCheckpoint } from './checkpoint.ts';
import type { SlipFile } from './generated/types.ts';
import { leafHash } from './merkle.ts';
import { verifyInclusion } from './merkle-proofs.ts';
import { readNote } from './note.ts';
import { parseVerifierKey, strictBase64 } from './note-keys.ts';
import type { Indexed } from './records.ts';
import { openParts, withPlaceholders } from './sealed.ts';
import { readSlip, storyOf } from './slip.ts';

export interface SlipReport {
  /** Nothing is wrong with what the slip shows. */
  readonly ok: boolean;
  /** The action's ULID, `null` where the file is no slip. */
  readonly action: string | null;
  /** Whether a clone was asked for what the slip cannot show by itself. */
  readonly compared: boolean;
  /** What the proofs lead to, one for each year. */
  readonly checkpoints: readonly Checkpoint[];
  /** The records that were proven, oldest first. */
  readonly records: readonly { readonly id: string; readonly record: Indexed }[];
  /** What is wrong, and, with the severity `reported`, what the records themselves name. */
  readonly findings: readonly Pick<Finding, 'code' | 'severity' | 'record' | 'sentence'>[];
}

/** The questions of an audit that records answer by themselves. */
const CHECKS: readonly Check[] = [
  { clause: 'one repository', look: sameRepository },
  { clause: 'one ending', look: requests.oneEnding },
  { clause: 'proposed first', look: requests.proposedFirst },
  { clause: 'nothing after the end', look: requests.nothingAfterTheEnd },
  { clause: 'lapses', look: requests.lapsesFollowApprovals },
  { clause: 'reviews once', look: requests.reviewsUsedOnce },
  { clause: 'gate failures', look: requests.gateFailures },
  { clause: 'executions', look: executions },
  { clause: 'exceptions', look: exceptionTermsHold },
  { clause: 'personal parts', look: partsAreHeld },
  { clause: 'erasures', look: erasuresHoldHere },
];

/**
 * Checks a slip with keys that did not come from it.
 * @param bytes the file's exact bytes
 * @param keys C2SP verifier keys: every year of the slip must be signed by one of them
 */
export function checkSlip(bytes: Uint8Array, keys: readonly string[]): SlipReport {
  const slip = readSlip(bytes);
  if (typeof slip === 'string') {
    const findings = [finding('slip-unreadable', slip)];
    return { ok: false, action: null, compared: false, checkpoints: [], records: [], findings };
  }
  const years = slip.ledgers.map((ledger, at) => openYear(ledger, at, keys));
  const known = years.flatMap((year) => year.known);
  const originBase = parseVerifierKey(keys[0] ?? '')?.name ?? null;
  const history = { trust: { originBase, key: null, keyText: null }, ledgers: [], main: null, known };
  return withFindings({
    ok: true,
    action: slip.action,
    compared: false,
    checkpoints: years.flatMap(({ checkpoint }) => checkpoint ?? []),
    records: known.map(({ entry, record }) => ({ id: entry.id, record })),
    findings: [
      ...years.flatMap((year) => year.findings),
      ...yearsInOrder(years),
      ...foreign(slip.action, known),
      ...findingsIn(history, CHECKS).map(({ code, severity, record, sentence }) => ({
        code,
        severity,
        record,
        sentence,
      })),
    ],
  });
}

/** The report with more findings, and the answer that follows from all of them. */
export function withFindings(report: SlipReport, more: SlipReport['findings'] = []): SlipReport {
  const findings = [...report.findings, ...more];
  return { ...report, findings, ok: findings.every(({ severity }) => severity === 'reported') };
}

interface Year {
  readonly year: number;
  readonly checkpoint: Checkpoint | null;
  readonly known: readonly Known[];
  readonly findings: SlipReport['findings'];
}

function openYear(ledger: SlipFile['ledgers'][number], at: number, keys: readonly string[]): Year {
  const claimed = readNote(ledger.checkpoint)?.text.split('\n')[0] ?? '';
  const year = Number(/\/ledger\/(\d{4})$/.exec(claimed)?.[1] ?? 0);
  const nothing = (code: string, what: string): Year => {
    const sentence = `The checkpoint of its ledger number ${at + 1} ${what}.`;
    return { year, checkpoint: null, known: [], findings: [finding(code, sentence)] };
  };
  const key = keys.includes(ledger.key) ? parseVerifierKey(ledger.key) : null;
  if (key === null) return nothing('slip-key', 'names another key than the one that it is checked with');
  const answer = openCheckpoint(ledger.checkpoint, [key], ledgerOrigin(key.name, year));
  if (answer.kind === 'refused') return nothing('checkpoint-unsigned', `does not hold: ${answer.why}`);
  const { checkpoint } = answer;
  const read = ledger.records.map((one, place) => prove(one, place, year, checkpoint));
  const known = read.flatMap((one) => ('known' in one ? [one.known] : []));
  const findings = read.flatMap((one) => ('known' in one ? [] : one.findings));
  const disorder = known.filter(({ record }, place) => record.index <= (known[place - 1]?.record.index ?? -1));
  const order = disorder.map(({ entry }) =>
    finding('slip-order', 'The record stands behind one that is not older than it.', entry.id),
  );
  return { year, checkpoint, known, findings: [...findings, ...order] };
}

type Proven = { readonly known: Known } | { readonly findings: SlipReport['findings'] };

/** The bytes are those that were signed, at that very place; only then is what they say of any interest. */
function prove(
  { record, proof, parts }: SlipFile['ledgers'][number]['records'][number],
  place: number,
  year: number,
  { size, root }: Checkpoint,
): Proven {
  const index = record['index'];
  if (typeof index !== 'number' || !Number.isSafeInteger(index) || index < 0 || index >= size) {
    const sentence = `Its record number ${place + 1} says that it is number ${JSON.stringify(index)} of the ${size} that were signed.`;
    return { findings: [finding('slip-index', sentence)] };
  }
  const id = `${year}/${index}`;
  const hashes = proof.map(strictBase64);
  const bytes = Buffer.from(canonicalize(record));
  const siblings = hashes.flatMap((hash) => (hash?.length === 32 ? [hash] : []));
  if (siblings.length !== hashes.length) {
    return { findings: [finding('proof-malformed', 'Its proof has a line that is no hash in base64.', id)] };
  }
  const leaf = leafHash(bytes);
  if (!verifyInclusion(leaf, index, size, siblings, Buffer.from(root, 'base64'))) {
    const sentence =
      'Record and proof do not lead to the signed root: one of the two was changed, or belongs elsewhere.';
    return { findings: [finding('proof-differs', sentence, id)] };
  }
  const opened = openParts(record, new Map(Object.entries(parts ?? {})));
  const stray = Object.keys(parts ?? {}).find((path) => !opened.sealed.has(path));
  if (stray !== undefined) {
    return {
      findings: [finding('sealed-part-foreign', `It brings ${stray}, which is no personal part of the record.`, id)],
    };
  }
  const shape = shapeFaults(opened.record);
  if (shape.length > 0) return { findings: shape.map((sentence) => finding('record-malformed', sentence, id)) };
  // The schema has just been asked about this very value: that is what makes it a record.
  const value = withPlaceholders(opened.record) as unknown as Indexed;
  const entry: Entry = { year, position: index, id, path: id, mode: '100644', commit: '', leaf, bytes, value, shape };
  const closed = opened.closed.length === 0 ? {} : { closed: opened.closed };
  return { known: { entry, record: value, ...closed } };
}

/** A record of another action would pass every proof and still say nothing here. */
function foreign(action: string, known: readonly Known[]): SlipReport['findings'] {
  const own = new Set(
    storyOf(
      action,
      known.map(({ record }) => record),
    ),
  );
  const strangers = known.filter(({ record }) => !own.has(record));
  return [
    ...strangers.map(({ entry }) => finding('slip-foreign', `The record is not about ${action}.`, entry.id)),
    ...(own.size === 0 ? [finding('slip-empty', `No record in it is shown to be about ${action}.`)] : []),
  ];
}

function yearsInOrder(years: readonly Year[]): SlipReport['findings'] {
  const later = years.filter(({ year }, at) => year <= (years[at - 1]?.year ?? 0));
  return later.map(({ year }) => finding('slip-order', `The year ${year} stands behind one that is not older.`));
}

/** Something that is wrong with a slip. */
export function finding(code: string, sentence: string, record: string | null = null): SlipReport['findings'][number] {
  return { code, severity: 'failure', record, sentence };
}
