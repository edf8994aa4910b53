// Who may move which ref: one set of sentences, enforced on pushes by git's own hook and on the REST API by `refMove`.
import type { JsonObject } from '../../core/settings-model.ts';
import type { ForgeAccount } from './model.ts';

export const DEFAULT_BRANCH = 'main';
const LEDGER = 'ledger/';
const WAITING = 'refs/countersign/';
/** The personal parts of the ledger's records: its writers may write them anew, which is how one is erased. */
const SEALED = 'sealed/';

export const RULES = {
  main: 'main is protected: changes must be made through a pull request.',
  pull: "refs/pull/* is the forge's own: push to the pull request's branch instead.",
  other: 'Only branches (refs/heads/*) and tags (refs/tags/*) can be pushed.',
  ledgerWriter: 'ledger/* is protected: only the accounts that keep the ledger may write it.',
  ledgerRewrite: 'ledger/* is append-only: it can neither be rewritten nor deleted.',
  sealedWriter: 'sealed/* is protected: only the accounts that keep the ledger may write it.',
  stranger: "Push through the forge's own address: it must know who is pushing.",
} as const;

const FLOOR: readonly string[] = [RULES.main, RULES.ledgerWriter, RULES.ledgerRewrite, RULES.sealedWriter];

/** Whether a refusal is one of the rules that a forge may leave to its rulesets. */
export function isFloor(refusal: string): boolean {
  return FLOOR.includes(refusal);
}

export interface RefMove {
  readonly ref: string;
  /** The ref is created, moved forward, rewritten, or deleted. */
  readonly kind: 'create' | 'forward' | 'rewrite' | 'delete';
}

/** The sentence that refuses a move of a ref by an account; `null` where it may. */
export function refMove(actor: ForgeAccount, ledgerWriters: readonly number[], move: RefMove): string | null {
  const { ref, kind } = move;
  if (ref === `refs/heads/${DEFAULT_BRANCH}`) return RULES.main;
  if (ref.startsWith('refs/pull/')) return RULES.pull;
  // The code host protects branches and tags only: what waits for the ledger lies open to everybody with write access.
  if (ref.startsWith(WAITING)) return null;
  if (!ref.startsWith('refs/heads/') && !ref.startsWith('refs/tags/')) return RULES.other;
  if (ref.startsWith(`refs/heads/${SEALED}`)) return ledgerWriters.includes(actor.id) ? null : RULES.sealedWriter;
  if (!ref.startsWith(`refs/heads/${LEDGER}`)) return null;
  if (!ledgerWriters.includes(actor.id)) return RULES.ledgerWriter;
  return kind === 'rewrite' || kind === 'delete' ? RULES.ledgerRewrite : null;
}

/**
 * What the floor comes to among GitHub's rules on a branch. Of the two lists of accounts the merger's is the verbs' own account,
 * which recomputes the verdict before it merges: here that is what the required check of one App is there.
 */
export function floorRules(branch: string, [merger = 0]: readonly number[]): readonly JsonObject[] {
  const always = [{ type: 'deletion' }, { type: 'non_fast_forward' }, { type: 'update' }];
  if (branch.startsWith(LEDGER)) return [...always, { type: 'creation' }];
  if (branch !== DEFAULT_BRANCH) return [];
  const required_status_checks = [{ context: 'countersign/gate', integration_id: merger }];
  const parameters = { required_status_checks, strict_required_status_checks_policy: false };
  return [...always, { type: 'pull_request' }, { type: 'required_status_checks', parameters }];
}

/** The environment that tells the hook who is pushing; a client can't set it. */
export function hookEnvironment(actor: ForgeAccount, ledgerWriters: readonly number[]): Record<string, string> {
  return { FORGE_PUSHER: String(actor.id), FORGE_LEDGER_WRITER: ledgerWriters.includes(actor.id) ? 'yes' : 'no' };
}

/** The pre-receive hook: refuses the whole push if one of its refs may not move (git runs it before any ref moves). */
export function preReceiveHook(): string {
  return `#!/bin/sh
# Written anew by the forge at every start: the branch rules for pushes.
refuse() {
  echo "$1" >&2
  exit 1
}
[ -n "$FORGE_PUSHER" ] || refuse ${shellQuoted(RULES.stranger)}
zero=0000000000000000000000000000000000000000
tab="$(printf '\\t')"
# The rulesets, as the forge has written them down for this account: moves, refs, refs left out, sentence.
ruled() {
  kind=forward
  merges=-
  if [ "$1" = "$zero" ]; then kind=create
  elif [ "$2" = "$zero" ]; then kind=delete
  elif ! git merge-base --is-ancestor "$1" "$2"; then kind=rewrite
  fi
  if [ "$2" != "$zero" ]; then
    since=
    [ "$1" = "$zero" ] || since="^$1"
    [ -z "$(git rev-list --merges --max-count=1 "$2" $since)" ] || merges=merges
  fi
  printf '%s\\n' "$FORGE_RULES" | while IFS="$tab" read -r kinds refs except sentence; do
    case " $kinds " in *" $kind "* | *" $merges "*) ;; *) continue ;; esac
    printf '%s\\n' "$3" | grep -Eq "$refs" || continue
    printf '%s\\n' "$3" | grep -Eq "$except" && continue
    printf '%s' "$sentence"
    break
  done
}
while read -r old new ref; do
  if [ -n "$FORGE_RULES" ]; then
    broken="$(ruled "$old" "$new" "$ref")"
    [ -z "$broken" ] || refuse "$broken"
  fi
  if [ "$FORGE_FLOOR" = no ]; then
    case "$ref" in
      refs/pull/*) refuse ${shellQuoted(RULES.pull)} ;;
      refs/heads/* | refs/tags/* | ${WAITING}*) ;;
      *) refuse ${shellQuoted(RULES.other)} ;;
    esac
    continue
  fi
  case "$ref" in
    refs/heads/${DEFAULT_BRANCH}) refuse ${shellQuoted(RULES.main)} ;;
    refs/pull/*) refuse ${shellQuoted(RULES.pull)} ;;
    refs/heads/${LEDGER}*)
      [ "$FORGE_LEDGER_WRITER" = yes ] || refuse ${shellQuoted(RULES.ledgerWriter)}
      [ "$new" != "$zero" ] || refuse ${shellQuoted(RULES.ledgerRewrite)}
      [ "$old" = "$zero" ] || git merge-base --is-ancestor "$old" "$new" || refuse ${shellQuoted(RULES.ledgerRewrite)}
      ;;
    refs/heads/${SEALED}*) [ "$FORGE_LEDGER_WRITER" = yes ] || refuse ${shellQuoted(RULES.sealedWriter)} ;;
    refs/heads/* | refs/tags/* | ${WAITING}*) ;;
    *) refuse ${shellQuoted(RULES.other)} ;;
  esac
done
exit 0
`;
}

/** The post-receive hook: writes down what has moved, for the forge's log of activity. */
export function postReceiveHook(): string {
  return `#!/bin/sh
# Written anew by the forge at every start: tells it which refs have moved.
[ -n "$FORGE_MOVES" ] || exit 0
while read -r move; do printf '%s\\n' "$move"; done >> "$FORGE_MOVES"
exit 0
`;
}

/** Whether git accepts a text as the name of a branch (git-check-ref-format). */
export function isBranchName(name: string): boolean {
  // oxlint-disable-next-line no-control-regex -- control characters are what is refused here
  if (name.length > 240 || /[\u0000-\u0020~^:?*[\\\u007f]|\.\.|@\{|\/\/|^[-/]|[/.]$/.test(name)) return false;
  if (name === '' || name === '@' || name === 'HEAD') return false;
  return name.split('/').every((part) => !part.startsWith('.') && !part.endsWith('.lock'));
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
