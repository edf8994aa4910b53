// Cross references of the policy: names, accounts and people, each rule broken by one difference from the real files.
import { describe, expect, it } from 'vitest';
import { filesWith, refusals } from './real-policy.ts';

const AUTHORITY = 'policies/authority.yaml';
const AUTOMATIONS = 'policies/automations.yaml';
const CLIENTS = 'policies/clients.yaml';
const ON_CALL = 'policies/on-call.yaml';
const PEOPLE = 'policies/people.yaml';
const WINDOW = 'policies/windows/acme-2026-12-patches.yaml';
const GONE = 'people:\n  - { id: gone, name: Gone Gray, account: 20198, login: gone, roles: [], active: false }\n';

/** File, what is replaced, by what, and the only problem that follows. */
const CASES: readonly (readonly [string, string, string, string])[] = [
  [
    PEOPLE,
    '[team-lead], lead: olga',
    '[team-lead], lead: olgo',
    'person-unknown: policies/people.yaml:10:104 the person "olgo" does not exist. Correct it, or add it to policies/people.yaml.',
  ],
  [
    AUTOMATIONS,
    'owner: olga\n    operations: [ninjarmm/deploy-patches]',
    'owner: nobody\n    operations: [ninjarmm/deploy-patches]',
    'person-unknown: policies/automations.yaml:15:12 the person "nobody" does not exist. Correct it, or add it to policies/people.yaml.',
  ],
  [
    ON_CALL,
    '[sara, sven]',
    '[sara, svan]',
    'person-unknown: policies/on-call.yaml:17:20 the person "svan" does not exist. Correct it, or add it to policies/people.yaml.',
  ],
  [
    ON_CALL,
    '{ person: noah,',
    '{ person: nora,',
    'person-unknown: policies/on-call.yaml:11:19 the person "nora" does not exist. Correct it, or add it to policies/people.yaml.',
  ],
  [
    WINDOW,
    'requestor: tess',
    'requestor: tesa',
    'person-unknown: policies/windows/acme-2026-12-patches.yaml:10:12 the person "tesa" does not exist. Correct it, or add it to policies/people.yaml.',
  ],
  [
    WINDOW,
    'approvers: [olga]',
    'approvers: [olge]',
    'person-unknown: policies/windows/acme-2026-12-patches.yaml:11:13 the person "olge" does not exist. Correct it, or add it to policies/people.yaml.',
  ],
  [
    AUTOMATIONS,
    '[ninjarmm/isolate-endpoint]',
    '[ninjarmm/isolate-all]',
    'operation-unknown: policies/automations.yaml:9:18 the operation "ninjarmm/isolate-all" does not exist. Correct it, or add it to policies/actions/.',
  ],
  [
    WINDOW,
    '[ninjarmm/deploy-patches]',
    '[ninjarmm/deploy]',
    'operation-unknown: policies/windows/acme-2026-12-patches.yaml:5:14 the operation "ninjarmm/deploy" does not exist. Correct it, or add it to policies/actions/.',
  ],
  [
    WINDOW,
    'clients: [acme]',
    'clients: [acne]',
    'client-unknown: policies/windows/acme-2026-12-patches.yaml:6:11 the client "acne" does not exist. Correct it, or add it to policies/clients.yaml.',
  ],
  [
    CLIENTS,
    'ninjarmm: "4"',
    'ninja: "4"',
    'platform-unknown: policies/clients.yaml:8:61 the platform "ninja" does not exist. Correct it, or add it to policies/actions/.',
  ],
  [
    PEOPLE,
    'roles: [risk-owner]',
    'roles: [risk-owner, risk-taker]',
    'role-unknown: policies/people.yaml:17:94 the role "risk-taker" does not exist. Correct it, or add it to policies/authority.yaml.',
  ],
  [
    AUTHORITY,
    'veto: [security-lead]',
    'veto: [security-leed]',
    'role-unknown: policies/authority.yaml:71:8 the role "security-leed" does not exist. Correct it, or add it to policies/authority.yaml.',
  ],
  [
    AUTHORITY,
    '[[operations-owner, security-lead]]',
    '[[operations-owner, security-boss]]',
    'role-unknown: policies/authority.yaml:38:32 the role "security-boss" does not exist. Correct it, or add it to policies/authority.yaml.',
  ],
  [
    AUTHORITY,
    'standIn: senior-tech\n',
    'standIn: senior-techs\n',
    'rotation-unknown: policies/authority.yaml:18:14 the rotation "senior-techs" does not exist. Correct it, or add it to policies/on-call.yaml.',
  ],
  [
    AUTHORITY,
    'replaces: [single-reversible, single-irreversible]',
    'replaces: [single-reversible, single-irreversible, many]',
    'row-unknown: policies/authority.yaml:34:56 the row "many" does not exist. Correct it, or add it to policies/authority.yaml.',
  ],
  [
    CLIENTS,
    'id: umbra',
    'id: initech',
    'id-duplicate: policies/clients.yaml:8:5 the id "initech" is given twice. Rename or remove one of the two.',
  ],
  [
    'policies/controls.yaml',
    'id: gate.explicit',
    'id: gate.moment',
    'id-duplicate: policies/controls.yaml:306:5 the id "gate.moment" is given twice. Rename or remove one of the two.',
  ],
  [
    WINDOW,
    'id: acme-2026-12-patches',
    'id: acme-2026-11-patches',
    'file-name-differs: policies/windows/acme-2026-12-patches.yaml:3:5 "acme-2026-11-patches" is not the name of the file. Rename the file to acme-2026-11-patches.yaml, or correct the id.',
  ],
  [
    AUTOMATIONS,
    '{ ninjarmm: ["7002"] }',
    '{ ninja: ["7002"] }',
    'platform-unknown: policies/automations.yaml:17:32 the platform "ninja" does not exist. Correct it, or add it to policies/actions/.',
  ],
  [
    AUTOMATIONS,
    '{ ninjarmm: ["7002"] }',
    '{ ninjarmm: ["7001"] }',
    'platform-account-shared: policies/automations.yaml:17:36 the account 7001 of Patch scheduler on ninjarmm is also that of Ransomware responder. Give each automation and the executing job an account of their own.',
  ],
  [
    AUTOMATIONS,
    '{ ninjarmm: ["7002"] }',
    '{ ninjarmm: ["7002", "12"] }',
    'platform-account-shared: policies/automations.yaml:17:44 the account 12 of Patch scheduler on ninjarmm is also that of people. Give each automation and the executing job an account of their own.',
  ],
  [
    'policies/actions/ninjarmm.yaml',
    'people: ["12", "13"]',
    'people: ["12", "7000"]',
    'platform-account-shared: policies/actions/ninjarmm.yaml:11:18 the account 7000 of people on ninjarmm is also that of the executing job. Give the executing job an account of its own.',
  ],
  [
    AUTOMATIONS,
    '{ ninjarmm: ["7002"] }',
    '{ ninjarmm: ["7002", "7000"] }',
    'platform-account-shared: policies/automations.yaml:17:44 the account 7000 of Patch scheduler on ninjarmm is also that of the executing job. Give each automation and the executing job an account of their own.',
  ],
  [
    PEOPLE,
    'account: 20104',
    'account: 20103',
    'account-shared: policies/people.yaml:7:50 the account 20103 of Tariq Toussaint is also that of Thea Tran. Give each person and each automation an account of their own.',
  ],
  [
    AUTOMATIONS,
    'account: 90003',
    'account: 20101',
    'account-shared: policies/automations.yaml:20:14 the account 20101 of Health dashboard is also that of Tess Tanaka. Give each person and each automation an account of their own.',
  ],
  [
    PEOPLE,
    'login: tariq-northwind',
    'login: Thea-northwind',
    'login-shared: policies/people.yaml:7:64 the login Thea-northwind of Tariq Toussaint is also that of Thea Tran. Give each person and each automation an account of their own.',
  ],
  [
    PEOPLE,
    'roles: [executive], lead: null }\n  - { id: emil',
    'roles: [executive], lead: sam }\n  - { id: emil',
    'lead-cycle: policies/people.yaml:12:100 the leads form a circle: sam, exa, sam. Give one of them another lead, or null.',
  ],
  [
    PEOPLE,
    'people:\n',
    'people:\n  - { id: gone, name: Gone Gray, account: 20198, login: gone, roles: [], active: false }\n  - { id: left, name: Left Lee, account: 20199, login: left, roles: [], lead: gone }\n',
    'lead-inactive: policies/people.yaml:5:79 Gone Gray, the lead of Left Lee, is not active. Name a lead who is.',
  ],
  [
    ON_CALL,
    '[exa, emil]',
    '[exa, emil, gone]',
    'on-call-inactive: policies/on-call.yaml:23:25 Gone Gray is in the rotation "executive" and not active. Take them out of the rotation.',
  ],
  [
    AUTOMATIONS,
    'owner: sam\n    operations: [ninja',
    'owner: gone\n    operations: [ninja',
    'owner-inactive: policies/automations.yaml:8:12 Gone Gray, the owner of Ransomware responder, is not active. Name an owner who is.',
  ],
  [
    PEOPLE,
    'roles: [technician], lead: liam }\n  - { id: tariq',
    'roles: [technician] }\n  - { id: tariq',
    'technician-without-lead: policies/people.yaml:6:5 the technician Thea Tran has no lead, so nobody could approve their work. Add the field "lead".',
  ],
  [
    PEOPLE,
    'roles: [security-engineer], lead: sam',
    'roles: [security-engineer], lead: sam, active: false',
    'on-call-inactive: policies/on-call.yaml:17:14 Sara Silva is in the rotation "security-lead" and not active. Take them out of the rotation.',
  ],
  [
    AUTHORITY,
    '- { id: technician, ',
    '- { id: lead-of-technician, description: The lead. }\n  - { id: technician, ',
    'role-reserved: policies/authority.yaml:4:11 the role "lead-of-technician" is built in. Remove it from the list.',
  ],
  [
    WINDOW,
    'approvers: [olga]',
    'approvers: [olga, tess]',
    'own-approval: policies/windows/acme-2026-12-patches.yaml:11:19 "tess" asks for it and is named to approve it. Name somebody else.',
  ],
];

describe('the policy refuses, in names, accounts and people,', () => {
  it.each(CASES)('%s: %j → %j', (path, from, to, problem) => {
    const gone = to.includes('gone') && path !== PEOPLE;
    const files = gone ? filesWith([PEOPLE, 'people:\n', GONE], [path, from, to]) : filesWith([path, from, to]);
    expect(refusals(files)).toEqual([problem]);
  });
});
