// The issue forms ask for exactly what the files hold: a field for each key that a person fills in, and for no other.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FORMS, FORM_KINDS } from '../../scripts/core/issue-forms.ts';
import type { FormKind } from '../../scripts/core/issue-forms.ts';
import { ROOT, parsed, text, treeOf } from './workflow.ts';
import type { Tree } from './workflow.ts';

const FOLDER = '.github/ISSUE_TEMPLATE';

/** What nobody is asked for: `countersign` fills it in (who asks is who opened the issue), or it comes later. */
const FILLED_IN: Readonly<Record<FormKind, readonly string[]>> = {
  action: ['id', 'requester', 'approvers', 'standIns', 'plan', 'breakGlass'],
  window: ['id', 'requestor', 'approvers'],
  exception: ['id', 'requestor', 'approvers'],
  'gate-event': ['id', 'reportedBy', 'approvers', 'records', 'remediation'],
};

/** Not needed by the format, and needed of people: there are no permanent exceptions. */
const NEEDED = ['expires'];

interface Field {
  readonly id: string;
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
  readonly options: readonly unknown[] | null;
}

/** What GitHub calls each way of answering. */
const TYPES = {
  line: 'input',
  words: 'textarea',
  list: 'textarea',
  keys: 'textarea',
  maps: 'textarea',
  choice: 'dropdown',
  tick: 'checkboxes',
} as const;

function formOf(name: string): Tree {
  return parsed(name, readFileSync(join(ROOT, FOLDER, `${name}.yml`), 'utf8')).tree;
}

function fieldsOf(form: Tree): readonly Field[] {
  const body = Array.isArray(form['body']) ? form['body'].map(treeOf) : [];
  return body.flatMap((field) => {
    if (field['type'] === 'markdown') return [];
    const { options, label } = treeOf(field['attributes']);
    const { required } = treeOf(field['validations']);
    const [id, type] = [text(field['id']), text(field['type'])];
    return [
      { id, label: text(label), type, required: required === true, options: Array.isArray(options) ? options : null },
    ];
  });
}

function schemaOf(name: FormKind) {
  const schema = treeOf(JSON.parse(readFileSync(join(ROOT, `policies/schemas/${name}.json`), 'utf8')));
  const properties = Object.entries(treeOf(schema['properties'])).map(([key, value]) => [key, treeOf(value)] as const);
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const asked = properties.filter(([key]) => !FILLED_IN[name].includes(key));
  return { asked, required };
}

describe.each(FORM_KINDS)('the form %s', (name) => {
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
      if (type === 'boolean') return [[key, [{ label: expect.any(String) }]] as const];
      return Array.isArray(words) ? [[key, words] as const] : [];
    });
    const shown = fields.flatMap((field) => (field.options === null ? [] : [[field.id, field.options] as const]));
    expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(choices));
  });

  it('is the one that the reader of its issues knows, heading by heading', () => {
    const known = FORMS[name].map((field) => {
      const options = field.as === 'choice' ? field.options : field.as === 'tick' ? [{ label: field.box }] : null;
      return { id: field.id, label: field.label, type: TYPES[field.as], required: field.required, options };
    });
    expect(fields).toEqual(known);
  });

  it('gives no label, no assignee and no fence around an answer: nothing of it would be read', () => {
    expect(Object.keys(form).toSorted()).toEqual(['body', 'description', 'name', 'title']);
    expect(JSON.stringify(form)).not.toContain('"render"');
  });

  it('says that it is no approval', () => {
    const [intro] = Array.isArray(form['body']) ? form['body'].map(treeOf) : [];
    expect(text(treeOf(intro?.['attributes'])['value'])).toMatch(/approv/);
  });
});

it('are all the forms that there are, and nothing goes in beside them', () => {
  const files = globSync('*', { cwd: join(ROOT, FOLDER) }).toSorted();
  expect(files).toEqual([...FORM_KINDS, 'config'].map((name) => `${name}.yml`).toSorted());
  expect(formOf('config')).toEqual({ blank_issues_enabled: false });
});
