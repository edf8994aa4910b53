// A slip: one action's records, each with the proof that it is in the signed ledger, in one file that needs no repository.
import { canonicalize } from './canonical.ts';
import * as validators from './generated/validate-slip.cjs';
import type { SlipFile } from './generated/types.ts';
import type { Hash } from './merkle.ts';
import { inclusionProof } from './merkle-proofs.ts';
import { FINAL_TYPES, type Indexed, recordId } from './records.ts';
import type { Openings } from './sealed.ts';

/** One year's ledger, as far as a slip needs it. */
export interface SlipLedger {
  /** The key that has signed the checkpoint, as a C2SP verifier key. */
  readonly key: string;
  /** The signed note of its head. */
  readonly checkpoint: string;
  /** The leaf hashes of all its records, oldest first. */
  readonly leaves: readonly Hash[];
  readonly records: readonly Indexed[];
  /** What opens the personal parts of the records, by index. */
  readonly openings?: ReadonlyMap<number, Openings>;
}

/** Larger than any honest slip: some ten records of at most a few hundred kilobytes. */
export const LONGEST_SLIP = 64_000_000;

/**
 * Makes the slip of one action.
 * @param ledgers every year, oldest first; those that say nothing about the action are left out
 * @returns the file's text, canonical JSON; `null` where no record is about the action
 */
export function formatSlip(action: string, ledgers: readonly SlipLedger[]): string | null {
  const wanted = new Set(
    storyOf(
      action,
      ledgers.flatMap(({ records }) => records),
    ),
  );
  const years = ledgers.flatMap(({ key, checkpoint, leaves, records, openings }) => {
    const own = records.filter((record) => wanted.has(record));
    if (own.length === 0) return [];
    return [
      {
        key,
        checkpoint,
        records: own.map((record) => {
          const parts = Object.fromEntries(openings?.get(record.index) ?? []);
          const proof = base64(inclusionProof(leaves, record.index));
          return Object.keys(parts).length === 0 ? { record, proof } : { record, proof, parts };
        }),
      },
    ];
  });
  return years.length === 0 ? null : canonicalize({ v: 1, action, ledgers: years });
}

/**
 * The records that tell an action's story, in their order: those about it, those about its request that name no action,
 * the approval of the window or the exception that let it run, and what was erased of all these.
 */
export function storyOf(action: string, records: readonly Indexed[]): readonly Indexed[] {
  const own = records.filter((record) => actionIn(record) === action);
  const pulls = new Set(own.map(pullIn).filter((pull) => pull !== null));
  const windows = new Set(own.flatMap((record) => (record.type === 'action-auto' ? [record.window] : [])));
  const exceptions = new Set(
    own.flatMap((record) =>
      record.type === 'action-auto' || record.type === 'action-approved' ? [record.exception ?? null] : [],
    ),
  );
  const story = records.filter((record) => {
    const about = actionIn(record);
    if (about !== null) return about === action;
    if (record.type === 'window-approved') return windows.has(record.window);
    if (record.type === 'exception-approved') return exceptions.has(record.exception);
    const pull = pullIn(record);
    return pull !== null && pulls.has(pull);
  });
  return own.length === 0 ? story : withErasures(story, records);
}

function withErasures(story: readonly Indexed[], records: readonly Indexed[]): readonly Indexed[] {
  const ids = new Set<string>(story.map(recordId));
  const erasures = records
    .filter((record) => record.type === 'record-erased')
    .filter(({ parts }) => parts.some((part) => ids.has(part.record)));
  if (erasures.length === 0) return story;
  const approvals = new Set<string>(erasures.map(({ approval }) => approval));
  const all = new Set<Indexed>([...story, ...erasures]);
  return records.filter((record) => all.has(record) || approvals.has(recordId(record)));
}

/** Whether a record ends a request; a story without one is not over. */
export function isEnding({ type }: Indexed): boolean {
  return FINAL_TYPES.some((final) => final === type);
}

/** Reads a slip's form; nothing in it is proven by that. @returns a sentence where it is none */
export function readSlip(bytes: Uint8Array): SlipFile | string {
  if (bytes.length > LONGEST_SLIP) return `The file has more than ${LONGEST_SLIP} bytes; no slip is that large.`;
  const value = parse(bytes);
  if (value === undefined) return 'The file is no JSON text in UTF-8.';
  const valid = validators.slip(value);
  const errors = validators.slip.errors ?? []; // none for what has the form
  if (!valid) return shapeFault(errors);
  if (isCanonical(value, bytes)) return value;
  // White space, repeated keys or other number forms would let two readers see two slips in one.
  return 'The file is not in canonical form (RFC 8785): its bytes were changed after countersign slip wrote them.';
}

function shapeFault([first]: readonly validators.SchemaError[]): string {
  const { instancePath, params }: Omit<validators.SchemaError, 'keyword'> = { instancePath: '', params: {}, ...first };
  const where = instancePath === '' ? 'The file' : `Its field ${instancePath.slice(1).replaceAll('/', '.')}`;
  const name = params['missingProperty'] ?? params['additionalProperty'];
  const what =
    name === undefined
      ? 'has a value that does not belong there'
      : `${'missingProperty' in params ? 'lacks' : 'holds the unknown field'} ${JSON.stringify(name)}`;
  return `${where} ${what}; policies/schemas/slip.json describes a slip.`;
}

function isCanonical(value: SlipFile, bytes: Uint8Array): boolean {
  try {
    return Buffer.from(canonicalize(value)).equals(bytes);
  } catch {
    return false; // a lone surrogate: JSON.parse takes what canonical JSON cannot carry
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch {
    return undefined;
  }
}

function actionIn(record: Indexed): string | null {
  return 'action' in record ? (record.action?.id ?? null) : null;
}

function pullIn(record: Indexed): number | null {
  if (!('pull' in record)) return null;
  return typeof record.pull === 'object' && record.pull !== null ? record.pull.number : record.pull;
}

function base64(hashes: readonly Hash[]): readonly string[] {
  return hashes.map((hash) => Buffer.from(hash).toString('base64'));
}
