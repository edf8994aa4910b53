// What the verbs that ask for a window or an exception share: a draft from a file, and the policy in this folder.
import { readFileSync } from 'node:fs';
import { EXIT } from '../cli.ts';
import type { Call } from '../cli.ts';
import type { Draft, DraftGround } from '../change-draft.ts';
import { readDocument } from '../core/document.ts';
import type { LedgerFacts } from '../core/facts.ts';
import { parsePolicyInForce } from '../core/policy.ts';
import { sentence } from '../core/problem.ts';
import { readPolicyFiles } from '../policy-files.ts';

/**
 * A draft from a file, or from standard input for `-`.
 * @param what for example `a window`, and where its fields are described
 * @returns `null` where there is none; what is wrong has been said then
 */
export function draftFrom(file: string, what: string, described: string, { io }: Call): Draft | null {
  try {
    const document = readDocument(readFileSync(file === '-' ? 0 : file), file);
    if (!document.ok) {
      for (const problem of document.problems) io.err(`${sentence(problem)}\n`);
      return null;
    }
    const { value } = document;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
    io.err(`${file}:1:1 ${what} is a list of keys and values. See ${described}.\n`);
  } catch (cause) {
    io.err(`${file}: cannot be read: ${cause instanceof Error ? cause.message : 'unknown reason'}\n`);
  }
  return null;
}

/** The parts between the commas of an option; `undefined` where it was not given. */
export function listIn(value: string | boolean | undefined): readonly string[] | undefined {
  return typeof value === 'string' ? value.split(',') : undefined;
}

/** Nothing of it is known without the ledger; what it would say is found out when the request is opened. */
const NO_LEDGER: LedgerFacts = {
  usedIds: [],
  denied: [],
  recent: [],
  called: [],
  windowApprovals: [],
  exceptionApprovals: [],
  usedExceptionIds: [],
};

/** The policy in this folder and nobody's token, for a look ahead without the forge and the ledger. */
export function groundHere():
  | { readonly ok: true; readonly ground: DraftGround }
  | { readonly ok: false; readonly sentences: readonly string[] } {
  const files = readPolicyFiles(process.cwd());
  const parsed = parsePolicyInForce(files);
  if (!parsed.ok) return { ok: false, sentences: parsed.problems.map(sentence) };
  return { ok: true, ground: { policy: parsed.policy, files, opener: null, ledger: NO_LEDGER, now: Date.now() } };
}

/** Says why nothing was opened. @returns the exit code */
export function refused(sentences: readonly string[], { io, options }: Call): number {
  if (options.json === true) io.out(`${JSON.stringify({ refused: sentences })}\n`);
  for (const one of sentences) io.err(`${one}\n`);
  return EXIT.badInput;
}
