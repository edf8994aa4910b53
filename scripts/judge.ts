// Judges one request on the present ground: what the gate shows, the merge bot recomputes and the sweep looks at.
import { decide } from './core/decide.ts';
import { fileText, recordedVerdict, referenceTo, snapshotOf } from './core/snapshots.ts';
import type { ActionReference } from './core/record-parts.ts';
import { formatInstant } from './core/time.ts';
import type { Verdict } from './core/verdict-model.ts';
import type { Ground, PolicyAt } from './ground.ts';
import type { Pull } from './ports/forge.ts';
import { readRequest } from './requests.ts';
import type { Request } from './requests.ts';
import type { Workplace } from './workplace.ts';

export interface Judged extends Request {
  readonly verdict: Verdict;
  /** The policy that it was judged under. */
  readonly under: PolicyAt;
}

/** Judges an open request against main's tip; `null` where the gate has nothing to say about this pull request. */
export async function judge(pull: Pull, ground: Ground, place: Workplace): Promise<Judged | null> {
  const request = await readRequest(pull, ground.main, ground, ground, place.now(), place);
  return request === null ? null : { ...request, verdict: decide(request.input), under: ground };
}

/** Every open request that the gate decides about, judged, by number. */
export async function judgeOpen(ground: Ground, place: Workplace): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (const pull of ground.open) {
    const one = await judge(pull, ground, place);
    if (one !== null) judged.push(one);
  }
  return judged;
}

/** How records name the action of a request; `null` where its file could not be read as one. */
export function actionReference({ input: { proposal }, digest }: Request): ActionReference | null {
  const { action, path, payload } = proposal;
  return action === null || digest === null || payload === null ? null : referenceTo(action, path, digest, payload);
}

/** The part that every record of a decision has in common. */
export function decisionRecord(judged: Judged, ground: Ground) {
  const { input, verdict, under, bytes } = judged;
  return {
    repository: ground.info.id,
    main: ground.main,
    policy: under.reference,
    pull: snapshotOf(input.pull),
    file: fileText(bytes),
    decidedAt: formatInstant(input.now),
    verdict: recordedVerdict(verdict),
  };
}
