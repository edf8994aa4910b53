// The closed lists of what the gate can say, and the shape in which it says it (gate.md "Codes").

import type { Place } from './problem.ts';

export const REFUSAL_CODES = [
  'schema-invalid',
  'text-unsafe',
  'plan-differs',
  'queue-file-missing',
  'queue-file-not-added',
  'queue-file-not-regular',
  'change-mixed',
  'pull-from-fork',
  'base-not-default',
  'id-used',
  'recently-denied',
  'too-many-open',
  'too-many-proposed',
  'action-changed',
  'automation-unregistered',
  'operation-not-granted',
  'operation-unclassified',
  'operation-prohibited',
  'client-unknown',
  'person-unknown',
  'seat-unfilled',
  'stand-in-not-eligible',
  'commit-unattributed',
  'codeowners-differs',
  'codeowners-error',
  'codeowners-shadowed',
  'approver-not-owner',
  'change-empty',
  'policy-invalid',
  'exception-permanent',
  'exception-too-long',
  'exception-backdated',
  'exception-unknown',
  'gate-event-changed',
  'gate-event-record-unknown',
  'review-incomplete',
  'review-differs',
  'root-cause-missing',
  'break-glass-not-allowed',
  'break-glass-unreviewed',
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export const NOT_COUNTED_CODES = [
  'not-named',
  'no-seat',
  'stand-in-not-called',
  'comment-only',
  'dismissed',
  'is-requester',
  'is-contributor',
  'not-human',
  'not-in-role',
  'no-write-access',
  'stale',
  'late',
  'denied',
] as const;

export type NotCountedCode = (typeof NOT_COUNTED_CODES)[number];

/** A "no" with its code, the fact behind it and what a person can do about it, each one sentence. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly fact: string;
  readonly remedy: string;
  /** The place in the request's own file that it is about, where there is one. */
  readonly at?: Place & { readonly path: string };
}

/** Builds a refusal; the two sentences are shown to people as they are. */
export function refusal(code: RefusalCode, fact: string, remedy: string): Refusal {
  return { code, fact, remedy };
}
