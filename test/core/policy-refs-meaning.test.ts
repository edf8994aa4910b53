// Cross references of the policy: tiers, rows, times and records, each rule broken by one difference from the real files.
import { describe, expect, it } from 'vitest';
import { EXCEPTION, filesWith, refusals } from './real-policy.ts';

const AUTHORITY = 'policies/authority.yaml';
const AWS = 'policies/actions/aws.yaml';
const CLIENTS = 'policies/clients.yaml';
const CONTROLS = 'policies/controls.yaml';
const DRILL = 'exceptions/drill.yaml';
const NINJA = 'policies/actions/ninjarmm.yaml';
const ON_CALL = 'policies/on-call.yaml';
const PEOPLE = 'policies/people.yaml';
const STANDARD = 'policies/standard.yaml';
const WINDOW = 'policies/windows/acme-2026-12-patches.yaml';

/** File, what is replaced, by what, and the only problem that follows. */
const CASES: readonly (readonly [string, string, string, string])[] = [
  [
    NINJA,
    'tier: 3\n    gate: auto\n',
    'gate: auto\n',
    'tier-missing: policies/actions/ninjarmm.yaml:32:5 the operation ninjarmm/pull-device-health has no tier. Add "tier", or mark it as prohibited.',
  ],
  [
    NINJA,
    'tier: 2\n    gate: auto-and-log',
    'tier: 2\n    gate: auto',
    'tier-gate: policies/actions/ninjarmm.yaml:25:11 the operation ninjarmm/deploy-patches has the gate "auto", which Tier 2 does not have. Tier 2 has auto-and-log.',
  ],
  [
    NINJA,
    'gate: human-approval',
    'gate: auto',
    'tier-gate: policies/actions/ninjarmm.yaml:16:11 the operation ninjarmm/isolate-endpoint has the gate "auto", which Tier 1 does not have. Tier 1 has human-approval or human-review-before-send.',
  ],
  [
    NINJA,
    'target: device\n    connector: ninjarmm\n  - operation: wipe-device',
    'target: device\n  - operation: wipe-device',
    'connector-missing: policies/actions/ninjarmm.yaml:32:5 the operation ninjarmm/pull-device-health has no connector, so nothing could run it. Add "connector".',
  ],
  [
    NINJA,
    'prohibited: true\n',
    'prohibited: true\n    tier: 1\n',
    'prohibited-runs: policies/actions/ninjarmm.yaml:42:11 the operation ninjarmm/wipe-device is prohibited and has a tier. Remove "tier".',
  ],
  [
    NINJA,
    'tier: 3\n',
    'tier: 3\n    needs: window\n',
    'needs-window: policies/actions/ninjarmm.yaml:35:12 the operation ninjarmm/pull-device-health needs a window and is Tier 3. Only Tier 2 has conditions; remove it.',
  ],
  [
    AWS,
    'reversible: true\n    target: bucket',
    'reversible: true\n    target: client',
    'target-reserved: policies/actions/aws.yaml:12:13 the operation aws/repair-public-bucket calls its target "client", which every target has anyway. Name the kind of thing, for example device.',
  ],
  [
    NINJA,
    'type: choice',
    'type: text',
    'parameter-choices: policies/actions/ninjarmm.yaml:31:13 the parameter "kind" of ninjarmm/deploy-patches has choices and another type than choice. Remove "choices", or make the type choice.',
  ],
  [
    NINJA,
    ', choices: [os, software]',
    '',
    'parameter-choices: policies/actions/ninjarmm.yaml:31:13 the parameter "kind" of ninjarmm/deploy-patches has no choices. Add "choices".',
  ],
  [
    CLIENTS,
    'ninjarmm: "4"',
    'ninjarmm: "3"',
    'organisation-shared: policies/clients.yaml:8:64 the organisation "3" of Umbra Legal on ninjarmm is also that of Initech Software. Give each client its own.',
  ],
  [
    AUTHORITY,
    'when: { change: review }',
    'when: { change: policy }',
    'change-without-row: policies/authority.yaml:14:3 no row says who approves a change of the kind "review". Add a row for it; without one nobody could approve it.',
  ],
  [
    AUTHORITY,
    '  - id: gate-event',
    '  - { id: second, title: Second, when: { change: window }, seats: [[operations-owner]], standIn: null }\n  - id: gate-event',
    'row-shape: policies/authority.yaml:45:5 "second" is a second row for the kind "window". Keep one.',
  ],
  [
    AUTHORITY,
    '[[operations-owner, security-lead]]',
    '[[operations-owner], [security-lead]]',
    'row-shape: policies/authority.yaml:38:12 the row "window" has 2 in its list of seats. A row for the kind "window" has exactly one seat.',
  ],
  [
    AUTHORITY,
    '  - id: window',
    '  - { id: ghost, title: Ghost, when: { change: action, tier: 3 }, seats: [[operations-owner]], standIn: null }\n  - id: window',
    'row-unreachable: policies/authority.yaml:35:38 no request can ever reach the row "ghost". Correct its condition, or remove the row.',
  ],
  [
    AUTHORITY,
    'when: { change: code }',
    'when: { change: code, tier: 1 }',
    'row-unreachable: policies/authority.yaml:62:11 no request can ever reach the row "code-change". Correct its condition, or remove the row.',
  ],
  [
    AUTHORITY,
    'seats: [[security-lead], [operations-owner], [risk-owner]]',
    'seats: [[security-lead], [operations-owner], [risk-owner], [risk-owner]]',
    'row-unfillable: policies/authority.yaml:68:12 too few different people could fill every seat of the row "quarterly-review". Give one more person one of the roles.',
  ],
  [
    WINDOW,
    'zone: Europe/London',
    'zone: Europe/Londen',
    'zone-unknown: policies/windows/acme-2026-12-patches.yaml:7:7 the time zone "Europe/Londen" does not exist. Write an IANA name, for example Europe/London.',
  ],
  [
    WINDOW,
    'from: 2026-12-12T22:00',
    'from: 2026-02-30T22:00',
    'time-unreal: policies/windows/acme-2026-12-patches.yaml:8:7 the time "2026-02-30T22:00" does not exist. Correct the day or the hour.',
  ],
  [
    WINDOW,
    'to: 2026-12-13T04:00',
    'to: 2026-12-12T21:00',
    'span-backwards: policies/windows/acme-2026-12-patches.yaml:9:5 "to" (2026-12-12T21:00) is not after "from" (2026-12-12T22:00). Correct one of the two.',
  ],
  [
    WINDOW,
    'requestor: tess',
    'recurrence: { rule: FREQ=HOURLY }\nrequestor: tess',
    'window-times: policies/windows/acme-2026-12-patches.yaml:10:21 its rule has FREQ=HOURLY. Write FREQ as one of DAILY, WEEKLY, MONTHLY.',
  ],
  [
    STANDARD,
    '  decideWithin: 4h',
    '  decideWithin: 50m',
    'reminder-too-early: policies/standard.yaml:12:17 reminders come 1 h before a deadline that is 50 min after the request. Choose a shorter time.',
  ],
  [
    STANDARD,
    '  longest: 24h #',
    '  longest: 5h #',
    'window-times: policies/windows/acme-2026-12-patches.yaml:9:5 it is open for 6 h, longer than the 5 h that policies/standard.yaml allows. Choose an earlier end.',
  ],
  [
    ON_CALL,
    'to: 2026-12-27T09:00',
    'to: 2026-12-23T09:00',
    'span-backwards: policies/on-call.yaml:11:53 "to" (2026-12-23T09:00) is not after "from" (2026-12-24T09:00). Correct one of the two.',
  ],
  [
    PEOPLE,
    'roles: [risk-owner], lead: exa',
    'roles: [risk-owner], lead: exa, away: [{ zone: UTC, from: 2026-12-24T00:00, to: 2026-12-24T00:00 }]',
    'span-backwards: policies/people.yaml:17:154 "to" (2026-12-24T00:00) is not after "from" (2026-12-24T00:00). Correct one of the two.',
  ],
  [
    ON_CALL,
    'since: 2025-12-29\n    people: [exa',
    'since: 2025-12-30\n    people: [exa',
    'rotation-weekday: policies/on-call.yaml:22:12 the rotation "executive" begins on a tuesday and hands over on mondays. Write the date of its first handover.',
  ],
  [
    DRILL,
    'expires: 2026-12-08\n',
    '',
    'exception-unlimited: exceptions/drill.yaml:1:1 the exception "drill" has no expiry. Add "expires", the day on which it is over.',
  ],
  [
    DRILL,
    '2026-12-08',
    '2027-12-08',
    'exception-too-long: exceptions/drill.yaml:12:10 the exception "drill" lasts longer than the 90d that policies/standard.yaml allows. Choose an earlier day.',
  ],
  [
    DRILL,
    '2026-12-08',
    '2026-11-08',
    'span-backwards: exceptions/drill.yaml:12:10 "expires" (2026-11-08) is not after "from" (2026-12-01). Correct one of the two.',
  ],
  [
    DRILL,
    'from: 2026-12-01',
    'from: 2026-02-30',
    'time-unreal: exceptions/drill.yaml:11:7 the time "2026-02-30" does not exist. Correct the day or the hour.',
  ],
  [
    DRILL,
    'ninjarmm/isolate-endpoint',
    'ninjarmm/wipe-device',
    'exception-prohibited: exceptions/drill.yaml:3:14 ninjarmm/wipe-device is prohibited, and no exception opens it. Remove it.',
  ],
  [
    DRILL,
    'approvers: [sam, rita]',
    'approvers: [tess, rita]',
    'own-approval: exceptions/drill.yaml:7:13 "tess" asks for it and is named to approve it. Name somebody else.',
  ],
  [
    STANDARD,
    '  gate-failure: 24\n',
    '',
    'retention-missing: policies/standard.yaml:40:3 no period says how long gate-failure records are kept. Add it, in months.',
  ],
  [
    CONTROLS,
    'files: [policies/standard.yaml]\n    records: [review-held]',
    'files: [policies/standard.yaml]\n    records: [review-made]',
    'record-unknown: policies/controls.yaml:75:15 there are no records of the type "review-made". Use a type that policies/standard.yaml lists.',
  ],
  [
    CONTROLS,
    "what happens without an answer is defined, and is: nothing'\n    records: [action-expired]",
    "what happens without an answer is defined, and is: nothing'\n    records: [action-forgotten]",
    'record-unknown: policies/controls.yaml:352:15 there are no records of the type "action-forgotten". Use a type that policies/standard.yaml lists.',
  ],
  [
    CONTROLS,
    'files: [policies/keys.yaml]',
    'files: [policies/kees.yaml]',
    'control-file-missing: policies/controls.yaml:68:13 the control "log-integrity" names the file policies/kees.yaml, which does not exist. Correct the path, or remove it.',
  ],
];

describe('the policy refuses, in tiers, rows, times and records,', () => {
  it.each(CASES)('%s: %j → %j', (path, from, to, problem) => {
    const files = path === DRILL ? filesWith() : filesWith([path, from, to]);
    if (path === DRILL) files.set(DRILL, EXCEPTION.replace(from, to));
    expect(refusals(files, (named) => named !== 'policies/kees.yaml')).toEqual([problem]);
  });

  it('nothing about a row for actions that names no tier, because only Tier 1 is gated', () => {
    const files = filesWith([
      AUTHORITY,
      '{ change: action, tier: 1, clients: many }',
      '{ change: action, clients: many }',
    ]);
    expect(refusals(files)).toEqual([]);
  });

  it('nothing about the files as they are, with or without a proper exception', () => {
    expect(refusals(filesWith())).toEqual([]);
    expect(refusals(new Map([...filesWith(), [DRILL, EXCEPTION]]))).toEqual([]);
  });
});
