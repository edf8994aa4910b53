// repository_dispatch: one HTTP request that starts a job. The event names its sender; that part is the forge's word.
import type { ForgeCore } from './core.ts';
import type { Fields } from './fields.ts';
import { ForgeError, needWrite } from './model.ts';
import type { ForgeAccount } from './model.ts';

// GitHub's own limits.
const LONGEST_TYPE = 100;
const MOST_FIELDS = 10;
const LARGEST_PAYLOAD = 65_535;

/** What a runner would find in GITHUB_EVENT_PATH. */
export interface DispatchEvent {
  readonly action: string;
  readonly branch: string;
  readonly client_payload: Fields;
  readonly repository: { readonly id: number; readonly full_name: string };
  readonly sender: { readonly id: number; readonly login: string; readonly type: 'User' | 'Bot' };
}

/** The verb of dispatches; whoever listens gets each event once. What nobody listened to is gone, as after a crash. */
export function dispatchMethods(core: ForgeCore) {
  const listeners = new Set<(event: DispatchEvent) => void>();
  return {
    /** Hears of every dispatch from now on. @returns how to stop */
    onDispatch: (listener: (event: DispatchEvent) => void): (() => void) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** Sends an event; 403 without write access, 422 beyond GitHub's limits. */
    dispatch: (actor: ForgeAccount, type: string, payload: Fields): void => {
      needWrite(actor, 'Must have write access to send a repository dispatch.');
      if (type === '' || type.length > LONGEST_TYPE) {
        throw new ForgeError(422, `event_type must have 1 to ${LONGEST_TYPE} characters.`);
      }
      if (Object.keys(payload).length > MOST_FIELDS) {
        throw new ForgeError(422, `No more than ${MOST_FIELDS} properties are allowed in client_payload.`);
      }
      if (Buffer.byteLength(JSON.stringify(payload)) > LARGEST_PAYLOAD) {
        throw new ForgeError(422, 'client_payload is too large.');
      }
      const { id, owner, name } = core.repository;
      const { id: account, login, type: kind } = actor;
      const event = {
        action: type,
        branch: 'main',
        client_payload: payload,
        repository: { id, full_name: `${owner}/${name}` },
        sender: { id: account, login, type: kind },
      };
      for (const listener of listeners) listener(event);
    },
  };
}
