// What the approver's pages need to know and may do; the local server provides it, the pages only show and ask.
import type { ChangedFile, Digest } from '../../core/facts.ts';
import type { Policy } from '../../core/policy-model.ts';
import type { GateInput, Verdict } from '../../core/verdict-model.ts';
import type { Indexed } from '../../core/records.ts';
import type { OnCallReport } from '../../on-call.ts';
import type { Pull } from '../../ports/forge.ts';
import type { Content } from '../content.ts';
import type { StandardReport } from '../standard-report.ts';

/** Where a request stands, in the words of the page. */
export type Stage =
  | 'waiting'
  | 'approved' // merged or about to be; not yet run
  | 'running'
  | 'in-doubt' // intended, and nobody knows yet how it ended
  | 'done'
  | 'denied'
  | 'expired'
  | 'refused'
  | 'withdrawn';

/** What a file holds on one side of a change; bytes that are no text are named by their digest. */
export type FileSide =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly size: number; readonly digest: Digest }
  | { readonly kind: 'none' };

/** A file that a request changes, whole, as it was and as it would be. */
export interface ShownChange extends ChangedFile {
  readonly before: FileSide;
  readonly after: FileSide;
}

export interface RequestView {
  readonly pull: Pull;
  readonly stage: Stage;
  /** The verdict as it stands now, or as it was recorded for a request that has ended. */
  readonly verdict: Verdict;
  readonly input: GateInput;
  /** The file itself, exactly; `null` where there is none to read. */
  readonly file: { readonly path: string; readonly text: string } | null;
  /** Every file of a request that brings no action; `null` where they could not be read completely. */
  readonly changes: readonly ShownChange[] | null;
  /** What those files say, `null` where there is nothing more to it than the files, or they cannot be read. */
  readonly content: Content | null;
  /** Everything that the ledger says about it, oldest first. */
  readonly records: readonly Indexed[];
}

/** Somebody who may sign in here: on one machine that is a choice from the roster, at the forge it is the forge's own. */
export interface SignIn {
  readonly account: number;
  readonly login: string;
  readonly person: string;
  readonly name: string;
  readonly roles: readonly string[];
}

export type ReviewAnswer = { readonly ok: true } | { readonly ok: false; readonly message: string };

export interface PagesSource {
  readonly organisation: string;
  readonly people: () => Promise<readonly SignIn[]>;
  /** Newest first. */
  readonly requests: () => Promise<readonly RequestView[]>;
  readonly request: (number: number) => Promise<RequestView | null>;
  /** Who is on call now, and the gaps ahead. */
  readonly onCall: () => Promise<{ readonly report: OnCallReport; readonly policy: Policy }>;
  /** How the standard is kept at the moment. */
  readonly standard: () => Promise<{ readonly report: StandardReport; readonly policy: Policy }>;
  /** Gives an answer as this account, about exactly this head; a moved head is a "no" with a sentence. */
  readonly answer: (
    account: number,
    number: number,
    head: string,
    event: 'APPROVE' | 'REQUEST_CHANGES',
    reason: string,
  ) => Promise<ReviewAnswer>;
  /** Simulated automations that propose something when asked to. */
  readonly simulations: readonly { readonly id: string; readonly title: string; readonly tier: number }[];
  readonly simulate: (id: string) => Promise<ReviewAnswer>;
  /** The latest lines of the log, newest last. */
  readonly log: () => readonly string[];
}
