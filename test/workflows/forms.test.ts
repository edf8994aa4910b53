// The issue forms ask for exactly what the files hold: a field for each key that a person fills in, and for no other.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, parsed, text, treeOf } from './workflow.ts';
import type { Tree } from './workflow.ts';

const FOLDER = '.github/ISSUE_TEMPLATE';

/** What nobody is asked for: `countersign` fills it in, or it comes later. */
const FILLED_IN: Readonly<Record<string, readonly string[]>> = {
  action: ['id', 'approvers', 'standIns', 'plan', 'breakGlass'],
  window: ['id', 'approvers'],
  exception: ['id', 'approvers'],
  'gate-event': ['id', 'approvers', 'records', 'remediation'],
};

/** Not needed by the format, and needed of people: there are no permanent exceptions, and whoever reports says who they are. */
const NEEDED = ['expires', 'reportedBy'];

interface Field {
  readonly id: string;
  readonly required: boolean;
  readonly options: readonly unknown[] | null;
}

function formOf(name: string): Tree {
  return parsed(name, readFileSync(join(ROOT, FOLDER, `${name}.yml`), 'utf8')).tree;
}

function fieldsOf(form: Tree): readonly Field[] {
  const body = Array.isArray(form['body']) ? form['body'].map(treeOf) : [];
  return body.flatMap((field) => {
    if (field['type'] === 'markdown') return [];
    const { options } = treeOf(field['attributes']);
    const { required } = treeOf(field['validations']);
    return [{ id: text(field['id']), required: required === true, options: Array.isArray(options) ? options : null }];
  });
}

function schemaOf(name: string) {
  const schema = treeOf(JSON.parse(readFileSync(join(ROOT, `policies/schemas/${name}.json`), 'utf8')));
  const properties = Object.entries(treeOf(schema['properties'])).map(([key, value]) => [key, treeOf(value)] as const);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const asked = properties.filter(([key]) => !FILLED_IN[name]?.includes(key));
  return { asked, required };
}

describe.each(Object.keys(FILLED_IN))('the form %s', (name) => {
  const form = formOf(name);
  const fields = fieldsOf(form);
  const { asked, required } = schemaOf(name);

  it('has a field for every key that a person fills in, under the same name and in the same order', () => {
    const order = fields.map((field) => field.id);
    expect(order.toSorted()).toEqual(asked.map(([key]) => key).toSorted());
    expect(new Set(order).size).toBe(order.length);
  });

  it('insists on what the file needs', () => {
    const needed = asked.filter(
      ([key, { type }]) => required.includes(key) && !(Array.isArray(type) && type.includes('null')),
    );
    const wanted = [...needed.map(([key]) => key), ...NEEDED.filter((key) => asked.some(([one]) => one === key))];
    expect(
      fields
        .filter((field) => field.required)
        .map((field) => field.id)
        .toSorted(),
    ).toEqual(wanted.toSorted());
  });

  it('lets people choose exactly from what the file may say', () => {
    const choices = asked.flatMap(([key, { enum: words, type }]): readonly (readonly [string, unknown])[] => {
      if (type === 'boolean') return [[key, ['false', 'true']] as const];
      return Array.isArray(words) ? [[key, words] as const] : [];
    });
    const shown = fields.flatMap((field) => (field.options === null ? [] : [[field.id, field.options] as const]));
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(choices));
  });

  it('says that it is no approval', () => {
    const [intro] = Array.isArray(form['body']) ? form['body'].map(treeOf) : [];
    expect(text(treeOf(intro?.['attributes'])['value'])).toMatch(/approv/);
  });
});

it('are all the forms that there are, and nothing goes in beside them', () => {
  const files = globSync('*', { cwd: join(ROOT, FOLDER) }).toSorted();
  expect(files).toEqual([...Object.keys(FILLED_IN), 'config'].map((name) => `${name}.yml`).toSorted());
  expect(formOf('config')).toEqual({ blank_issues_enabled: false });
});
