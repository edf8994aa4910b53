// What GraphQL changes: check runs, labels, comments and review requests, each by the same verb that REST has for it.
import type { CheckPatch } from './checks.ts';
import type { EmbeddedForge } from './forge.ts';
import { checkNode } from './graphql-pull.ts';
import type { CheckAnnotation, CheckConclusion, CheckStatus, ForgeAccount } from './model.ts';
import { ForgeError } from './model.ts';

interface Input<T> {
  readonly input: T;
}

interface CheckInput {
  readonly status?: string;
  readonly conclusion?: string;
  readonly externalId?: string;
  readonly output?: {
    readonly title: string;
    readonly summary: string;
    readonly text?: string;
    readonly annotations?: readonly AnnotationInput[];
  };
}

interface AnnotationInput {
  readonly path: string;
  readonly annotationLevel: string;
  readonly title?: string;
  readonly message: string;
  readonly location: {
    readonly startLine: number;
    readonly endLine: number;
    readonly startColumn?: number;
    readonly endColumn?: number;
  };
}

/** The fields of `Mutation`, as this account; a refusal becomes an error beside the data, as at GitHub. */
export function mutations(forge: EmbeddedForge, actor: ForgeAccount) {
  const pull = (id: string) => {
    const found = forge.pulls().find((one) => String(one.id) === named('PullRequest', id));
    if (found === undefined) throw unknown(id);
    return found.number;
  };
  const none = { clientMutationId: null };
  return {
    createCheckRun: async ({ input }: Input<CheckInput & { readonly name: string; readonly headSha: string }>) => {
      const wanted = { ...patchOf(input), name: input.name, head: input.headSha };
      return { checkRun: checkNode(await forge.createCheck(actor, wanted)) };
    },
    updateCheckRun: async ({ input }: Input<CheckInput & { readonly checkRunId: string }>) => {
      const check = await forge.updateCheck(actor, Number(named('CheckRun', input.checkRunId)), patchOf(input));
      return { checkRun: checkNode(check) };
    },
    updatePullRequest: async ({
      input,
    }: Input<{ readonly pullRequestId: string; readonly labelIds?: readonly string[] }>) => {
      const labels = input.labelIds?.map((id) => named('Label', id));
      if (labels !== undefined) await forge.setLabels(actor, pull(input.pullRequestId), labels);
      return none;
    },
    addComment: async ({ input }: Input<{ readonly subjectId: string; readonly body: string }>) => {
      await forge.comment(actor, pull(input.subjectId), input.body);
      return none;
    },
    updateIssueComment: async ({ input }: Input<{ readonly id: string; readonly body: string }>) => {
      await forge.editComment(actor, Number(named('IssueComment', input.id)), input.body);
      return none;
    },
    requestReviews: async ({
      input,
    }: Input<{ readonly pullRequestId: string; readonly userIds?: readonly string[]; readonly union?: boolean }>) => {
      const ids = (input.userIds ?? []).map((id) => Number(named('User', id)));
      const logins = ids.map((id) => forge.accountById(id)?.login ?? '');
      const number = pull(input.pullRequestId);
      // Without `union` those who are named replace those who were asked before.
      const others = forge.pull(number).reviewers.filter((id) => input.union !== true && !ids.includes(id));
      if (others.length > 0) {
        await forge.removeReviewers(
          actor,
          number,
          others.map((id) => forge.accountById(id)?.login ?? ''),
        );
      }
      await forge.requestReviewers(actor, number, logins);
      return none;
    },
  };
}

function patchOf({ status, conclusion, externalId, output }: CheckInput): CheckPatch {
  const notes = output?.annotations?.map(annotationOf) ?? [];
  const texts = output === undefined ? {} : { title: output.title, summary: output.summary, text: output.text ?? null };
  return {
    ...texts,
    // The schema lets in only GitHub's own words.
    ...(status === undefined ? {} : { status: status.toLowerCase() as CheckStatus }),
    ...(conclusion === undefined ? {} : { conclusion: conclusion.toLowerCase() as CheckConclusion }),
    ...(externalId === undefined ? {} : { externalId }),
    ...(notes.length === 0 ? {} : { annotations: notes }),
  };
}

function annotationOf({ path, annotationLevel, title, message, location }: AnnotationInput): CheckAnnotation {
  return {
    path,
    start_line: location.startLine,
    end_line: location.endLine,
    start_column: location.startColumn ?? null,
    end_column: location.endColumn ?? null,
    annotation_level: annotationLevel.toLowerCase() as CheckAnnotation['annotation_level'],
    title: title ?? null,
    message,
  };
}

/** The name or number in an opaque id of this kind. */
function named(kind: string, id: string): string {
  const text = Buffer.from(id, 'base64url').toString();
  if (!text.startsWith(`${kind}:`)) throw unknown(id);
  return text.slice(kind.length + 1);
}

function unknown(id: string): ForgeError {
  return new ForgeError(404, `Could not resolve to a node with the global id of '${id.slice(0, 80)}'.`);
}
