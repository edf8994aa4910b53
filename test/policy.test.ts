// `countersign policy check`: its lines, its exit codes, and what it loads.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { policyCheck } from '../scripts/policy.ts';
import type { PolicyCheckOptions } from '../scripts/policy.ts';
import { readPolicyFiles } from '../scripts/policy-files.ts';
import { ROOT } from './core/real-policy.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'policy-'));
  for (const folder of ['policies', 'exceptions'])
    cpSync(join(ROOT, folder), join(directory, folder), { recursive: true });
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

async function check(options: Partial<PolicyCheckOptions> = {}): Promise<{ code: number; text: string }> {
  let text = '';
  const output = { write: (part: string) => (text += part) };
  const code = await policyCheck({ directory, json: false, ...options }, output);
  return { code, text };
}

function change(path: string, from: string, to: string): void {
  const text = readFileSync(join(directory, path), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(directory, path), text.replace(from, to));
}

describe('policy check', () => {
  it('finds nothing in the policy as it is', async () => {
    expect(await check()).toEqual({ code: 0, text: '15 files checked, no problems.\n' });
    expect(await check({ directory: ROOT })).toMatchObject({ code: 0 });
  });

  it('notes connectors that are announced only, and passes', async () => {
    const { code, text } = await check({ knownConnectors: new Set(['ninjarmm']) });
    expect(code).toBe(0);
    expect(text).toContain(
      'note: policies/actions/aws.yaml:13:16 connector-announced the connector "aws" of aws/repair-public-bucket is not built yet. Until then the operation cannot be run.\n',
    );
    expect(text).toContain('15 files checked, no problems, 14 notes.\n');
  });

  it('notes exceptions that are over, and passes', async () => {
    const drill =
      'id: drill\ntitle: A drill\noperations: [ninjarmm/isolate-endpoint]\nclients: [acme]\ngate: auto-and-log\n';
    const people = 'requestor: tess\napprovers: [sam, rita]\njustification: Why not.\ncompensates: Somebody watches.\n';
    const text = `${drill}${people}zone: Europe/London\nfrom: 2026-11-20\nexpires: 2026-12-20\n`;
    writeFileSync(join(directory, 'exceptions/drill.yaml'), text);
    expect(await check({ now: Date.parse('2026-12-20T00:00:00Z') })).toEqual({
      code: 0,
      text: `note: exceptions/drill.yaml:12:10 exception-over the exception "drill" ended at 2026-12-20T00:00:00Z and lets nothing pass. A change of the policy may take its file away; its id stays used.
16 files checked, no problems, 1 note.
`,
    });
    expect(await check()).toMatchObject({ text: '16 files checked, no problems.\n' });
  });

  it('notes zones that read as their opposite, once each, and passes: what was approved with one still stands', async () => {
    change('policies/on-call.yaml', 'Europe/London', 'Etc/GMT+5');
    const { code, text } = await check();
    expect(code).toBe(0);
    expect(text).toMatch(
      /^note: policies\/on-call\.yaml:\d+:11 zone-misread the time zone "Etc\/GMT\+5" is UTC-05:00: its sign is the other way round\. Write the name of a place, for example Europe\/London\.\n/,
    );
    expect(text).toContain('15 files checked, no problems, 1 note.\n');
  });

  it('writes one line for each problem, in order, and a summary', async () => {
    change('policies/people.yaml', 'lead: olga', 'lead: olgo');
    change('policies/controls.yaml', 'files: [policies/keys.yaml]', 'files: [policies/kees.yaml]');
    expect(await check()).toEqual({
      code: 1,
      text: `policies/controls.yaml:68:13 control-file-missing the control "log-integrity" names the file policies/kees.yaml, which does not exist. Correct the path, or remove it.
policies/people.yaml:10:104 person-unknown the person "olgo" does not exist. Correct it, or add it to policies/people.yaml.
15 files checked, 2 problems.
`,
    });
  });

  it('checks one file by itself, whatever the others say', async () => {
    change('policies/people.yaml', 'lead: olga', 'lead: olgo');
    change('policies/keys.yaml', 'firstKey: null', 'firstKey: 7');
    expect(await check({ only: ['policies/people.yaml'] })).toEqual({
      code: 0,
      text: '1 file checked, no problems.\n',
    });
    expect(await check({ only: [join(directory, 'policies/keys.yaml')] })).toEqual({
      code: 1,
      text: 'policies/keys.yaml:5:11 schema-invalid "firstKey" is 7 where a text or null belongs. Correct it; policies/schemas/keys.json describes it.\n1 file checked, 1 problem.\n',
    });
  });

  it('checks everything where a file is given and all is asked for', async () => {
    change('policies/people.yaml', 'lead: olga', 'lead: olgo');
    expect(await check({ only: ['policies/keys.yaml'], all: true })).toMatchObject({ code: 1 });
  });

  it('gives the same as data', async () => {
    change('policies/people.yaml', 'lead: olga', 'lead: olgo');
    const { code, text } = await check({ json: true });
    expect(code).toBe(1);
    expect(JSON.parse(text)).toMatchObject({
      files: 15,
      problems: [{ code: 'person-unknown', path: 'policies/people.yaml', line: 10, column: 104 }],
      notes: [],
    });
  });

  it.each(['policies/nothing.yaml', '../outside.yaml', 'policies'])('does not check %s', async (file) => {
    expect(await check({ only: [file] })).toEqual({
      code: 2,
      text: `${file} is not a file of this repository. Name one below policies/ or exceptions/.\n`,
    });
  });

  it('names bytes that are not UTF-8 in one file and in all', async () => {
    writeFileSync(join(directory, 'policies/keys.yaml'), Uint8Array.of(97, 255));
    expect((await check({ only: ['policies/keys.yaml'] })).text).toContain(
      'policies/keys.yaml:1:2 text-unsafe the file is not UTF-8.',
    );
    expect((await check()).text).toContain('policies/keys.yaml:1:2 text-unsafe the text holds a replacement character');
  });
});

describe('the reading of policy files', () => {
  it('gives every YAML file by its path, and nothing else', () => {
    const paths = [...readPolicyFiles(directory).keys()];
    expect(paths).toContain('policies/actions/ninjarmm.yaml');
    expect(paths.filter((path) => !path.endsWith('.yaml'))).toEqual([]);
    expect(paths).toEqual(paths.toSorted());
  });

  it('does without a folder that is missing', () => {
    rmSync(join(directory, 'exceptions'), { recursive: true });
    expect(readPolicyFiles(directory).size).toBe(15);
  });

  it('says where there is no policy at all, instead of naming each file that is missing', () => {
    rmSync(join(directory, 'policies'), { recursive: true });
    expect(() => readPolicyFiles(directory)).toThrow(
      'There is no folder policies/ here: run this in a checkout of the repository.',
    );
  });

  it('refuses a symbolic link, and does not look into a linked folder', () => {
    symlinkSync(join(ROOT, 'policies/keys.yaml'), join(directory, 'exceptions/link.yaml'));
    expect(() => readPolicyFiles(directory)).toThrow(
      'exceptions/link.yaml is no regular file. Replace it by the file itself.',
    );
    rmSync(join(directory, 'exceptions'), { recursive: true });
    symlinkSync(join(ROOT, 'exceptions'), join(directory, 'exceptions'));
    expect(readPolicyFiles(directory).size).toBe(15);
  });
});
