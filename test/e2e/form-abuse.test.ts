// What stands in the way of a form: names that others have taken, comments that others wrote, a forge that does not tell.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detect } from '../../scripts/detect.ts';
import { slotsOf } from '../../scripts/form-request.ts';
import type { Slot } from '../../scripts/form-request.ts';
import { takeForms } from '../../scripts/form.ts';
import { githubForge } from '../../scripts/ports/github.ts';
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
      sentences: [expect.stringMatching(/^The id \w+ belongs to request \d+, which asks for something else\./)],
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

it('leaves nothing that an auditor fails on', async () => {
  expect(await failuresIn(test)).toEqual([]);
});
