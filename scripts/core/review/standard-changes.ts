// Changes to the standard in a period, and whether its version was raised with them.
import type { ReviewFile } from '../generated/types.ts';
import type { Policy } from '../policy-model.ts';
import { rightDifferences } from '../policy-difference.ts';
import { recordId } from '../records.ts';
import type { Indexed } from '../records.ts';
import type { PolicyChanged } from '../records-of-kinds.ts';
import type { Scope } from './scope.ts';

/** Every merged change of the policy or the code, with what it means in sentences (standard: version of the standard). */
export function changesOf({ within }: Scope, start: Policy, end: Policy): ReviewFile['standard'] {
  return {
    versions: { start: start.standard.version, end: end.standard.version },
    changes: within.flatMap((one) => {
      if (one.type !== 'policy-changed') return [];
      const { at, change, files, approvals } = one;
      const approvers = approvals.map(({ person }) => person);
      const what = { change, files: files.length, material: isMaterial(one), raised: isRaised(one) };
      return [{ record: recordId(one), at, ...what, approvers }];
    }),
    // Not who was on call or away, which belongs to no standard.
    differences: [...rightDifferences(start, end)],
  };
}

/** What the standard covers and who approves it; people, clients, rotations and code come and go without a new version. */
const SCOPE = /^policies\/(?:(?:standard|authority|automations)\.yaml$|actions\/)/;

/** Whether a change touched the scope of the standard. */
export function isMaterial({ change, files }: Indexed<PolicyChanged>): boolean {
  return change === 'policy' && files.some(({ path }) => SCOPE.test(path));
}

export function isRaised({ version }: Indexed<PolicyChanged>): boolean {
  return version.from !== version.to;
}
