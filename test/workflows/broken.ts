// Broken copies: what an attacker, or somebody in a hurry, would change, and the rule that notices.
import { brokenRights } from './broken-rights.ts';
import { brokenStart } from './broken-start.ts';
import { brokenSteps } from './broken-steps.ts';
import type { RuleName } from './rules.ts';

/** One text of a file, which stands there once, replaced by another. */
export type Change = readonly [file: string, what: string, from: string, to: string];

const ALL: Readonly<Record<RuleName, readonly Change[]>> = { ...brokenStart, ...brokenRights, ...brokenSteps };

/** One row a change; every rule has some, or this does not compile. */
export const BROKEN: readonly (readonly [rule: RuleName, ...Change])[] = Object.entries(ALL).flatMap(
  ([rule, changes]) => changes.map((change) => [rule as RuleName, ...change] as const),
);
