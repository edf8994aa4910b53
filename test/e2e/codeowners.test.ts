// The owners file on main: while it is not what the policy gives, nothing is approved; and a request of its own mends it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../scripts/core/canonical.ts';
import { CODEOWNERS_PATH } from '../../scripts/core/codeowners-file.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { commitAt } from '../../scripts/local/forge/git-read.ts';
import { commitFiles } from '../../scripts/local/forge/git-write.ts';
import { DEVICES, health } from '../../scripts/local/tour-drafts.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import { testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const REPORTER = 'northwind-health-dashboard[bot]';

let test: TestHouse;
let good = '';
beforeAll(async () => {
  test = await testHouse();
  good = (await test.house.bot.forge.fileAt('main', CODEOWNERS_PATH)) ?? '';
}, 60_000);
afterAll(() => test.close());

/** Past all rules, as whoever runs the server can. */
async function onMain(path: string, text: string): Promise<void> {
  const { forge } = test.house;
  const by = forge.accountByLogin('northwind-admin');
  if (by === null) throw new Error('the house has no administrator');
  const tip = await commitAt(forge.git, 'refs/heads/main');
  const file = { content: Buffer.from(text), mode: '100644' };
  await commitFiles(forge.git, 'main', tip, new Map([[path, file]]), { by, at: test.now(), message: 'Slip\n' });
}

async function verdicts(): Promise<readonly string[]> {
  const { verdicts: all } = await gate(test.house.bot);
  return all.map(({ pull, verdict: { state, refusals } }) => {
    return [pull, state, ...refusals.map(({ code }) => code)].join(' ');
  });
}

describe('a request', () => {
  it('passes while the owners file is as it has to be', async () => {
    await propose(Buffer.from(health(DEVICES.fs01)), 'draft.yaml', test.house.as(REPORTER));
    expect(await verdicts()).toEqual(['1 auto']);
  });

  it('is refused, and not merged, after somebody changed the file; the sentence says what to do', async () => {
    await onMain(CODEOWNERS_PATH, `${good}* @tess-northwind\n`);
    expect(await verdicts()).toEqual(['1 refused codeowners-differs']);
    expect(await merge(test.house.bot)).toMatchObject({ merged: [] });
    const { title } = (await test.house.forge.checks(test.house.forge.pull(1).head)).at(-1) ?? {};
    expect(title).toBe('Refused: .github/CODEOWNERS on main is not what the policy there gives.');
  });

  it('that brings the right file waits for the two who answer for the policy, and mends it for all', async () => {
    const { house } = test;
    const tess = house.as('tess-northwind');
    const actor = house.forge.accountByLogin('tess-northwind');
    if (actor === null) throw new Error('Tess has no account');
    await house.forge.createRef(actor, 'refs/heads/owners', await house.forge.ref('heads/main'));
    const there = await house.forge.fileAt('owners', CODEOWNERS_PATH);
    const file = { branch: 'owners', path: CODEOWNERS_PATH, content: Buffer.from(good), message: 'Mend the owners' };
    await house.forge.putFile(actor, { ...file, replaces: there?.blob ?? null });
    const { pull } = await tess.forge.openPull('owners', 'Mend the owners', 'As the policy gives them.');
    expect(await verdicts()).toEqual(['1 refused codeowners-differs', '2 waiting']);
    for (const login of ['sam-northwind', 'olga-northwind']) {
      await house.as(login).forge.review(pull.number, pull.head, 'APPROVE', '');
    }
    expect((await merge(house.bot)).merged).toContain(2);
    expect(await house.bot.forge.fileAt('main', CODEOWNERS_PATH)).toBe(good);
    expect((await verdicts()).filter((one) => one.includes('codeowners'))).toEqual([]);
  });

  it('is refused while a second file would be read by somebody else', async () => {
    await onMain('docs/CODEOWNERS', '* @tess-northwind\n');
    await propose(Buffer.from(health(DEVICES.ws17)), 'draft.yaml', test.house.as(REPORTER));
    expect((await verdicts()).at(-1)).toMatch(/ refused codeowners-shadowed$/);
  });

  it('keeps on the ledger what the file was when it was judged', async () => {
    const records = recordsOf(await test.house.bot.ledger.read());
    const mended = records.find((one) => one.type === 'policy-changed');
    const bad = sha256(Buffer.from(`${good}* @tess-northwind\n`));
    expect(mended).toMatchObject({ pull: { number: 2, codeowners: { digest: bad, others: [] } } });
  });
});
