// The sandbox's sign-in desk: machine credentials against a token with scopes, as the vendor's OAuth endpoint does.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Reply, Request } from './sandbox-ninja-routes.ts';

const LIFETIME_SECONDS = 3600;

/** An API client with an account of its own. */
export interface DeskClient {
  readonly id: string;
  readonly secret: string;
  /** As the activity log numbers it. */
  readonly userId: number;
  /** What it may ask for. */
  readonly scopes: readonly string[];
}

/** Who a token is for, and what it may do. */
export type Holder = Pick<DeskClient, 'userId' | 'scopes'>;

export interface Desk {
  readonly issue: (request: Request) => Reply;
  /** Whose token is in an `Authorization` header, `null` where it is none of ours or has ended. */
  readonly holderOf: (header: string | undefined) => Holder | null;
}

/**
 * Opens the desk. Tokens live in memory only.
 * @param clients those that there are, asked for anew each time; more scopes than a client may have are refused.
 */
export function openDesk(clients: () => readonly DeskClient[], clock: () => number): Desk {
  const tokens = new Map<string, Holder & { readonly until: number }>();
  return {
    issue: ({ method, body }) => {
      if (method !== 'POST') return { status: 405, json: { error: 'invalid_request' } };
      const form = new URLSearchParams(body);
      if (form.get('grant_type') !== 'client_credentials') return no(400, 'unsupported_grant_type');
      const client = clients().find(({ id }) => same(form.get('client_id') ?? '', id));
      if (client === undefined || !same(form.get('client_secret') ?? '', client.secret)) {
        return no(401, 'invalid_client');
      }
      const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      const granted = scopes.filter((scope) => client.scopes.includes(scope));
      if (granted.length === 0) return no(400, 'invalid_scope');
      const token = randomBytes(32).toString('base64url');
      tokens.set(token, { scopes: granted, userId: client.userId, until: clock() + LIFETIME_SECONDS * 1000 });
      return {
        status: 200,
        json: { access_token: token, expires_in: LIFETIME_SECONDS, token_type: 'Bearer', scope: granted.join(' ') },
      };
    },
    holderOf: (header) => {
      const token = tokens.get(/^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? '');
      return token !== undefined && token.until > clock() ? token : null;
    },
  };
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function no(status: number, error: string): Reply {
  return { status, json: { error, error_description: error.replaceAll('_', ' '), error_code: status } };
}
