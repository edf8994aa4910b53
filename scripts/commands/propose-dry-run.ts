// propose --dry-run: what would happen, from the policy in this folder alone. No forge, no ledger, no network is loaded.
import { EXIT } from '../cli.ts';
import type { Call } from '../cli.ts';
import type { Automation, Policy } from '../core/policy-model.ts';
import type { LedgerFacts } from '../core/facts.ts';
import { policyForDraft } from '../core/policy-for-draft.ts';
import { sentence } from '../core/problem.ts';
import { describeDraft } from '../describe.ts';
import { completeDraft } from '../draft.ts';
import { readPolicyFiles } from '../policy-files.ts';

/** @returns 0 where it could be proposed, 1 where the gate would refuse it, 2 for a draft or policy that can't be read */
export function dryRun(bytes: Uint8Array, file: string, { io, options }: Call): number {
  const operation = operationIn(bytes);
  const parsed = policyForDraft(readPolicyFiles(process.cwd()), operation);
  if (!parsed.ok) {
    for (const problem of parsed.problems) io.err(`${sentence(problem)}\n`);
    return EXIT.badInput;
  }
  const { policy } = parsed;
  const automation = automationFor(operation, policy, options.automation);
  if (automation === undefined) {
    io.err('No automation is registered for this operation. Name one with --automation, or register it.\n');
    return EXIT.badInput;
  }
  const draft = completeDraft(bytes, file === '-' ? 'standard input' : file, {
    policy,
    automation,
    ledger: () => assumed(policy),
    now: Date.now(),
  });
  if (!draft.ok) {
    for (const line of draft.sentences) io.err(`${line}\n`);
    return EXIT.badInput;
  }
  const { verdict, action, path } = draft;
  const { tier, gate, because } = verdict.classification;
  const { approvers, standIns, plan } = action;
  const data = { state: verdict.state, tier, gate, row: verdict.scope, because, approvers, standIns, plan, path };
  io.out(
    options.json === true
      ? `${JSON.stringify({ ...data, refusals: verdict.refusals })}\n`
      : describeDraft(draft, policy),
  );
  return verdict.state === 'refused' ? EXIT.no : EXIT.done;
}

/** A first look at the text, to know which action table to read; the strict reader has the last word. */
function operationIn(bytes: Uint8Array): string {
  return /^[{\s]*"?operation"?:[ \t]*["']?([a-z0-9/-]+)/m.exec(new TextDecoder().decode(bytes))?.[1] ?? '';
}

/** The one named, or the first that is registered for the operation. */
function automationFor(operation: string, policy: Policy, named: unknown): Automation | undefined {
  if (typeof named === 'string') return policy.automations.get(named);
  const all = [...policy.automations.values()];
  return all.find((one) => one.operations.includes(operation)) ?? all[0];
}

/** Without the ledger nothing is known of earlier requests; every window is taken for approved, and the text says so. */
function assumed(policy: Policy): LedgerFacts {
  const holder = [...policy.people.values()].find((person) =>
    person.roles.some((role) => policy.authority.windowApprovers.includes(role)),
  );
  const approvedBy = holder === undefined ? [] : [holder.id];
  const windowApprovals = [...policy.windows.keys()].map((window) => ({ window, approvedBy, at: 0 }));
  return {
    usedIds: [],
    denied: [],
    recent: [],
    called: [],
    windowApprovals,
    exceptionApprovals: [],
    usedExceptionIds: [],
  };
}
