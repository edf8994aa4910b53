// Check runs: what bots report on a commit.
import type { Sha } from '../../core/facts.ts';
import type { ForgeCore } from './core.ts';
import { needGrant } from './settings-model.ts';
import { commitAt, isSha, resolveName } from './git-read.ts';
import { ForgeError, invalid } from './model.ts';
import type { CheckConclusion, CheckStatus, ForgeAccount, ForgeState, StoredCheck } from './model.ts';

export type CheckPatch = Partial<Omit<StoredCheck, 'id' | 'by' | 'head' | 'status' | 'conclusion'>> & {
  readonly status?: CheckStatus;
  readonly conclusion?: CheckConclusion;
};
export type NewCheck = CheckPatch & { readonly name: string; readonly head: Sha };

const LONGEST_TEXT = 65_535;
const MOST_ANNOTATIONS = 50;

/** The verbs of check runs, each with GitHub's refusals as `ForgeError`. */
export function checkMethods(core: ForgeCore) {
  return {
    /** The check runs of a branch, tag or commit, oldest first; 422 where it names no commit. */
    checks: async (ref: string): Promise<readonly StoredCheck[]> => {
      const head = await resolveName(core.git, ref);
      if (head === null) throw new ForgeError(422, `No commit found for SHA: ${ref}`);
      return core.state().checks.filter((check) => check.head === head);
    },
    check: (id: number): StoredCheck => findCheck(core.state(), id),
    /** Reports a new check run; 403 for anybody but a bot. */
    createCheck: (actor: ForgeAccount, wanted: NewCheck): Promise<StoredCheck> =>
      core.change((state) => create(core, state, actor, wanted)),
    /** Changes a check run; 403 for anybody but the bot that reported it. */
    updateCheck: (actor: ForgeAccount, id: number, patch: CheckPatch): Promise<StoredCheck> =>
      core.change((state) => {
        const check = findCheck(state, id);
        if (actor.type !== 'Bot' || actor.id !== check.by) {
          throw new ForgeError(
            403,
            `Invalid app_id \`${actor.id}\` - check run can only be modified by the GitHub App that created it.`,
          );
        }
        const next = patched(core, check, patch);
        return { state: { ...state, checks: state.checks.map((each) => (each.id === id ? next : each)) }, value: next };
      }),
  };
}

async function create(core: ForgeCore, state: ForgeState, actor: ForgeAccount, wanted: NewCheck) {
  if (actor.type !== 'Bot') throw new ForgeError(403, 'You must authenticate via a GitHub App.');
  if (actor.grants !== undefined) needGrant(actor, 'checks', 'write');
  if (!isSha(wanted.head) || (await commitAt(core.git, wanted.head)) === null) {
    throw new ForgeError(422, `No commit found for SHA: ${wanted.head}`);
  }
  if (wanted.name.trim() === '') throw invalid('CheckRun', { code: 'missing_field', field: 'name' });
  const empty: StoredCheck = {
    id: state.nextId,
    by: actor.id,
    name: wanted.name,
    head: wanted.head,
    status: 'queued',
    conclusion: null,
    startedAt: core.now(),
    completedAt: null,
    title: null,
    summary: null,
    text: null,
    externalId: null,
    detailsUrl: null,
  };
  const check = patched(core, empty, wanted);
  return { state: { ...state, nextId: state.nextId + 1, checks: [...state.checks, check] }, value: check };
}

// A conclusion completes the run, and a run that is not completed has none: GitHub keeps the two in step.
function patched(core: ForgeCore, check: StoredCheck, patch: CheckPatch): StoredCheck {
  if (patch.status === 'completed' && patch.conclusion === undefined && check.conclusion === null) {
    throw invalid('CheckRun', { code: 'missing_field', field: 'conclusion' });
  }
  for (const field of ['summary', 'text'] as const) {
    if ((patch[field]?.length ?? 0) <= LONGEST_TEXT) continue;
    throw new ForgeError(422, `Only ${LONGEST_TEXT} characters are allowed; ${patch[field]?.length} were supplied.`);
  }
  if ((patch.annotations?.length ?? 0) > MOST_ANNOTATIONS) {
    throw new ForgeError(422, `Only ${MOST_ANNOTATIONS} annotations are allowed in one request.`);
  }
  const annotations = [...(check.annotations ?? []), ...(patch.annotations ?? [])];
  const status = patch.conclusion === undefined ? (patch.status ?? check.status) : 'completed';
  const next = { ...check, ...patch, status, ...(annotations.length === 0 ? {} : { annotations }) };
  if (status !== 'completed') return { ...next, conclusion: null, completedAt: null };
  return { ...next, completedAt: patch.completedAt ?? check.completedAt ?? core.now() };
}

function findCheck(state: ForgeState, id: number): StoredCheck {
  const check = state.checks.find((each) => each.id === id);
  if (check === undefined) throw new ForgeError(404, 'Not Found');
  return check;
}
