// The stage of the tour: one house with a clock moved by hand, who does what on it, and the checks that fail the tour.
import type { Person } from '../core/policy-model.ts';
import type { Indexed } from '../core/records.ts';
import { recordId } from '../core/records.ts';
import { CHECK } from '../look.ts';
import { recordsOf } from '../ground.ts';
import { propose } from '../propose.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';
import { houseFiles } from './files.ts';
import { MINUTE, describeRecord, timeOfDay, wrap } from './tour-words.ts';

/** One thing that was expected, and what came instead. The tour ends with it. */
export class TourDifference extends Error {}

/** A request on its way. */
export interface TourRequest {
  readonly id: string;
  readonly pull: number;
  readonly branch: string;
  /** The text of its file. */
  readonly text: string;
}

export interface Stage {
  readonly house: House;
  readonly directory: string;
  readonly now: () => number;
  /** Lets time pass. */
  readonly later: (minutes: number) => void;
  /** Tells one line of the story, at the present moment. */
  readonly tell: (line: string) => void;
  readonly fail: (expected: string, came: string) => never;
}

export interface StageOptions {
  readonly print: (line: string) => void;
  /** Everything is kept below it; a new folder. */
  readonly directory: string;
}

/** A Monday: whoever is on call stays so for the whole tour. */
const START = Date.parse('2026-12-14T09:30:00Z');

/** Opens the house. Waiting only moves the clock, so that hours of the story take no time. */
export async function openStage({ print, directory }: StageOptions): Promise<Stage> {
  let now = START;
  const house = await openHouse({
    directory,
    port: 0,
    sandboxPort: 0,
    clock: () => now,
    wait: async (duration) => {
      now += duration;
    },
    log: () => undefined, // the ledger and the posted verdicts are what is told
    files: houseFiles(),
    isolationDelay: 5_000,
  });
  return {
    house,
    directory,
    now: () => now,
    later: (minutes) => {
      now += minutes * MINUTE;
    },
    tell: (line) => wrap(line, `  ${timeOfDay(now)}  `).forEach((one) => print(one)),
    fail: (expected, came) => {
      throw new TourDifference(`Expected ${expected}, but ${came}.`);
    },
  };
}

/** An automation, by its id in the policy, proposes a draft; its request must be opened. */
export async function proposes(automation: string, draft: string, stage: Stage): Promise<TourRequest> {
  const { name, proposed } = await handIn(automation, draft, stage);
  if (proposed.kind !== 'opened') {
    return stage.fail(
      'a request to be opened',
      `it was not: ${'sentences' in proposed ? proposed.sentences.join(' ') : 'it exists'}`,
    );
  }
  const { pull, id, draft: complete } = proposed;
  const { operation, targets, approvers, standIns } = complete.action;
  const on = targets.map((one) => one.name).join(' and ');
  const asked = approvers.length === 0 ? 'Nobody has to be asked.' : `Named to approve: ${people(approvers, stage)}.`;
  const instead = standIns.length === 0 ? '' : ` Named to stand in: ${people(standIns, stage)}.`;
  stage.tell(`${name} proposes ${operation} on ${on}: request ${pull.number}. ${asked}${instead}`);
  return { id, pull: pull.number, branch: pull.headBranch, text: complete.text };
}

/** An automation proposes a draft that must not even be opened, for this reason. */
export async function isTurnedAway(automation: string, draft: string, code: string, stage: Stage): Promise<void> {
  const { name, proposed } = await handIn(automation, draft, stage);
  if (proposed.kind !== 'refused')
    return stage.fail(`the proposal to be refused as ${code}`, `it was ${proposed.kind}`);
  const said = proposed.sentences.join(' ');
  if (!said.includes(code)) return stage.fail(`the proposal to be refused as ${code}`, `it was refused so: ${said}`);
  stage.tell(`${name} proposes an action, and it is turned away before it is opened. ${said}`);
}

async function handIn(automation: string, draft: string, stage: Stage) {
  const registered = stage.house.policy.automations.get(automation);
  if (registered === undefined) return stage.fail(`an automation ${automation} in the policy`, 'there is none');
  tick(stage);
  const proposed = await propose(new TextEncoder().encode(draft), 'draft.yaml', stage.house.as(registered.login));
  return { name: registered.name, proposed };
}

type Answer = 'APPROVE' | 'REQUEST_CHANGES';

/** A person answers a request, looking at its present head, over the same REST API as everybody. */
export async function answers(
  person: string,
  event: Answer,
  request: Pick<TourRequest, 'pull'>,
  stage: Stage,
  words = '',
): Promise<void> {
  tick(stage);
  const { name, login } = personOf(person, stage);
  const { forge } = stage.house.as(login);
  const { head } = await forge.pull(request.pull);
  await forge.review(request.pull, head, event, words);
  const did = event === 'APPROVE' ? 'approves' : 'denies';
  stage.tell(`${name} ${did} request ${request.pull}${words === '' ? '.' : `: “${words}”`}`);
}

/** Runs every verb once, in the order of the flow, and tells what the ledger got. */
export async function step(stage: Stage, run: () => Promise<unknown> = stage.house.step): Promise<void> {
  const before = await ledger(stage);
  tick(stage);
  await run();
  for (const record of (await ledger(stage)).slice(before.length)) {
    stage.tell(`Ledger ${recordId(record)} ${record.type}: ${describeRecord(record)}`);
  }
}

/** The verdict that the gate posted on the request's present head must conclude so and show all of these texts. */
export async function gateSays(
  conclusion: 'success' | 'failure' | 'waiting',
  shown: readonly string[],
  { pull: number }: Pick<TourRequest, 'pull'>,
  stage: Stage,
): Promise<void> {
  const { head } = await stage.house.bot.forge.pull(number);
  const check = (await stage.house.forge.checks(head)).find((one) => one.name === CHECK);
  if (check === undefined) return stage.fail(`a verdict on request ${number}`, 'there is none');
  const came = check.conclusion ?? 'waiting';
  if (came !== conclusion)
    return stage.fail(`the verdict on request ${number} to be ${conclusion}`, `it is ${came}: ${check.title}`);
  // Markdown in short: no spaces inside code spans, no escapes.
  const words = (check.summary ?? '').replaceAll(/` (.*?) `/g, '`$1`').replaceAll(/\\([^\w\s])/g, '$1');
  const lines = words.split('\n').filter((line) => /^ *- /.test(line));
  const missing = shown.find((text) => !words.includes(text));
  if (missing !== undefined) {
    return stage.fail(
      `the verdict on request ${number} to show “${missing}”`,
      `it says: ${check.title} ${lines.join(' ')}`,
    );
  }
  stage.tell(`The gate says on request ${number}: ${check.title}`);
  for (const line of lines.filter((line) => shown.some((text) => line.includes(text))))
    stage.tell(`    ${line.trim()}`);
}

/** The records about a request must be exactly of these types, in this order; gives them. */
export async function recorded(
  types: readonly string[],
  { id, pull }: Pick<TourRequest, 'id' | 'pull'>,
  stage: Stage,
): Promise<readonly Indexed[]> {
  const mine = (await ledger(stage)).filter((record) => {
    if ('action' in record && record.action !== null) return record.action.id === id;
    return 'pull' in record && (typeof record.pull === 'number' ? record.pull : record.pull?.number) === pull;
  });
  const came = mine.map((record) => record.type);
  if (came.join() === types.join()) return mine;
  return stage.fail(
    `the ledger to hold ${types.join(', ')} about request ${pull}`,
    `it holds ${came.length === 0 ? 'nothing' : came.join(', ')}`,
  );
}

/** Every record so far. */
export async function ledger(stage: Stage): Promise<readonly Indexed[]> {
  return recordsOf(await stage.house.bot.ledger.read());
}

/** @throws TourDifference where the policy does not know this person */
export function personOf(id: string, stage: Stage): Person {
  return stage.house.policy.people.get(id) ?? stage.fail(`a person ${id} in the policy`, 'there is none');
}

/** Two things never happen at one moment. */
export function tick(stage: Stage): void {
  stage.later(1 / 60);
}

function people(ids: readonly string[], stage: Stage): string {
  return ids.map((id) => personOf(id, stage).name).join(', ');
}
