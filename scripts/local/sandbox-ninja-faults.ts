// Failures on order: the sandbox answers the next matching request with an error, too late, or not at all.
import type { IncomingMessage, ServerResponse } from 'node:http';

const KINDS = {
  /** Status 500, nothing done. */
  'fail-500': { acts: false },
  /** Does as asked, then answers with status 500. */
  'fail-after': { acts: true },
  /** Never answers, nothing done. */
  hang: { acts: false },
  /** Does as asked, then never answers. */
  'hang-after': { acts: true },
  /** Answers as usual, but only after `delay`. */
  slow: { acts: false },
  /** Closes the connection, nothing done. */
  'drop-before': { acts: false },
  /** Does as asked, then closes the connection. */
  'drop-after': { acts: true },
  /** Too many requests; `retryAfter` is the header's value, none where it is missing. */
  '429': { acts: false },
  /** Sends the caller elsewhere. */
  redirect: { acts: false },
  /** An answer of 2 MiB. */
  huge: { acts: false },
  /** Status 200 and a page for people. */
  html: { acts: false },
  /** Answers with what the request carried, as careless error pages do. */
  echo: { acts: false },
} as const;

export interface Fault {
  readonly match: { readonly method: string; readonly path: RegExp };
  readonly do: keyof typeof KINDS;
  readonly retryAfter?: string;
  /** For `slow`: real milliseconds. */
  readonly delay?: number;
}

export interface FaultBook {
  readonly add: (fault: Fault) => void;
  /** Takes the first fault that matches out of the book. */
  readonly take: (method: string, path: string) => (Fault & { readonly acts: boolean }) | null;
}

/** A book without faults. */
export function makeFaults(): FaultBook {
  const book: Fault[] = [];
  return {
    add: (fault) => void book.push(fault),
    take: (method, path) => {
      const index = book.findIndex(({ match }) => match.method === method && match.path.test(path));
      const [fault] = index === -1 ? [] : book.splice(index, 1);
      return fault === undefined ? null : { ...fault, ...KINDS[fault.do] };
    },
  };
}

/** Answers as the fault says; a hanging request stays open until the sandbox closes. */
export function answerBadly(fault: Fault, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const json = (status: number, value: unknown, headers: Record<string, string> = {}): void => {
    outgoing.writeHead(status, { 'content-type': 'application/json', ...headers });
    outgoing.end(JSON.stringify(value));
  };
  switch (fault.do) {
    case 'fail-500':
    case 'fail-after':
      return json(500, { resultCode: 'FAILURE', errorMessage: 'Internal error' });
    case 'hang':
    case 'hang-after':
    case 'slow':
      return;
    case 'drop-before':
    case 'drop-after':
      return void incoming.socket.destroy();
    case '429':
      return json(
        429,
        { errorMessage: 'Too many requests' },
        fault.retryAfter ? { 'retry-after': fault.retryAfter } : {},
      );
    case 'redirect':
      return json(307, {}, { location: '/elsewhere' });
    case 'huge':
      return json(200, { filling: 'x'.repeat(2 * 1_048_576) });
    case 'html':
      outgoing.writeHead(200, { 'content-type': 'text/html' });
      return void outgoing.end('<html>Sign in</html>');
    case 'echo':
      return json(400, { errorMessage: `bad request: ${incoming.headers.authorization ?? ''}` });
  }
}
