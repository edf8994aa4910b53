// Files gate events: opens the request that brings a report to its approvers, once, however often it is asked for.
import { automationBehind } from './core/accounts.ts';
import type { GateEventFile } from './core/generated/types.ts';
import { eventApprovers, gateEventText } from './core/gate-event-draft.ts';
import type { EventContent } from './core/gate-event-draft.ts';
import { gateEventPath, parseGateEvent } from './core/gate-event-file.ts';
import { isReport } from './core/gate-failures.ts';
import { finalRecord } from './core/ledger-facts.ts';
import type { Policy } from './core/policy-model.ts';
import { sentence } from './core/problem.ts';
import { fillSeats } from './core/seats.ts';
import { list } from './core/standing.ts';
import { openOnFreeBranch } from './free-branch.ts';
import type { Asking } from './free-branch.ts';
import type { Ground } from './ground.ts';
import type { Pull } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

export type Filed =
  | { readonly kind: 'opened' | 'exists'; readonly pull: Pull; readonly event: string; readonly path: string }
  | {
      readonly kind: 'refused';
      readonly sentences: readonly string[];
      /** Only because nobody is left who could approve it. */
      readonly unfilled?: true;
    };

/**
 * Opens the request for a gate event's file, or finds it. One that expired or was closed by somebody is opened anew under
 * another branch; one that its approvers denied is not, because they have looked at it.
 * @param event everything but the approvers, who are the Security Lead and the Risk Owner as the matrix says
 * @throws ForgeFault where it can't be known what is there
 */
export async function fileEvent(event: EventContent, ground: FilingGround, place: Workplace): Promise<Filed> {
  const { policy, records } = ground;
  const path = gateEventPath(event.id);
  const me = await place.forge.whoAmI();
  const opener = [...policy.people.values()].find(({ account }) => account === me.id)?.id ?? null;
  const accounts = filers(policy, me.id);
  const approvers = eventApprovers(policy, [event.reportedBy, opener]);
  const unfilled = unfilledSeats(policy, approvers);
  if (unfilled.length > 0) {
    const fact = `Nobody but who reports it could approve the gate event ${event.id} as ${list(unfilled)}.`;
    return { kind: 'refused', sentences: [`${fact} Let somebody else report it.`], unfilled: true };
  }
  const text = gateEventText(event, approvers);
  const { problems } = parseGateEvent(Buffer.from(text), path, 'added', place.now());
  if (problems.length > 0) return { kind: 'refused', sentences: problems.map(sentence) };
  const again = 'Report it in other words, if it still has to be reported.';
  const found = async (there: Pull): Promise<Filed | null> => {
    // Whoever has taken the name, a bot or a person, must not keep a report from being filed by pretending to file it.
    if (there.opener.id !== me.id && !(await tellsOf(event, there, accounts, ground, place))) return null;
    if (there.state !== 'closed') return { kind: 'exists', pull: there, event: event.id, path };
    const end = finalRecord(records, there.number);
    if (end === undefined || !('verdict' in end) || end.verdict.state !== 'denied') return null;
    return { kind: 'refused', sentences: [`Request ${there.number} for ${event.id} was denied. ${again}`] };
  };
  const asking: Asking = {
    event: event.id,
    name: event.id,
    path,
    text,
    before: null,
    defaultBranch: ground.info.defaultBranch,
    title: `Gate event ${event.id}`, // no text from a report becomes part of a title
    body: `The file \`${path}\` is the whole report; the gate posts its verdict below.`,
    found,
    outrun: `The gate event ${event.id} is on the default branch already. ${again}`,
  };
  return openOnFreeBranch(asking, place);
}

type FilingGround = Pick<Ground, 'policy' | 'records' | 'info'>;

/** The gate events that are being asked for, by the open requests of these accounts alone. */
export async function openEvents(
  { open, policy, main }: Pick<Ground, 'open' | 'policy' | 'main'>,
  place: Workplace,
): Promise<readonly GateEventFile[]> {
  const me = await place.forge.whoAmI();
  const accounts = filers(policy, me.id);
  const events: GateEventFile[] = [];
  for (const { headBranch, head, opener } of open) {
    if (!headBranch.startsWith('gate-event/') || !accounts.has(opener.id)) continue;
    const changed = await place.repository.changedFiles(main, head);
    const paths = changed.flatMap(({ path, status }) => (status === 'added' ? [path] : []));
    for (const [path, bytes] of await place.repository.filesUnder(head, paths)) {
      const { event, problems } = parseGateEvent(bytes, path, 'added', place.now());
      if (event !== null && problems.length === 0) events.push(event);
    }
  }
  return events;
}

/** Whose requests file a gate event: our own and those of people, never those of a bot with a branch of its own. */
export function filers(policy: Policy, me: number): ReadonlySet<number> {
  return new Set([me, ...[...policy.people.values()].flatMap((one) => (one.active ? [one.account] : []))]);
}

/** Whether the request of a person, or of another of our Apps, and of no automation, files this very event. */
async function tellsOf(
  event: EventContent,
  { opener, head }: Pull,
  people: ReadonlySet<number>,
  { policy }: FilingGround,
  { forge, now }: Workplace,
): Promise<boolean> {
  if (automationBehind(opener.id, policy) !== null) return false;
  const path = gateEventPath(event.id);
  const text = await forge.fileAt(head, path);
  const there = text === null ? null : parseGateEvent(Buffer.from(text), path, 'added', now()).event;
  if (there === null) return false;
  if (event.records.length > 0 && event.records.every((record) => there.records.includes(record))) return true;
  if (!people.has(opener.id)) return false;
  if (event.kind === 'root-cause') return there.kind === event.kind; // one of a quarter, whoever asks for it first
  // Reported before there was a record: its mark binds the two. What a verb has found is told by its record alone.
  return isReport(event.id) && WORDS.every((word) => event[word] === there[word]);
}

const WORDS = ['kind', 'date', 'action', 'target', 'bypass'] as const;

/** The roles of the seats that nobody of these could fill. */
function unfilledSeats({ authority, people }: Policy, approvers: readonly string[]): readonly string[] {
  const rows = authority.rows.filter(({ when }) => when.change === 'gate-event');
  return rows.flatMap(({ seats }) => {
    const able = seats.map((roles) =>
      approvers.filter((id) => people.get(id)?.roles.some((one) => roles.includes(one))),
    );
    const filled = fillSeats(able);
    return seats.flatMap((roles, at) => (filled[at] === null ? [roles.join(' or ')] : []));
  });
}
