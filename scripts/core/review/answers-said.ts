// What people said to a request, read from the record that ended it.
import { kindOfChange } from '../change-kind.ts';
import type { ChangeKind, PersonId } from '../policy-model.ts';
import { isChange } from '../records.ts';
import type { Indexed } from '../records.ts';
import { momentOf } from '../snapshots.ts';
import type { Instant } from '../time.ts';
import type { Way } from './formats.ts';

export interface Said {
  readonly kind: ChangeKind;
  readonly pull: number;
  readonly person: PersonId;
  readonly at: Instant;
  /** When the request was opened, where its own record says so; of an action the record of its proposal does. */
  readonly openedAt: Instant | null;
  readonly isStandIn: boolean;
  readonly isNo: boolean;
}

/** Each answer that counted; none of a record that ended without one. */
export function saidIn(record: Indexed, { answers }: Pick<Way, 'answers'>): readonly Said[] {
  if (record.type === 'action-denied') {
    const { person, at, right } = record.denial;
    const who = { pull: record.pull.number, person, at: momentOf(at), openedAt: null };
    return [{ kind: 'action', ...who, isStandIn: right === 'stand-in', isNo: true }];
  }
  if (record.type === 'action-approved') {
    return record.approvals.map(({ person, at, standIn }) => {
      const who = { pull: record.pull.number, person, at: momentOf(at), openedAt: null };
      return { kind: 'action', ...who, isStandIn: standIn, isNo: false };
    });
  }
  return answers === 'actions' ? [] : saidOfChange(record);
}

/** Nobody is called to stand in for a request that brings no action. */
function saidOfChange(record: Indexed): readonly Said[] {
  if (record.type === 'action-refused') {
    if (record.denial === undefined) return [];
    const { pull, denial } = record;
    const kind = kindOfChange(pull.files ?? []) ?? 'code';
    return [{ kind, ...asked(pull), person: denial.person, at: momentOf(denial.at), isNo: true }];
  }
  if (!isChange(record)) return [];
  const kind = record.type === 'policy-changed' ? record.change : KINDS[record.type];
  return record.approvals.map(({ person, at }) => {
    return { kind, ...asked(record.pull), person, at: momentOf(at), isNo: false };
  });
}

function asked({ number, openedAt }: { readonly number: number; readonly openedAt: string }) {
  return { pull: number, openedAt: momentOf(openedAt), isStandIn: false };
}

const KINDS = {
  'window-approved': 'window',
  'exception-approved': 'exception',
  'gate-event-filed': 'gate-event',
  'gate-failure-remediated': 'gate-event',
  'erasure-approved': 'erasure',
  'review-held': 'review',
} as const satisfies Readonly<Record<string, ChangeKind>>;
