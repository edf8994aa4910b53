// What an action on NinjaOne comes down to, and what is refused before there is a call.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ActionRequest } from '../../scripts/core/action-model.ts';
import type { Operation, Platform } from '../../scripts/core/policy-model.ts';
import { addressProblem } from '../../scripts/connectors/ninjarmm-http.ts';
import { planNinjarmm } from '../../scripts/connectors/ninjarmm-plan.ts';
import { planFor, planProblem } from '../../scripts/connectors/plans.ts';
import { connectorFor, connectorNames } from '../../scripts/connectors/registry.ts';
import { DC01, FS01, ID, WS02, health, isolate, patch, platformAt } from './ninjarmm-rig.ts';

const platform = platformAt('https://eu.ninjarmm.com');
const base = 'https://eu.ninjarmm.com/v2';
const query = `${base}/queries/device-health`;

describe('the plan of an action on NinjaOne', () => {
  it.each<[string, ActionRequest, readonly unknown[]]>([
    [
      'writes one marker per device to isolate',
      isolate(FS01, WS02),
      [4711, 4712].map((id) => ({
        method: 'PATCH',
        url: `${base}/device/${id}/custom-fields`,
        body: { csIsolation: `isolate:${ID}` },
      })),
    ],
    ['applies system patches', patch(FS01), [{ method: 'POST', url: `${base}/device/4711/patch/os/apply` }]],
    [
      'applies software patches',
      { ...patch(FS01), parameters: { kind: 'software' } },
      [{ method: 'POST', url: `${base}/device/4711/patch/software/apply` }],
    ],
    ['reads the health of everything for the portfolio', health(), [{ method: 'GET', url: `${query}?pageSize=200` }]],
    [
      'reads the health of the named devices by client',
      health(FS01, DC01, WS02),
      [
        { method: 'GET', url: `${query}?df=${encodeURIComponent('org = 1 AND id in (4711, 4712)')}&pageSize=200` },
        { method: 'GET', url: `${query}?df=${encodeURIComponent('org = 2 AND id in (5001)')}&pageSize=200` },
      ],
    ],
    [
      'reads the health of a whole client',
      health({ client: 'acme', kind: 'client', id: 'acme', name: 'Acme' }),
      [{ method: 'GET', url: `${query}?df=${encodeURIComponent('org = 1')}&pageSize=200` }],
    ],
  ])('%s', (_name, request, steps) => {
    expect(planNinjarmm(request, platform)).toEqual({ ok: true, steps });
  });

  const without = (...names: string[]): Platform => ({
    ...platform,
    settings: Object.fromEntries(Object.entries(platform.settings).filter(([name]) => !names.includes(name))),
  });
  it.each<[string, ActionRequest, Platform, RegExp]>([
    ['without a target', isolate(), platform, /^The action names no target\.$/],
    ['for the whole portfolio', { ...isolate(), portfolio: true }, platform, /needs single devices/],
    ['with a device twice', isolate(FS01, FS01), platform, /^The target "4711" is named twice\.$/],
    ['with another kind of target', isolate({ ...FS01, kind: 'bucket' }), platform, /kind "bucket" cannot be planned/],
    [
      'without the field names',
      isolate(FS01),
      without('isolationResultField'),
      /set isolationField and isolationResultField/,
    ],
    [
      'without a kind of patch',
      { ...patch(FS01), parameters: {} },
      platform,
      /^The parameter kind must be os or software\.$/,
    ],
    [
      'of a client without organisation',
      health(FS01),
      without('organisation.acme'),
      /add organisation\.acme to settings/,
    ],
    ['with a portfolio and targets', { ...health(FS01), portfolio: true }, platform, /names no single targets/],
    ['of an unknown operation', { ...isolate(FS01), operation: 'ninjarmm/wipe-device' }, platform, /has no operation/],
    ['of an object member', { ...isolate(FS01), operation: 'constructor' }, platform, /has no operation/],
    ['with an id that could forge a marker', { ...isolate(FS01), id: 'a:b' }, platform, /"a:b" is not an action id/],
  ])('is refused %s', (_name, request, platform, sentence) => {
    const planned = planNinjarmm(request, platform);
    expect(planned).toEqual({ ok: false, sentence: expect.stringMatching(sentence) });
  });

  const hostile = [
    '..',
    '../5',
    '%2e%2e',
    '4711?x=1',
    '4711#',
    '4711/x',
    '4711\n',
    '４７１１',
    '0',
    '-1',
    '1e3',
    '',
    '2147483648',
    '\ud800',
  ];
  it.each(hostile)('is refused for the device id %j', (id) => {
    for (const request of [isolate({ ...FS01, id }), patch({ ...FS01, id }), health({ ...FS01, id })]) {
      expect(planNinjarmm(request, platform).ok).toBe(false);
    }
  });

  it('never leaves the path of a device, whatever the id', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9.%/e]{1,6}$/)), (id) => {
        const planned = planNinjarmm(isolate({ ...FS01, id }), platform);
        const plain = /^https:\/\/eu\.ninjarmm\.com\/v2\/device\/\d+\/custom-fields$/;
        return !planned.ok || planned.steps.every(({ url }) => plain.test(url) && new URL(url).href === url);
      }),
    );
  });

  it('depends on nothing but the operation, id, targets, parameters and the platform', () => {
    const text = fc.string();
    const other = fc.record({
      justification: text,
      expectedOutcome: text,
      technician: text,
      approvers: fc.array(text),
    });
    const targets = fc.subarray([FS01, WS02, DC01]);
    fc.assert(
      fc.property(fc.constantFrom(isolate, patch, health), targets, other, (make, targets, other) => {
        const request = make(...targets);
        const again = planNinjarmm(structuredClone({ ...request, ...other }), structuredClone(platform));
        expect(JSON.stringify(again)).toBe(JSON.stringify(planNinjarmm(request, platform)));
      }),
    );
  });
});

describe('the registry of plans', () => {
  const operation: Operation = {
    id: 'ninjarmm/isolate-endpoint',
    platform: 'ninjarmm',
    title: 'Isolate an endpoint',
    tier: 1,
    gate: 'human-approval',
    reversible: true,
    incidentRunbook: false,
    needs: null,
    prohibited: false,
    target: 'device',
    connector: 'ninjarmm',
    parameters: {},
  };

  it('plans what a built-in connector plans', () => {
    expect(planFor(isolate(FS01), operation, platform)?.plan).toHaveLength(1);
    expect(planProblem(isolate(FS01), operation, platform)).toBeNull();
    expect(connectorFor('ninjarmm')?.plan(isolate(FS01), platform)).toEqual(
      planFor(isolate(FS01), operation, platform)?.plan,
    );
  });

  it.each<[string, Partial<Operation>]>([
    ['prohibited', { prohibited: true }],
    ['without a connector', { connector: null }],
    ['of a connector that is not built in', { connector: 'constructor' }],
    ['that is not the action’s', { id: 'ninjarmm/deploy-patches' }],
    ['of another platform', { platform: 'aws' }],
  ])('plans no operation %s', (_name, change) => {
    expect(planFor(isolate(FS01), { ...operation, ...change }, platform)).toBeNull();
    expect(planProblem(isolate(FS01), { ...operation, ...change }, platform)).toMatch(/^No connector plans /);
  });

  it('gives no empty plan where the targets cannot be planned', () => {
    expect(planFor(isolate({ ...FS01, id: '..' }), operation, platform)).toBeNull();
    expect(planProblem(isolate({ ...FS01, id: '..' }), operation, platform)).toMatch(
      /^"\.\." is not a NinjaOne device id/,
    );
  });

  it('knows connectors by name and nothing else', () => {
    expect(connectorNames).toEqual(['ninjarmm']);
    expect(connectorFor('toString')).toBeNull();
  });
});

describe('the address of a call', () => {
  it.each([
    ['http://eu.ninjarmm.com', '/v2/x'],
    ['https://user:pw@eu.ninjarmm.com', '/v2/x'],
    ['https://eu.ninjarmm.com/', '/v2/x'],
    ['http://127.0.0.1.example.org', '/v2/x'],
    ['file:///etc', '/passwd'],
    ['https://eu.ninjarmm.com', '/v2/../x'],
    ['https://eu.ninjarmm.com', '/v2/%2e%2e/x'],
    ['https://eu.ninjarmm.com', '.example.org/v2'],
    ['https://eu.ninjarmm.com', '/v2/\n'],
  ])('is refused for %s and %j', (baseUrl, path) => {
    expect(addressProblem(baseUrl, path)).not.toBeNull();
  });

  it.each(['https://eu.ninjarmm.com', 'http://127.0.0.1:8080', 'http://[::1]:8080', 'http://localhost:8080'])(
    'is accepted for %s',
    (baseUrl) => expect(addressProblem(baseUrl, '/v2/device/4711?df=org%20%3D%201')).toBeNull(),
  );
});
