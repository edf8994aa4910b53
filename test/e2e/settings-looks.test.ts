// The doctor's looks on the ledger: the first, unchanged days, changes, what cannot be read, a crash, a race, and days without any.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatInstant } from '../../scripts/core/time.ts';
import { ForgeFault } from '../../scripts/ports/forge.ts';
import { ADMIN, DAY, looksHouse, MINUTE } from './settings-looks-house.ts';
import type { LooksHouse } from './settings-looks-house.ts';

let test: LooksHouse;
beforeAll(async () => void (test = await looksHouse()));
afterAll(() => test.close());

describe('a look by the doctor', () => {
  it('is recorded, and the first goes on from nothing', async () => {
    const now = formatInstant(test.now());
    const { look: own, findings: found } = await test.look();
    expect(own).toMatchObject({ kind: 'recorded' });
    // No rule was there in the ledger's first minute.
    const failures = (await test.records()).flatMap((one) =>
      one.type === 'gate-failure' ? [`2026/${one.index}`] : [],
    );
    const drift = found.filter(({ severity }) => severity === 'drift').map(({ id }) => id);
    expect(await test.looks()).toMatchObject([
      {
        from: null,
        until: now,
        unread: [],
        differences: drift.length,
        codes: drift.toSorted(),
        stated: ['grants-hidden', 'single-app'],
        failures,
      },
    ]);
    expect(failures.length).toBeGreaterThan(0);
    expect((await test.newest()).parts).toBeGreaterThan(30);
  });

  it('is recorded once on a day on which nothing changes', async () => {
    test.pass(60 * MINUTE);
    expect((await test.look()).look).toEqual({ kind: 'none' });
    expect(await test.looks()).toHaveLength(1);
  });

  it('goes on the next day where it ended, and sees the same', async () => {
    const [first] = await test.looks();
    test.pass(DAY);
    expect((await test.look()).look).toMatchObject({ kind: 'recorded' });
    expect(await test.newest()).toMatchObject({ from: first?.until, digest: first?.digest, failures: [] });
    expect(test.log.at(-1)).toMatch(/^look 2026\/\d+: the settings were read up to 2026-11-21T/);
  });

  it('sees a setting that has changed, and again when it is put back', async () => {
    const before = await test.newest();
    await test.squash(true);
    test.pass(MINUTE);
    await test.look();
    const changed = await test.newest();
    expect(changed).toMatchObject({ from: before.until, differences: before.differences + 1, failures: [] });
    expect(changed.codes).toContain('repository allow_squash_merge');
    expect(changed.digest).not.toBe(before.digest);
    await test.squash(false);
    test.pass(MINUTE);
    await test.look();
    expect(await test.newest()).toMatchObject({ from: changed.until, digest: before.digest, codes: before.codes });
  });

  it('names the gate failure that it has recorded before itself', async () => {
    await test.offForAMinute();
    const { fresh } = await test.look();
    expect(fresh.map(({ id }) => id)).toEqual([expect.stringMatching(/^ruleset\/main-core@\d+$/)]);
    const [failure, own] = (await test.records()).slice(-2);
    expect(failure).toMatchObject({ type: 'gate-failure', target: fresh[0]?.id });
    expect(own).toMatchObject({ type: 'settings-read', failures: [`2026/${failure?.index}`] });
  });

  it('says what it could not read, and does not count that as right', async () => {
    const before = await test.newest();
    test.pass(MINUTE);
    const { findings: found } = await test.look({}, 'lena-northwind');
    const { unread, parts, differences, codes, digest } = await test.newest();
    expect(unread).toEqual(
      expect.arrayContaining(['actions/permissions', 'history/bypasses', 'history/ruleset/main-core', 'secrets']),
    );
    expect(unread.every((name) => found.some(({ id, severity }) => id === name && severity === 'drift'))).toBe(true);
    expect([parts, codes.some((code) => unread.includes(code))]).toEqual([before.parts, false]);
    expect(differences + unread.length).toBe(found.filter(({ severity }) => severity === 'drift').length);
    expect(digest).not.toBe(before.digest);
    test.pass(MINUTE);
    await test.look();
    expect(await test.newest()).toMatchObject({ unread: [], digest: before.digest });
  });

  it('is none where nothing at all could be read', async () => {
    const before = await test.looks();
    const repository = () => Promise.reject(new ForgeFault('The forge answered 503.', 503));
    test.pass(DAY);
    await expect(test.look({ forge: { ...test.house.bot.forge, repository } })).rejects.toThrow(
      'The forge answered 503.',
    );
    expect(await test.looks()).toEqual(before);
  });

  it('is none without the key, and says so', async () => {
    const before = await test.looks();
    const said: string[] = [];
    const log = (line: string) => void said.push(line);
    expect((await test.look({ keeper: undefined, log })).look).toEqual({ kind: 'none' });
    expect([said, await test.looks()]).toEqual([
      ['This look is not recorded: this run has no key of the ledger.'],
      before,
    ]);
  });

  it('is refused by a clock that is behind the look before', async () => {
    await test.look();
    const { until } = await test.newest();
    const now = () => test.now() - 6 * MINUTE;
    expect((await test.look({ now })).look).toEqual({
      kind: 'refused',
      sentence: `This look is not recorded: the look before reaches to ${until}, and here it is ${formatInstant(now())}. Set the clock of this machine right.`,
    });
  });
});

describe('a look that is cut short', () => {
  it('after its gate failure leaves that to the next one', async () => {
    await test.offForAMinute();
    const { ledger } = test.house.bot;
    let appends = 0;
    const append: typeof ledger.append = (what, now) => {
      appends += 1;
      return appends === 2 ? Promise.reject(new Error('killed')) : ledger.append(what, now);
    };
    await expect(test.look({ ledger: { ...ledger, append } })).rejects.toThrow('killed');
    const failure = (await test.records()).at(-1);
    expect(failure).toMatchObject({ type: 'gate-failure', kind: 'protection-weakened' });
    test.pass(MINUTE);
    expect(await test.look()).toMatchObject({ fresh: [], look: { kind: 'recorded' } });
    expect(await test.newest()).toMatchObject({ failures: [`2026/${failure?.index}`] });
  });

  it('by a faster one is not recorded: that one stands, and the next goes on from there', async () => {
    test.pass(DAY);
    const { ledger } = test.house.bot;
    const before = await test.looks();
    let appends = 0;
    const append: typeof ledger.append = async (what, now) => {
      appends += 1;
      if (appends === 2) expect((await test.look()).look).toMatchObject({ kind: 'recorded' });
      return ledger.append(what, now);
    };
    expect((await test.look({ ledger: { ...ledger, append } })).look).toEqual({ kind: 'none' });
    expect(await test.looks()).toHaveLength(before.length + 1);
    expect(await test.newest()).toMatchObject({ from: before.at(-1)?.until });
  });

  it('two at once are one', async () => {
    test.pass(DAY);
    const before = await test.looks();
    const kinds = (await Promise.all([test.look(), test.look()])).map((one) => one.look.kind);
    expect(kinds.toSorted()).toEqual(['none', 'recorded']);
    expect(await test.looks()).toHaveLength(before.length + 1);
  });
});

describe('days without a look', () => {
  it('until then the ledger has no finding about them', async () => {
    const found = (await test.findings()).map(({ code }) => code);
    expect(found.filter((code) => code.startsWith('settings-'))).toEqual([]);
  });

  it('are read back by the next one, however short a time it was asked for, and are told', async () => {
    const before = await test.newest();
    await test.offForAMinute();
    test.pass(9 * DAY);
    const { fresh } = await test.look({}, ADMIN, DAY);
    expect(fresh.map(({ id }) => id)).toEqual([expect.stringMatching(/^ruleset\/main-core@\d+$/)]);
    const { until } = await test.newest();
    const found = (await test.findings()).filter(({ code }) => code.startsWith('settings-'));
    expect(found).toMatchObject([
      {
        code: 'settings-unseen',
        severity: 'reported',
        sentence: `Nobody looked at the settings between ${before.until} and ${until}.`,
      },
    ]);
  });

  it('end with the first of a new year, whose ledger the look begins', async () => {
    test.pass(Date.parse('2027-01-04T04:41:00Z') - test.now());
    const before = await test.newest();
    expect((await test.look()).look).toEqual({ kind: 'recorded', record: '2027/1' });
    // The forge keeps the list of bypasses for a month.
    expect(await test.newest()).toMatchObject({
      from: before.until,
      until: '2027-01-04T04:41:00Z',
      unread: ['history/bypasses'],
    });
  });

  it('leave a ledger that proves itself', async () => {
    expect((await test.findings()).filter(({ severity }) => severity === 'failure')).toEqual([]);
  });
});
