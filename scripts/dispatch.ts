// Reads the event of a repository_dispatch: what the forge says about its sender, and the draft that the sender sent.
type Fields = Readonly<Record<string, unknown>>;

export interface Dispatch {
  /** The forge's number of the repository. */
  readonly repository: number;
  /** Who sent it, as the forge says. */
  readonly sender: { readonly id: number; readonly login: string };
  /** The sender's own name for this request; the answer is found by it. */
  readonly request: string;
  /** An action file as JSON, untrusted and not looked into here; or the sentence that says why there is none. */
  readonly draft: Fields | string;
}

const REQUEST = /^[A-Za-z0-9][A-Za-z0-9-]{7,63}$/;
const FIELDS = ['action', 'request'];

/** @returns the dispatch, or the sentence that says what is wrong with it */
export function readDispatch(text: string): Dispatch | string {
  const event = objectIn(parsed(text));
  if (event === null) return 'The event is not a JSON object, so nothing was proposed.';
  if (event['action'] !== 'propose-action') return 'The event is no repository_dispatch of the type propose-action.';
  const sender = objectIn(event['sender']);
  const repository = objectIn(event['repository']);
  const [account, login] = [sender?.['id'], sender?.['login']];
  if (!isNumber(account) || typeof login !== 'string') return 'The event does not say who sent it.';
  if (!isNumber(repository?.['id'])) return 'The event does not say which repository it is of.';
  const payload = objectIn(event['client_payload']) ?? {};
  const { request } = payload;
  if (typeof request !== 'string' || !REQUEST.test(request)) {
    return 'client_payload.request must be 8 to 64 letters, digits and hyphens, a new one for each request, for example a GUID.';
  }
  return { repository: repository['id'], sender: { id: account, login }, request, draft: draftIn(payload) };
}

/** From here on there is a request to answer to, so what is wrong becomes its answer. */
function draftIn(payload: Fields): Fields | string {
  const unknown = Object.keys(payload).find((key) => !FIELDS.includes(key));
  if (unknown !== undefined) {
    return `client_payload has the field ${JSON.stringify(unknown.slice(0, 60))}; it holds action and request, and nothing else.`;
  }
  const draft = objectIn(payload['action']);
  return draft ?? 'client_payload.action must be an object: an action file as JSON. See actions-queue/README.md.';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function objectIn(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
