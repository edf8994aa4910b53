// The action of the examples, and the policy that knows it.
import type { Action } from '../../scripts/core/action-model.ts';
import { actionPath, parseAction } from '../../scripts/core/action-file.ts';
import type { ParsedAction } from '../../scripts/core/action-file.ts';
import { makeUlid } from '../../scripts/core/ulid.ts';
import { realPolicy } from './real-policy.ts';

export const POLICY = realPolicy();
export const ID = makeUlid(Date.UTC(2026, 10, 30, 23, 59), new Uint8Array(10).fill(7));
export const PATH = actionPath(ID);

export const ISOLATE: Action = {
  id: ID,
  operation: 'ninjarmm/isolate-endpoint',
  targets: [{ client: 'acme', kind: 'device', id: '4711', name: 'ACME-FS01' }],
  portfolio: false,
  parameters: { reason: 'ransomware canary tripped' },
  justification: 'EDR alert 9931, encryption behaviour on two shares',
  expectedOutcome: 'ACME-FS01 keeps contact to the management plane only',
  technician: 'tess',
  requester: 'tess',
  approvers: ['lena'],
  standIns: ['nina'],
  window: null,
  plan: [
    {
      method: 'PATCH',
      url: 'https://eu.ninjarmm.com/v2/device/4711/custom-fields',
      body: { csIsolation: `isolate:${ID}` },
    },
  ],
};

/** Parses a text where the example belongs. */
export function parse(text: string): ParsedAction {
  return parseAction(new TextEncoder().encode(text), PATH, POLICY);
}
