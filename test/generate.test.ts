// The schemas are the one source of types and validators: described in full, closed, and what is committed is up to date.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PATTERN_WORDS } from '../scripts/core/policy-schema.ts';
import { outdated } from '../scripts/generate.ts';
import { ROOT } from './core/real-policy.ts';

const FOLDER = join(ROOT, 'policies/schemas');
const NAMES = readdirSync(FOLDER).sort();

interface Node {
  readonly path: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Every schema within a schema, with the path of property names that leads to it. */
function nodesOf(schema: unknown, path: string): readonly Node[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = schema as Readonly<Record<string, unknown>>; // JSON read from this repository
  const inner = ['properties', 'patternProperties'].flatMap((group) =>
    Object.entries(own[group] ?? {}).flatMap(([name, value]) => nodesOf(value, `${path}.${name}`)),
  );
  return [{ path, schema: own }, ...inner, ...nodesOf(own['items'], `${path}[]`)];
}

const NODES = NAMES.flatMap((name) => nodesOf(JSON.parse(readFileSync(join(FOLDER, name), 'utf8')), name));

/** Nobody writes these by hand: they are checked, and not edited. */
const WRITTEN_BY_VERBS = new Set(['record', 'review', 'slip']);

describe('the schemas', () => {
  it('cover every file that people write', () => {
    const names = NAMES.map((name) => name.replace('.json', '')).filter((name) => !WRITTEN_BY_VERBS.has(name));
    const policies = [
      'actions',
      'authority',
      'automations',
      'clients',
      'controls',
      'erasure',
      'gate-event',
      'keys',
      'legal-holds',
      'on-call',
      'people',
      'standard',
      'window',
    ];
    expect(names).toEqual([...policies, 'action', 'exception'].sort());
  });

  it('describe every property', () => {
    const bare = NODES.filter(
      ({ schema }) => typeof schema['description'] !== 'string' || schema['description'].length < 5,
    );
    expect(bare.map(({ path }) => path)).toEqual([]);
  });

  it('close every map that people write, except the body of a planned call, which is the platform’s', () => {
    const open = NODES.filter(({ schema }) => schema['type'] === 'object' && schema['additionalProperties'] !== false);
    // A ledger record is written by the verbs alone, and its schema is put together from parts.
    const written = open.map(({ path }) => path).filter((path) => !WRITTEN_BY_VERBS.has(path.split('.')[0] ?? ''));
    expect(written).toEqual(['action.json.plan[].body']);
  });

  it('have words for every pattern, and no word for a pattern that is gone', () => {
    const patterns = new Set(
      NODES.flatMap(({ schema }) => (typeof schema['pattern'] === 'string' ? [schema['pattern']] : [])),
    );
    expect([...PATTERN_WORDS.keys()].sort()).toEqual([...patterns].sort());
  });

  it('give exactly the types and validators that are committed', async () => {
    expect(await outdated(ROOT)).toEqual([]);
  });
});
