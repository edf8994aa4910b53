// Parts of the tour in which something runs: without a human, inside a window, and after the right people said yes.
import { DEVICES, health, isolation, patches, windowFile } from './tour-drafts.ts';
import { isIsolated, lift, localTime, watch } from './tour-platform.ts';
import { pushes } from './tour-push.ts';
import type { Part } from './tour-part.ts';
import { answers, gateSays, proposes, recorded, step } from './tour-stage.ts';
import type { Stage } from './tour-stage.ts';

const RESPONDER = 'ransomware-responder';
const RAN = ['action-proposed', 'action-approved', 'action-intended', 'action-executed'] as const;
const RAN_BY_ITSELF = ['action-proposed', 'action-auto', 'action-intended', 'action-executed'] as const;
const WINDOW = 'acme-december';

export const APPROVALS: readonly Part[] = [
  {
    title: 'Auto: Tier 3 runs without a human',
    run: async (stage) => {
      const acts = watch([DEVICES.fs01], stage);
      const request = await proposes('health-dashboard', health(DEVICES.fs01), stage);
      await step(stage);
      await gateSays('success', ['Tier 3'], request, stage);
      await succeeded(RAN_BY_ITSELF, request, stage);
      acts(0); // it only reads
    },
  },
  {
    title: 'Auto and log: Tier 2 inside a window that the operations owner approved',
    run: async (stage) => {
      const pull = await proposesWindow(stage);
      await step(stage);
      await gateSays('waiting', ['Waiting for Olga Okafor'], { pull }, stage);
      await answers('olga', 'APPROVE', { pull }, stage);
      await step(stage);
      await recorded(['window-approved'], { id: WINDOW, pull }, stage);
      stage.later(60);
      const acts = watch([DEVICES.ws23], stage);
      const request = await proposes('patch-scheduler', patches(DEVICES.ws23, WINDOW), stage);
      await step(stage);
      await gateSays('success', ['Tier 2', 'is open until'], request, stage);
      await succeeded(RAN_BY_ITSELF, request, stage);
      acts(1);
    },
  },
  {
    title: 'Reverted: Tier 2 without an open window goes through the Tier 1 gate',
    run: async (stage) => {
      stage.later(24 * 60); // the window is long closed
      const acts = watch([DEVICES.ws23], stage);
      const request = await proposes('patch-scheduler', patches(DEVICES.ws23, WINDOW), stage);
      await step(stage);
      await gateSays('waiting', ['Tier 1', 'closed at', 'Without a pre-approval'], request, stage);
      acts(0);
      await answers('lena', 'APPROVE', request, stage);
      await step(stage);
      await succeeded(RAN, request, stage);
      acts(1);
    },
  },
  {
    title: 'Approved and executed: Tier 1, one client',
    run: async (stage) => {
      const acts = watch([DEVICES.fs01], stage);
      const request = await proposes(RESPONDER, isolation([DEVICES.fs01]), stage);
      await step(stage);
      await gateSays('waiting', ['Waiting for Lena Lindqvist'], request, stage);
      acts(0);
      stage.later(5);
      await answers('lena', 'APPROVE', request, stage);
      await step(stage);
      await gateSays('success', ['Approved by Lena Lindqvist.'], request, stage);
      await succeeded(RAN, request, stage);
      acts(1);
      isIsolated(DEVICES.fs01, true, stage);
      await step(stage);
      acts(1); // looking again changes nothing
      lift([DEVICES.fs01], stage);
    },
  },
  {
    title: 'Dual approval: Tier 1, several clients',
    run: async (stage) => {
      const both = [DEVICES.fs01, DEVICES.globex];
      const acts = watch(both, stage);
      const request = await proposes(RESPONDER, isolation(both), stage);
      await step(stage);
      await gateSays('waiting', ['many-clients', 'open, asked of'], request, stage);
      await answers('sam', 'APPROVE', request, stage);
      await step(stage);
      await gateSays('waiting', ['Waiting for Olga Okafor', 'filled by Sam Sato'], request, stage);
      await recorded(['action-proposed'], request, stage);
      acts(0); // one alone is not enough
      await answers('olga', 'APPROVE', request, stage);
      await step(stage);
      await succeeded(RAN, request, stage);
      acts(1);
      lift(both, stage);
    },
  },
  {
    title: 'Stand-in: called when the named approver is silent, and approving',
    run: async (stage) => {
      const acts = watch([DEVICES.fs02], stage);
      const request = await proposes(RESPONDER, isolation([DEVICES.fs02]), stage);
      await step(stage);
      stage.later(10);
      await answers('nina', 'APPROVE', request, stage);
      await step(stage);
      await gateSays('waiting', ['`stand-in-not-called`'], request, stage);
      stage.later(25);
      await step(stage); // half an hour without an answer from the team lead
      await recorded(['action-proposed', 'action-deferred'], request, stage);
      acts(0);
      await answers('nina', 'APPROVE', request, stage);
      await step(stage);
      await gateSays('success', ['Approved by Nina Novak.'], request, stage);
      const [proposed, ...rest] = RAN;
      await succeeded([proposed, 'action-deferred', ...rest], request, stage);
      acts(1);
      lift([DEVICES.fs02], stage);
    },
  },
];

/** A technician proposes the window by a push and a pull request, as with any change to the policy. */
async function proposesWindow(stage: Stage): Promise<number> {
  const text = windowFile(WINDOW, localTime(30, stage), localTime(240, stage));
  const branch = `window/${WINDOW}`;
  const login = 'tess-northwind';
  const files = { [`policies/windows/${WINDOW}.yaml`]: text };
  await pushes({ login, branch, files, message: 'Propose a maintenance window' }, stage);
  const { pull } = await stage.house
    .as(login)
    .forge.openPull(branch, 'Maintenance window for Acme', 'Agreed with them.');
  stage.tell(`Tess Tanaka opens request ${pull.number} for the window ${WINDOW}; Olga Okafor is named to approve it.`);
  return pull.number;
}

async function succeeded(
  types: readonly string[],
  request: Parameters<typeof recorded>[1],
  stage: Stage,
): Promise<void> {
  const last = (await recorded(types, request, stage)).at(-1);
  const outcome = last?.type === 'action-executed' ? last.outcome : 'no outcome';
  if (outcome !== 'succeeded') stage.fail('the outcome succeeded', `it is ${outcome}`);
}
