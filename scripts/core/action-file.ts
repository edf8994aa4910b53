// The action file: from exact bytes to one action or to every reason why not, back to text, and its digests.
import { canonicalize, digestOf, sha256 } from './canonical.ts';
import type { Action, ActionRequest, Target } from './action-model.ts';
import { checkAction } from './action-file-rules.ts';
import { guessWritten } from './action-written.ts';
import { readDocument } from './document.ts';
import type { Digest } from './facts.ts';
import { action as isActionFile } from './generated/validate.cjs';
import type { ActionFile } from './generated/types.ts';
import type { Policy } from './policy-model.ts';
import { shapeOf } from './policy-schema.ts';
import { inOrder } from './problem.ts';
import type { DocumentProblem } from './problem.ts';
import { ulidTime } from './ulid.ts';

/** Texts that YAML reads as themselves without quotes, also inside braces; those it reads as something else follow. */
const PLAIN = /^[A-Za-z](?:[A-Za-z0-9 _./@()+-]*[A-Za-z0-9_./)+-])?$/;
const NOT_TEXT = /^(?:true|false|null)$/i;

export interface ParsedAction {
  /** As far as it could be read; `null` where the text or its shape is refused. */
  readonly action: Action | null;
  readonly problems: readonly DocumentProblem[];
  /** Digest of the exact bytes: what an approval covers. */
  readonly digest: Digest;
  /** What denial memory compares; where there is no action, the digest of the bytes, which equals no payload's. */
  readonly payload: Digest;
}

/**
 * Parses an action file (policies/schemas/action.json). Never throws, whatever the bytes are.
 * An operation, client or person that does not exist is no problem here: the gate has its own codes for them. The
 * kind of target and the parameters are checked where the operation is known.
 * @param path where the file is, or is to be, in the repository
 */
export function parseAction(bytes: Uint8Array, path: string, policy: Policy): ParsedAction {
  const digest = sha256(bytes);
  const written = asWritten(bytes);
  if (written !== null && isSound(written, path, policy)) {
    return { action: written, problems: [], digest, payload: payloadDigest(written) };
  }
  const document = readDocument(bytes, path);
  if (!document.ok) return { action: null, problems: document.problems, digest, payload: digest };
  const shaped = shapeOf(document, path, isActionFile, 'action');
  if (!shaped.ok) return { action: null, problems: inOrder(shaped.problems), digest, payload: digest };
  const action = actionOf(shaped.value);
  const findings = findingsIn(action, path, policy);
  const problems = findings.map(({ pointer, fact, remedy }): DocumentProblem => {
    const place = document.locate(pointer);
    return { code: 'schema-invalid', path, ...place, fact, remedy };
  });
  return { action, problems: inOrder(problems), digest, payload: payloadDigest(action) };
}

/**
 * The action in a file that is byte for byte what would be written for it; `null` for any other file. What is written reads
 * back as it was (a property that is tested), so nothing is left to ask the YAML reader.
 */
function asWritten(bytes: Uint8Array): Action | null {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1'); // for plain ASCII alone
  const value = guessWritten(text);
  if (value === null || !isActionFile(value)) return null;
  const action = actionOf(value);
  return writeAction(action) === text ? action : null;
}

function isSound(action: Action, path: string, policy: Policy): boolean {
  return findingsIn(action, path, policy).length === 0; // only the YAML reader knows the places of what is wrong
}

function findingsIn(action: Action, path: string, policy: Policy): ReturnType<typeof checkAction> {
  return checkAction(action, policy.operations.get(action.operation) ?? null, path, actionPath(action.id));
}

/**
 * Writes an action, its fields in the order in which people read them. Every text that is not plainly a text is quoted and
 * escaped, so that no value can become another field.
 * @returns YAML with line feeds, ending with one
 */
export function writeAction(action: Action): string {
  const { targets, breakGlass } = action;
  return (
    `id: ${flow(action.id)}\n` +
    `operation: ${flow(action.operation)}\n` +
    (action.portfolio ? 'portfolio: true\n' : listed('targets', targets.map(targetFields))) +
    mapped('parameters', action.parameters) +
    `justification: ${flow(action.justification)}\n` +
    `expectedOutcome: ${flow(action.expectedOutcome)}\n` +
    `technician: ${flow(action.technician)}\n` +
    `requester: ${flow(action.requester)}\n` +
    `approvers: ${flow(action.approvers)}\n` +
    `standIns: ${flow(action.standIns)}\n` +
    `window: ${flow(action.window)}\n` +
    (breakGlass === undefined ? '' : `breakGlass: ${flow(breakGlass)}\n`) +
    listed('plan', action.plan)
  );
}

/**
 * The digest of what an action would do: operation, targets, portfolio and parameters. Ids, names, people and
 * justification do not matter, so that a denied action does not come back in other words (gate.md "A denial").
 */
export function payloadDigest(action: ActionRequest): Digest {
  const { operation, portfolio, parameters } = action;
  const targets = action.targets.map(({ client, kind, id }) => ({ client, kind, id }));
  return digestOf({ operation, targets: targets.toSorted(byCanonicalForm), portfolio, parameters });
}

/**
 * Where the file of an action belongs: the year and month are those of the id's moment in UTC.
 * @throws RangeError where the id is no ULID
 */
export function actionPath(id: string): string {
  const time = ulidTime(id);
  if (time === null) throw new RangeError(`"${id}" is not a ULID`);
  const date = new Date(time);
  const year = String(date.getUTCFullYear()).padStart(4, '0');
  const month = String(date.getUTCMonth() + 1).padStart(2, '0');
  return `actions-queue/${year}/${month}/${id}.yaml`;
}

function byCanonicalForm(a: object, b: object): number {
  return canonicalize(a) < canonicalize(b) ? -1 : 1;
}

/** The action that a document of the right shape stands for; what it says of the policy is not checked here. */
export function actionOf(file: ActionFile): Action {
  return {
    id: file.id,
    operation: file.operation,
    targets: (file.targets ?? []).map(targetOf),
    portfolio: file.portfolio ?? false,
    parameters: file.parameters ?? {},
    justification: file.justification,
    expectedOutcome: file.expectedOutcome,
    technician: file.technician ?? null,
    requester: file.requester ?? null,
    approvers: file.approvers ?? [],
    standIns: file.standIns ?? [],
    window: file.window ?? null,
    ...(file.breakGlass === undefined ? {} : { breakGlass: file.breakGlass }),
    plan: file.plan,
  };
}

/** A target has exactly three fields: client, name, and its id under its kind, as the schema asserts. */
function targetOf(target: NonNullable<ActionFile['targets']>[number]): Target {
  const { client, name, ...rest } = target;
  return { client, kind: Object.keys(rest).join(''), id: Object.values(rest).join(''), name };
}

function targetFields({ client, kind, id, name }: Target): Readonly<Record<string, string>> {
  return { client, [kind]: id, name };
}

function listed(field: string, entries: readonly object[]): string {
  if (entries.length === 0) return `${field}: []\n`;
  let lines = `${field}:\n`;
  for (const entry of entries) lines += `  - ${flow(entry)}\n`;
  return lines;
}

function mapped(field: string, entries: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(entries);
  if (names.length === 0) return `${field}: {}\n`;
  let lines = `${field}:\n`;
  for (const name of names) lines += `  ${flow(name)}: ${flow(entries[name])}\n`;
  return lines;
}

/** Writes any JSON value on one line. */
export function flow(value: unknown): string {
  if (typeof value === 'string') return PLAIN.test(value) && !NOT_TEXT.test(value) ? value : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members: Readonly<Record<string, unknown>> = Object(value);
  let fields = '';
  for (const name of Object.keys(members)) {
    if (members[name] !== undefined) fields += `${fields === '' ? '' : ', '}${flow(name)}: ${flow(members[name])}`;
  }
  return fields === '' ? '{}' : `{ ${fields} }`;
}
