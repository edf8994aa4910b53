// What the pages show: every request with its verdict now, or as it was recorded, read from the same ports as the verbs.
import { decide } from '../core/decide.ts';
import type { PullFacts } from '../core/facts.ts';
import { isFailure, reportOf } from '../core/gate-failures.ts';
import { isBefore } from '../core/key-history.ts';
import { keptWith } from '../core/kept-with.ts';
import { finalRecord, placeOf } from '../core/ledger-facts.ts';
import { recordsOfAction, recordsOfPull } from '../core/records-about.ts';
import { isChange, recordId } from '../core/records.ts';
import type { Indexed } from '../core/records.ts';
import { momentOf } from '../core/snapshots.ts';
import { readGround } from '../ground.ts';
import type { Ground } from '../ground.ts';
import type { Pull } from '../ports/forge.ts';
import { readRequest } from '../requests.ts';
import type { Workplace } from '../workplace.ts';
import { orNull } from '../look.ts';
import { isOpen } from '../outcome.ts';
import { changesOf } from './changes.ts';
import { contentOf } from './content.ts';
import type { Content } from './content.ts';
import type { RequestView, Stage } from './pages/source.ts';

export interface Overview {
  /** Every request that the gate decides about, newest first. */
  readonly all: () => Promise<readonly RequestView[]>;
  /** One request, `null` where there is none of this number or it is none that the gate decides about. */
  readonly one: (number: number) => Promise<RequestView | null>;
}

/**
 * How a request ended does not change any more, so it is read once and kept while the ledger says nothing new of it. An erasure
 * says nothing of the request whose words it takes, so after any of them everything is read again.
 */
export function openOverview(place: Workplace): Overview {
  const ended = new Map<number, RequestView & { readonly erasures: number }>();
  const look = async (pull: Pull, ground: Ground): Promise<RequestView | null> => {
    const kept = ended.get(pull.number);
    const erasures = erasuresIn(ground.records);
    if (kept?.erasures === erasures && kept.records.length === recordsOfView(pull, kept, ground).length) return kept;
    const view = await viewOf(pull, ground, place);
    if (view !== null && pull.state !== 'open') ended.set(pull.number, { ...view, erasures });
    return view;
  };
  return {
    all: async () => {
      const ground = await readGround(place);
      const pulls = (await place.forge.allPulls()).toReversed();
      const views = await Promise.all(pulls.map((pull) => look(pull, ground)));
      return views.filter((view) => view !== null);
    },
    one: async (number) => {
      const ground = await readGround(place);
      const pull = (await place.forge.allPulls()).find((each) => each.number === number);
      return pull === undefined ? null : look(pull, ground);
    },
  };
}

const erasuresIn = keptWith(
  (records: readonly Indexed[]) => records.filter(({ type }) => type === 'record-erased').length,
);

function recordsOfView(pull: Pull, { input, content }: RequestView, ground: Ground): readonly Indexed[] {
  return shownOf(aboutOf(pull, input.proposal.id, ground), content, ground);
}

async function viewOf(pull: Pull, ground: Ground, place: Workplace): Promise<RequestView | null> {
  const base = await baseOf(pull, ground, place);
  const request = await readRequest(pull, base, ground, ground, endOf(pull, ground) ?? place.now(), place);
  if (request === null) return null;
  const { proposal, pull: facts } = request.input;
  // A change of several files has no one file to show; its changes are shown.
  const bytes = proposal.path === '' ? null : await place.repository.fileAt(pull.head, proposal.path);
  const text = bytes === null ? null : new TextDecoder().decode(bytes);
  const records = aboutOf(pull, proposal.id, ground);
  const shown = facts.reviews?.filter((review) => review.at <= request.input.now) ?? null;
  const pushers = await pushersOf(pull, facts, place);
  const input = { ...request.input, pull: { ...facts, reviews: shown, ...pushers } };
  const verdict = decide(input);
  const file = text === null ? null : { path: proposal.path, text };
  const changes = proposal.kind === 'action' ? [] : await changesOf(facts, base, place.repository);
  const content = contentOf(proposal, changes ?? [], input.policy, pull.openedAt);
  const stage = stageOf(pull, records);
  return { pull, stage, verdict, input, file, changes, content, records: shownOf(records, content, ground) };
}

/**
 * Who pushed to the branch of an open request, so that its page tells it before anybody answers in vain. The gate asks for it only
 * where a request would pass: there it is a call of the forge for each; here the forge is on the same machine.
 */
async function pushersOf(pull: Pull, { pushers }: PullFacts, place: Workplace): Promise<Pick<PullFacts, 'pushers'>> {
  if (pushers !== undefined || pull.state !== 'open') return {};
  return { pushers: await orNull(place.forge.pushers(pull.headBranch, pull.head), place) };
}

/** An ended request is shown against the commit that it was merged onto, as it was judged. */
async function baseOf(pull: Pull, ground: Ground, { repository }: Workplace): Promise<string> {
  if (pull.mergeCommit === null) return ground.main;
  return (await repository.commitInfo(pull.mergeCommit)).parents[0] ?? ground.main;
}

/** The moment that an ended request was decided about. */
function endOf(pull: Pull, { records }: Ground): number | null {
  const final = finalRecord(records, pull.number);
  if (final !== undefined && 'decidedAt' in final) return momentOf(final.decidedAt);
  return pull.closedAt;
}

function aboutOf(pull: Pull, id: string, { records }: Ground): readonly Indexed[] {
  const candidates = new Set([...recordsOfPull(records, pull.number), ...recordsOfAction(records, id)]);
  const found = [...candidates].filter((record) => isAbout(record, pull.number, id));
  return found.toSorted((a, b) => (isBefore(placeOf(a), placeOf(b)) ? -1 : 1));
}

/** With the gate failures that a gate event tells of, in the ledger's order; where the request itself stands, they do not say. */
function shownOf(about: readonly Indexed[], content: Content | null, { records }: Ground): readonly Indexed[] {
  if (content?.kind !== 'gate-event') return about;
  const { id, records: named } = content.event;
  const own = new Set(about);
  return records.filter(
    (record) => own.has(record) || (isFailure(record) && (named.includes(recordId(record)) || reportOf(record) === id)),
  );
}

function isAbout(record: Indexed, pull: number, id: string): boolean {
  if ('pull' in record) return (typeof record.pull === 'object' ? record.pull?.number : record.pull) === pull;
  return 'action' in record && record.action?.id === id;
}

const ENDED: Readonly<Record<string, Stage>> = {
  'action-denied': 'denied',
  'action-expired': 'expired',
  'action-refused': 'refused',
  'action-withdrawn': 'withdrawn',
};

function stageOf(pull: Pull, records: readonly Indexed[]): Stage {
  const ended = records.flatMap((record) => ENDED[record.type] ?? [])[0];
  // What brings no action has no record of a denial alone: it is refused, with the denial beside it.
  const no = records.some((record) => record.type === 'action-refused' && record.denial !== undefined);
  if (ended !== undefined) return no ? 'denied' : ended;
  const done = records.findLast((record) => record.type === 'action-executed');
  if (done?.type === 'action-executed') return isOpen(done.outcome) ? 'in-doubt' : 'done';
  if (records.some((record) => record.type === 'action-intended')) return 'running';
  if (records.some(isChange)) return 'done';
  if (records.some((record) => record.type === 'action-approved' || record.type === 'action-auto')) return 'approved';
  return pull.state === 'open' ? 'waiting' : pull.state === 'merged' ? 'approved' : 'withdrawn';
}
