// Turns what a generated validator says about a document into problems with a place and a remedy.
import type { Pointer, ReadDocument } from './document.ts';
import type { SchemaError, Validator } from './generated/validate.cjs';
import type { DocumentProblem } from './problem.ts';
import { lookAlike } from './text-safety.ts';

export type Shaped<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly DocumentProblem[] };

/** What each pattern of the schemas asks for, in words; a test asserts that none is missing. */
export const PATTERN_WORDS: ReadonlyMap<string, string> = new Map([
  ['^[A-Za-z0-9.]{1,100}$', 'Write where the part is in the record, for example reason or pull.reviews.0.body.'],
  ['^[a-z0-9][a-z0-9-]{0,62}$', 'Use lower-case letters a to z, digits and hyphens, at most 63.'],
  [
    '^[a-z0-9][a-z0-9-]{0,62}/[a-z0-9][a-z0-9-]{0,62}$',
    'Write platform/operation, for example ninjarmm/isolate-endpoint.',
  ],
  ['^[0-7][0-9A-HJKMNP-TV-Z]{25}$', 'Use a ULID: 26 capital letters and digits, without I, L, O and U.'],
  ['^[1-9][0-9]{0,5}[smhd]$', 'Write a whole number and s, m, h or d, for example 4h.'],
  ['^[A-Z]+=[A-Z0-9,+-]+(;[A-Z]+=[A-Z0-9,+-]+)*$', 'Write an RRULE, for example FREQ=MONTHLY;BYDAY=2SA;COUNT=3.'],
  ['^[1-9][0-9]{0,5}[hd]$', 'Write a whole number and h or d, for example 7d.'],
  ['^[1-9][0-9]{0,5}d$', 'Write a whole number of days, for example 90d.'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}$', 'Write a local time, for example 2026-11-21T22:00.'],
  ['^[0-9]{4}-[0-9]{2}-[0-9]{2}$', 'Write a date, for example 2026-11-21.'],
  [
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$',
    'Write a moment in UTC, for example 2026-11-21T08:30:00Z.',
  ],
  ['^[0-9]{4}-Q[1-4]$', 'Write a quarter, for example 2026-Q4.'],
  ['^[0-9]{4}/[0-9]{1,15}$', 'Write the year and index of a record, for example 2026/17.'],
  ['^([01][0-9]|2[0-3]):[0-5][0-9]$', 'Write a time of day, for example 09:00.'],
  ['^(UTC|[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)+)$', 'Write an IANA time zone, for example Europe/London.'],
  ['^ *[^\\s][^\\n]*$', 'Write one line that is not empty.'],
  ['[^\\s]', 'Write a text that is not empty.'],
  ['^[A-Za-z0-9][A-Za-z0-9-]{0,38}$', 'Write the account name without @.'],
  ['^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$', 'Write a plain e-mail address, for example lena@example.com.'],
  [
    '^[A-Za-z0-9][A-Za-z0-9-]{0,38}(\\[bot\\])?$',
    'Write the account name without @, for example patch-scheduler[bot].',
  ],
  ['^[0-9]+\\.[0-9]+$', 'Write two numbers and a point in quotes, for example "1.0".'],
  ['^[UW][A-Z0-9]{2,20}$', 'Copy the member id from the Slack profile, for example U02ABCDEF.'],
  ['^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$', 'Copy the object id, a lower-case UUID.'],
  [
    '^(ssh-ed25519|sk-ssh-ed25519@openssh\\.com) [A-Za-z0-9+/]+={0,2}$',
    'Copy the public key: the type ssh-ed25519 and the base64 text, without the comment.',
  ],
  [
    '^(https://[a-z0-9.-]+|http://127\\.0\\.0\\.1)(:[0-9]{1,5})?(/[A-Za-z0-9._~-]+)*$',
    'Write an https address without a trailing slash, for example https://eu.ninjarmm.com; http only to 127.0.0.1.',
  ],
  ['^countersign/[1-9][0-9]{0,15}$', 'Write countersign/ and the numeric id of the repository.'],
  [
    '^countersign/[1-9][0-9]{0,15}\\+[0-9a-f]{8}\\+[A-Za-z0-9+/]{44}$',
    'Leave null: `countersign found` writes the key, name+hash+base64.',
  ],
  ['^[A-Z]{1,3}[0-9]+\\.[0-9]+$', 'Write a criterion, for example CC8.1.'],
  ['^[a-z][a-z0-9-]*(\\.[a-z0-9][a-z0-9-]*)+$', 'Write section and name, for example gate.named-person.'],
  ['^[A-Za-z0-9_.][A-Za-z0-9_./-]*$', 'Write a path in the repository, for example policies/authority.yaml.'],
  ['^https?://[!-~]+$', 'Write a complete address without spaces.'],
  [
    '^[0-9A-Za-z][0-9A-Za-z._@-]{0,63}$',
    'Write the number or name of the account on the platform, for example "7001".',
  ],
]);

/**
 * Checks a document's shape.
 * @param schema name of the schema's file, for the remedies
 * @returns the value in its type, or every place where it differs
 */
export function shapeOf<T>(document: ReadDocument, path: string, validator: Validator<T>, schema: string): Shaped<T> {
  const { value } = document;
  const valid = validator(value);
  const errors = validator.errors ?? [];
  if (valid) return { ok: true, value };
  return { ok: false, problems: errors.slice(0, 100).map((error) => problemOf(error, document, path, schema)) };
}

function problemOf(error: SchemaError, document: ReadDocument, path: string, schema: string): DocumentProblem {
  const pointer = pointerOf(error.instancePath);
  const extra = error.keyword === 'additionalProperties' ? String(error.params['additionalProperty']) : null;
  const place = extra === null ? document.locate(pointer) : document.locateKey([...pointer, extra]);
  const fact = factOf(error, pointer, valueAt(document.value, pointer));
  return { code: 'schema-invalid', path, ...place, fact, remedy: remedyOf(error, schema) };
}

function pointerOf(instancePath: string): Pointer {
  const segments = instancePath.split('/').slice(1);
  return segments.map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(root: unknown, pointer: Pointer): unknown {
  let value = root;
  for (const segment of pointer) {
    // Only own fields: the pointer comes from the validator, which walked this very value.
    value = Reflect.get(Object(value), segment);
  }
  return value;
}

/** The field that is meant, for example `roles[1]`, or `the file` for its top level. */
function nameOf(pointer: Pointer): string {
  const field = pointer.findLastIndex((segment) => !/^\d+$/.test(String(segment)));
  const entries = pointer.slice(field + 1).map((index) => `[${Number(index) + 1}]`);
  const name = field < 0 ? '' : String(pointer[field]);
  return name === '' ? 'the file' : `"${name}${entries.join('')}"`;
}

function factOf(error: SchemaError, pointer: Pointer, value: unknown): string {
  const name = nameOf(pointer);
  const { params } = error;
  switch (error.keyword) {
    case 'required':
      return `${name} lacks the field "${String(params['missingProperty'])}"`;
    case 'additionalProperties':
      return unknownField(String(params['additionalProperty']), name);
    case 'type':
      return `${name} is ${shown(value)} where ${typeWords(params['type'])} belongs`;
    case 'pattern':
      return patternFact(name, value);
    case 'enum':
      return `${name} is ${shown(value)}, which is not one of its values`;
    case 'uniqueItems':
      return `${name} names ${shown(Reflect.get(Object(value), Number(params['i'])))} twice`;
    case 'minItems':
      return `${name} has too few entries (at least ${String(params['limit'])})`;
    case 'maxLength':
      return `${name} is longer than ${String(params['limit'])} characters`;
    case 'minimum':
      return `${name} is ${shown(value)}, less than ${String(params['limit'])}`;
    case 'maximum':
      return `${name} is ${shown(value)}, more than ${String(params['limit'])}`;
    default:
      return `${name} must hold exactly 3 fields: client, name and the id under the kind of target`;
  }
}

function unknownField(field: string, name: string): string {
  const foreign = lookAlike(field);
  return `${name} holds the unknown field "${field}"${foreign === null ? '' : ` with ${foreign}`}`;
}

function patternFact(name: string, value: unknown): string {
  const foreign = lookAlike(String(value));
  if (foreign === null) return `${name} is ${shown(value)}, which is not in its form`;
  return `${name} is ${shown(value)}, with ${foreign}, which only looks like one that is allowed`;
}

function remedyOf(error: SchemaError, schema: string): string {
  const see = `policies/schemas/${schema}.json describes it.`;
  const { params } = error;
  if (error.keyword === 'required') return `Add it; ${see}`;
  if (error.keyword === 'additionalProperties')
    return `Remove it or correct its spelling; policies/schemas/${schema}.json lists the fields.`;
  if (error.keyword === 'pattern') return PATTERN_WORDS.get(String(params['pattern'])) ?? `Correct it; ${see}`;
  if (error.keyword === 'enum') return `Use one of: ${listOf(params['allowedValues'])}.`;
  if (error.keyword === 'uniqueItems') return 'Keep one of them.';
  return `Correct it; ${see}`;
}

function listOf(values: unknown): string {
  return [values].flat().map(String).join(', ');
}

const TYPE_WORDS: ReadonlyMap<string, string> = new Map([
  ['string', 'a text'],
  ['integer', 'a whole number'],
  ['boolean', 'true or false'],
  ['array', 'a list'],
  ['object', 'a map'],
  ['null', 'null'],
]);

function typeWords(types: unknown): string {
  const list = Array.isArray(types) ? types.map(String) : String(types).split(',');
  return list.map((type) => TYPE_WORDS.get(type) ?? type).join(' or ');
}

/** A value short enough to be quoted in a sentence. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  const text = JSON.stringify(value) ?? 'absent';
  return text.length <= 80 ? text : `${text.slice(0, 77)}…"`;
}
