// Reports recorded weakenings to the people who have to deal with them: one gate event for all that no report names yet.
import { recordedEvent } from './core/gate-event-draft.ts';
import type { EventContent } from './core/gate-event-draft.ts';
import { parseGateEvent } from './core/gate-event-file.ts';
import type { GateFailure, Indexed } from './core/records.ts';
import { recordId } from './core/records.ts';
import { fileEvent } from './file-event.ts';
import { readGround } from './ground.ts';
import type { Workplace } from './workplace.ts';

export type FiledEvent =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'opened' | 'exists'; readonly pull: number; readonly url: string }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] };

type Weakened = Indexed<GateFailure>;

/**
 * Opens the request of a gate event for the weakenings on the ledger that no report on main names (standard: a gate failure is
 * reported and remediated). It is named after the first of them, so that running it twice opens one.
 * @param reporter the person of the roster in whose name it is reported; never one of its approvers
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault
 */
export async function fileWeakenings(reporter: string, place: Workplace): Promise<FiledEvent> {
  const ground = await readGround(place);
  const { records, main } = ground;
  const reported = new Set<string>();
  for (const [path, bytes] of await place.repository.filesUnder(main, ['exceptions/gate-failures'])) {
    for (const name of parseGateEvent(bytes, path, 'added', place.now()).event?.records ?? []) reported.add(name);
  }
  const open = records.filter((one): one is Weakened => isWeakening(one) && !reported.has(recordId(one)));
  const [first, ...more] = open;
  if (first === undefined) return { kind: 'nothing' };
  const filed = await fileEvent(eventOf(first, more, reporter), ground, place);
  return filed.kind === 'refused' ? filed : { kind: filed.kind, pull: filed.pull.number, url: filed.pull.url };
}

function isWeakening(record: Indexed): boolean {
  return record.type === 'gate-failure' && record.kind === 'protection-weakened';
}

/** What its record alone does not say: who reports it, and what has to be done besides. */
function eventOf(first: Weakened, more: readonly Weakened[], reportedBy: string): EventContent {
  const id = `${first.at.slice(0, 10)}-protection-${recordId(first).replace('/', '-')}`;
  const action = 'None of its own: what was decided or merged in this time has to be looked at.';
  return { ...recordedEvent(first, more), id, action, reportedBy };
}
