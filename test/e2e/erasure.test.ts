// An erasure from its request to the auditor: two people approve, the words go, every proof stays, and a legal hold stands above both.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { askForErasure } from '../../scripts/erase-request.ts';
import { erase } from '../../scripts/erase.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { openOverview } from '../../scripts/local/overview.ts';
import { DEVICES } from '../../scripts/local/tour-drafts.ts';
import { renderReport, verify } from '../../scripts/verify.ts';
import { answers, deniedWith, erasureOf, holds, lastOf, WORDS } from '../fixtures/erasures.ts';
import { heard, testHouse, type TestHouse } from './house.ts';

const MINUTE = 60_000;
const WISH = { because: 'A person asked for it.', legalBasis: 'Art. 17 GDPR', requestor: 'tess' };

const later = (minutes: number): void => rig.pass(minutes * MINUTE);

let rig: TestHouse;
let clones = 0;
let denied = '';
beforeAll(async () => {
  rig = await testHouse();
  denied = await deniedWith(WORDS, DEVICES.fs01, rig.house, later);
}, 60_000);
afterAll(() => rig.close());

/** A fresh clone, as an auditor makes one. */
function cloned(): string {
  const directory = join(rig.directory, `clone-${(clones += 1)}.git`);
  const source = join(rig.directory, 'forge/repository.git');
  execFileSync('git', ['clone', '--quiet', '--bare', `file://${source}`, directory]);
  return directory;
}

function allBytes(directory: string): string {
  return String(
    execFileSync('git', ['-C', directory, 'cat-file', '--batch-all-objects', '--batch', '--buffer'], {
      maxBuffer: 2 ** 28,
    }),
  );
}

describe('before anybody asks', () => {
  it('the words are in a clone, on a branch of their own, and nothing is wrong', async () => {
    const directory = cloned();
    expect(allBytes(directory)).toContain(WORDS);
    const report = await verify({ directory });
    expect(report.findings).toEqual([]);
    expect(report.notRederivable).toEqual([]);
    expect(report.decisions).toBe(1);
  });

  it('there is nothing to carry out', async () => {
    expect(await erase(rig.house.bot)).toEqual([]);
  });
});

describe('asking for an erasure', () => {
  it.each([
    [[], 'Name at least one record'],
    [['2026/999'], 'There is no record "2026/999"'],
    [['2026/0'], 'holds no personal part apart'],
  ])('of %j is refused in a sentence', async (records, sentence) => {
    const asked = await askForErasure({ ...WISH, records }, rig.house.as('tess-northwind'));
    expect(asked.kind === 'refused' ? asked.sentences.join(' ') : asked).toContain(sentence);
  });
});

describe('an erasure', () => {
  it('waits for both people, and what one alone approved is not carried out', async () => {
    const { house } = rig;
    const asked = await askForErasure({ ...WISH, records: [denied] }, house.as('tess-northwind'));
    if (asked.kind === 'refused') throw new Error(asked.sentences.join(' '));
    expect(await askForErasure({ ...WISH, records: [denied] }, house.as('tess-northwind'))).toMatchObject({
      kind: 'exists',
    });
    await house.step();
    rig.pass(MINUTE);
    await answers(house, 'sam-northwind', asked.pull, 'APPROVE');
    await house.step();
    expect(await lastOf('erasure-approved', rig.house)).toBe('none');
    expect(await erase(house.bot)).toEqual([]);
    await answers(house, 'rita-northwind', asked.pull, 'APPROVE');
    rig.pass(MINUTE);
    await house.step();
    expect(await lastOf('erasure-approved', rig.house)).not.toBe('none');
  }, 60_000);

  it('is carried out once, and a fresh clone no longer has the words anywhere', async () => {
    const { house } = rig;
    const overview = openOverview(house.bot);
    const said = async (): Promise<string> => JSON.stringify((await overview.one(1))?.records);
    expect(await said()).toContain(WORDS);
    const [outcome, ...more] = await erase(house.bot);
    expect(outcome?.sentence).toMatch(/^Erased \d+ personal parts of one record as 2026-11-20-2026-\d+ asks\./);
    expect(more).toEqual([]);
    expect(await erase(house.bot)).toEqual([]);
    const directory = cloned();
    expect(allBytes(directory)).not.toContain(WORDS);
    expect(await said()).not.toContain(WORDS); // nor do the pages have them from memory
    execFileSync('git', ['-C', directory, 'fsck', '--strict'], { stdio: 'ignore' });
  });

  it('leaves every other proof standing, and the auditor is told what went, by whom, and what cannot be derived any more', async () => {
    const report = await verify({ directory: cloned() });
    expect(report.findings.map(({ code }) => code).toSorted()).toEqual(['erasure-early', 'record-erased']);
    expect(report.ok).toBe(true);
    const by = await lastOf('record-erased', rig.house);
    expect(report.notRederivable).toEqual([{ record: denied, why: `its evidence was erased by record ${by}` }]);
    expect(renderReport(report)).toContain('approved by Sam');
    expect(renderReport(report)).toContain(`${denied}: its evidence was erased by record ${by}`);
  });
});

describe('a legal hold', () => {
  it('keeps back what two people approved, and is carried out once it is lifted', async () => {
    const { house } = rig;
    const record = await deniedWith('Mr Sample is ill.', DEVICES.fs02, house, later);
    await holds(record, null, house, later);
    await erasureOf(record, house, later);
    const [held] = await erase(house.bot);
    expect(held?.kind).toBe('legal-hold');
    expect(held?.sentence).toContain(
      `waits: record ${record} is under the legal hold sample-v-northwind, placed because of a lawsuit.`,
    );
    // A schedule that finds it held each time has done what it should.
    const said = heard(rig.environment('countersign[bot]'));
    expect(await main(['erase'], said.io)).toBe(0);
    expect(said.out()).toContain('is under the legal hold sample-v-northwind');
    await holds(record, '2026-11-20T10:00:00Z', house, later);
    expect(await erase(house.bot)).toMatchObject([{ kind: 'erased' }]);
    const directory = cloned();
    expect(allBytes(directory)).not.toContain('Mr Sample');
    const report = await verify({ directory });
    expect(report.ok, renderReport(report)).toBe(true);
    expect(report.notRederivable).toHaveLength(2);
  }, 120_000);
});

describe('what cannot have been seen by whoever approved it', () => {
  const size = async (): Promise<number> => (await rig.house.bot.ledger.read()).records.length;
  const text = (id: string, record: string, part: string): string =>
    [
      `id: ${id}`,
      'justification: A person asked for it.',
      'legalBasis: Art. 17 GDPR',
      'requestor: tess',
      'approvers: [sam, rita]',
      `records: [{ record: ${record}, parts: [${part}] }]`,
      '',
    ].join('\n');

  it('is not dropped: a record that was written only afterwards', async () => {
    const { house } = rig;
    const later = (await size()) + 20;
    const { forge } = house.as('tess-northwind');
    const file = text('early', `2026/${later}`, 'detail');
    await forge.putFileOnBranch('erasure/early', 'exceptions/erasures/early.yaml', file, 'Early');
    const { pull } = await forge.openPull('erasure/early', 'Early', 'Early.');
    await house.step();
    for (const person of ['sam', 'rita']) await answers(house, `${person}-northwind`, pull.number, 'APPROVE');
    rig.pass(MINUTE);
    await house.step();
    expect(await lastOf('erasure-approved', house)).toMatch(/^2026\/\d+$/);
    const [base] = (await house.bot.ledger.read()).records.map(({ record }) => record).slice(-1);
    const told = {
      type: 'contact-attempted',
      at: formatInstant(rig.now()),
      repository: base?.['repository'],
      main: base?.['main'],
      pull: null,
      person: 'lena',
      channel: 'test',
      delivered: true,
      detail: 'Said to Lena.',
    };
    for (let index = await size(); index <= later; index += 1) {
      await house.bot.ledger.append([{ draft: { ...told, about: `n ${index}` }, unless: [] }], rig.now());
    }
    const [outcome] = await erase(house.bot);
    expect(outcome).toMatchObject({ kind: 'unknown-part', erasure: 'early' });
    expect(outcome?.sentence).toContain(`record 2026/${later} was written only after it was approved`);
    expect(allBytes(cloned()).split('Said to Lena.').length).toBeGreaterThan(later - 20);
  }, 60_000);

  it('is not asked for: what somebody has pushed under the name of the request', async () => {
    const { house } = rig;
    const record = await deniedWith('Mrs Other is away.', DEVICES.ws17, house, later);
    const id = `2026-11-20-${record.replace('/', '-')}`;
    const { forge } = house.as('northwind-ransomware-responder[bot]');
    const file = text(id, denied, 'file');
    await forge.putFileOnBranch(`erasure/${id}`, `exceptions/erasures/${id}.yaml`, file, 'Mine');
    expect(await askForErasure({ ...WISH, records: [record] }, house.as('tess-northwind'))).toEqual({
      kind: 'refused',
      sentences: [
        `The branch erasure/${id} is there already and holds something else. Delete it, or ask in the same words.`,
      ],
    });
  }, 60_000);
});
