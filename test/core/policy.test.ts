// The whole policy: the example says what the standard says, and one broken file leaves no policy at all.
import { describe, expect, it } from 'vitest';
import { connectorNotes, parsePolicy, parsePolicyInForce } from '../../scripts/core/policy.ts';
import { buildPolicy } from '../../scripts/core/policy-build.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { exceptionOf } from '../../scripts/core/windows.ts';
import { EXCEPTION, filesWith, realPolicy, refusals } from './real-policy.ts';

const HOUR = 3_600_000;

describe('the example policy', () => {
  const policy = realPolicy();

  it.each([
    ['ninjarmm/isolate-endpoint', 1, 'human-approval'],
    ['ninjarmm/deploy-patches', 2, 'auto-and-log'],
    ['ninjarmm/pull-device-health', 3, 'auto'],
    ['connectwise-psa/close-ticket', 1, 'human-approval'],
    ['connectwise-psa/move-ticket', 2, 'auto-and-log'],
    ['connectwise-psa/log-summary', 3, 'auto'],
    ['sentinelone/quarantine-endpoint', 1, 'human-approval'],
    ['sentinelone/deep-visibility-query', 3, 'auto'],
    ['microsoft-copilot/send-draft', 1, 'human-review-before-send'],
    ['microsoft-copilot/summarise-meeting', 3, 'auto'],
    ['power-automate/start-incident-runbook', 1, 'human-approval'],
    ['power-automate/route-approval', 2, 'auto-and-log'],
    ['aws/repair-public-bucket', 1, 'human-approval'],
    ['aws/export-customer-data', 1, 'human-approval'],
    ['aws/change-iam-policy', 1, 'human-approval'],
    ['aws/edit-production-config', 1, 'human-approval'],
  ])('puts %s in Tier %d with the gate %s', (id, tier, gate) => {
    expect(policy.operations.get(id)).toMatchObject({ tier, gate, prohibited: false });
  });

  it.each(['ninjarmm/wipe-device', 'aws/escalate-own-privileges'])('prohibits %s', (id) => {
    expect(policy.operations.get(id)).toMatchObject({
      prohibited: true,
      connector: null,
      tier: 1,
      gate: 'human-approval',
    });
  });

  it('leaves what nobody is named for on a platform to it only where the policy says so', () => {
    const people =
      '  people: ["12", "13"] # technicians at the console; whatever any other account does counts as a program\'s\n';
    const parsed = parsePolicy(filesWith(['policies/actions/ninjarmm.yaml', people, '  unnamed: platform\n']));
    const activity = parsed.ok ? parsed.policy.platforms.get('ninjarmm')?.activity : null;
    expect(activity).toEqual({ executor: '7000', unnamed: 'platform', people: null });
  });

  it('gives requests without an action the time of an action where nothing else is said', () => {
    const line = '  otherWithin: 14d # decideWithin for requests that bring no action\n';
    const parsed = parsePolicy(filesWith(['policies/standard.yaml', line, '']));
    expect(parsed.ok ? parsed.policy.standard.otherWithin : null).toBe(4 * HOUR);
  });

  it('resolves durations, windows, roles and organisations', () => {
    expect(policy.standard).toMatchObject({
      decideWithin: 4 * HOUR,
      executeWithin: HOUR,
      splitClients: 2,
      splitWindow: HOUR,
    });
    expect(policy.standard).toMatchObject({ otherWithin: 14 * 24 * HOUR, longestException: 90 * 24 * HOUR });
    expect(policy.standard.retentionMonths).toMatchObject({
      'gate-failure': 24,
      'action-auto': 6,
      'action-denied': 12,
    });
    expect(policy.authority).toMatchObject({
      veto: ['security-lead'],
      windowApprovers: ['operations-owner', 'security-lead'],
      exceptionSeats: [['security-lead'], ['risk-owner']],
    });
    expect(policy.windows.get('acme-2026-12-patches')).toMatchObject({
      to: Date.UTC(2026, 11, 13, 4),
      clients: ['acme'],
    });
    expect(policy.platforms.get('ninjarmm')?.activity).toMatchObject({
      executor: '7000',
      unnamed: 'automation',
      people: ['12', '13'],
    });
    expect(policy.platforms.get('aws')?.activity).toBeUndefined();
    expect(policy.automations.get('patch-scheduler')?.platformAccounts).toEqual({ ninjarmm: ['7002'] });
    expect(policy.platforms.get('ninjarmm')?.settings).toEqual({
      isolationField: 'csIsolation',
      isolationResultField: 'csIsolationResult',
      'organisation.acme': '1',
      'organisation.globex': '2',
      'organisation.initech': '3',
      'organisation.umbra': '4',
    });
    expect(policy.people.get('exa')).toMatchObject({ lead: null, active: true, absences: [] });
  });

  it('limits what an automation may ask for where standard.yaml says so', () => {
    expect(policy.standard).toMatchObject({ openPerAutomation: 20, proposedPerHour: 60 });
    const text = filesWith().get('policies/standard.yaml') ?? '';
    const plain = text.replace(/^limits:.*\n( .*\n)+/m, '');
    expect(plain.length).toBeLessThan(text.length - 40);
    const parsed = parsePolicy(filesWith(['policies/standard.yaml', text, plain]));
    expect(
      parsed.ok && ('openPerAutomation' in parsed.policy.standard || 'proposedPerHour' in parsed.policy.standard),
    ).toBe(false);
    const line = /  proposedPerHour: .*\n/.exec(text)?.[0] ?? 'none';
    const slower = parsePolicy(filesWith(['policies/standard.yaml', line, '']));
    expect(slower.ok && slower.policy.standard.openPerAutomation).toBe(20);
    expect(slower.ok && 'proposedPerHour' in slower.policy.standard).toBe(false);
  });

  it('limits windows, and reminds nobody, where standard.yaml says nothing of that', () => {
    const HERE = 'policies/standard.yaml';
    const text = filesWith().get(HERE) ?? '';
    const plain = text.replace(/^ {2}(otherWithin|remindBefore):.*\n/gm, '').replace(/^windows:.*\n( .*\n)+/m, '');
    const parsed = parsePolicy(filesWith([HERE, text, plain]));
    expect(plain.length).toBeLessThan(text.length - 150);
    expect(parsed.ok ? parsed.policy.standard : null).toMatchObject({
      otherWithin: 4 * HOUR,
      windowLongest: null,
      windowRecursFor: 90 * 24 * HOUR,
      remindBefore: null,
    });
  });

  it('resolves absences and exceptions in their zone', () => {
    const away = 'away: [{ zone: America/New_York, from: 2026-07-01T00:00, to: 2026-07-02T00:00 }]';
    const files = filesWith([
      'policies/people.yaml',
      'roles: [risk-owner], lead: exa',
      `roles: [risk-owner], lead: exa, ${away}`,
    ]);
    const parsed = parsePolicy(files.set('exceptions/drill.yaml', EXCEPTION.replaceAll('-12-', '-06-')));
    if (!parsed.ok) throw new Error(parsed.problems.map(sentence).join('\n'));
    expect(parsed.policy.people.get('rita')?.absences).toEqual([
      { from: Date.UTC(2026, 6, 1, 4), to: Date.UTC(2026, 6, 2, 4) },
    ]);
    const [exception] = parsed.policy.exceptions;
    expect(exception).toMatchObject({
      from: Date.UTC(2026, 4, 31, 23),
      expires: Date.UTC(2026, 5, 7, 23),
      gate: 'auto-and-log',
    });
  });

  it('notes the operations whose connector is announced only', () => {
    const parsed = parsePolicy(filesWith());
    if (!parsed.ok) throw new Error('it must parse');
    const built = new Set(['ninjarmm', 'connectwise-psa', 'sentinelone', 'microsoft-copilot', 'aws']);
    expect(connectorNotes(parsed.documents, built).map(sentence)).toEqual([
      'policies/actions/power-automate.yaml:14:16 the connector "power-automate" of power-automate/start-incident-runbook is not built yet. Until then the operation cannot be run.',
      'policies/actions/power-automate.yaml:24:16 the connector "power-automate" of power-automate/route-approval is not built yet. Until then the operation cannot be run.',
    ]);
  });
});

it('a policy from before there were requirements is one as well', () => {
  const files = filesWith();
  const controls = files.get('policies/controls.yaml') ?? '';
  files.set('policies/controls.yaml', controls.replace(/\nrequirements:[^]*/, '\n'));
  expect(refusals(files)).toEqual([]);
});

describe('there is no policy', () => {
  it.each(['standard', 'authority', 'people', 'automations', 'clients', 'on-call', 'keys', 'controls'])(
    'without %s.yaml',
    (name) => {
      const files = filesWith();
      files.delete(`policies/${name}.yaml`);
      expect(refusals(files)).toEqual([`file-missing: policies/${name}.yaml:1:1 the file is missing. Restore it.`]);
    },
  );

  it.each(['policies/actions/aws.yml', 'policies/windws/a.yaml', 'exceptions/2026/a.yaml'])(
    'with a stray %s',
    (path) => {
      expect(refusals(filesWith().set(path, 'a: 1'))).toEqual([
        `file-unexpected: ${path}:1:1 no file of this name belongs to the policy. Rename it as policies/README.md says (the ending is .yaml), or move it elsewhere.`,
      ]);
    },
  );

  it('with problems in several files, all of them listed', () => {
    const files = filesWith(
      ['policies/people.yaml', 'id: rita', 'id: Rita'],
      ['policies/keys.yaml', 'origin: ', 'origin: &a '],
    );
    expect(refusals(files)).toHaveLength(2);
  });
});

describe('the policy in force', () => {
  it('is the same, whatever controls.yaml says', () => {
    const [whole, inForce] = [parsePolicy(filesWith()), parsePolicyInForce(filesWith())];
    if (!whole.ok || !inForce.ok) throw new Error('both must parse');
    expect(JSON.stringify(inForce.policy)).toBe(JSON.stringify(whole.policy));
    expect([...inForce.policy.operations]).toEqual([...whole.policy.operations]);
    expect(inForce.documents.controls).toBeNull();
    const broken = filesWith().set('policies/controls.yaml', 'controls: [');
    expect(parsePolicyInForce(broken).ok).toBe(true);
    expect(parsePolicy(broken).ok).toBe(false);
  });

  it('is none without that file, or where another file is wrong', () => {
    const without = filesWith();
    without.delete('policies/controls.yaml');
    expect(parsePolicyInForce(without)).toMatchObject({ ok: false, problems: [{ code: 'file-missing' }] });
    const wrong = filesWith(['policies/keys.yaml', 'origin: ', 'origin: &a ']);
    expect(parsePolicyInForce(wrong).ok).toBe(false);
  });

  it('knows where trust in the ledger begins', () => {
    const parsed = parsePolicyInForce(filesWith());
    expect(parsed.ok && parsed.policy.trust).toEqual({ origin: 'countersign/700001', firstKey: null });
  });
});

describe('the building of a policy', () => {
  const parsed = parsePolicy(filesWith());
  if (!parsed.ok) throw new Error('it must parse');
  const { documents } = parsed;

  it('is a fault where a duration cannot be read after all', () => {
    const value = structuredClone(documents.standard.value);
    value.deadlines.decideWithin = 'soon';
    expect(() => buildPolicy({ ...documents, standard: { ...documents.standard, value } })).toThrow(
      'the duration "soon" passed its schema and cannot be read',
    );
  });

  it('is a fault where a time cannot be read after all', () => {
    const windows = documents.windows.map((window) => ({ ...window, value: { ...window.value, from: 'then' } }));
    expect(() => buildPolicy({ ...documents, windows })).toThrow(
      'the time "then" in "Europe/London" passed the policy\'s rules',
    );
  });

  it('keeps an exception without an expiry as one that never counts', () => {
    const days = { zone: 'UTC', from: '2026-12-01' };
    const words = { title: 'x', justification: 'x', compensates: 'x', requestor: 'tess', approvers: ['sam', 'rita'] };
    const file = { id: 'x', operations: ['a/b'], clients: ['acme'], gate: 'auto' as const, ...words, ...days };
    expect(exceptionOf(file)).toMatchObject({ from: Date.UTC(2026, 11, 1), expires: null });
  });
});
