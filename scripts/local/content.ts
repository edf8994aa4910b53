// What the files of a request say, read by the gate's own parsers, so that a page never shows another reading of them.
import { parseExceptionProposal } from '../core/exception-file.ts';
import { parseGateEvent } from '../core/gate-event-file.ts';
import type { ExceptionFile, GateEventFile, WindowFile } from '../core/generated/types.ts';
import { occurrencesOf, spansIn } from '../core/occurrences.ts';
import type { Policy, Span } from '../core/policy-model.ts';
import type { Instant } from '../core/time.ts';
import type { Proposal } from '../core/verdict-model.ts';
import { parseWindowProposal } from '../core/window-file.ts';
import { instantAt } from '../core/zone.ts';
import type { FileSide, ShownChange } from './pages/source.ts';

export type Content =
  | {
      readonly kind: 'window';
      readonly window: WindowFile;
      /** Every time that it is open, in order; empty where its rule cannot be told. */
      readonly times: readonly Span[];
    }
  | {
      readonly kind: 'exception';
      readonly exception: ExceptionFile;
      readonly from: Instant | null;
      /** Excluded; `null` where there is none, which is refused. */
      readonly expires: Instant | null;
    }
  | {
      readonly kind: 'gate-event';
      readonly event: GateEventFile;
      /** As main has it; `null` for a new report. */
      readonly before: GateEventFile | null;
    }
  | {
      readonly kind: 'review';
      /** The numbers of the report, exactly as its file has them. */
      readonly data: unknown;
    };

/** Reads what a request says; `null` where its kind has no more to say than its files, or they cannot be read. */
export function contentOf(
  { kind, path }: Pick<Proposal, 'kind' | 'path'>,
  changes: readonly ShownChange[],
  policy: Policy,
  openedAt: Instant,
): Content | null {
  const file = changes.find((one) => one.path === path);
  const bytes = bytesOf(file?.after);
  if (kind === 'review') return reviewIn(changes);
  if (bytes === null) return null;
  if (kind === 'window') return windowIn(bytes, path, policy, openedAt);
  if (kind === 'exception') return exceptionIn(bytes, path, policy, openedAt);
  return kind === 'gate-event' ? eventIn(bytes, bytesOf(file?.before), path, openedAt) : null;
}

function windowIn(bytes: Uint8Array, path: string, policy: Policy, openedAt: Instant): Content | null {
  const { window } = parseWindowProposal(bytes, path, policy, openedAt);
  if (window === null) return null;
  const found = occurrencesOf(window, policy.standard.windowRecursFor);
  return { kind: 'window', window, times: found.ok ? spansIn(window.zone, found.walls) : [] };
}

function exceptionIn(bytes: Uint8Array, path: string, policy: Policy, openedAt: Instant): Content | null {
  const { exception } = parseExceptionProposal(bytes, path, policy, openedAt);
  if (exception === null) return null;
  const { from, expires, zone } = exception;
  const end = expires === undefined ? null : instantAt(expires, zone);
  return { kind: 'exception', exception, from: instantAt(from, zone), expires: end };
}

function eventIn(bytes: Uint8Array, before: Uint8Array | null, path: string, openedAt: Instant): Content | null {
  const { event } = parseGateEvent(bytes, path, before === null ? 'added' : { bytes: before }, openedAt);
  if (event === null) return null;
  const was = before === null ? null : parseGateEvent(before, path, 'added', openedAt).event;
  return { kind: 'gate-event', event, before: was };
}

function reviewIn(changes: readonly ShownChange[]): Content | null {
  const file = changes.find(({ path }) => /^exceptions\/reviews\/[^/]+\.json$/.test(path));
  if (file?.after.kind !== 'text') return null;
  try {
    return { kind: 'review', data: JSON.parse(file.after.text) };
  } catch {
    return null; // the gate refuses it; the page shows the file as it is
  }
}

function bytesOf(side: FileSide | undefined): Uint8Array | null {
  return side?.kind === 'text' ? new TextEncoder().encode(side.text) : null;
}
