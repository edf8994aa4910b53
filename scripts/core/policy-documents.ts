// The files of policies/ and exceptions/ as typed documents that still know the place of every value.
import type { ReadDocument } from './document.ts';
import * as validators from './generated/validate.cjs';
import type { Validator } from './generated/validate.cjs';
import type {
  ActionsFile,
  AuthorityFile,
  AutomationsFile,
  ClientsFile,
  ControlsFile,
  ExceptionFile,
  KeysFile,
  LegalHoldsFile,
  OnCallFile,
  PeopleFile,
  StandardFile,
  WindowFile,
} from './generated/types.ts';
import { shapeOf } from './policy-schema.ts';
import type { Problem } from './problem.ts';
import { rememberedDocument } from './remembered-document.ts';

/** One file, read and of the right shape. */
export interface Source<T> {
  readonly path: string;
  readonly value: T;
  readonly document: ReadDocument;
}

/** The documents that a decision is taken on. */
export interface DecisionDocuments {
  readonly standard: Source<StandardFile>;
  readonly authority: Source<AuthorityFile>;
  readonly people: Source<PeopleFile>;
  readonly automations: Source<AutomationsFile>;
  readonly clients: Source<ClientsFile>;
  readonly onCall: Source<OnCallFile>;
  readonly actions: readonly Source<ActionsFile>[];
  readonly windows: readonly Source<WindowFile>[];
  readonly exceptions: readonly Source<ExceptionFile>[];
  /** Absent where there is no such file: then there are no holds. */
  readonly legalHolds?: Source<LegalHoldsFile>;
}

export interface PolicyDocuments extends DecisionDocuments {
  readonly keys: Source<KeysFile>;
  /** `null` where it was not asked for. */
  readonly controls: Source<ControlsFile> | null;
}

/** Path of a file in the repository and its text. */
export type Files = ReadonlyMap<string, string>;

/** A kind of file: which paths it has, and which schema (also the name of the schema's file). */
interface Kind {
  readonly paths: RegExp;
  readonly validator: Validator<unknown>;
  readonly schema: string;
}

const KINDS: readonly Kind[] = [
  { paths: /^policies\/standard\.yaml$/, validator: validators.standard, schema: 'standard' },
  { paths: /^policies\/authority\.yaml$/, validator: validators.authority, schema: 'authority' },
  { paths: /^policies\/people\.yaml$/, validator: validators.people, schema: 'people' },
  { paths: /^policies\/automations\.yaml$/, validator: validators.automations, schema: 'automations' },
  { paths: /^policies\/clients\.yaml$/, validator: validators.clients, schema: 'clients' },
  { paths: /^policies\/on-call\.yaml$/, validator: validators.onCall, schema: 'on-call' },
  { paths: /^policies\/keys\.yaml$/, validator: validators.keys, schema: 'keys' },
  { paths: /^policies\/controls\.yaml$/, validator: validators.controls, schema: 'controls' },
  { paths: /^policies\/legal-holds\.yaml$/, validator: validators.legalHolds, schema: 'legal-holds' },
  { paths: /^policies\/actions\/[^/]+\.yaml$/, validator: validators.actions, schema: 'actions' },
  { paths: /^policies\/windows\/[^/]+\.yaml$/, validator: validators.window, schema: 'window' },
  { paths: /^exceptions\/[^/]+\.yaml$/, validator: validators.exception, schema: 'exception' },
  // Told of events, and part of no decision: the gate reads each when it is proposed.
  { paths: /^exceptions\/gate-failures\/[^/]+\.yaml$/, validator: validators.gateEvent, schema: 'gate-event' },
  { paths: /^exceptions\/erasures\/[^/]+\.yaml$/, validator: validators.erasure, schema: 'erasure' },
];

export type ReadDocuments<T> =
  | { readonly ok: true; readonly documents: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/**
 * Reads every policy file and checks its shape.
 * @param files all files below policies/ and exceptions/; what is not YAML there is left alone
 * @param what whether controls.yaml is read; it must be there either way
 * @returns the documents, or the problems of all files at once
 */
export function readPolicyDocuments(files: Files, what = { controls: true }): ReadDocuments<PolicyDocuments> {
  const reader = readerOf(files);
  reader.problems.push(...unexpected(files));
  const decision = readDecision(reader);
  const keys = reader.one('keys', validators.keys);
  const controls = what.controls || !files.has(CONTROLS) ? reader.one('controls', validators.controls) : null;
  if (reader.problems.length > 0 || !decision || !keys) return { ok: false, problems: reader.problems };
  return { ok: true, documents: { ...decision, keys, controls } };
}

const CONTROLS = 'policies/controls.yaml';

/** The same for the files that a decision needs; the others are neither looked at nor missed. */
export function readDecisionDocuments(files: Files): ReadDocuments<DecisionDocuments> {
  const reader = readerOf(files);
  const decision = readDecision(reader);
  if (reader.problems.length > 0 || !decision) return { ok: false, problems: reader.problems };
  return { ok: true, documents: decision };
}

type Reader = ReturnType<typeof readerOf>;

function readDecision({ one, many, maybe }: Reader): DecisionDocuments | null {
  const standard = one('standard', validators.standard);
  const authority = one('authority', validators.authority);
  const people = one('people', validators.people);
  const automations = one('automations', validators.automations);
  const clients = one('clients', validators.clients);
  const onCall = one('on-call', validators.onCall);
  const actions = many('policies/actions/', validators.actions, 'actions');
  const windows = many('policies/windows/', validators.window, 'window');
  const exceptions = many('exceptions/', validators.exception, 'exception');
  const legalHolds = maybe('legal-holds', validators.legalHolds);
  if (!standard || !authority || !people || !automations || !clients || !onCall) return null;
  const rest = { actions, windows, exceptions, ...(legalHolds === null ? {} : { legalHolds }) };
  return { standard, authority, people, automations, clients, onCall, ...rest };
}

/** Reads single files and folders of them, and gathers what is wrong. */
function readerOf(files: Files) {
  const problems: Problem[] = [];
  const read = <T>(path: string, validator: Validator<T>, schema: string): Source<T> | null => {
    const text = files.get(path);
    if (text === undefined) problems.push(missing(path));
    return text === undefined ? null : readSource(path, text, validator, schema, problems);
  };
  const one = <T>(name: string, validator: Validator<T>): Source<T> | null =>
    read(`policies/${name}.yaml`, validator, name);
  const maybe = <T>(name: string, validator: Validator<T>): Source<T> | null =>
    files.has(`policies/${name}.yaml`) ? one(name, validator) : null;
  const many = <T>(folder: string, validator: Validator<T>, schema: string): readonly Source<T>[] => {
    const paths = [...files.keys()].filter((path) => isDirectly(folder, path)).sort();
    return paths.flatMap((path) => read(path, validator, schema) ?? []);
  };
  return { problems, one, many, maybe };
}

/**
 * Checks one file's text and shape, without what other files say.
 * @returns every problem, also that no such file belongs to the policy
 */
export function fileProblems(path: string, text: string | Uint8Array): readonly Problem[] {
  const kind = KINDS.find(({ paths }) => paths.test(path));
  if (kind === undefined) return [stranger(path)];
  const problems: Problem[] = [];
  readSource(path, text, kind.validator, kind.schema, problems);
  return problems;
}

function readSource<T>(
  path: string,
  text: string | Uint8Array,
  validator: Validator<T>,
  schema: string,
  problems: Problem[],
): Source<T> | null {
  const document = rememberedDocument(text, path);
  const shaped = document.ok ? shapeOf(document, path, validator, schema) : document;
  if (!shaped.ok) problems.push(...shaped.problems);
  return document.ok && shaped.ok ? { path, value: shaped.value, document } : null;
}

/** Says whether a YAML file lies in a folder itself; one further down is reported by `unexpected`. */
function isDirectly(folder: string, path: string): boolean {
  return path.startsWith(folder) && /^[^/]+\.yaml$/.test(path.slice(folder.length));
}

/** A misspelt name would silently leave a rule out, so no YAML file is passed over. */
function unexpected(files: Files): readonly Problem[] {
  const yaml = [...files.keys()].filter((path) => /\.ya?ml$/i.test(path));
  return yaml.filter((path) => !KINDS.some(({ paths }) => paths.test(path))).map(stranger);
}

function stranger(path: string): Problem {
  const fact = 'no file of this name belongs to the policy';
  const remedy = 'Rename it as policies/README.md says (the ending is .yaml), or move it elsewhere.';
  return { code: 'file-unexpected', path, line: 1, column: 1, fact, remedy };
}

function missing(path: string): Problem {
  return { code: 'file-missing', path, line: 1, column: 1, fact: 'the file is missing', remedy: 'Restore it.' };
}
