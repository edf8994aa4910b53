// merge: merges exactly what was approved, closes what was denied, expired or refused, and records each ending.
import { passes } from './core/decide.ts';
import { finalRecord } from './core/ledger-facts.ts';
import { endedOnce } from './core/once.ts';
import { recordsOfPull } from './core/records-about.ts';
import type { Verdict } from './core/verdict-model.ts';
import { settle } from './completeness.ts';
import { readGround } from './ground.ts';
import type { Ground } from './ground.ts';
import { judge, judgeOpen } from './judge.ts';
import type { Judged } from './judge.ts';
import { knownPulls } from './known-pulls.ts';
import { endingRecord } from './endings.ts';
import { settleMerged } from './merged.ts';
import { mergeMessage } from './trailers.ts';
import type { Pull } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

export interface MergeReport {
  readonly merged: readonly number[];
  readonly closed: readonly number[];
}

/**
 * Takes every request one step on. What was interrupted in the last run is settled first, from what the forge and the
 * ledger say now; running it twice changes nothing more.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where nothing may be decided
 */
export async function merge(place: Workplace): Promise<MergeReport> {
  const before = await readGround(place);
  let { ground } = await settle(await knownPulls(before, place), before, place);
  const merged: number[] = [];
  const closed: number[] = [];
  for (const seen of await judgeOpen(ground, place)) {
    // Each merge moves main and each ending the ledger; the next request is judged on what is there then.
    const judged = merged.length + closed.length === 0 ? seen : await judge(seen.pull, ground, place);
    if (judged === null) continue;
    const step = await stepOf(judged, ground, place);
    if (step === 'merged') merged.push(judged.pull.number);
    if (step === 'closed') closed.push(judged.pull.number);
    if (step !== 'left') ground = await readGround(place);
  }
  return { merged, closed };
}

type Step = 'merged' | 'closed' | 'left';

async function stepOf(judged: Judged, ground: Ground, place: Workplace): Promise<Step> {
  const { state, deadline } = judged.verdict;
  // Closed by its record already, and the last run ended before it could close the pull request.
  if (finalRecord(ground.records, judged.pull.number) !== undefined) return close(judged.pull, place);
  if (passes(judged.verdict)) return isSeen(judged, ground) ? mergeOne(judged, ground, place) : 'left';
  const refused = state === 'refused' && (place.now() > deadline || isForGood(judged.verdict));
  const over = state === 'denied' || state === 'expired' || refused;
  return over ? end(judged, ground, place) : 'left';
}

/** Nothing that its proposer or anybody else does mends it; open, it would only stand among those that wait for an answer. */
function isForGood({ refusals }: Verdict): boolean {
  return refusals.some(({ code }) => code === 'too-many-open' || code === 'too-many-proposed');
}

/** An action is merged only after the gate has recorded its proposal: the ledger's order decides about ids and splitting. */
function isSeen({ pull, input }: Judged, { records }: Ground): boolean {
  if (input.proposal.kind !== 'action') return true;
  return recordsOfPull(records, pull.number).some(({ type }) => type === 'action-proposed');
}

/** Merges the evaluated head and no other; any doubt is resolved by reading, never by trying again. */
async function mergeOne(judged: Judged, ground: Ground, place: Workplace): Promise<Step> {
  const { pull } = judged;
  const moved = await movedOnMain(judged, ground, place);
  if (moved.length > 0) {
    place.log(
      `request ${pull.number}: not merged, because ${ground.info.defaultBranch} has another ${moved.join(', ')} by now; bring its branch up to date and have it approved again`,
    );
    return 'left';
  }
  const { title, message } = mergeMessage(judged, ground);
  const answer = await place.forge.merge(pull.number, pull.head, title, message);
  if (answer.kind === 'head-moved') {
    place.log(`request ${pull.number}: somebody pushed after the evaluation, so it is not merged`);
    return 'left';
  }
  const after = await place.forge.pull(pull.number);
  if (after.state !== 'merged') {
    const why = answer.kind === 'merged' ? 'it says merged and is not' : answer.why;
    place.log(`request ${pull.number}: not merged, looking again next time: ${why}`);
    return 'left';
  }
  await place.repository.fetch();
  await settleMerged(after, ground, place);
  return 'merged';
}

/** Files that main changed as well since the request left it: a merge of both would be what nobody has approved. */
async function movedOnMain(
  { pull, input }: Judged,
  ground: Ground,
  { repository }: Workplace,
): Promise<readonly string[]> {
  const theirs = new Set((await repository.changedFiles(pull.head, ground.main)).map(({ path }) => path));
  return (input.pull.files ?? []).flatMap(({ path }) => (theirs.has(path) ? [path] : []));
}

/** Records the ending first and closes after it: a closed request without a record would be a gap in the ledger. */
async function end(judged: Judged, ground: Ground, place: Workplace): Promise<Step> {
  const record = endingRecord(judged, ground, place.now());
  await place.ledger.append([{ draft: { ...record }, unless: endedOnce(judged.pull.number) }], place.now());
  place.log(`request ${judged.pull.number}: ${judged.verdict.summary}`);
  return close(judged.pull, place);
}

async function close(pull: Pull, { forge }: Workplace): Promise<Step> {
  await forge.close(pull.number);
  return 'closed';
}
