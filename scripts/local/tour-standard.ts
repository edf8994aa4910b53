// Parts of the tour about the standard's whole life: windows that recur, exceptions that end, gate failures that are remediated.
import { formatInstant } from '../core/time.ts';
import { proposeException } from '../exception.ts';
import { gate } from '../gate.ts';
import { remedy } from '../remedy.ts';
import { report } from '../report.ts';
import { proposeWindow } from '../window.ts';
import { DEVICES, isolation, patches } from './tour-drafts.ts';
import type { Part } from './tour-part.ts';
import { lift, localTime, watch } from './tour-platform.ts';
import { answers, gateSays, proposes, recorded, step, tick } from './tour-stage.ts';
import type { Stage, TourRequest } from './tour-stage.ts';

const RAN_BY_ITSELF = ['action-proposed', 'action-auto', 'action-intended', 'action-executed'] as const;
const [WINDOW, EXCEPTION] = ['acme-weekly', 'isolate-acme'];
const DAY = 24 * 60;

/** A request that brings no action has no action's id. */
export type Change = Pick<TourRequest, 'id' | 'pull'>;

export const STANDARD: readonly Part[] = [
  {
    title: 'Recurring window: each time is shown to the approver, and used the second time',
    run: async (stage) => {
      const what = { operations: ['ninjarmm/deploy-patches'], clients: ['acme'], zone: 'Europe/London' };
      const times = { from: localTime(60, stage), to: localTime(180, stage) };
      const recurrence = { rule: 'FREQ=DAILY;COUNT=3' };
      const why = { justification: 'Three nights, agreed with the client.' };
      const asked = await opened(
        proposeWindow({ id: WINDOW, ...what, ...times, recurrence, ...why }, tess(stage)),
        `the window ${WINDOW}, three times`,
        stage,
      );
      await step(stage);
      await gateSays('waiting', ['Waiting for Olga Okafor', 'It is open 3 times:'], asked, stage);
      await answers('olga', 'APPROVE', asked, stage);
      await step(stage);
      await recorded(['window-approved'], asked, stage);
      stage.later(DAY + 90);
      const acts = watch([DEVICES.ws23], stage);
      const request = await proposes('patch-scheduler', patches(DEVICES.ws23, WINDOW), stage);
      await step(stage);
      await recorded(RAN_BY_ITSELF, request, stage);
      acts(1);
      stage.later(4 * 60); // until the next night it is closed
      const between = await proposes('patch-scheduler', patches(DEVICES.ws17, WINDOW), stage);
      await step(stage, () => gate(stage.house.bot));
      await gateSays('waiting', ['Without a pre-approval'], between, stage);
      await withdraws('northwind-patch-scheduler[bot]', between, stage);
    },
  },
  {
    title: 'Exception: approved by both, used, and over by itself',
    run: async (stage) => {
      const what = { operations: ['ninjarmm/isolate-endpoint'], clients: ['acme'], gate: 'auto-and-log' };
      const why = {
        justification: 'The attack is under way and every minute counts.',
        compensates: 'The shift lead watches every isolation.',
      };
      const days = {
        zone: 'Europe/London',
        from: localTime(0, stage).slice(0, 10),
        expires: localTime(2 * DAY, stage).slice(0, 10),
      };
      const asked = await opened(
        proposeException({ id: EXCEPTION, ...what, ...why, ...days }, tess(stage)),
        `the exception ${EXCEPTION}`,
        stage,
      );
      await step(stage);
      await answers('sam', 'APPROVE', asked, stage);
      await step(stage);
      await gateSays('waiting', ['Waiting for Rita Rossi'], asked, stage);
      await recorded([], asked, stage); // no exception without both
      await answers('rita', 'APPROVE', asked, stage);
      await step(stage);
      await recorded(['exception-approved'], asked, stage);
      const acts = watch([DEVICES.fs02], stage);
      const request = await proposes('ransomware-responder', isolation([DEVICES.fs02]), stage);
      await step(stage);
      const [, auto] = await recorded(RAN_BY_ITSELF, request, stage);
      if (auto?.type !== 'action-auto' || auto.exception !== EXCEPTION) {
        stage.fail(`the pass to name the exception ${EXCEPTION}`, 'it does not');
      }
      acts(1);
      lift([DEVICES.fs02], stage);
      stage.later(2 * DAY);
      const after = await proposes('ransomware-responder', isolation([DEVICES.fs02]), stage);
      await step(stage);
      await gateSays('waiting', ['Waiting for Lena Lindqvist'], after, stage);
      acts(1); // the exception is over
      await withdraws('northwind-ransomware-responder[bot]', after, stage);
    },
  },
  {
    title: 'Gate failure: reported, recorded at once, filed by two, remediated by two',
    run: async (stage) => {
      const said = {
        action: 'ninjarmm/deploy-patches',
        target: 'ACME-FS01',
        bypass: 'Started by hand in the console.',
        detectedBy: 'the nightly comparison',
        automation: null,
      };
      tick(stage);
      const reported = await report({ ...said, date: stage.now() - 3_600_000 }, true, tess(stage));
      if (reported.kind === 'refused') return stage.fail('the report to be taken', reported.sentences.join(' '));
      const { record, filed, event } = reported;
      if (filed.kind === 'refused') return stage.fail('the report to be filed', filed.sentences.join(' '));
      stage.tell(
        `Tess Tanaka reports a gate failure: record ${record}, and request ${filed.pull.number} with its file.`,
      );
      await signs(['sam', 'rita'], { id: 'none', pull: filed.pull.number }, 'gate-event-filed', stage);
      const completed = formatInstant(stage.now()).slice(0, 10);
      const done = { text: 'Console access is by request now.', by: 'tomas', completed, configurationChange: null };
      const asked = await remedy(event.id, done, stage.house.as('tomas-northwind'));
      if (asked.kind === 'refused') return stage.fail('the remediation to be asked for', asked.sentences.join(' '));
      stage.tell(`Tomas Thorne asks to close it: request ${asked.pull.number}.`);
      await signs(['rita', 'sam'], { id: 'none', pull: asked.pull.number }, 'gate-failure-remediated', stage);
    },
  },
];

/** The first of these people alone is not enough; with all of them it is merged and recorded. */
export async function signs(people: readonly string[], request: Change, type: string, stage: Stage): Promise<void> {
  for (const [at, person] of people.entries()) {
    await step(stage);
    if (at > 0) await gateSays('waiting', ['Waiting for'], request, stage);
    await answers(person, 'APPROVE', request, stage);
  }
  await step(stage);
  await recorded([type], request, stage);
}

function tess(stage: Stage) {
  tick(stage);
  return stage.house.as('tess-northwind');
}

type Opened =
  | { readonly kind: 'opened' | 'exists'; readonly pull: { readonly number: number } }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] };

async function opened(proposed: Promise<Opened>, what: string, stage: Stage): Promise<Change> {
  const answer = await proposed;
  if (answer.kind !== 'opened') {
    return stage.fail(`${what} to be asked for`, answer.kind === 'refused' ? answer.sentences.join(' ') : 'it exists');
  }
  stage.tell(`Tess Tanaka asks for ${what}: request ${answer.pull.number}.`);
  return { id: 'none', pull: answer.pull.number };
}

async function withdraws(login: string, { pull }: Change, stage: Stage): Promise<void> {
  await stage.house.as(login).forge.close(pull);
  stage.tell(`Request ${pull} is closed by the automation that asked.`);
  await step(stage);
}
