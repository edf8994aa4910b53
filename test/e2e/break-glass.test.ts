// Break-glass from the first word to the review: on the ledger before it runs, told, filed, reviewed by others, once a person.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakGlass } from '../../scripts/break-glass.ts';
import { detect } from '../../scripts/detect.ts';
import { recordId } from '../../scripts/core/records.ts';
import type { Indexed } from '../../scripts/core/records.ts';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { pushes } from '../../scripts/local/tour-push.ts';
import type { Stage } from '../../scripts/local/tour-stage.ts';
import { merge } from '../../scripts/merge.ts';
import { failuresIn, isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

const MINUTE = 60_000;
const BECAUSE = 'It is spreading, and nobody answers.';

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

const bot = () => test.house.bot;
const as = (person: string) => test.house.as(`${person}-northwind`);

async function records(...types: readonly string[]) {
  return recordsOf(await bot().ledger.read()).filter(({ type }) => types.includes(type));
}

function draft(device: string, name: string, over: Readonly<Record<string, unknown>> = {}): Uint8Array {
  return Buffer.from(JSON.stringify(isolation({ targets: [{ client: 'acme', device, name }], ...over })));
}

async function breaks(person: string, device: string, name: string) {
  const broken = await breakGlass(draft(device, name), 'draft', BECAUSE, as(person));
  if (broken.kind === 'refused') throw new Error(broken.sentences.join(' '));
  return { number: broken.pull.number, id: broken.id };
}

async function of(id: string): Promise<readonly string[]> {
  const all = recordsOf(await bot().ledger.read());
  return all.flatMap((one) => ('action' in one && one.action?.id === id ? [one.type] : []));
}

async function verdict(number: number): Promise<string> {
  const { verdicts } = await gate(bot());
  const said = verdicts.find(({ pull }) => pull === number)?.verdict;
  return [said?.summary, ...(said?.refusals ?? []).map(({ fact }) => fact)].join(' ');
}

async function approve(number: number, ...people: readonly string[]): Promise<void> {
  await gate(bot());
  const { head } = await bot().forge.pull(number);
  for (const person of people) await as(person).forge.review(number, head, 'APPROVE', 'Reviewed.');
  await gate(bot());
  await merge(bot());
}

async function audited(): Promise<void> {
  await test.house.step();
  expect(await failuresIn(test)).toEqual([]);
}

const FILE = 'exceptions/gate-failures/$1.yaml';

/** The request with the report of a record. */
const reportOn = (record: Indexed) =>
  bot().forge.pullFrom(`gate-event/${record.at.slice(0, 10)}-record-${recordId(record).replace('/', '-')}`);

describe('a broken glass', () => {
  let first = { number: 0, id: '' };

  it('is on the ledger as a gate failure before it is merged, and runs at once, also where its report cannot be filed', async () => {
    first = await breaks('olga', '4711', 'ACME-FS01');
    await merge(bot()); // the merge verb alone does nothing: there is no record yet
    expect((await bot().forge.pull(first.number)).state).toBe('open');
    const dead = { ...bot().forge, openPull: () => Promise.reject(new Error('the forge is away')) };
    const before = test.log.length;
    await gate({ ...bot(), forge: dead });
    expect(test.log.slice(before).filter((line) => line.startsWith('gate event'))).toEqual([
      expect.stringMatching(
        /^gate event 2026-11-20-record-2026-\d+: not filed yet, detect files it: the forge is away$/,
      ),
    ]);
    expect(await of(first.id)).toEqual(['action-proposed', 'gate-failure']);
    await merge(bot());
    await execute(bot());
    const ran = ['action-proposed', 'gate-failure', 'action-auto', 'action-intended', 'action-executed'];
    expect(await of(first.id)).toEqual(ran);
    expect(await records('gate-failure')).toMatchObject([
      { kind: 'break-glass', reportedBy: 'olga', target: 'ACME-FS01', detectedBy: 'gate' },
    ]);
    const [auto] = await records('action-auto');
    expect(auto).toMatchObject({ condition: expect.stringContaining(`Olga Okafor breaks the glass: ${BECAUSE}`) });
    expect(test.house.sandbox.acts(4711)).toBe(1);
  });

  it('that could not be filed when it ran is filed by detect, once', async () => {
    expect((await detect(bot())).filed).toHaveLength(1);
    await gate(bot());
    expect((await detect(bot())).filed).toEqual([]);
  });

  it('is no second time there for that person, and is for another', async () => {
    const again = await breakGlass(draft('4712', 'ACME-FS02'), 'draft', BECAUSE, as('olga'));
    expect(again.kind === 'refused' ? again.sentences.join(' ') : '').toMatch(
      /^break-glass-unreviewed: Olga Okafor broke/,
    );
    const { number, id } = await breaks('sam', '4712', 'ACME-FS02');
    await test.house.step();
    expect((await of(id)).slice(-1)).toEqual(['action-executed']);
    expect((await bot().forge.pull(number)).state).toBe('merged');
  });

  it('is filed at once, in the name of who did it, and reviewed by others alone', async () => {
    const [olgas, sams] = await Promise.all((await records('gate-failure')).map(reportOn));
    if (!olgas || !sams) expect.fail('not filed');
    expect(await detect(bot())).toMatchObject({ filed: [], unfiled: [] });
    const text = await bot().forge.fileAt(sams.head, sams.headBranch.replace(/^gate-event\/(.*)$/, FILE));
    expect(text).toContain('reportedBy: "sam"');
    expect(text).toContain('approvers: ["sven","rita"]');
    await approve(sams.number, 'sam', 'rita');
    expect((await bot().forge.pull(sams.number)).state).toBe('open');
    await approve(olgas.number, 'sam', 'rita');
    const after = await breaks('olga', '4713', 'ACME-DC01');
    expect(await verdict(after.number)).toContain('Passes without a human');
    await as('olga').forge.close(after.number);
    await merge(bot());
  });

  it('that nobody reviews in time is a gate failure of its own, once', async () => {
    test.pass(25 * 60 * MINUTE);
    const { found } = await detect(bot());
    expect(found.map(({ how }) => how)).toEqual([
      expect.stringMatching(/^The glass that record .* was not reviewed by others by 2026-11-21T/),
      expect.stringMatching(/^The glass that record .* was not reviewed by others by 2026-11-21T/),
    ]);
    expect((await detect(bot())).found).toEqual([]);
  });

  it('is derived again by an auditor', () => audited(), 60_000);
});

describe('is refused', () => {
  beforeAll(async () => {
    await test.close();
    test = await testHouse();
  });

  const stage = (): Stage => ({
    house: test.house,
    directory: test.directory,
    now: test.now,
    later: (minutes) => test.pass(minutes * MINUTE),
    tell: () => undefined,
    fail: (expected, came) => {
      throw new Error(`${expected}: ${came}`);
    },
  });

  it.each([
    [
      'to somebody who is not named',
      'lena',
      {},
      /^break-glass-not-allowed: Lena Lindqvist may not break the glass: .* Olga Okafor, Sam Sato/,
    ],
    [
      'for what needs no approval',
      'olga',
      { operation: 'ninjarmm/deploy-patches', parameters: { kind: 'os' } },
      /is in Tier 2, and only Tier 1 needs it/,
    ],
    ['for an operation that nobody classified', 'olga', { operation: 'ninjarmm/reboot' }, /operation-unclassified/],
  ])('%s', async (_, person, over, words) => {
    const broken = await breakGlass(draft('4714', 'ACME-WS17', over), 'draft', BECAUSE, as(person));
    expect(broken.kind === 'refused' ? broken.sentences.join(' ') : 'opened').toMatch(words);
  });

  it('where somebody else had a hand in its branch, and to an automation that says the same', async () => {
    const { number, id } = await breaks('olga', '4714', 'ACME-WS17');
    const { headBranch, head } = await bot().forge.pull(number);
    const path = `actions-queue/2026/11/${id}.yaml`;
    const text = (await bot().forge.fileAt(head, path)) ?? '';
    const other = text.replaceAll('4714', '4713').replaceAll('ACME-WS17', 'ACME-DC01');
    await pushes(
      { login: 'tess-northwind', branch: headBranch, files: { [path]: other }, message: 'Another' },
      stage(),
    );
    expect(await verdict(number)).toContain('Somebody else than Olga Okafor had a hand in its commits.');
    await as('olga').forge.close(number);
    const own = `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`;
    const login = 'northwind-ransomware-responder[bot]';
    const files = { [path.replace(id, own)]: text.replaceAll(id, own) };
    await pushes({ login, branch: `action/${own}`, files, message: 'Now' }, stage());
    const { pull } = await test.house.as(login).forge.openPull(`action/${own}`, 'Now', 'Now.');
    expect(await verdict(pull.number)).toContain('is no person of the roster, and only a person breaks the glass.');
    await merge(bot());
    expect([...(await of(id)), ...(await of(own))]).not.toContain('gate-failure');
  });

  it('for no reason that lies in the names of what it is for, however long they are', async () => {
    const face = '\u{1f600}';
    const names = [`x${face.repeat(99)}`, ...Array.from({ length: 5 }, () => face.repeat(100))];
    const targets = names.map((name, at) => ({ client: 'acme', device: `48${at}`, name }));
    const broken = await breakGlass(draft('', '', { targets }), 'draft', BECAUSE, as('sam'));
    if (broken.kind === 'refused') expect.fail(broken.sentences.join(' '));
    await gate(bot());
    expect(await of(broken.id)).toEqual(['action-proposed', 'gate-failure']);
    await as('sam').forge.close(broken.pull.number);
  });

  it('once its time is over, also where it was recorded and nobody merged it', async () => {
    const { number, id } = await breaks('olga', '4714', 'ACME-WS17');
    await gate(bot());
    expect(await of(id)).toEqual(['action-proposed', 'gate-failure']);
    test.pass(61 * MINUTE);
    expect(await verdict(number)).toMatch(/The glass was broken for the time until /);
    await merge(bot());
    expect(await of(id)).not.toContain('action-auto');
  });

  it('and an auditor derives that again', () => audited(), 60_000);
});
