// What a person sees where a file is not of its shape, one sentence for each kind of difference.
import { describe, expect, it } from 'vitest';
import { readDocument } from '../../scripts/core/document.ts';
import type { SchemaError, Validator } from '../../scripts/core/generated/validate.cjs';
import { fileProblems } from '../../scripts/core/policy-documents.ts';
import { shapeOf } from '../../scripts/core/policy-schema.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { filesWith } from './real-policy.ts';

const PEOPLE = 'policies/people.yaml';
const STANDARD = 'policies/standard.yaml';
const WINDOW = 'policies/windows/acme-2026-12-patches.yaml';
const ID_WORDS = 'Use lower-case letters a to z, digits and hyphens, at most 63.';
const SEE = 'policies/schemas/people.json describes it.';
const LOOK = 'which only looks like one that is allowed';

describe('a file is refused', () => {
  it.each([
    [PEOPLE, 'name: Rita Rossi, ', '', `17:5 "people[14]" lacks the field "name". Add it; ${SEE}`],
    [
      PEOPLE,
      'lead: exa }\n  - { id: exa',
      'leed: exa }\n  - { id: exa',
      '17:95 "people[14]" holds the unknown field "leed". Remove it or correct its spelling; policies/schemas/people.json lists the fields.',
    ],
    [
      PEOPLE,
      'lead: exa }\n  - { id: exa',
      'leаd: exa }\n  - { id: exa',
      '17:95 "people[14]" holds the unknown field "leаd" with the character "а" (U+0430). Remove it or correct its spelling; policies/schemas/people.json lists the fields.',
    ],
    [
      PEOPLE,
      'account: 20141',
      'account: "20141"',
      `17:44 "account" is "20141" where a whole number belongs. Correct it; ${SEE}`,
    ],
    [
      PEOPLE,
      'account: 20141',
      'account: [1]',
      `17:44 "account" is a list where a whole number belongs. Correct it; ${SEE}`,
    ],
    [
      PEOPLE,
      'account: 20141',
      'account: { a: 1 }',
      `17:44 "account" is a map where a whole number belongs. Correct it; ${SEE}`,
    ],
    [PEOPLE, 'account: 20141', 'account: 0', `17:44 "account" is 0, less than 1. Correct it; ${SEE}`],
    [
      PEOPLE,
      'roles: [risk-owner], lead: exa',
      'roles: [risk-owner], lead: 7',
      `17:101 "lead" is 7 where a text or null belongs. Correct it; ${SEE}`,
    ],
    [PEOPLE, '{ id: rita', '{ id: Rita', `17:11 "id" is "Rita", which is not in its form. ${ID_WORDS}`],
    [PEOPLE, '{ id: rita', '{ id: ritа', `17:11 "id" is "ritа", with the character "а" (U+0430), ${LOOK}. ${ID_WORDS}`],
    [
      PEOPLE,
      '{ id: rita',
      '{ id: ｒita',
      `17:11 "id" is "ｒita", with the character "ｒ" (U+FF52), ${LOOK}. ${ID_WORDS}`,
    ],
    [
      PEOPLE,
      'roles: [risk-owner]',
      'roles: [risk-owner, risk-owner]',
      '17:81 "roles" names "risk-owner" twice. Keep one of them.',
    ],
    [
      PEOPLE,
      'name: Rita Rossi',
      `name: ${'R'.repeat(201)}`,
      `17:23 "name" is longer than 200 characters. Correct it; ${SEE}`,
    ],
    [
      PEOPLE,
      '{ id: rita',
      `{ id: ${'r'.repeat(90)}`,
      `17:11 "id" is "${'r'.repeat(76)}…", which is not in its form. ${ID_WORDS}`,
    ],
    [
      WINDOW,
      'operations: [ninjarmm/deploy-patches]',
      'operations: []',
      '5:13 "operations" has too few entries (at least 1). Correct it; policies/schemas/window.json describes it.',
    ],
    [
      STANDARD,
      'proposedPerHour: 60',
      'proposedPerHour: 0',
      '20:20 "proposedPerHour" is 0, less than 1. Correct it; policies/schemas/standard.json describes it.',
    ],
    [
      STANDARD,
      'proposedPerHour: 60',
      'proposedPerHour: 1001',
      '20:20 "proposedPerHour" is 1001, more than 1000. Correct it; policies/schemas/standard.json describes it.',
    ],
    [
      STANDARD,
      'everyMonths: 3',
      'everyMonths: 13',
      '31:16 "everyMonths" is 13, more than 12. Correct it; policies/schemas/standard.json describes it.',
    ],
    [
      STANDARD,
      'decideWithin: 4h',
      'decideWithin: 4 hours',
      '7:17 "decideWithin" is "4 hours", which is not in its form. Write a whole number and s, m, h or d, for example 4h.',
    ],
    [
      'policies/on-call.yaml',
      'weekday: monday, time: "09:00" }\n    since: 2025-12-29\n    people: [exa',
      'weekday: Montag, time: "09:00" }\n    since: 2025-12-29\n    people: [exa',
      '21:26 "weekday" is "Montag", which is not one of its values. Use one of: monday, tuesday, wednesday, thursday, friday, saturday, sunday.',
    ],
    [
      'policies/on-call.yaml',
      'people: [exa, emil]',
      'people: []',
      '23:13 "people" has too few entries (at least 1). Correct it; policies/schemas/on-call.json describes it.',
    ],
  ])('%s: %j → %j', (path, from, to, problem) => {
    const text = filesWith([path, from, to]).get(path) ?? '';
    expect(fileProblems(path, text).map(sentence)).toEqual([`${path}:${problem}`]);
  });

  it('as a whole where its top level is no map', () => {
    expect(fileProblems(STANDARD, '[1]').map(sentence)).toEqual([
      `${STANDARD}:1:1 the file is a list where a map belongs. Correct it; policies/schemas/standard.json describes it.`,
    ]);
  });

  it('where nothing of that name belongs to the policy', () => {
    expect(fileProblems('policies/peeple.yaml', 'a: 1').map(sentence)).toEqual([
      'policies/peeple.yaml:1:1 no file of this name belongs to the policy. Rename it as policies/README.md says (the ending is .yaml), or move it elsewhere.',
    ]);
  });

  it('with every difference at once', () => {
    const text = (filesWith().get(PEOPLE) ?? '').replaceAll('account:', 'acount:');
    expect(fileProblems(PEOPLE, text).length).toBe(32);
  });
});

describe('a schema to come', () => {
  const see = 'Correct it; policies/schemas/new.json describes it.';

  it.each([
    [{ keyword: 'pattern', params: { pattern: '^new$' } }, `1:4 "a" is 1, which is not in its form. ${see}`],
    [{ keyword: 'type', params: { type: 'number' } }, `1:4 "a" is 1 where number belongs. ${see}`],
    [
      { keyword: 'enum', params: { allowedValues: 'old' } },
      '1:4 "a" is 1, which is not one of its values. Use one of: old.',
    ],
    [
      { keyword: 'enum', params: { allowedValues: ['old'] }, instancePath: '/b' },
      '1:1 "b" is absent, which is not one of its values. Use one of: old.',
    ],
  ])('that refuses with %j is understood without words of its own', (error, words) => {
    const document = readDocument('a: 1', 'new.yaml');
    if (!document.ok) throw new Error('the document is readable');
    const shaped = shapeOf(document, 'new.yaml', refusing({ instancePath: '/a', ...error }), 'new');
    expect(shaped.ok ? [] : shaped.problems.map(sentence)).toEqual([`new.yaml:${words}`]);
  });
});

function refusing(...errors: readonly SchemaError[]): Validator<never> {
  return Object.assign((_value: unknown): _value is never => false, { errors });
}
