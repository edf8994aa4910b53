// The action file: what is refused with which sentence, and digests that see what matters.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../scripts/core/action-model.ts';
import { actionPath, payloadDigest, writeAction } from '../../scripts/core/action-file.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { makeUlid } from '../../scripts/core/ulid.ts';
import { ID, ISOLATE, parse, PATH, POLICY } from './example-action.ts';

const TEXT = writeAction(ISOLATE);

describe('an action file', () => {
  it('is written in one form, in the order people read it', () => {
    expect(TEXT).toBe(`id: "${ID}"
operation: ninjarmm/isolate-endpoint
targets:
  - { client: acme, device: "4711", name: ACME-FS01 }
parameters:
  reason: ransomware canary tripped
justification: "EDR alert 9931, encryption behaviour on two shares"
expectedOutcome: ACME-FS01 keeps contact to the management plane only
technician: tess
requester: tess
approvers: [lena]
standIns: [nina]
window: null
plan:
  - { method: PATCH, url: "https://eu.ninjarmm.com/v2/device/4711/custom-fields", body: { csIsolation: "isolate:${ID}" } }
`);
  });

  it('belongs where the moment of its id says, in UTC', () => {
    expect(PATH).toBe(`actions-queue/2026/11/${ID}.yaml`);
    expect(() => actionPath('../x')).toThrow('"../x" is not a ULID');
  });

  it('comes back as it was written, with the digest of its exact bytes', () => {
    const digest = `sha256:${createHash('sha256').update(TEXT).digest('hex')}`;
    expect(parse(TEXT)).toEqual({ action: ISOLATE, problems: [], digest, payload: payloadDigest(ISOLATE) });
  });

  it('may leave out what has a default', () => {
    expect(
      parse(TEXT.replace(/^parameters:\n.*\n/m, '').replace('isolate-endpoint\n', 'brand-new\n')).action?.parameters,
    ).toEqual({});
    const lean = TEXT.replace(/^(technician|requester|approvers|standIns|window): .*\n/gm, '');
    const none = { technician: null, requester: null, approvers: [], standIns: [], window: null };
    expect(parse(lean).action).toEqual({ ...ISOLATE, ...none });
  });

  it('may be meant for the whole portfolio', () => {
    const { reason: _, ...parameters } = ISOLATE.parameters;
    const health: Action = {
      ...ISOLATE,
      operation: 'ninjarmm/pull-device-health',
      targets: [],
      portfolio: true,
      parameters,
      plan: [],
    };
    expect(parse(writeAction(health))).toMatchObject({ action: health, problems: [] });
  });

  it.each([
    ['an unknown operation', 'operation: ninjarmm/isolate-endpoint', 'operation: ninjarmm/brand-new'],
    ['an unknown client', 'client: acme', 'client: hooli'],
    ['unknown people', 'technician: tess', 'technician: nobody'],
    ['parameters of an unknown operation', 'isolate-endpoint\n', 'brand-new\n'],
  ])('leaves %s to the gate', (_, from, to) => {
    const { action, problems } = parse(TEXT.replace(from, to));
    expect(action).not.toBeNull();
    expect(problems).toEqual([]);
  });
});

describe('an action file is refused', () => {
  const words = 'Use lower-case letters a to z, digits and hyphens, at most 63.';
  const see = 'policies/schemas/action.json describes it.';
  const other = makeUlid(0, new Uint8Array(10));
  it.each([
    [
      'id: ',
      'tier: 3\nid: ',
      '1:1 the file holds the unknown field "tier". Remove it or correct its spelling; policies/schemas/action.json lists the fields.',
    ],
    [
      'client: acme',
      'client: аcme',
      `4:15 "client" is "аcme", with the character "а" (U+0430), which only looks like one that is allowed. ${words}`,
    ],
    ['approvers: [lena]', 'approvers: [Lena]', `11:13 "approvers[1]" is "Lena", which is not in its form. ${words}`],
    [
      `"${ID}"`,
      'act-1',
      '1:5 "id" is "act-1", which is not in its form. Use a ULID: 26 capital letters and digits, without I, L, O and U.',
    ],
    [
      `id: "${ID}"`,
      `id: "${other}"`,
      `1:5 an action with the id ${other} does not belong in this file. Move it to actions-queue/1970/01/${other}.yaml.`,
    ],
    [
      ', name: ACME-FS01',
      ', agent: "1", name: ACME-FS01',
      '4:5 "targets[1]" must hold exactly 3 fields: client, name and the id under the kind of target.',
    ],
    [
      'device: "4711", ',
      '',
      '4:5 "targets[1]" must hold exactly 3 fields: client, name and the id under the kind of target.',
    ],
    [
      'device: "4711"',
      'agent: "4711"',
      '4:5 the target ACME-FS01 is a agent, and ninjarmm/isolate-endpoint takes a device. Give its id under "device".',
    ],
    ['device: "4711"', 'device: 4711', `4:29 "device" is 4711 where a text belongs. Correct it; ${see}`],
    [
      'parameters:',
      '  - { client: acme, device: "4711", name: Again }\nparameters:',
      '5:5 the target Again is given twice. Remove one of the two.',
    ],
    [
      'targets:\n  - { client: acme, device: "4711", name: ACME-FS01 }',
      'targets: []',
      '1:1 the action has no targets. Add targets, or "portfolio: true" for all clients.',
    ],
    [
      'parameters:',
      'portfolio: true\nparameters:',
      '4:3 the action is meant for the whole portfolio and names single targets. Remove the targets, or "portfolio".',
    ],
    [
      '  reason: ransomware',
      '  why: x\n  reason: ransomware',
      '6:8 ninjarmm/isolate-endpoint has no parameter "why". Remove it; the parameters are: reason.',
    ],
    [
      'parameters:\n  reason: ransomware canary tripped',
      'parameters: {}',
      '5:13 ninjarmm/isolate-endpoint lacks the parameter "reason". Add it: What was detected.',
    ],
    ['reason: ransomware canary tripped', 'reason: 7', '6:11 the parameter "reason" is not a text. Write a text.'],
    [
      'reason: ransomware canary tripped',
      `reason: ${'r'.repeat(501)}`,
      '6:11 the parameter "reason" is longer than 500 characters. Shorten it; nothing that people approve is cut off.',
    ],
    [
      'justification: ',
      'justification: &x ',
      '7:16 an anchor (&) is not allowed here. Remove it and write the value out; put a text that begins with & in quotes.',
    ],
    [
      'EDR alert',
      'EDR\\u202e alert',
      '7:16 the value holds a bidirectional control, which shows text in another order than it has (U+202E). Delete it.',
    ],
  ])('%j → %j', (from, to, problem) => {
    const { problems } = parse(TEXT.replace(from, to));
    expect(problems.map(sentence)).toContainEqual(expect.stringContaining(`${PATH}:${problem}`));
    expect(problems).toHaveLength(1);
  });

  it.each([
    [
      'ninjarmm/deploy-patches',
      'kind: firmware',
      '6:9 the parameter "kind" is not one of its choices. Use one of: os, software.',
    ],
    [
      'sentinelone/deep-visibility-query',
      'query: x\n  hours: many',
      '7:10 the parameter "hours" is not a whole number. Write a whole number.',
    ],
    [
      'ninjarmm/pull-device-health',
      'x: true',
      '6:6 ninjarmm/pull-device-health has no parameter "x". Remove it; the parameters are: none.',
    ],
  ])('as %s with the parameter %s', (operation, parameter, problem) => {
    const target = POLICY.operations.get(operation)?.target ?? '';
    const text = TEXT.replace('ninjarmm/isolate-endpoint', operation).replace('device:', `${target}:`);
    const { problems } = parse(text.replace('reason: ransomware canary tripped', parameter));
    expect(problems.map(sentence)).toEqual([`${PATH}:${problem}`]);
  });

  it('without an action, and with the digest of the bytes as its payload', () => {
    const parsed = parse('[');
    expect(parsed.action).toBeNull();
    expect(parsed.payload).toBe(parsed.digest);
    expect(parse('id: 1').payload).toBe(parse('id: 1').digest);
  });
});

describe('the payload digest', () => {
  const second = { client: 'globex', kind: 'device', id: '4712', name: 'GLOBEX-1' };
  const base = { ...ISOLATE, targets: [...ISOLATE.targets, second] };
  const [first] = ISOLATE.targets;

  it.each([
    ['the id', { id: makeUlid(0, new Uint8Array(10)) }],
    ['the names', { targets: base.targets.map((target) => ({ ...target, name: 'other' })) }],
    ['the order of targets', { targets: base.targets.toReversed() }],
    ['the words', { justification: 'other', expectedOutcome: 'other' }],
    ['the people', { technician: null, requester: null, approvers: ['liam'], standIns: [] }],
    ['the window and the plan', { window: 'w', plan: [] }],
  ])('does not see %s', (_, change: Partial<Action>) => {
    expect(payloadDigest({ ...base, ...change })).toBe(payloadDigest(base));
  });

  it.each([
    ['the operation', { operation: 'ninjarmm/deploy-patches' }],
    ['a target less', { targets: first === undefined ? [] : [first] }],
    ['another id', { targets: base.targets.map((target) => ({ ...target, id: '1' })) }],
    ['the portfolio', { portfolio: true }],
    ['the parameters', { parameters: { reason: 'other' } }],
  ])('sees %s', (_, change: Partial<Action>) => {
    expect(payloadDigest({ ...base, ...change })).not.toBe(payloadDigest(base));
  });
});
