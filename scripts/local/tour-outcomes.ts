// Parts of the tour in which the platform, or the executor itself, does not do as hoped: nothing is repeated, nothing is guessed.
import type { Connector } from '../connectors/connector.ts';
import { execute } from '../execute.ts';
import { gate } from '../gate.ts';
import { merge } from '../merge.ts';
import type { Ledger } from '../ports/ledger.ts';
import type { ExecutingWorkplace } from '../workplace.ts';
import { DEVICES, isolation } from './tour-drafts.ts';
import type { DraftTarget } from './tour-drafts.ts';
import { isIsolated, lift, watch } from './tour-platform.ts';
import type { Part } from './tour-part.ts';
import { answers, proposes, recorded, step } from './tour-stage.ts';
import type { Stage, TourRequest } from './tour-stage.ts';

const BEGUN = ['action-proposed', 'action-approved', 'action-intended'] as const;
const RAN = [...BEGUN, 'action-executed'] as const;
const PATCH = { method: 'PATCH', path: /custom-fields/ } as const;

export const OUTCOMES: readonly Part[] = [
  {
    title: 'Outcome failed: the platform says so',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const request = await approved(DEVICES.ws17, stage);
      stage.house.sandbox.change(DEVICES.ws17.device, { isolationFails: 'the agent refused' });
      await step(stage);
      await ended(RAN, ['failed'], request, stage);
      acts(1);
      isIsolated(DEVICES.ws17, false, stage);
      lift([DEVICES.ws17], stage);
    },
  },
  {
    title: 'Outcome unknown: the answer is lost, and reading finds out that it worked',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const request = await approved(DEVICES.ws17, stage);
      stage.house.sandbox.tell({ match: PATCH, do: 'drop-after' });
      await step(stage);
      await ended(RAN, ['unknown'], request, stage);
      await looksAgainLater(stage);
      await ended([...RAN, 'action-executed'], ['unknown', 'succeeded'], request, stage);
      acts(1);
      lift([DEVICES.ws17], stage);
    },
  },
  {
    title: 'Outcome unknown: the call is lost, and reading finds out that nothing happened',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const request = await approved(DEVICES.ws17, stage);
      stage.house.sandbox.tell({ match: PATCH, do: 'drop-before' });
      await step(stage);
      await ended(RAN, ['unknown'], request, stage);
      await looksAgainLater(stage);
      await ended([...RAN, 'action-executed'], ['unknown', 'failed'], request, stage);
      acts(0); // and it is not sent a second time
    },
  },
  {
    title: 'Drift: the device is no longer the one that people approved',
    run: async (stage) => {
      const { device, name } = DEVICES.ws17;
      const acts = watch([DEVICES.ws17], stage);
      const request = await approved(DEVICES.ws17, stage);
      stage.house.sandbox.change(device, { systemName: 'ACME-CEO01' });
      stage.tell(`Device ${device} is given another name before the action runs: ${name} is ACME-CEO01 now.`);
      await step(stage);
      await ended(RAN, ['refused-drift'], request, stage);
      acts(0);
      stage.house.sandbox.change(device, { systemName: name });
    },
  },
  {
    title: 'Crash after the intent: nothing was sent, and nothing is sent afterwards',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const request = await approved(DEVICES.ws17, stage);
      await crashes(dyingAfterIntent(stage.house.bot), stage);
      await recorded(BEGUN, request, stage);
      await looksAgainLater(stage);
      await ended(RAN, ['failed'], request, stage);
      acts(0);
      isIsolated(DEVICES.ws17, false, stage);
    },
  },
  {
    title: 'Crash after the act: found out by reading, not done again',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const request = await approved(DEVICES.ws17, stage);
      await crashes(dyingAfterAct(stage.house.bot), stage);
      await recorded(BEGUN, request, stage);
      await looksAgainLater(stage);
      await ended(RAN, ['succeeded'], request, stage);
      acts(1);
      isIsolated(DEVICES.ws17, true, stage);
      lift([DEVICES.ws17], stage);
    },
  },
  {
    title: 'Overtaken: a slow executor does not send what another one has settled already',
    run: async (stage) => {
      const acts = watch([DEVICES.ws17], stage);
      const request = await approved(DEVICES.ws17, stage);
      await step(stage, async () => {
        await gate(stage.house.bot);
        await merge(stage.house.bot);
        await execute(sleeping(stage.house.bot, stage));
      });
      await ended(RAN, ['failed'], request, stage);
      acts(0); // sending now would make the record a lie
      isIsolated(DEVICES.ws17, false, stage);
    },
  },
];

async function approved(target: DraftTarget, stage: Stage): Promise<TourRequest> {
  const request = await proposes('ransomware-responder', isolation([target]), stage);
  await step(stage);
  await answers('lena', 'APPROVE', request, stage);
  return request;
}

/** The records must be these, and the outcomes among them these. */
async function ended(
  types: readonly string[],
  outcomes: readonly string[],
  request: TourRequest,
  stage: Stage,
): Promise<void> {
  const records = await recorded(types, request, stage);
  const came = records.flatMap((record) => (record.type === 'action-executed' ? [record.outcome] : []));
  if (came.join() !== outcomes.join()) stage.fail(`the outcomes ${outcomes.join(', ')}`, `they are ${came.join(', ')}`);
}

/** Too early to judge first, then late enough that a call under way has arrived or never will. */
async function looksAgainLater(stage: Stage): Promise<void> {
  stage.later(1);
  await step(stage);
  stage.later(4);
  await step(stage);
}

class Killed extends Error {}

/** Gate and merge run; the executing process ends in the middle, as if the machine had lost its power. */
async function crashes(place: ExecutingWorkplace, stage: Stage): Promise<void> {
  await step(stage, async () => {
    await gate(stage.house.bot);
    await merge(stage.house.bot);
    const died = await execute(place).then(
      () => false,
      (cause: unknown) => cause instanceof Killed,
    );
    if (!died) stage.fail('the executor to be killed', 'it ran to its end');
  });
  stage.tell('The executor is killed at this moment.');
}

function dyingAfterIntent(place: ExecutingWorkplace): ExecutingWorkplace {
  const ledger: Ledger = {
    ...place.ledger,
    append: async (build, now) => {
      const result = await place.ledger.append(build, now);
      const intended =
        result.kind === 'appended' && result.records.some((one) => one.record.type === 'action-intended');
      if (intended) throw new Killed();
      return result;
    },
  };
  return { ...place, ledger };
}

function dyingAfterAct(place: ExecutingWorkplace): ExecutingWorkplace {
  return withConnector(place, (connector) => ({ ...connector, verify: () => Promise.reject(new Killed()) }));
}

/** An executor whose machine sleeps between its look at the platform and its call; meanwhile another one runs. */
function sleeping(place: ExecutingWorkplace, stage: Stage): ExecutingWorkplace {
  return withConnector(place, (connector) => ({
    ...connector,
    preflight: async (request, session) => {
      const ready = await connector.preflight(request, session);
      stage.tell('The executor has looked at the platform, and its machine falls asleep.');
      stage.later(4);
      await execute(place);
      stage.tell('Another executor has run in the meantime; now the first one wakes up.');
      return ready;
    },
  }));
}

function withConnector(place: ExecutingWorkplace, change: (connector: Connector) => Connector): ExecutingWorkplace {
  const { connectorFor } = place.execution;
  const changed = (name: string): Connector | null => {
    const connector = connectorFor(name);
    return connector === null ? null : change(connector);
  };
  return { ...place, execution: { ...place.execution, connectorFor: changed } };
}
