// A proposed exception: one file of exceptions/, read as strictly as an action, so that one that is too wide never gets there.
import type { RefusalCode } from './codes.ts';
import { readDocument } from './document.ts';
import * as validators from './generated/validate.cjs';
import type { ExceptionFile } from './generated/types.ts';
import type { Policy } from './policy-model.ts';
import { shapeOf } from './policy-schema.ts';
import type { Problem } from './problem.ts';
import type { ExceptionTerms } from './records-of-kinds.ts';
import type { Duration, Instant } from './time.ts';
import { instantAt, localAt, unrealTime } from './zone.ts';

/** Where the file of an exception has to be. */
export function exceptionPath(id: string): string {
  return `exceptions/${id}.yaml`;
}

export interface ExceptionProposal {
  readonly exception: ExceptionFile | null;
  readonly problems: readonly Problem<RefusalCode>[];
}

/**
 * Reads an exception before it is on the default branch (standard: no permanent exceptions, none that nobody asked for yet).
 * @param openedAt when its request was opened: an exception never covers what happened before somebody asked for it
 * @returns the exception where the text has the right shape, and every problem, also those with what the policy knows
 */
export function parseExceptionProposal(
  bytes: Uint8Array,
  path: string,
  policy: Policy,
  openedAt: Instant,
): ExceptionProposal {
  const document = readDocument(bytes, path);
  if (!document.ok) return { exception: null, problems: document.problems };
  const shaped = shapeOf(document, path, validators.exception, 'exception');
  if (!shaped.ok) return { exception: null, problems: shaped.problems };
  const exception = shaped.value;
  const faults = [
    ...nameFaults(exception, path),
    ...timeFaults(exception, policy, openedAt),
    ...scopeFaults(exception, policy),
  ];
  const problems = faults.map(({ key, code, fact, remedy }) => {
    return { code: code ?? 'schema-invalid', path, ...document.locate(key === null ? [] : [key]), fact, remedy };
  });
  return { exception, problems };
}

/**
 * What would have kept these terms from being approved: asked where the file that said them is erased.
 * @returns each fact; empty where they could be approved under this policy
 */
export function termFaults(terms: ExceptionTerms, policy: Policy, openedAt: Instant): readonly string[] {
  return [...timeFaults(terms, policy, openedAt), ...scopeFaults(terms, policy)].map(({ fact }) => fact);
}

interface Fault {
  /** The field that is wrong, `null` where one is missing. */
  readonly key: string | null;
  /** `schema-invalid` unless said otherwise. */
  readonly code?: RefusalCode;
  readonly fact: string;
  readonly remedy: string;
}

function* nameFaults({ id }: ExceptionFile, path: string): Iterable<Fault> {
  if (path === exceptionPath(id)) return;
  yield { key: 'id', fact: `the id "${id}" is not the file's name`, remedy: `Name the file ${exceptionPath(id)}.` };
}

type Times = Pick<ExceptionFile, 'from' | 'expires' | 'zone'>;

function* timeFaults({ from, expires, zone }: Times, { standard }: Policy, openedAt: Instant): Iterable<Fault> {
  const longest = inDays(standard.longestException);
  if (expires === undefined) {
    const fact = 'it has no day on which it is over, and there are no permanent exceptions';
    yield { key: null, code: 'exception-permanent', fact, remedy: `Add "expires", at most ${longest} after "from".` };
  }
  if (instantAt(from, zone) === null || instantAt(expires ?? from, zone) === null) {
    yield unrealTime(zone, from, ['expires', expires ?? from]);
    return;
  }
  if (from < localAt(openedAt, zone).slice(0, 10)) {
    const fact = `it begins on ${from}, before the day on which it was asked for`;
    yield { key: 'from', code: 'exception-backdated', fact, remedy: 'Let it begin today or later.' };
  }
  // Days are counted by the calendar: a day on which clocks change is a day as well.
  const length = days(expires ?? from) - days(from);
  if (expires !== undefined && length <= 0) {
    yield { key: 'expires', fact: 'it is over before it begins', remedy: 'Correct "from" or "expires".' };
  }
  if (length > standard.longestException) {
    const fact = `it lasts ${inDays(length)}, longer than the ${longest} that policies/standard.yaml allows`;
    yield {
      key: 'expires',
      code: 'exception-too-long',
      fact,
      remedy: 'Choose an earlier day; a new one may follow it.',
    };
  }
}

function inDays(duration: Duration): string {
  return `${duration / 86_400_000} days`;
}

function days(date: string): Instant {
  return Date.parse(`${date}T00:00:00Z`);
}

function* scopeFaults(
  { operations, clients }: Pick<ExceptionTerms, 'operations' | 'clients'>,
  policy: Policy,
): Iterable<Fault> {
  for (const operation of operations) {
    const known = policy.operations.get(operation);
    const key = 'operations';
    if (known === undefined) {
      yield { key, fact: `the operation "${operation}" is unknown`, remedy: 'Name one of policies/actions/.' };
    } else if (known.prohibited) {
      const fact = `${operation} is prohibited to automation, and no exception opens it`;
      yield {
        key,
        code: 'operation-prohibited',
        fact,
        remedy: 'Remove it, and do it by hand under the change process.',
      };
    }
  }
  for (const client of clients) {
    if (policy.clients.has(client)) continue;
    const fact = `the client "${client}" is unknown`;
    yield { key: 'clients', code: 'client-unknown', fact, remedy: 'Name one of policies/clients.yaml.' };
  }
}
