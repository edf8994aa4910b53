// The operations of the standard's table of tiers, and those that are gated the same way: what the gate has to say to each.

export interface Row {
  readonly row: string;
  readonly operation: string;
  readonly automation: string;
  readonly client?: string;
  readonly target: string;
  readonly parameters?: string;
  /** What the gate shows, for people to read. */
  readonly shown: string;
  readonly judged: Readonly<Record<string, unknown>>;
}

export const ONE = { tier: 1, gate: 'human-approval' };
export const TWO = { tier: 2, gate: 'auto-and-log' };
export const THREE = { tier: 3, gate: 'auto' };

/** Operations whose connector is announced: the gate classifies them, and nothing can send them. */
export const ANNOUNCED: readonly Row[] = [
  {
    row: 'ConnectWise PSA: close a ticket and send the client a summary',
    operation: 'connectwise-psa/close-ticket',
    automation: 'psa-assistant',
    target: 'ticket',
    parameters: '{ summary: Solved. }',
    shown: 'Tier 1, gate human-approval',
    judged: { ...ONE, scope: 'single-reversible' },
  },
  {
    row: 'ConnectWise PSA: move a ticket between internal queues',
    operation: 'connectwise-psa/move-ticket',
    automation: 'psa-assistant',
    target: 'ticket',
    parameters: '{ queue: Network }',
    shown: 'Tier 2, gate auto-and-log',
    judged: { ...TWO, scope: null },
  },
  {
    row: 'ConnectWise PSA: write a ticket summary to the internal log',
    operation: 'connectwise-psa/log-summary',
    automation: 'psa-assistant',
    target: 'ticket',
    parameters: '{ summary: Solved. }',
    shown: 'Tier 3, gate auto',
    judged: { ...THREE, scope: null },
  },
  {
    row: 'SentinelOne: quarantine an endpoint on a Tier 1 threat',
    operation: 'sentinelone/quarantine-endpoint',
    automation: 'edr-responder',
    target: 'agent',
    parameters: '{ threat: "17" }',
    shown: 'Tier 1, gate human-approval',
    judged: { ...ONE, scope: 'single-reversible' },
  },
  {
    row: 'SentinelOne: run a Deep Visibility query and log the results',
    operation: 'sentinelone/deep-visibility-query',
    automation: 'edr-responder',
    target: 'site',
    parameters: '{ query: EventType = "Process", hours: 4 }',
    shown: 'Tier 3, gate auto',
    judged: { ...THREE, scope: null },
  },
  {
    row: 'Microsoft Copilot: draft a client-facing mail or report',
    operation: 'microsoft-copilot/send-draft',
    automation: 'copilot-drafter',
    target: 'mailbox',
    parameters: '{ to: it@acme.example, subject: The outage, body: It is over. }',
    shown: 'Tier 1, gate human-review-before-send',
    judged: { tier: 1, gate: 'human-review-before-send', scope: 'single-reversible' },
  },
  {
    row: 'Microsoft Copilot: summarise meeting notes internally',
    operation: 'microsoft-copilot/summarise-meeting',
    automation: 'copilot-drafter',
    target: 'meeting',
    shown: 'Tier 3, gate auto',
    judged: { ...THREE, scope: null },
  },
  {
    row: 'Power Automate: start incident-response runbook steps in a client environment',
    operation: 'power-automate/start-incident-runbook',
    automation: 'runbook-runner',
    target: 'environment',
    parameters: '{ runbook: contain, incident: INC-7 }',
    shown: 'Tier 1, gate human-approval',
    judged: { ...ONE, scope: 'incident-runbook' },
  },
  {
    row: 'Power Automate: route an approval request to the named approver',
    operation: 'power-automate/route-approval',
    automation: 'runbook-runner',
    target: 'flow',
    parameters: '{ request: "7" }',
    shown: 'Tier 2, gate auto-and-log',
    judged: { ...TWO, scope: null },
  },
  {
    row: 'privileged: exporting customer data',
    operation: 'aws/export-customer-data',
    automation: 'cloud-remediator',
    target: 'dataset',
    parameters: '{ destination: "s3://out", purpose: The client left. }',
    shown: 'Tier 1, gate human-approval',
    judged: { ...ONE, scope: 'single-irreversible' },
  },
  {
    row: 'privileged: changing IAM roles, policies or permissions',
    operation: 'aws/change-iam-policy',
    automation: 'cloud-remediator',
    target: 'role',
    parameters: '{ document: "{}" }',
    shown: 'Tier 1, gate human-approval',
    judged: { ...ONE, scope: 'single-irreversible' },
  },
  {
    row: 'privileged: opening storage buckets',
    operation: 'aws/open-bucket',
    automation: 'cloud-remediator',
    target: 'bucket',
    parameters: '{ to: the auditors }',
    shown: 'Tier 1, gate human-approval',
    judged: { ...ONE, scope: 'single-irreversible' },
  },
  {
    row: 'privileged: editing production configuration',
    operation: 'aws/edit-production-config',
    automation: 'cloud-remediator',
    target: 'setting',
    parameters: '{ value: "on" }',
    shown: 'Tier 1, gate human-approval',
    judged: { ...ONE, scope: 'single-reversible' },
  },
  {
    row: 'privileged: repairing storage buckets',
    operation: 'aws/repair-public-bucket',
    automation: 'cloud-remediator',
    target: 'bucket',
    parameters: '{ reason: It is public. }',
    shown: 'Tier 1, gate human-approval',
    judged: { ...ONE, scope: 'single-reversible' },
  },
];

/** What no connector will ever be built for, and what nobody has put into the table. */
export const NEVER: readonly (Row & { readonly code: string })[] = [
  {
    row: 'privileged: escalating privileges of an automation is prohibited altogether',
    operation: 'aws/escalate-own-privileges',
    automation: 'cloud-remediator',
    target: 'role',
    shown: 'Not in a tier',
    judged: { tier: null },
    code: 'operation-prohibited',
  },
  {
    row: 'NinjaRMM: wiping a device is prohibited to automation altogether',
    operation: 'ninjarmm/wipe-device',
    automation: 'ransomware-responder',
    target: 'device',
    shown: 'Not in a tier',
    judged: { tier: null },
    code: 'operation-prohibited',
  },
  {
    row: 'an operation that nobody has put into a tier is refused',
    operation: 'aws/delete-everything',
    automation: 'cloud-remediator',
    target: 'dataset',
    shown: 'Not in a tier',
    judged: { tier: null },
    code: 'operation-unclassified',
  },
];
