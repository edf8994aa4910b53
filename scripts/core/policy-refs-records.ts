// Rules about what is kept and proven: every record type has a period, every control names what exists.
import type { PolicyDocuments } from './policy-documents.ts';
import { finding } from './policy-finding.ts';
import type { Finding, Rule, Surroundings } from './policy-finding.ts';

/** Younger than the first policies: without a period of their own they are kept as long as gate failures. */
const YOUNGER = [
  'gate-event-filed',
  'gate-failure-remediated',
  'contact-attempted',
  'erasure-approved',
  'record-erased',
  'activity-read',
  'settings-read',
] as const;

/** The types of ledger record (README "The ledger"); standard.yaml says how long each is kept. */
export const RECORD_TYPES = [
  'action-proposed',
  'action-approved',
  'action-intended',
  'action-executed',
  'action-denied',
  'action-auto',
  'action-deferred',
  'action-expired',
  'action-refused',
  'action-withdrawn',
  'gate-failure',
  'exception-approved',
  'window-approved',
  'policy-changed',
  'review-held',
  'key-enrolled',
  'key-retired',
  'key-compromised',
  'population',
  ...YOUNGER,
] as const;

const KEPT_AS_GATE_FAILURES: ReadonlySet<string> = new Set(YOUNGER);

export const RULES_OF_RECORDS = {
  'retention-missing': ({ standard }) => missingPeriods(standard),
  'record-unknown': (documents) => unknownRecords(documents),
  'control-file-missing': (documents, surroundings) => missingFiles(documents, surroundings),
} satisfies Record<string, Rule>;

/** Standard, What is logged: periods come from standard.yaml, so a type without one would be kept for no time at all. */
function* missingPeriods(standard: PolicyDocuments['standard']): Generator<Finding> {
  for (const type of RECORD_TYPES) {
    if (standard.value.retention[type] !== undefined || KEPT_AS_GATE_FAILURES.has(type)) continue;
    yield finding(standard, ['retention'], `no period says how long ${type} records are kept`, 'Add it, in months.');
  }
}

function* unknownRecords({ controls }: PolicyDocuments): Generator<Finding> {
  if (controls === null) return;
  const known = new Set<string>(RECORD_TYPES);
  const lists = { controls: controls.value.controls, requirements: controls.value.requirements ?? [] };
  for (const [list, claims] of Object.entries(lists)) {
    for (const [index, { records }] of claims.entries()) {
      for (const [entry, type] of records.entries()) {
        if (known.has(type)) continue;
        const fact = `there are no records of the type "${type}"`;
        const remedy = 'Use a type that policies/standard.yaml lists.';
        yield finding(controls, [list, index, 'records', entry], fact, remedy);
      }
    }
  }
}

/** Only of the controls: where a requirement is enforced and tested is a matter of this code, which not every copy of the policy has beside it. */
function* missingFiles({ controls }: PolicyDocuments, { exists }: Surroundings): Generator<Finding> {
  if (exists === null || controls === null) return;
  for (const [index, { id, files }] of controls.value.controls.entries()) {
    for (const [entry, path] of files.entries()) {
      if (exists(path)) continue;
      const fact = `the control "${id}" names the file ${path}, which does not exist`;
      yield finding(controls, ['controls', index, 'files', entry], fact, 'Correct the path, or remove it.');
    }
  }
}
