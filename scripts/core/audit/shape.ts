// What the schema of its type says against a record, in sentences.
import * as validators from '../generated/validate-record.cjs';
import type { SchemaError } from '../generated/validate-record.cjs';
import { parseInstant } from '../time.ts';

/** More than these would only repeat that the record is not one. */
const MOST = 20;

/** @returns sentences, empty where the value is a record of its type */
export function shapeFaults(value: unknown): readonly string[] {
  const isValid = validators.record(value);
  const errors = validators.record.errors ?? [];
  if (isValid) return isTimely(value) ? NONE : momentFaults(value, 'the record');
  const own = errors.filter(({ keyword }) => !SAID_BESIDE.has(keyword));
  return own.slice(0, MOST).map(sentenceOf);
}

const NONE: readonly string[] = [];

/** The branch of an `if` says itself what is wrong; so does the list of the types of one that is none of them. */
const SAID_BESIDE = new Set(['if', 'discriminator']);

function sentenceOf({ instancePath, keyword, params }: SchemaError): string {
  const where = instancePath === '' ? 'The record' : `The field ${instancePath.slice(1).replaceAll('/', '.')}`;
  switch (keyword) {
    case 'required':
      return `${where} lacks "${String(params['missingProperty'])}".`;
    case 'additionalProperties':
      return `${where} holds the unknown field "${String(params['additionalProperty'])}".`;
    case 'type':
      return `${where} is not ${String(params['type']).replaceAll(',', ' or ')}.`;
    case 'enum':
    case 'const':
      return `${where} has a value that does not exist there.`;
    default:
      return `${where} is not in its form (${keyword}).`;
  }
}

const MOMENTS = new Set([
  'at',
  'openedAt',
  'decidedAt',
  'deadline',
  'lapses',
  'decided',
  'intended',
  'finished',
  'occurredAt',
  'span.from',
  'span.to',
]);
/** Only of the record itself: an exception's terms have days that are called so. */
const OUTER = new Set(['from', 'until']);
/** Free fields: what a platform answered, and what an operation takes. */
const FREE = new Set(['seen', 'parameters', 'body']);

/** The last names of their paths: whatever is called so is looked at, and hardly ever is anything wrong with it. */
const NAMES = new Set([...OUTER, ...[...MOMENTS].map((path) => path.slice(path.lastIndexOf('.') + 1))]);

/** Whether everything that may be a moment is one; where it is not, `momentFaults` says which of it had to be. */
function isTimely(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isTimely);
  const members: Readonly<Record<string, unknown>> = Object(value);
  for (const name in members) {
    const member = members[name];
    if (typeof member === 'string') {
      if (NAMES.has(name) && parseInstant(member) === null) return false;
    } else if (!FREE.has(name) && !isTimely(member)) return false;
  }
  return true;
}

/** A pattern takes 30 February for a day; no clock ever showed it. */
function momentFaults(value: unknown, where: string): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (FREE.has(name)) return [];
    const path = where === 'the record' ? name : `${where}.${name}`;
    const isMoment = MOMENTS.has(name) || MOMENTS.has(path) || OUTER.has(path);
    if (typeof member !== 'string' || !isMoment) return momentFaults(member, path);
    return parseInstant(member) === null
      ? [`The field ${path} is ${JSON.stringify(member)}, a moment that does not exist.`]
      : [];
  });
}
