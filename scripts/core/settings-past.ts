// Protection that was weaker for a time, or was passed by: from the history of rulesets, the moves of refs, and rule suites.
import { compare, nameOf, shown } from './settings-difference.ts';
import { accountOf } from './settings-model.ts';
import type { App, Finding, Json, Reading, Unit, Weakening } from './settings-model.ts';
import { formatInstant } from './time.ts';
import type { Instant } from './time.ts';

export interface RulesetVersion {
  readonly version: number;
  readonly at: Instant;
  /** The account that made it, as far as the forge says. */
  readonly by: string;
  readonly state: Json;
}

/** One move of a ref. */
export interface Move {
  readonly id: number;
  readonly kind: string;
  /** In full, such as `refs/heads/main`. */
  readonly ref: string;
  readonly at: Instant;
  /** The login of who did it. */
  readonly by: string | null;
}

/** One push or merge that went through although a rule said no. */
export interface Bypass {
  readonly id: number;
  readonly ref: string;
  readonly at: Instant;
  readonly by: string | null;
  /** The types of the rules that said no. */
  readonly failed: readonly string[];
}

export interface Past {
  /** Every version of each ruleset, oldest first. */
  readonly versions: ReadonlyMap<Unit, Reading<readonly RulesetVersion[]>>;
  readonly moves: Reading<readonly Move[]>;
  readonly bypasses: Reading<readonly Bypass[]>;
}

export interface PastContext {
  readonly wanted: ReadonlyMap<Unit, Json>;
  readonly gate: App;
  readonly merge: App;
  readonly defaultBranch: string;
  /** Protection is owed since then. */
  readonly since: Instant;
  /** Whether the ledger was founded by then: no ruleset may be younger than that (one deleted and made anew is). */
  readonly founded: boolean;
  readonly now: Instant;
}

export interface PastFindings {
  readonly weakenings: readonly Weakening[];
  /** What could not be read. */
  readonly unread: readonly Finding[];
}

/** Everything that was weaker, or was passed by, since `since`. */
export function pastFindings(past: Past, context: PastContext): PastFindings {
  const units = [...past.versions].map(([unit, reading]) => {
    if (reading.known) return { weakenings: versionWeakenings(unit, reading.value, context), unread: [] };
    return {
      weakenings: [],
      unread: [unreadable(`history/${unit}`, `The history of ${lower(nameOf(unit))}`, reading.why)],
    };
  });
  const moves = past.moves.known ? past.moves.value.flatMap((move) => moveWeakening(move, context)) : [];
  const bypasses = past.bypasses.known ? past.bypasses.value.flatMap((one) => bypassWeakening(one, context)) : [];
  return {
    weakenings: [...units.flatMap((one) => one.weakenings), ...moves, ...bypasses],
    unread: [
      ...units.flatMap((one) => one.unread),
      ...(past.moves.known ? [] : [unreadable('history/moves', 'The moves of branches', past.moves.why)]),
      ...(past.bypasses.known ? [] : [unreadable('history/bypasses', 'The list of bypassed rules', past.bypasses.why)]),
    ],
  };
}

/**
 * A version is a weakening where it lacks something that an earlier one had: a ruleset that was right, was relaxed, and was put
 * back leaves exactly that. What no version has had yet is a difference of today, not of the past.
 */
function versionWeakenings(
  unit: Unit,
  versions: readonly RulesetVersion[],
  context: PastContext,
): readonly Weakening[] {
  const wanted = context.wanted.get(unit) ?? null;
  const found: Weakening[] = [];
  const [first] = versions;
  if (context.founded && first !== undefined && first.at > context.since) {
    const words = `${nameOf(unit)} was made only at ${formatInstant(first.at)}, by ${first.by}: before that it did not exist.`;
    found.push(weakening(`${unit}@none`, words, context.since, first.at));
  }
  const lacking = versions.map((one) => ({ ...one, fields: compare(wanted, one.state, []) }));
  lacking.forEach(({ version, at, by, fields }, index) => {
    const to = versions[index + 1]?.at ?? context.now;
    const earlier = lacking.slice(0, index).map((one) => new Set(one.fields.map(({ path }) => path)));
    const [worst] = fields.filter(({ path }) => earlier.some((paths) => !paths.has(path)));
    if (worst === undefined || to < context.since) return;
    const is = worst.is === undefined ? 'not there' : shown(worst.is);
    const span = `from ${formatInstant(at)} to ${formatInstant(to)}`;
    const words = `${nameOf(unit)} was weaker ${span}, changed by ${by}: ${worst.path} was ${is}.`;
    found.push(weakening(`${unit}@${version}`, words, at, to));
  });
  return found;
}

const LEDGER_REF = /^refs\/heads\/(?:ledger|anchors|sealed)\//;
const REWRITES: Readonly<Record<string, string>> = {
  force_push: 'was rewritten',
  branch_deletion: 'was deleted',
};

function moveWeakening(move: Move, context: PastContext): readonly Weakening[] {
  const { ref, kind, at } = move;
  const main = ref === `refs/heads/${context.defaultBranch}`;
  if (at < context.since || (!main && !LEDGER_REF.test(ref))) return [];
  const say = (what: string): readonly Weakening[] => {
    const words = `${ref} ${what} at ${formatInstant(at)}, by ${move.by ?? 'an account that is gone'}.`;
    return [weakening(`activity/${move.id}`, words, at, at)];
  };
  const rewrite = REWRITES[kind];
  // The parts kept for erasure may be rewritten by those who keep the ledger: nothing signs them.
  const sealed = ref.startsWith('refs/heads/sealed/');
  const keeper = isOneOf(move.by, [context.gate, context.merge]);
  if (rewrite !== undefined && !(sealed && keeper)) return say(rewrite);
  if (main && kind === 'push') return say('was pushed to past a pull request');
  if (main && kind !== 'branch_creation' && !isOneOf(move.by, [context.merge]))
    return say('was merged into past the merge App');
  return [];
}

/** A bypass is ours only as the rules mean it: the merge App past `update` on main, the ledger's keepers on its refs. */
function bypassWeakening(bypass: Bypass, context: PastContext): readonly Weakening[] {
  const { ref, at, failed } = bypass;
  if (at < context.since) return [];
  const only = (...types: readonly string[]): boolean =>
    failed.length > 0 && failed.every((type) => types.includes(type));
  const merged = ref === `refs/heads/${context.defaultBranch}` && isOneOf(bypass.by, [context.merge]) && only('update');
  const kept =
    (LEDGER_REF.test(ref) || ref.startsWith('refs/tags/ledger/')) &&
    isOneOf(bypass.by, [context.gate, context.merge]) &&
    only('creation', 'update');
  if (merged || kept) return [];
  const rules = failed.length === 0 ? 'rules that the forge does not name' : failed.join(', ');
  const words = `${ref} was changed at ${formatInstant(at)} by ${bypass.by ?? 'an account that is gone'}, bypassing ${rules}.`;
  return [weakening(`suite/${bypass.id}`, words, at, at)];
}

function isOneOf(login: string | null, apps: readonly App[]): boolean {
  return login !== null && apps.some((app) => accountOf(app) === login);
}

function weakening(id: string, sentence: string, from: Instant, to: Instant): Weakening {
  const risk = 'What was decided or merged in this time was held by weaker rules, or by none.';
  const remedy = 'Look at what happened in this time, report it as a gate event, and say what was done about it.';
  return { id, severity: 'drift', sentence, risk, remedy, from, to };
}

function unreadable(id: string, what: string, why: string): Finding {
  const sentence = `${what} could not be read, so nobody knows whether protection was weaker: ${why}`;
  const remedy = 'Give the token the permission to read it.';
  return {
    id,
    severity: 'drift',
    sentence,
    risk: 'Rules that were off for an hour and put back would not be seen.',
    remedy,
  };
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
