// The report of a gate event or gate failure, and its remediation: one file of exceptions/gate-failures/, read strictly.
import { canonicalize } from './canonical.ts';
import type { RefusalCode } from './codes.ts';
import { readDocument } from './document.ts';
import * as validators from './generated/validate.cjs';
import type { GateEventFile } from './generated/types.ts';
import { shapeOf } from './policy-schema.ts';
import type { Problem } from './problem.ts';
import { parseQuarter } from './quarters.ts';
import { rootCauseId } from './review-rule.ts';
import { formatInstant, parseInstant } from './time.ts';
import type { Instant } from './time.ts';

/** Where the file of a gate event has to be. */
export function gateEventPath(id: string): string {
  return `exceptions/gate-failures/${id}.yaml`;
}

export interface GateEventProposal {
  readonly event: GateEventFile | null;
  readonly problems: readonly Problem<RefusalCode>[];
}

/** The file as the default branch has it: `added` where it has none. */
export type GateEventBase = 'added' | { readonly bytes: Uint8Array | null };

/**
 * Reads a report, or the remediation that is added to one (standard: a gate failure is logged and remediated).
 * A remediation changes nothing but the key `remediation`: what was reported stays as it was reported.
 * @param base what the default branch has at the path; bytes of `null` are unreadable there
 * @param openedAt when its request was opened: nothing is reported before it happened
 */
export function parseGateEvent(
  bytes: Uint8Array,
  path: string,
  base: GateEventBase,
  openedAt: Instant,
): GateEventProposal {
  const document = readDocument(bytes, path);
  if (!document.ok) return { event: null, problems: document.problems };
  const shaped = shapeOf(document, path, validators.gateEvent, 'gate-event');
  if (!shaped.ok) return { event: null, problems: shaped.problems };
  const event = shaped.value;
  const faults = [
    ...reportFaults(event, path, openedAt),
    ...(base === 'added' ? newFaults(event) : remediationFaults(event, fileOf(base.bytes, path))),
  ];
  const problems = faults.map(({ key, code, fact, remedy }) => {
    return { code: code ?? 'schema-invalid', path, ...document.locate(key === null ? [] : [key]), fact, remedy };
  });
  return { event, problems };
}

interface Fault {
  readonly key: string | null;
  /** `schema-invalid` unless said otherwise. */
  readonly code?: RefusalCode;
  readonly fact: string;
  readonly remedy: string;
}

function* reportFaults(event: GateEventFile, path: string, openedAt: Instant): Iterable<Fault> {
  const { id, kind, date, quarter } = event;
  if (path !== gateEventPath(id)) {
    yield { key: 'id', fact: `the id "${id}" is not the file's name`, remedy: `Name the file ${gateEventPath(id)}.` };
  }
  const moment = parseInstant(date);
  if (moment === null || moment > openedAt) {
    const fact = `the moment "${date}" ${moment === null ? 'does not exist' : `is after the report, ${formatInstant(openedAt)}`}`;
    yield { key: 'date', fact, remedy: 'Write when it happened, in UTC, for example 2026-11-21T08:30:00Z.' };
  }
  if (kind === 'root-cause' && quarter === undefined) {
    yield {
      key: null,
      fact: 'it does not say which quarter it looks into',
      remedy: 'Add "quarter", for example 2026-Q4.',
    };
  }
  if (kind !== 'root-cause' && quarter !== undefined) {
    yield { key: 'quarter', fact: 'only a root-cause review is about a quarter', remedy: 'Remove "quarter".' };
  }
  yield* rootCauseFaults(event);
}

/** The ledger's records know a quarter's root-cause review by this id, so nothing else may have it. */
function* rootCauseFaults({ id, kind, quarter }: GateEventFile): Iterable<Fault> {
  const about = quarter === undefined ? null : parseQuarter(quarter);
  const own = about === null ? null : rootCauseId(about);
  if (kind === 'root-cause' && quarter !== undefined && id !== own) {
    const remedy = own === null ? 'Name a quarter from the year 2000 on.' : `Call it ${own}.`;
    yield { key: 'id', fact: `the root-cause review of ${quarter} has another id`, remedy };
  }
  if (kind !== 'root-cause' && id.startsWith('root-cause-')) {
    yield { key: 'id', fact: `the id "${id}" is kept for root-cause reviews`, remedy: 'Choose another id.' };
  }
}

function* newFaults({ remediation }: GateEventFile): Iterable<Fault> {
  if (remediation === null) return;
  const fact = 'a new report carries its remediation already';
  yield {
    key: 'remediation',
    code: 'gate-event-changed',
    fact,
    remedy: 'Write null; the remediation is a request of its own.',
  };
}

function* remediationFaults(event: GateEventFile, before: GateEventFile | null): Iterable<Fault> {
  const code = 'gate-event-changed';
  if (before === null) {
    yield { key: null, code, fact: 'the report on the default branch cannot be read', remedy: 'Mend that one first.' };
    return;
  }
  if (before.remediation !== null) {
    const fact = 'its remediation was approved before, and is not changed any more';
    yield { key: 'remediation', code, fact, remedy: 'Report what is new as an event of its own.' };
  }
  if (event.remediation === null) {
    yield {
      key: 'remediation',
      code,
      fact: 'it brings no remediation',
      remedy: 'Say what was done, by whom and when.',
    };
  }
  const [was, is] = [before, event].map((one) => ({ ...one, remediation: null }));
  if (canonicalize(was) === canonicalize(is)) return;
  const fact = 'it changes more of the report than its remediation';
  yield { key: null, code, fact, remedy: 'Leave everything else as it was reported.' };
}

function fileOf(bytes: Uint8Array | null, path: string): GateEventFile | null {
  const document = bytes === null ? null : readDocument(bytes, path);
  if (document?.ok !== true) return null;
  const shaped = shapeOf(document, path, validators.gateEvent, 'gate-event');
  return shaped.ok ? shaped.value : null;
}
