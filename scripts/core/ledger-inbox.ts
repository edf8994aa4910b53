// What somebody without the ledger's key lays into its inbox: claims, which nothing signs and which count for nothing yet.
import { canonicalize } from './canonical.ts';
import type { Fields } from './ledger-precondition.ts';

/** A draft as it was claimed; not one of its fields may be believed. */
export type Claim = Fields;

/** More claims than these in one batch are an attempt to tire the reader. */
const MOST = 16;
const LONGEST = 65_536;

/** Writes claims for one ledger's inbox. @throws TypeError where they are too many, or are not JSON */
export function formatClaims(originBase: string, ulid: string, claims: readonly Claim[]): string {
  const text = `${head(originBase, ulid)}${canonicalize(claims)}\n`;
  if (claims.length === 0 || claims.length > MOST || text.length > LONGEST) {
    throw new TypeError(`an inbox takes 1 to ${MOST} claims, ${LONGEST} characters together`);
  }
  return text;
}

/** Reads claims. @returns `null` where the text is anything else, or meant for another ledger or another place */
export function readClaims(text: string, originBase: string, ulid: string): readonly Claim[] | null {
  const start = head(originBase, ulid);
  if (text.length > LONGEST || !text.startsWith(start)) return null;
  const value = parse(text.slice(start.length));
  const isList = Array.isArray(value) && value.length > 0 && value.length <= MOST;
  return isList && value.every(isClaim) ? value : null;
}

function head(originBase: string, ulid: string): string {
  return `${originBase}/inbox\n${ulid}\n`;
}

function isClaim(value: unknown): value is Claim {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}
