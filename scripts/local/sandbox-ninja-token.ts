// The sandbox's sign-in desk: machine credentials against a token with scopes, as the vendor's OAuth endpoint does.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Reply, Request } from './sandbox-ninja-routes.ts';

const LIFETIME_SECONDS = 3600;

export interface Desk {
  readonly issue: (request: Request) => Reply;
  /** The scopes of the token in an `Authorization` header, `null` where it is none of ours or has ended. */
  readonly scopesOf: (header: string | undefined) => readonly string[] | null;
}

/**
 * Opens the desk for one client. Tokens live in memory only.
 * @param allowed the scopes the client may have; asking for more is refused.
 */
export function openDesk(
  client: { readonly NINJARMM_CLIENT_ID: string; readonly NINJARMM_CLIENT_SECRET: string },
  allowed: readonly string[],
  clock: () => number,
): Desk {
  const tokens = new Map<string, { readonly scopes: readonly string[]; readonly until: number }>();
  return {
    issue: ({ method, body }) => {
      if (method !== 'POST') return { status: 405, json: { error: 'invalid_request' } };
      const form = new URLSearchParams(body);
      if (form.get('grant_type') !== 'client_credentials') return no(400, 'unsupported_grant_type');
      const id = same(form.get('client_id') ?? '', client.NINJARMM_CLIENT_ID);
      const secret = same(form.get('client_secret') ?? '', client.NINJARMM_CLIENT_SECRET);
      if (!id || !secret) return no(401, 'invalid_client');
      const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      const granted = scopes.filter((scope) => allowed.includes(scope));
      if (granted.length === 0) return no(400, 'invalid_scope');
      const token = randomBytes(32).toString('base64url');
      tokens.set(token, { scopes: granted, until: clock() + LIFETIME_SECONDS * 1000 });
      return {
        status: 200,
        json: { access_token: token, expires_in: LIFETIME_SECONDS, token_type: 'Bearer', scope: granted.join(' ') },
      };
    },
    scopesOf: (header) => {
      const token = tokens.get(/^Bearer (\S+)$/.exec(header ?? '')?.[1] ?? '');
      return token !== undefined && token.until > clock() ? token.scopes : null;
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
