// detect: finds what went past the gate without anybody saying so, records it at once, and files what nobody has filed.
import { settle } from './completeness.ts';
import type { HistoryCommit, Known } from './core/audit/history.ts';
import { continuesLook, sharedActs } from './core/activity-span.ts';
import { detected } from './core/detect.ts';
import type { Finding } from './core/detect.ts';
import type { Sha } from './core/facts.ts';
import { accountedOnce, detectedOnce } from './core/once.ts';
import { recordId } from './core/records.ts';
import type { GateFailure, Indexed } from './core/records.ts';
import { formatInstant } from './core/time.ts';
import { fileMissing } from './file-missing.ts';
import type { FilingReport } from './file-missing.ts';
import { PolicyFault, readGround, recordsOf, withLedger } from './ground.ts';
import type { Ground } from './ground.ts';
import { knownPulls } from './known-pulls.ts';
import { overdue } from './overdue.ts';
import type { Pull, RepositoryInfo } from './ports/forge.ts';
import type { LedgerView } from './ports/ledger.ts';
import type { Repository } from './ports/repository.ts';
import { sequenceOn } from './sequence.ts';
import { tellDue } from './tell-due.ts';
import { lookAtActivity } from './watch-activity.ts';
import type { Workplace } from './workplace.ts';

export interface DetectReport extends FilingReport {
  /** Gate failures that were not on the ledger before. */
  readonly found: readonly { readonly record: string; readonly kind: string; readonly how: string }[];
  /** Platforms whose activity could not be read, in sentences: what happened there is looked for again next time. */
  readonly unread: readonly string[];
}

/**
 * Looks at the whole of main and ledger. Each finding is recorded once and filed once, however often this runs or is killed.
 * What is found is recorded before the policy is looked at: a push that breaks the policy is the very thing to be found.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault; what was found until then is on the ledger
 */
export async function detect(place: Workplace): Promise<DetectReport> {
  const { forge, ledger, repository, now } = place;
  const info = await forge.repository();
  // The ledger before main: then every merge that it speaks of is on the main that it is compared with.
  const view = await ledger.read();
  await repository.fetch();
  const main = await repository.resolve(info.defaultBranch);
  if (main === null) throw new Error(`There is no branch ${info.defaultBranch}.`);
  await sequenceOn({ info, main }, place);
  const line = await lineOf(main, repository);
  const first = detected(line, knownIn(view), now());
  const found = await recordAll(await certain(first, line, place), { info, main }, place);
  const ground = await readGround(place);
  const late = await recordAll(overdue(ground.records, ground.policy, now()), { info, main: ground.main }, place);
  const { past, unread } = await pastTheGate(ground, place);
  const filed = await fileMissing(await withLedger(ground, place), place);
  await tellDue(await withLedger(ground, place), place);
  return { found: [...found, ...late, ...past], unread, ...filed };
}

/** A finding as it goes to the ledger. */
type Certain = Finding & Pick<GateFailure, 'pull' | 'occurredAt' | 'operation' | 'automation'>;

/** What automations did on the platforms without an intent. What went past the gate is on the ledger before the look itself is. */
async function pastTheGate(
  ground: Ground,
  place: Workplace,
): Promise<{ readonly past: DetectReport['found']; readonly unread: DetectReport['unread'] }> {
  const looks = await lookAtActivity(ground, place);
  const none = { commit: null, action: null, pull: null } as const;
  const acts = looks.flatMap((one) => (one.kind === 'read' ? one.past.map((act) => ({ ...act, ...none })) : []));
  const past = await recordAll(acts, ground, place);
  const records = looks.flatMap((one) => (one.kind === 'read' && one.record !== null ? [one.record] : []));
  if (records.length > 0) {
    // Where another run was faster, its look stands, and the next one goes on from there.
    const continuing = (view: LedgerView) => records.filter((one) => continuesLook(one, recordsOf(view)));
    await place.ledger.append((view) => continuing(view).map((one) => ({ ...one })), place.now());
  }
  const now = await withLedger(ground, place);
  const shared = records.flatMap(({ platform }) => sharedActs(platform, now.records));
  const twice = await recordAll(
    shared.map((one) => ({ kind: 'outcome-without-intent', ...one, ...none })),
    ground,
    place,
  );
  const unread = looks.flatMap((one) => (one.kind === 'unread' ? [one.sentence] : []));
  for (const sentence of unread) place.log(sentence);
  return { past: [...past, ...twice], unread };
}

/** How long a merge may be without a record before that is a gate failure by itself, in milliseconds. */
const UNSETTLED = 3_600_000;

/**
 * Keeps what is still so at a second look. Between a merge and its record a merge looks like a push past the gate, so the
 * requests are asked for after main was read, what is over is accounted for, and the ledger is read anew.
 */
async function certain(
  found: readonly Finding[],
  line: readonly HistoryCommit[],
  place: Workplace,
): Promise<readonly Certain[]> {
  if (!found.some(({ commit }) => commit !== null)) return found.map((one) => ({ ...one, pull: null }));
  const pulls = await settled(place);
  const merges = new Map(
    pulls.flatMap((pull) => (pull.mergeCommit === null ? [] : [[pull.mergeCommit, pull] as const])),
  );
  return detected(line, knownIn(await place.ledger.read()), place.now()).flatMap((one): readonly Certain[] => {
    const pull = one.commit === null ? undefined : merges.get(one.commit);
    if (pull === undefined) return [{ ...one, pull: null }];
    const at = pull.closedAt ?? 0;
    if (place.now() - at >= UNSETTLED) return [{ ...one, pull: pull.number, occurredAt: formatInstant(at) }];
    place.log(`request ${pull.number}: merged, and not accounted for yet; looking again next time`);
    return [];
  });
}

/** Every request that may matter, after those that are over are accounted for; without a policy nothing can be. */
async function settled(place: Workplace): Promise<readonly Pull[]> {
  try {
    const ground = await readGround(place);
    const pulls = await knownPulls(ground, place);
    await settle(pulls, ground, place);
    return pulls;
  } catch (cause) {
    if (cause instanceof PolicyFault) return place.forge.allPulls();
    throw cause;
  }
}

interface Base {
  readonly info: RepositoryInfo;
  readonly main: Sha;
}

/** Records what was found, at once and once each (standard: a gate failure is logged at once). */
async function recordAll(
  found: readonly Certain[],
  { info, main }: Base,
  place: Workplace,
): Promise<DetectReport['found']> {
  const drafts = found.map(({ kind, how, target, commit, action, pull, ...more }): GateFailure => {
    const base = { at: formatInstant(place.now()), repository: info.id, main: commit ?? main };
    const what = { kind, pull, action, how, target, automation: more.automation ?? null, reportedBy: null };
    const when = more.occurredAt === undefined ? {} : { occurredAt: more.occurredAt };
    const which = more.operation === undefined ? {} : { operation: more.operation };
    return { ...base, type: 'gate-failure', ...what, ...which, ...when, detectedBy: 'detect', remediation: null };
  });
  if (drafts.length === 0) return [];
  const wishes = drafts.map((draft) => {
    const unless = [...detectedOnce(draft), ...(draft.pull === null ? [] : accountedOnce(draft.pull))];
    return { draft: { ...draft }, unless };
  });
  const result = await place.ledger.append(wishes, place.now());
  if (result.kind === 'nothing') return [];
  return recordsOf({ ...result.view, records: result.records }).flatMap((record: Indexed) => {
    if (record.type !== 'gate-failure') return [];
    place.log(`gate failure ${recordId(record)}: ${record.how}`);
    return [{ record: recordId(record), kind: record.kind ?? 'other', how: record.how }];
  });
}

const lines = new WeakMap<Repository, { readonly head: Sha; readonly line: readonly HistoryCommit[] }>();

/** Main's line; a process that looks every minute reads it only when main has moved. */
async function lineOf(head: Sha, repository: Repository): Promise<readonly HistoryCommit[]> {
  const kept = lines.get(repository);
  if (kept?.head === head) return kept.line;
  const line = await repository.line(head);
  lines.set(repository, { head, line });
  return line;
}

/** The ledger as the auditor's checks take it. */
function knownIn(view: LedgerView): readonly Known[] {
  return recordsOf(view).flatMap((record, at) => {
    const stored = view.records[at];
    if (stored === undefined) return [];
    const { year, index, path, commit, leaf, bytes = null } = stored;
    const place = { year, position: index, id: `${year}/${index}`, path, mode: '100644', commit, leaf };
    return [{ entry: { ...place, bytes, value: record, shape: [] }, record }];
  });
}
