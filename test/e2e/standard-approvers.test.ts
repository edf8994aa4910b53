// Standard, Who approves: each row of the table with the people that it asks for, and what happens where they are unavailable.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEVICES, health, isolation, patches } from '../../scripts/local/tour-drafts.ts';
import { answers, isTurnedAway, proposes, recorded, step } from '../../scripts/local/tour-stage.ts';
import type { TourRequest } from '../../scripts/local/tour-stage.ts';
import { failuresIn } from './house.ts';
import { drillException, gates, opens, standardStage, verdictOn } from './standard-stage.ts';
import type { StandardStage } from './standard-stage.ts';

const RAN = ['action-proposed', 'action-approved', 'action-intended', 'action-executed'];
const RAN_BY_A_STAND_IN = [
  'action-proposed',
  'action-deferred',
  'action-approved',
  'action-intended',
  'action-executed',
];
const NINJA = 'policies/actions/ninjarmm.yaml';

let stage: StandardStage;
beforeAll(async () => {
  // What can be carried out here is reversible and no runbook; in this house patches are final, and health is a runbook's step.
  const patching = 'needs: window\n    reversible: true';
  const collecting = 'Pull device health for the dashboard\n    tier: 3\n    gate: auto';
  stage = await standardStage(
    [NINJA, patching, 'needs: window\n    reversible: false'],
    [NINJA, collecting, 'Collect evidence\n    tier: 1\n    gate: human-approval\n    incidentRunbook: true'],
  );
});
afterAll(() => stage.test.close());

interface Row {
  readonly row: string;
  readonly scope: string;
  readonly automation: string;
  readonly draft: string;
  /** Whose yes is too little, one after the other, and what the gate still waits for then. */
  readonly early: readonly (readonly [person: string, waits: string])[];
  readonly last: string;
  /** Who stands in for those who do not answer, by name and in the role of whom. */
  readonly standIn: string;
  readonly called: string;
  /** Who still has to answer beside the stand-in. */
  readonly beside: readonly string[];
}

const ROWS: readonly Row[] = [
  {
    row: 'Tier 1, one client, reversible: the team lead of the technician the work is assigned to, or the senior technician on call',
    scope: 'single-reversible',
    automation: 'ransomware-responder',
    draft: isolation([DEVICES.fs01], ['approvers: [lena, liam]']),
    early: [['liam', 'Waiting for Lena Lindqvist']], // a lead, but not of this technician
    last: 'lena',
    standIn: 'nina',
    called: 'Nina Novak was called as stand-in for Lena Lindqvist',
    beside: [],
  },
  {
    row: 'Tier 1, one client, irreversible: the Security Lead or the Operations Owner, or the Security Lead on call',
    scope: 'single-irreversible',
    automation: 'patch-scheduler',
    draft: `${patches(DEVICES.fs01, 'none-approved')}approvers: [lena, olga]\n`,
    early: [['lena', 'Waiting for Olga Okafor']],
    last: 'olga',
    standIn: 'sara',
    called: 'Sara Silva was called as stand-in for',
    beside: [],
  },
  {
    row: 'Tier 1, several clients or the whole portfolio: the Security Lead and the Operations Owner, both, or the executive on call',
    scope: 'many-clients',
    automation: 'ransomware-responder',
    draft: isolation([DEVICES.fs01, DEVICES.globex]),
    early: [['sam', 'Waiting for Olga Okafor']],
    last: 'olga',
    standIn: 'exa',
    called: 'Exa Eriksen was called as stand-in for',
    beside: ['olga'],
  },
  {
    row: 'Tier 1, incident-response runbook in a client environment: the Security Lead, or the Security Lead on call',
    scope: 'incident-runbook',
    automation: 'health-dashboard',
    draft: `${health(DEVICES.fs01)}technician: tess\napprovers: [sam, lena, olga]\n`,
    early: [
      ['lena', 'Waiting for Sam Sato'],
      ['olga', 'Waiting for Sam Sato'],
    ],
    last: 'sam',
    standIn: 'sara',
    called: 'Sara Silva was called as stand-in for Sam Sato',
    beside: [],
  },
];

describe('Who approves', { timeout: 120_000 }, () => {
  it.each(ROWS)('$row', async ({ scope, automation, draft, early, last, standIn, called, beside }) => {
    const request = await proposes(automation, draft, stage);
    await gates(stage);
    for (const [person, waits] of early) {
      await answers(person, 'APPROVE', request, stage);
      await gates(stage);
      expect(await verdictOn(request, stage)).toContain(waits);
    }
    await recorded(['action-proposed'], request, stage);
    await answers(last, 'APPROVE', request, stage);
    await step(stage);
    const [, approved] = await recorded(RAN, request, stage);
    expect(approved).toMatchObject({ verdict: { scope, tier: 1 } });
    await isDoneByAStandIn({ scope, automation, draft, standIn, called, beside });
  });

  /** The same once more, and those who are asked do not answer. */
  async function isDoneByAStandIn(row: Pick<Row, 'scope' | 'automation' | 'draft' | 'standIn' | 'called' | 'beside'>) {
    settle();
    const request: TourRequest = await proposes(row.automation, row.draft, stage);
    await gates(stage);
    stage.later(5);
    await answers(row.standIn, 'APPROVE', request, stage); // nobody has called this person yet
    await gates(stage);
    expect(await verdictOn(request, stage)).toContain('stand-in-not-called');
    for (const person of row.beside) await answers(person, 'APPROVE', request, stage);
    stage.later(30);
    await step(stage);
    const [, deferred] = await recorded(['action-proposed', 'action-deferred'], request, stage);
    expect(deferred).toMatchObject({ standIn: row.standIn, resolution: expect.stringContaining(row.called) });
    await answers(row.standIn, 'APPROVE', request, stage);
    await step(stage);
    const approved = (await recorded(RAN_BY_A_STAND_IN, request, stage))[2];
    expect(approved).toMatchObject({
      verdict: { scope: row.scope },
      approvals: expect.arrayContaining([expect.objectContaining({ person: row.standIn, standIn: true })]),
    });
    settle();
  }

  /** The devices as they were, and late enough that no two requests count as one large one. */
  function settle(): void {
    for (const device of [4711, 4721]) {
      stage.house.sandbox.change(device, { isolated: false, isolationFails: null, askedAt: null, fields: {} });
    }
    stage.later(61);
  }

  it('Tier 2: pre-approval by an approved maintenance window or change request, otherwise it reverts to the Tier 1 gate', async () => {
    const request = await proposes('patch-scheduler', patches(DEVICES.ws23, 'none-approved'), stage);
    await step(stage);
    await recorded(['action-proposed'], request, stage);
    const words = await verdictOn(request, stage);
    expect(words).toContain('Tier 1, gate human-approval');
    expect(words).toContain('Without a pre-approval it goes through the Tier 1 gate.');
    await stage.house.as('tess-northwind').forge.close(request.pull);
    await step(stage);
  });

  it('exception to the standard: the Security Lead and the Risk Owner, both, and no exception without both', async () => {
    const request = await opens(
      'tess-northwind',
      'exception/drill',
      'exceptions/drill.yaml',
      drillException('acme', '2026-11-23'),
      stage,
    );
    await gates(stage);
    for (const person of ['sam', 'sven', 'olga', 'exa']) {
      await answers(person, 'APPROVE', request, stage);
    }
    stage.later(5 * 24 * 60); // nobody stands in for either of them
    await step(stage);
    expect(await verdictOn(request, stage)).toContain('Waiting for Rita Rossi');
    await recorded([], request, stage);
    const waits = await proposes('ransomware-responder', isolation([DEVICES.ws17]), stage);
    await step(stage);
    expect(await verdictOn(waits, stage)).toContain('Waiting for Lena Lindqvist');
    await stage.house.as('tess-northwind').forge.close(waits.pull);
    await answers('rita', 'APPROVE', request, stage);
    await step(stage);
    const [approved] = await recorded(['exception-approved'], request, stage);
    expect(approved).toMatchObject({ approvals: [{ person: 'sam' }, { person: 'rita' }] });
  });

  it('nobody else is asked: a stand-in who is not on call is not even proposed', async () => {
    stage.later(61);
    const draft = isolation([DEVICES.globex], ['standIns: [emil]']); // no exception covers this client
    await isTurnedAway('ransomware-responder', draft, 'stand-in-not-eligible', stage);
  });

  it('agrees with an audit of all of it', async () => {
    expect(await failuresIn(stage.test)).toEqual([]);
  });
});
