// Parts of the tour in which nothing runs: denied, expired, lapsed, refused, withdrawn.
import { randomBytes } from 'node:crypto';
import { actionPath } from '../core/action-file.ts';
import { makeUlid } from '../core/ulid.ts';
import { gate } from '../gate.ts';
import { merge } from '../merge.ts';
import { DEVICES, isolation, wipe } from './tour-drafts.ts';
import { isIsolated, watch } from './tour-platform.ts';
import { pushes } from './tour-push.ts';
import type { Part } from './tour-part.ts';
import { answers, gateSays, isTurnedAway, proposes, recorded, step } from './tour-stage.ts';
import type { Stage, TourRequest } from './tour-stage.ts';

const RESPONDER = 'ransomware-responder';
const LOGIN = 'northwind-ransomware-responder[bot]';

export const REFUSALS: readonly Part[] = [
  {
    title: 'Denied: with a reason, for good, and not to be asked again today',
    run: async (stage) => {
      const acts = watch([DEVICES.dc01], stage);
      const draft = isolation([DEVICES.dc01]);
      const request = await proposes(RESPONDER, draft, stage);
      await step(stage);
      stage.later(3);
      await answers(
        'lena',
        'REQUEST_CHANGES',
        request,
        stage,
        'It is the domain controller; the alert is a backup run.',
      );
      stage.later(1);
      await answers('lena', 'APPROVE', request, stage); // too late: a denial is final
      await step(stage);
      await gateSays('failure', ['Denied by Lena Lindqvist'], request, stage);
      const [, denied] = await recorded(['action-proposed', 'action-denied'], request, stage);
      const reason = denied?.type === 'action-denied' ? denied.reason : '';
      if (!reason.includes('backup run')) stage.fail('the reason in the record', `it says “${reason}”`);
      stage.later(60);
      await isTurnedAway(RESPONDER, draft, 'recently-denied', stage);
      const again = await smuggles(request, stage);
      await step(stage);
      await gateSays('failure', ['`recently-denied`'], again, stage);
      await closedUnrun(again, stage);
      acts(0);
    },
  },
  {
    title: 'Expired: silence is neither a yes nor a no',
    run: async (stage) => {
      const both = [DEVICES.dc01, DEVICES.ws17];
      const acts = watch(both, stage);
      const request = await proposes(RESPONDER, isolation(both), stage);
      await step(stage);
      stage.later(31);
      await step(stage); // the stand-in is called, and does not answer either
      stage.later(4 * 60 - 30);
      await step(stage);
      await gateSays('failure', ['Expired: no sufficient answer'], request, stage);
      await recorded(['action-proposed', 'action-deferred', 'action-expired'], request, stage);
      acts(0);
    },
  },
  {
    title: 'Lapsed: approved, but not used in time',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const request = await proposes(RESPONDER, isolation([DEVICES.ws17]), stage);
      await step(stage);
      await answers('lena', 'APPROVE', request, stage);
      stage.tell('The job that executes is down; the gate and the merge still run.');
      await step(stage, async () => {
        await gate(stage.house.bot);
        await merge(stage.house.bot);
      });
      await recorded(['action-proposed', 'action-approved'], request, stage);
      stage.later(61);
      stage.tell('It is back an hour later.');
      await step(stage);
      await recorded(['action-proposed', 'action-approved', 'action-expired'], request, stage);
      acts(0);
      isIsolated(DEVICES.ws17, false, stage);
    },
  },
  {
    title: 'Refused: a request that changes more than its one file, and a prohibited operation',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const mixed = await proposes(RESPONDER, isolation([DEVICES.ws17], ['requester: tomas']), stage);
      const files = { 'policies/windows/everything.yaml': 'id: everything\n' };
      await pushes({ login: LOGIN, branch: mixed.branch, files, message: 'Tidy up' }, stage);
      const wiping = await opens(makeUlid(stage.now(), randomBytes(10)), (id) => wipe(id, DEVICES.ws17), stage);
      await step(stage);
      await gateSays('failure', ['`change-mixed`'], mixed, stage);
      await gateSays('failure', ['`operation-prohibited`'], wiping, stage);
      await answers('lena', 'APPROVE', mixed, stage); // nobody can approve what is not admissible
      await answers('lena', 'APPROVE', wiping, stage);
      await step(stage);
      await gateSays('failure', ['`change-mixed`'], mixed, stage);
      await closedUnrun(mixed, stage);
      await recorded(['action-proposed', 'action-refused'], wiping, stage);
      acts(0);
    },
  },
  {
    title: 'Withdrawn: closed by the automation that asked',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const request = await proposes(RESPONDER, isolation([DEVICES.ws17]), stage);
      await step(stage);
      stage.later(2);
      await stage.house.as(LOGIN).forge.close(request.pull);
      stage.tell(`The automation closes its request ${request.pull}: the alert was withdrawn.`);
      await step(stage);
      await recorded(['action-proposed', 'action-withdrawn'], request, stage);
      acts(0);
    },
  },
];

/** A refused request stays open for people to see and is closed after its deadline. */
async function closedUnrun(request: TourRequest, stage: Stage): Promise<void> {
  stage.later(4 * 60 + 1);
  await step(stage);
  await recorded(['action-proposed', 'action-refused'], request, stage);
  const { state } = await stage.house.bot.forge.pull(request.pull);
  if (state !== 'closed') stage.fail(`request ${request.pull} to be closed`, `it is ${state}`);
}

/** The same action under a new id, past `countersign propose`: nothing depends on automations using it. */
function smuggles(denied: TourRequest, stage: Stage): Promise<TourRequest> {
  const id = makeUlid(stage.now(), randomBytes(10));
  return opens(id, () => denied.text.replaceAll(denied.id, id), stage);
}

async function opens(id: string, textOf: (id: string) => string, stage: Stage): Promise<TourRequest> {
  const text = textOf(id);
  const branch = `action/${id}`;
  await pushes(
    { login: LOGIN, branch, files: { [actionPath(id)]: text }, message: 'Propose an action by hand' },
    stage,
  );
  const { pull } = await stage.house.as(LOGIN).forge.openPull(branch, 'An action', 'Please approve quickly.');
  stage.tell(`The automation opens request ${pull.number} itself.`);
  return { id, branch, text, pull: pull.number };
}
