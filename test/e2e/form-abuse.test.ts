// What stands in the way of a form: names that others have taken, comments that others wrote, a forge that does not tell.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reportedEvent, reportedHow } from '../../scripts/core/gate-event-draft.ts';
import { detect } from '../../scripts/detect.ts';
import { slotsOf } from '../../scripts/form-request.ts';
import type { Slot } from '../../scripts/form-request.ts';
import { takeForms } from '../../scripts/form.ts';
import { ForgeFault } from '../../scripts/ports/forge.ts';
import { githubForge } from '../../scripts/ports/github.ts';
import { sequence } from '../../scripts/sequence.ts';
import { sweep } from '../../scripts/sweep.ts';
import { failuresIn } from './house.ts';
import { FORMS_APP, filled, formHouse } from './form-house.ts';
import type { FormHouse } from './form-house.ts';

let test: FormHouse;
beforeAll(async () => {
  test = await formHouse();
});
afterAll(() => test.close());

const RESPONDER = 'northwind-ransomware-responder[bot]';

describe('what stands in the way', () => {
  /** Where the requests of an issue would be: whoever knows its number knows that. */
  async function slots(issue: number): Promise<readonly Slot[]> {
    const found = (await test.house.bot.forge.issue(issue)) ?? expect.fail('no issue');
    return Object.values(slotsOf(found, test.house.settings.repositoryId));
  }

  it('a branch that somebody else has pushed under the name of the request is not opened as ours', async () => {
    const next = (await test.opens('tess-northwind', 'The number before.')) + 1;
    const { forge } = test.house.as(RESPONDER);
    await forge.putFileOnBranch(
      `exception/issue-${next}`,
      `exceptions/issue-${next}.yaml`,
      'requestor: lena\n',
      'Mine',
    );
    const issue = await test.opens('tess-northwind', filled('exception'));
    expect(issue).toBe(next);
    expect(await test.takes(issue)).toEqual({
      kind: 'refused',
      sentences: [
        `The branch exception/issue-${issue} is there already and holds something else. Delete it, or choose another id.`,
      ],
    });
  });

  it('a branch that somebody else has pushed for an action, or for a report, is not opened as ours either', async () => {
    const issue = await test.opens('tess-northwind', filled('action'));
    const { forge } = test.house.as(RESPONDER);
    for (const slot of await slots(issue)) {
      const text = filled('action').replaceAll('acme', 'globex');
      await forge.putFileOnBranch(slot.branch, slot.path, text, 'Mine');
    }
    expect(await test.takes(issue)).toMatchObject({
      kind: 'refused',
      sentences: [expect.stringMatching(/^The branch action\/\w+ is there already and holds something else\./)],
    });
    await test.edits('tess-northwind', issue, {
      body: filled('gate-event', { target: 'ACME-FS02', kind: 'gate-event' }),
    });
    const outcome = await test.takes(issue);
    if (outcome?.kind !== 'recorded' || outcome.pull === null) expect.fail(JSON.stringify(outcome));
    expect((await test.house.bot.forge.pull(outcome.pull.number)).headBranch).toMatch(/^gate-event\/issue-\d+-r\w+-2$/);
  });

  it('a request that somebody else has opened under its name is none of it', async () => {
    const issue = await test.opens('tess-northwind', filled('action'));
    const { forge } = test.house.as(RESPONDER);
    const [action, , , event] = await slots(issue);
    for (const { branch, path } of [action, event].filter((one) => one !== undefined)) {
      await forge.putFileOnBranch(branch, path, 'operation: ninjarmm/deploy-patches\n', 'Mine');
      await forge.openPull(branch, 'Mine', 'Mine');
    }
    const outcome = await test.takes(issue);
    expect(outcome).toMatchObject({
      kind: 'refused',
      sentences: [
        expect.stringMatching(
          /^The id \w+ belongs to request \d+, which northwind-ransomware-responder\[bot\] has opened\./,
        ),
      ],
    });
    await test.edits('tess-northwind', issue, { body: filled('gate-event', { target: 'UMBRA-DMS01' }) });
    const filed = await test.takes(issue);
    if (filed?.kind !== 'recorded' || filed.pull === null) expect.fail(JSON.stringify(filed));
    expect((await test.house.bot.forge.pull(filed.pull.number)).headBranch).toBe(`${event?.branch}-2`);
    expect(await test.again(issue)).toMatchObject({
      kind: 'recorded',
      record: filed.record,
      pull: { number: filed.pull.number },
    });
    expect(await detect(test.house.bot)).toMatchObject({ filed: [] });
  });

  it.each([
    ['pushed', 'The branch action/ULID is there already and holds something else.'],
    ['opened', `The id ULID belongs to request NUMBER, which ${RESPONDER} has opened.`],
  ])('the same action that somebody has %s under its name without who asked is none of it', async (how, sentence) => {
    const model = await test.takes(await test.opens('tess-northwind', filled('action')));
    if (model?.kind !== 'opened') expect.fail(JSON.stringify(model));
    const { head, headBranch } = await test.house.bot.forge.pull(model.pull.number);
    const issue = await test.opens('tess-northwind', filled('action'));
    const [action] = await slots(issue);
    if (action === undefined) expect.fail('no slot');
    const id = headBranch.slice('action/'.length);
    const path = action.path.replace(action.id, id);
    const text = (await test.house.bot.forge.fileAt(head, path)) ?? '';
    const { forge } = test.house.as(RESPONDER);
    const struck = text.replaceAll(id, action.id).replace('requester: tess', 'requester: null');
    await forge.putFileOnBranch(action.branch, action.path, struck, 'Mine');
    if (how === 'opened') await forge.openPull(action.branch, 'Mine', 'Mine');
    const taken = await test.takes(issue);
    if (taken?.kind !== 'refused') expect.fail(JSON.stringify(taken));
    const [said = ''] = taken.sentences;
    expect(said.replaceAll(action.id, 'ULID').replace(/request \d+/, 'request NUMBER')).toContain(sentence);
  });

  it('somebody else’s comment answers nothing, whatever it begins with', async () => {
    const issue = await test.opens('tess-northwind', filled('exception', { title: 'Answered?' }));
    await takeForms(test.forms);
    const ours = test.house.forge.comments(issue).map(({ body }) => body);
    const fresh = await test.opens('tess-northwind', filled('exception', { title: 'Answered?' }));
    await test.house
      .as('lena-northwind')
      .forge.upsertComment(fresh, 'countersign:form', ours[0]?.split('\n').slice(1).join('\n') ?? '');
    expect(test.house.forge.comments(fresh).map(({ body }) => body)).toEqual(ours);
    expect(await test.takes(fresh)).toMatchObject({ kind: 'opened' });
  });

  it('an issue that cannot be answered keeps no other one waiting', async () => {
    const [bad, good] = [await test.opens('tess-northwind', 'x'), await test.opens('tess-northwind', 'y')];
    const { forge } = test.forms.place;
    const locked = {
      ...forge,
      upsertComment: async (...args: Parameters<typeof forge.upsertComment>) => {
        if (args[0] === bad) throw new Error('locked');
        await forge.upsertComment(...args);
      },
    };
    const place = { ...test.forms.place, forge: locked };
    await expect(takeForms({ ...test.forms, place })).rejects.toThrow('locked');
    expect(test.said(good)).toHaveLength(1);
    expect(test.said(bad)).toEqual([]);
  });

  it('a claim under the name that a report is going to have keeps no report from the ledger', async () => {
    const next = (await test.opens('tess-northwind', 'Before, and before the request of the claim.')) + 2;
    const [, , , event] = Object.values(slotsOf({ number: next, openedAt: 0 }, 1));
    const { bot } = test.house;
    const words = `Nothing happened. (report ${event?.id})`;
    await bot.ledger.claim([{ type: 'gate-failure', kind: 'near-miss', how: words }], test.now());
    expect((await detect(bot)).filed).toHaveLength(1);
    const said = filled('gate-event', { target: 'ACME-WS23', kind: 'gate-event' });
    expect(await test.opens('tess-northwind', said)).toBe(next);
    expect(await test.takes(next)).toMatchObject({ kind: 'recorded', record: expect.any(String) });
    expect(await test.records('gate-failure')).toContainEqual(expect.objectContaining({ target: 'ACME-WS23' }));
    expect(await detect(bot)).toMatchObject({ filed: [] });
  });

  it('a great many issues cost the sweep no request each, also where the forge has no list of them', async () => {
    for (let more = 0; more < 25; more += 1) await test.opens('tess-northwind', `Question ${more}`);
    expect(await test.takes(await test.opens('tess-northwind', filled('action')))).toMatchObject({ kind: 'opened' });
    const { bot } = test.house;
    const asked: number[] = [];
    const isIssue = async (number: number): Promise<boolean> => {
      asked.push(number);
      return bot.forge.isIssue(number);
    };
    expect(await sweep({ ...bot, forge: { ...bot.forge, isIssue } })).toMatchObject({ gaps: [] });
    expect(asked).toEqual([]);
    const issuesSince = () => Promise.reject(new ForgeFault('no list', null));
    expect(await sweep({ ...bot, forge: { ...bot.forge, isIssue, issuesSince } })).toMatchObject({ gaps: [] });
    expect(asked.length).toBeGreaterThanOrEqual(25);
  });

  it('a forge that does not tell who changed an issue is a fault, and nothing is taken', async () => {
    const forge = githubForge({
      apiUrl: `${test.house.url}/api/v3`,
      repository: 'northwind/actions',
      token: test.house.settings.tokens[FORMS_APP] ?? '',
      graphql: 'off',
    });
    const place = { ...test.forms.place, forge };
    await expect(takeForms({ ...test.forms, place })).rejects.toThrow(
      'This forge answers no GraphQL, so nobody knows who changed an issue: ask with the verb instead.',
    );
  });

  it('without the ledger’s key a report waits before the ledger, and is filed all the same', async () => {
    const issue = await test.opens('tess-northwind', filled('gate-event', { target: 'INITECH-CI01' }));
    await takeForms({ ...test.forms, hasKey: false });
    expect(test.said(issue)[0]).toMatch(
      /^It waits before the ledger and is recorded next, and request \d+ files it: http/,
    );
    expect(await detect(test.house.bot)).toMatchObject({ filed: [] });
  });
});

it('a claim in the very words of a report does not make less of it than it is', async () => {
  const next = (await test.opens('tess-northwind', 'The number before.')) + 1;
  const said = { action: 'ninjarmm/deploy-patches', target: 'GLOBEX-DC01', bypass: 'Started by hand in the console.' };
  const date = '2026-11-20T09:30:00Z';
  const report = { ...said, date: Date.parse(date), detectedBy: 'the nightly comparison', automation: null };
  const how = reportedHow(reportedEvent({ ...report, source: `issue-${next}` }, 'tess'));
  const claim = { type: 'gate-failure', kind: 'near-miss', how, target: said.target, occurredAt: date };
  await test.house.bot.ledger.claim([claim], test.now());
  await sequence(test.house.bot);
  expect(await test.opens('tess-northwind', filled('gate-event', said))).toBe(next);
  expect(await test.takes(next)).toMatchObject({ kind: 'recorded', record: expect.any(String) });
  const told = (await test.records('gate-failure')).filter((one) => 'how' in one && one.how === how);
  expect(told).toMatchObject([
    { detectedBy: 'inbox', kind: 'near-miss', reportedBy: null },
    { kind: 'reported', reportedBy: 'tess' },
  ]);
  expect(await test.again(next)).toMatchObject({ kind: 'exists' });
  expect((await test.records('gate-failure')).filter((one) => 'how' in one && one.how === how)).toHaveLength(2);
});

it('leaves nothing that an auditor fails on', async () => {
  expect(await failuresIn(test)).toEqual([]);
});
