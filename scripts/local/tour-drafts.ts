// The drafts that the tour's automations hand in, as a real automation would write them.

export interface DraftTarget {
  readonly client: string;
  readonly device: number;
  readonly name: string;
}

/** Devices of the sandbox. */
export const DEVICES = {
  fs01: { client: 'acme', device: 4711, name: 'ACME-FS01' },
  fs02: { client: 'acme', device: 4712, name: 'ACME-FS02' },
  dc01: { client: 'acme', device: 4713, name: 'ACME-DC01' },
  ws17: { client: 'acme', device: 4714, name: 'ACME-WS17' },
  ws23: { client: 'acme', device: 4715, name: 'ACME-WS23' },
  globex: { client: 'globex', device: 4721, name: 'GLOBEX-FS01' },
} as const satisfies Readonly<Record<string, DraftTarget>>;

/** Isolating endpoints: Tier 1. `more` are further lines of the draft. */
export function isolation(targets: readonly DraftTarget[], more: readonly string[] = []): string {
  return draft('ninjarmm/isolate-endpoint', targets, [
    'parameters: { reason: ransomware canary tripped }',
    'justification: EDR alert 9931, encryption behaviour on two shares',
    'expectedOutcome: it keeps contact to the management plane only',
    'technician: tess',
    ...more,
  ]);
}

/** Deploying patches: Tier 2 inside an approved window. */
export function patches(target: DraftTarget, window: string): string {
  return draft(
    'ninjarmm/deploy-patches',
    [target],
    [
      'parameters: { kind: os }',
      'justification: Monthly patches',
      'expectedOutcome: all approved patches are installed',
      'technician: tess',
      `window: ${window}`,
    ],
  );
}

/** Pulling device health: Tier 3. */
export function health(target: DraftTarget): string {
  return draft(
    'ninjarmm/pull-device-health',
    [target],
    ['justification: The dashboard is refreshed every hour', 'expectedOutcome: the counts are known'],
  );
}

function draft(operation: string, targets: readonly DraftTarget[], more: readonly string[]): string {
  const list = targets.map((one) => `  - { client: ${one.client}, device: "${one.device}", name: ${one.name} }`);
  return `${[`operation: ${operation}`, 'targets:', ...list, ...more].join('\n')}\n`;
}

/** A maintenance window for Acme's patches, in the client's local time. */
export function windowFile(id: string, from: string, to: string): string {
  return `id: ${id}
title: Acme Logistics, December patches
operations: [ninjarmm/deploy-patches]
clients: [acme]
zone: Europe/London
from: ${from}
to: ${to}
requestor: tess
approvers: [olga]
justification: Monthly patches, agreed with the client.
`;
}

/** A complete file, written by hand, for an operation that automation may never run. */
export function wipe(id: string, target: DraftTarget): string {
  return `id: "${id}"
operation: ninjarmm/wipe-device
targets:
  - { client: ${target.client}, device: "${target.device}", name: ${target.name} }
justification: It is infected anyway
expectedOutcome: Nothing is left
technician: tess
approvers: [lena]
plan: []
`;
}
