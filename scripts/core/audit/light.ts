// Records as an audit keeps them: once a decision was derived again its evidence is let go, or a year would not fit into memory.
import { canonicalize, sha256 } from '../canonical.ts';
import type { Digest } from '../facts.ts';
import type { PullSnapshot, RecordedVerdict } from '../record-parts.ts';
import type { ActionApproved, ActionAuto, ActionExpired, Indexed } from '../records.ts';
import type { Known } from './history.ts';

/**
 * The same record without what only deriving its decision again needs; what a later check asks of that is kept as a digest.
 * @param write how to write a value canonically; where the record is known to be in canonical form, JSON.stringify does
 */
export function lightened(
  record: Indexed,
  write: (value: unknown) => string = canonicalize,
): Pick<Known, 'record' | 'evidence' | 'steps'> {
  const light: Indexed = { ...record };
  if ('decidedAt' in record) {
    Object.assign(light, { pull: withoutEvidence(record.pull), file: null, verdict: stateOnly(record.verdict) });
  }
  if (light.type === 'action-auto') Object.assign(light, { condition: '' });
  if (light.type === 'action-executed') Object.assign(light, { detail: '', evidence: [] });
  if (light.type === 'action-intended') Object.assign(light, { steps: [] });
  if (record.type === 'action-intended') return { record: light, steps: sha256(write(record.steps)) };
  return isLapsing(record) ? { record: light, evidence: evidenceOf({ record }, write) } : { record: light };
}

type Lapsing = Indexed<ActionApproved> | Indexed<ActionAuto> | Indexed<ActionExpired>;

/** Over all that a decision was taken on; an approval and the expiry that ends it carry the same. */
export function evidenceOf(
  { record, evidence }: Pick<Known, 'evidence'> & { readonly record: Lapsing },
  write: (value: unknown) => string = canonicalize,
): Digest {
  const { policy, pull, file, decidedAt, verdict, action } = record;
  // In the order of their names, as canonical JSON has them.
  return evidence ?? sha256(write({ action, decidedAt, file, policy, pull, verdict }));
}

function isLapsing(record: Indexed): record is Lapsing {
  return record.type === 'action-approved' || record.type === 'action-auto' || record.type === 'action-expired';
}

const NO_ACCOUNT = { id: 0, login: '', type: 'User' } as const;

const NO_EVIDENCE: Omit<PullSnapshot, 'number'> = {
  opener: NO_ACCOUNT,
  openedAt: '',
  head: '',
  base: '',
  defaultBranch: '',
  draft: false,
  fork: false,
  files: null,
  commits: null,
  reviews: null,
  writers: null,
};

function withoutEvidence({ number }: PullSnapshot): PullSnapshot {
  return { ...NO_EVIDENCE, number };
}

function stateOnly({ state }: RecordedVerdict): RecordedVerdict {
  const nothing = {
    tier: null,
    gate: null,
    clients: 'one',
    scope: null,
    because: [],
    refusals: [],
    notCounted: [],
  } as const;
  return { state, summary: '', ...nothing };
}
