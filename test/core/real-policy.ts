// The repository's own policy as the ground of tests, and changes of it by one difference.
import { fileURLToPath } from 'node:url';
import { parsePolicy } from '../../scripts/core/policy.ts';
import type { Policy } from '../../scripts/core/policy-model.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { readPolicyFiles } from '../../scripts/policy-files.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The real files with some texts replaced; fails where a text to be replaced is not there exactly once. */
export function filesWith(
  ...changes: readonly (readonly [path: string, from: string, to: string])[]
): Map<string, string> {
  const files = readPolicyFiles(ROOT);
  for (const [path, from, to] of changes) {
    const parts = (files.get(path) ?? '').split(from);
    if (parts.length !== 2) throw new Error(`${path} holds "${from}" ${parts.length - 1} times`);
    files.set(path, parts.join(to));
  }
  return files;
}

/** What `parsePolicy` refuses, each with its code before the sentence. */
export function refusals(
  files: ReadonlyMap<string, string>,
  exists: ((path: string) => boolean) | null = null,
): readonly string[] {
  const parsed = parsePolicy(files, { exists });
  return parsed.ok ? [] : parsed.problems.map((problem) => `${problem.code}: ${sentence(problem)}`);
}

/** The repository's own policy. */
export function realPolicy(): Policy {
  const parsed = parsePolicy(readPolicyFiles(ROOT));
  if (!parsed.ok) throw new Error(parsed.problems.map(sentence).join('\n'));
  return parsed.policy;
}

/** An exception that nothing is wrong with. */
export const EXCEPTION = `id: drill
title: Isolation drill
operations: [ninjarmm/isolate-endpoint]
clients: [acme]
gate: auto-and-log
requestor: tess
approvers: [sam, rita]
justification: The drill.
compensates: Only lab devices.
zone: Europe/London
from: 2026-12-01
expires: 2026-12-08
`;
