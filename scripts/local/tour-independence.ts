// Parts of the tour about who may say yes to what: an approval of other bytes, of one's own request, of one's own commit.
import { actionPath } from '../core/action-file.ts';
import { ForgeFault } from '../ports/forge.ts';
import { DEVICES, isolation } from './tour-drafts.ts';
import { lift, watch } from './tour-platform.ts';
import { pushes } from './tour-push.ts';
import type { Part } from './tour-part.ts';
import { answers, gateSays, isTurnedAway, personOf, proposes, recorded, step } from './tour-stage.ts';
import type { Stage, TourRequest } from './tour-stage.ts';

const RESPONDER = 'ransomware-responder';
const LOGIN = 'northwind-ransomware-responder[bot]';
const RAN = ['action-proposed', 'action-approved', 'action-intended', 'action-executed'] as const;

export const INDEPENDENCE: readonly Part[] = [
  {
    title: 'Stale approval: a push after the approval takes it away',
    run: async (stage) => {
      const acts = watch([DEVICES.fs02], stage);
      const request = await proposes(RESPONDER, isolation([DEVICES.fs02]), stage);
      await step(stage);
      await answers('lena', 'APPROVE', request, stage);
      await rewords(LOGIN, request, stage);
      await step(stage);
      await gateSays('waiting', ['Waiting for Lena Lindqvist', '`stale`'], request, stage);
      await recorded(['action-proposed'], request, stage);
      acts(0);
      stage.later(2);
      await answers('lena', 'APPROVE', request, stage);
      await step(stage);
      await recorded(RAN, request, stage);
      acts(1);
      lift([DEVICES.fs02], stage);
    },
  },
  {
    title: 'Self-approval: neither who asked, nor who wrote it, nor who opened it',
    run: async (stage) => {
      // The only approver asks for the action: nobody could answer, so it is not even opened.
      await isTurnedAway(
        RESPONDER,
        isolation([DEVICES.fs02], ['requester: lena', 'approvers: [lena]']),
        'seat-unfilled',
        stage,
      );
      const both = [DEVICES.fs02, DEVICES.globex];
      const acts = watch(both, stage);
      const people = ['requester: oscar', 'approvers: [sven, oscar, sam, olga]'];
      const request = await proposes(RESPONDER, isolation(both, people), stage);
      await opensAndApproves(request, stage);
      await rewords(personOf('sven', stage).login, request, stage);
      await answers('oscar', 'APPROVE', request, stage);
      await answers('sven', 'APPROVE', request, stage);
      await step(stage);
      await gateSays('waiting', ['`is-requester`', '`is-contributor`'], request, stage);
      await recorded(['action-proposed'], request, stage);
      acts(0);
      await answers('sam', 'APPROVE', request, stage);
      await answers('olga', 'APPROVE', request, stage);
      await step(stage);
      await gateSays('success', ['Approved by'], request, stage);
      const approved = (await recorded(RAN, request, stage))[1];
      const names = approved?.type === 'action-approved' ? approved.approvals.map((one) => one.person).toSorted() : [];
      if (names.join() !== 'olga,sam')
        stage.fail('the approvals of olga and sam alone', `they are of ${names.join(', ')}`);
      acts(1);
      lift(both, stage);
    },
  },
];

/** A commit that changes a few words of the file, and nothing that is sent. */
async function rewords(login: string, request: TourRequest, stage: Stage): Promise<void> {
  const text = request.text.replace('EDR alert 9931', 'EDR alerts 9931 and 9932');
  const files = { [actionPath(request.id)]: text };
  await pushes({ login, branch: request.branch, files, message: 'Say more about the alert' }, stage);
}

/** The forge itself refuses the approval of whoever opened the request. */
async function opensAndApproves({ pull }: TourRequest, stage: Stage): Promise<void> {
  const { forge } = stage.house.as(LOGIN);
  const { head } = await forge.pull(pull);
  try {
    await forge.review(pull, head, 'APPROVE', '');
  } catch (cause) {
    if (!(cause instanceof ForgeFault) || cause.status !== 422) throw cause;
    return stage.tell(
      `The automation tries to approve its own request ${pull}; the forge refuses (422): ${cause.message}`,
    );
  }
  stage.fail('the forge to refuse the approval of whoever opened the request', 'it took it');
}
