// A proposed maintenance window or change request: one file of policies/windows/, read as strictly as an action.
import { readDocument } from './document.ts';
import type { OccurrenceFault } from './occurrences.ts';
import * as validators from './generated/validate.cjs';
import type { WindowFile } from './generated/types.ts';
import type { Policy } from './policy-model.ts';
import { shapeOf } from './policy-schema.ts';
import type { DocumentProblem } from './problem.ts';
import { formatInstant } from './time.ts';
import type { Instant } from './time.ts';
import { windowFaults } from './window-rules.ts';
import { instantAt, unrealTime } from './zone.ts';

/** Where the file of a window has to be. */
export function windowPath(id: string): string {
  return `policies/windows/${id}.yaml`;
}

export interface WindowProposal {
  readonly window: WindowFile | null;
  readonly problems: readonly DocumentProblem[];
}

/**
 * Reads a window before it is on the default branch, so that one that would break the policy never gets there.
 * @param openedAt when its request is opened; a window is approved before it begins, so it begins later than that
 * @returns the window where the text has the right shape, and every problem, also those with what the policy knows
 */
export function parseWindowProposal(
  bytes: Uint8Array,
  path: string,
  policy: Policy,
  openedAt: Instant,
): WindowProposal {
  const document = readDocument(bytes, path);
  if (!document.ok) return { window: null, problems: document.problems };
  const shaped = shapeOf(document, path, validators.window, 'window');
  if (!shaped.ok) return { window: null, problems: shaped.problems };
  const window = shaped.value;
  const problems = [...faults(window, path, policy, openedAt)].map(({ pointer, fact, remedy }) => {
    return { code: 'schema-invalid', path, ...document.locate(pointer), fact, remedy } as const;
  });
  return { window, problems };
}

function* faults(window: WindowFile, path: string, policy: Policy, openedAt: Instant): Iterable<OccurrenceFault> {
  const from = instantAt(window.from, window.zone);
  const to = instantAt(window.to, window.zone);
  if (path !== windowPath(window.id)) {
    yield {
      pointer: ['id'],
      fact: `the id "${window.id}" is not the file's name`,
      remedy: `Name the file ${windowPath(window.id)}.`,
    };
  }
  if (from === null || to === null) {
    const { key, fact, remedy } = unrealTime(window.zone, window.from, ['to', window.to]);
    yield { pointer: [key], fact, remedy };
  } else if (to <= from) {
    yield { pointer: ['to'], fact: 'it ends before it starts', remedy: 'Correct `from` or `to`.' };
  } else if (from <= openedAt) {
    const when = `begins at ${formatInstant(from)} and its request was opened at ${formatInstant(openedAt)}`;
    yield {
      pointer: ['from'],
      fact: `it ${when}`,
      remedy: 'Let it begin later; a window is approved before it begins.',
    };
  }
  yield* windowFaults(window, policy.standard);
  for (const operation of window.operations) {
    if (policy.operations.has(operation)) continue;
    yield {
      pointer: ['operations'],
      fact: `the operation "${operation}" is unknown`,
      remedy: 'Name one of policies/actions/.',
    };
  }
  for (const client of window.clients) {
    if (policy.clients.has(client)) continue;
    yield {
      pointer: ['clients'],
      fact: `the client "${client}" is unknown`,
      remedy: 'Name one of policies/clients.yaml.',
    };
  }
}
