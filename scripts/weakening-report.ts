// Reports recorded weakenings to the people who have to deal with them: one gate event for all that no report names yet.
import { gateEventPath, parseGateEvent } from './core/gate-event-file.ts';
import type { GateFailure, Indexed } from './core/records.ts';
import { recordId } from './core/records.ts';
import type { Policy } from './core/policy-model.ts';
import { sentence } from './core/problem.ts';
import { applicableRows } from './core/rows.ts';
import { formatInstant } from './core/time.ts';
import { branchOf } from './file-event.ts';
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
export async function fileEvent(reporter: string, place: Workplace): Promise<FiledEvent> {
  const { policy, records, main, info } = await readGround(place);
  const reported = new Set<string>();
  for (const [path, bytes] of await place.repository.filesUnder(main, ['exceptions/gate-failures'])) {
    for (const name of parseGateEvent(bytes, path, 'added', place.now()).event?.records ?? []) reported.add(name);
  }
  const open = records.filter((one): one is Weakened => isWeakening(one) && !reported.has(recordId(one)));
  const [first] = open;
  if (first === undefined) return { kind: 'nothing' };
  const id = `${first.at.slice(0, 10)}-protection-${recordId(first).replace('/', '-')}`;
  const path = gateEventPath(id);
  const text = fileText(id, reporter, open, approversOf(policy, reporter));
  const { problems } = parseGateEvent(Buffer.from(text), path, 'added', place.now());
  if (problems.length > 0) return { kind: 'refused', sentences: problems.map(sentence) };
  const { forge } = place;
  const me = await forge.whoAmI();
  for (let attempt = 1; ; attempt += 1) {
    const branch = branchOf(id, attempt);
    const there = await forge.pullFrom(branch);
    // Whoever weakened it must not keep that from being filed by taking the name first.
    if (there !== null && there.opener.id !== me.id && (await forge.fileAt(there.head, path)) !== text) continue;
    if (there !== null) return { kind: 'exists', pull: there.number, url: there.url };
    const title = `Gate event: the repository's protection was weaker`;
    await forge.putFileOnBranch(branch, path, text, title);
    if ((await forge.fileAt(branch, path)) !== text) {
      if ((await forge.fileAt(info.defaultBranch, path)) === null) continue; // somebody else's branch
      return { kind: 'refused', sentences: [`The gate event ${id} is on the default branch already, in other words.`] };
    }
    const body = `The file \`${path}\` is the whole report; the gate posts its verdict below.`;
    const { kind, pull } = await forge.openPull(branch, title, body);
    return { kind, pull: pull.number, url: pull.url };
  }
}

function isWeakening(record: Indexed): boolean {
  return record.type === 'gate-failure' && record.kind === 'protection-weakened';
}

/** JSON is YAML: each value is written as JSON, so that no text of the forge's can become anything else. */
function fileText(id: string, reporter: string, open: readonly Weakened[], approvers: readonly string[]): string {
  const cut = (text: string, most: number): string => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  // The second in which it happened; a file says no milliseconds.
  const seconds = (moment: string): string => `${formatInstant(Date.parse(moment)).slice(0, 19)}Z`;
  const [first] = open;
  const values = {
    id,
    title: 'The protection of the repository was weaker than it should be',
    kind: 'gate-failure',
    date: seconds(first?.occurredAt ?? first?.at ?? ''),
    action: 'None of its own: what was decided or merged in this time has to be looked at.',
    target: cut(open.map((one) => one.target ?? '').join(', '), 1_000),
    bypass: cut(open.map((one) => one.how).join(' '), 4_000),
    detectedBy: 'countersign doctor',
    reportedBy: reporter,
    automation: null,
    records: open.map(recordId),
    approvers,
    remediation: null,
  };
  return `${Object.entries(values)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}`)
    .join('\n')}\n`;
}

/** Everybody active who can fill a seat of the row for gate events, but for the one who reports. */
function approversOf(policy: Policy, reporter: string): readonly string[] {
  const question = {
    change: 'gate-event',
    tier: null,
    clients: 'one',
    reversible: true,
    incidentRunbook: false,
  } as const;
  const roles = new Set(applicableRows(question, policy).flatMap(({ seats }) => seats.flat()));
  const people = [...policy.people.values()].filter(({ active, id }) => active && id !== reporter);
  return people.flatMap(({ id, roles: own }) => (own.some((role) => roles.has(role)) ? [id] : []));
}
