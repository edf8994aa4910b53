// Records as an audit keeps them: once a decision was derived again its evidence is let go, or a year would not fit into memory.
import { canonicalize, sha256 } from '../canonical.ts';
import type { Digest } from '../facts.ts';
import type { ActionReference, PolicyReference, PullSnapshot, RecordedVerdict } from '../record-parts.ts';
import type { ActionApproved, ActionAuto, ActionExpired, Indexed } from '../records.ts';
import type { Known } from './history.ts';

/** Texts and actions that many records share, so that each is held once. */
export type Pool = Map<string, unknown>;

/**
 * The same record without what only deriving its decision again needs; what a later check asks of that is kept as a digest.
 * @param write how to write a value canonically; where the record is known to be in canonical form, JSON.stringify does
 */
export function lightened(
  record: Indexed,
  pool: Pool,
  write: (value: unknown) => string = canonicalize,
): Omit<Known, 'entry'> {
  const light: Indexed = { ...record };
  Object.assign(light, sharedParts(record, pool));
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

function sharedParts(record: Indexed, pool: Pool): object {
  const shared = { type: pooled(record.type, pool), main: pooled(record.main, pool) };
  if ('plan' in record) Object.assign(shared, { plan: pooled(record.plan, pool) });
  if ('merge' in record) {
    const { commit, base, head } = record.merge;
    Object.assign(shared, { merge: { commit: pooled(commit, pool), base: pooled(base, pool), head } });
  }
  if ('policy' in record) Object.assign(shared, { policy: pooledPolicy(record.policy, pool) });
  if ('approvers' in record) Object.assign(shared, { approvers: pooledValue(record.approvers, pool) });
  if ('standIns' in record) Object.assign(shared, { standIns: pooledValue(record.standIns, pool) });
  if ('opener' in record) Object.assign(shared, { opener: pooledValue(record.opener, pool) });
  if ('approvals' in record) {
    const approvals = record.approvals.map((one) => ({ ...one, fills: pooledValue(one.fills, pool) }));
    Object.assign(shared, { approvals });
  }
  if ('action' in record && record.action !== null)
    Object.assign(shared, { action: pooledAction(record.action, pool) });
  return shared;
}

function pooled<T extends string>(text: T, pool: Pool): T {
  const known = pool.get(text);
  if (known === undefined) pool.set(text, text);
  return known === undefined ? text : (known as T); // the very same text
}

/** People and their roles are few, and named in every record. */
function pooledValue<T extends object>(value: T, pool: Pool): T {
  const name = `value ${JSON.stringify(value)}`;
  const known = pool.get(name);
  if (known === undefined) pool.set(name, value);
  return known === undefined ? value : (known as T); // of the very same text
}

function pooledPolicy({ commit, digest }: PolicyReference, pool: Pool): PolicyReference {
  return { commit: pooled(commit, pool), digest: pooled(digest, pool) };
}

/** Every record about an action repeats it; one that tells it otherwise is kept as it is. */
function pooledAction(action: ActionReference, pool: Pool): ActionReference {
  const name = `action ${action.id}`;
  const known = pool.get(name);
  if (known === undefined) pool.set(name, action);
  return known !== undefined && JSON.stringify(known) === JSON.stringify(action) ? (known as ActionReference) : action;
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
  return STATES.get(state) ?? remember(state);
}

const STATES = new Map<string, RecordedVerdict>();

function remember(state: string): RecordedVerdict {
  const nothing = {
    tier: null,
    gate: null,
    clients: 'one',
    scope: null,
    because: [],
    refusals: [],
    notCounted: [],
  } as const;
  const verdict = { state, summary: '', ...nothing };
  STATES.set(state, verdict);
  return verdict;
}
