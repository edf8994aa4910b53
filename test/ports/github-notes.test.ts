// Comments, labels and check runs are written once, updated in place, and left alone when nothing changed.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from '../../scripts/ports/github-text.ts';
import { HEAD, OTHER, scriptedForge, user } from './scripted-forge.ts';

const ME = { 'GET /user': { json: user(9, 'gate[bot]', 'Bot') } };
const COMMENTS = 'GET /issues/7/comments';
const LABELS = 'GET /issues/7/labels';
const RUNS = `GET /commits/${HEAD}/check-runs`;
const writes = (calls: readonly { line: string }[]) => calls.filter((call) => !call.line.startsWith('GET'));
const comment = (id: number, body: string, by = user(9, 'gate[bot]', 'Bot')) => ({ id, body, user: by });

describe('a comment', () => {
  it.each<[string, unknown[], object[]]>([
    ['is created', [], [{ line: 'POST /issues/7/comments', body: { body: '<!-- verdict -->\nnew' } }]],
    ['is left alone when it says the same', [comment(3, '<!-- verdict -->\r\nnew')], []],
    [
      'is updated in place',
      [comment(2, 'hi'), comment(3, '<!-- verdict -->\nold')],
      [{ line: 'PATCH /issues/comments/3' }],
    ],
    ['is not that of another purpose', [comment(3, '<!-- plan -->\nold')], [{ line: 'POST /issues/7/comments' }]],
    [
      'is never that of somebody else',
      [comment(3, '<!-- verdict -->\nnew', user(8))],
      [{ line: 'POST /issues/7/comments' }],
    ],
    [
      'is not one that only quotes the marker',
      [comment(3, 'a\n<!-- verdict -->\nnew')],
      [{ line: 'POST /issues/7/comments' }],
    ],
  ])('%s', async (_, present, expected) => {
    const done = { json: comment(3, '') };
    const script = {
      ...ME,
      [COMMENTS]: { json: present },
      'POST /issues/7/comments': done,
      'PATCH /issues/comments/3': done,
    };
    const { forge, calls } = scriptedForge(script);
    await forge.upsertComment(7, 'verdict', 'new');
    expect(writes(calls)).toMatchObject(expected);
    expect(writes(calls)).toHaveLength(expected.length);
  });

  it('is refused a marker that would end the hidden part', async () => {
    const { forge } = scriptedForge({ ...ME, [COMMENTS]: { json: [] } });
    await expect(forge.upsertComment(7, 'x --> y', 'b')).rejects.toThrow('"x --> y" cannot mark a comment');
  });

  it('that is too long says so at its end', async () => {
    const { forge, calls } = scriptedForge({
      ...ME,
      [COMMENTS]: { json: [] },
      'POST /issues/7/comments': { json: {} },
    });
    await forge.upsertComment(7, 'verdict', 'word\n'.repeat(20_000));
    const { body } = writes(calls)[0] as unknown as { body: { body: string } };
    expect(body.body.length).toBeLessThanOrEqual(65_536);
    expect(body.body).toMatch(/This comment ends here: \d+ more characters do not fit\./);
  });
});

describe('labels', () => {
  it.each<[string, string[], string[], boolean]>([
    ['are set', ['a'], ['b', 'c'], true],
    ['are taken away', ['a'], [], true],
    ['are left alone when they are the same in another order', ['a', 'b'], ['b', 'a'], false],
    ['are left alone when only the case differs', ['Tier-2'], ['tier-2'], false],
  ])('%s', async (_, present, wanted, written) => {
    const script = { [LABELS]: { json: present.map((name) => ({ name })) }, 'PUT /issues/7/labels': { json: [] } };
    const { forge, calls } = scriptedForge(script);
    await forge.setLabels(7, wanted);
    expect(writes(calls)).toMatchObject(written ? [{ body: { labels: wanted } }] : []);
  });
});

const run = (id: number, changes: object = {}) => ({
  id,
  name: 'gate',
  head_sha: HEAD,
  status: 'completed',
  conclusion: 'failure',
  output: { title: 'Refused', summary: 'Why', text: null },
  app: { slug: 'gate' },
  ...changes,
});
const CHECK = { name: 'gate', head: HEAD, conclusion: 'failure', title: 'Refused', summary: 'Why' } as const;
const waiting = { status: 'in_progress', conclusion: null };

describe('a check run', () => {
  it.each<[string, object[], object, object, string[]]>([
    ['is created', [], {}, {}, ['POST /check-runs']],
    ['is left alone when it says the same', [run(3)], {}, {}, []],
    [
      'is updated when the verdict changes',
      [run(3)],
      { conclusion: 'success' },
      { conclusion: 'success' },
      ['PATCH /check-runs/3'],
    ],
    ['is updated when only a word changes', [run(3)], { summary: 'Because' }, {}, ['PATCH /check-runs/3']],
    ['is updated where it is the newest', [run(3), run(5), run(4)], { title: 'No' }, {}, ['PATCH /check-runs/5']],
    ['is opened again where the forge allows it', [run(3)], { conclusion: null }, waiting, ['PATCH /check-runs/3']],
    [
      'is created anew where it stays complete',
      [run(3)],
      { conclusion: null },
      {},
      ['PATCH /check-runs/3', 'POST /check-runs'],
    ],
    ['is never that of another app', [run(3, { app: { slug: 'evil' } })], {}, {}, ['POST /check-runs']],
    ['is never that of no app', [run(3, { app: null })], {}, {}, ['POST /check-runs']],
    ['is never that of another head', [run(3, { head_sha: OTHER })], {}, {}, ['POST /check-runs']],
    ['is never that of another name', [run(3, { name: 'gate2' })], {}, {}, ['POST /check-runs']],
  ])('%s', async (_, present, changes, answer, expected) => {
    const { forge, calls } = scriptedForge({
      ...ME,
      [RUNS]: { json: { total_count: present.length, check_runs: present } },
      'POST /check-runs': { status: 201, json: run(9) },
      'PATCH /check-runs/3': { json: run(3, answer) },
      'PATCH /check-runs/5': { json: run(5) },
    });
    await forge.report({ ...CHECK, ...changes });
    expect(writes(calls).map((call) => call.line)).toEqual(expected);
  });

  it.each<[string, object, object]>([
    ['waiting', { conclusion: null }, { name: 'gate', head_sha: HEAD, status: 'in_progress' }],
    [
      'an answer',
      {},
      { status: 'completed', conclusion: 'failure', output: { title: 'Refused', summary: 'Why', text: '' } },
    ],
  ])('says %s', async (_, changes, body) => {
    const script = {
      ...ME,
      [RUNS]: { json: { total_count: 0, check_runs: [] } },
      'POST /check-runs': { json: run(9) },
    };
    const { forge, calls } = scriptedForge(script);
    await forge.report({ ...CHECK, ...changes });
    expect(writes(calls)).toMatchObject([{ body }]);
    expect(JSON.stringify(writes(calls)).includes('"conclusion"')).toBe(!('conclusion' in changes));
  });

  it('continues a long summary in the details, and says at their end what is left out', async () => {
    const script = {
      ...ME,
      [RUNS]: { json: { total_count: 0, check_runs: [] } },
      'POST /check-runs': { json: run(9) },
    };
    const { forge, calls } = scriptedForge(script);
    await forge.report({ ...CHECK, summary: 'ä line\n'.repeat(20_000) });
    const { output } = (writes(calls)[0] as unknown as { body: { output: { summary: string; text: string } } }).body;
    expect(Buffer.byteLength(output.summary)).toBeLessThanOrEqual(65_535);
    expect(Buffer.byteLength(output.text)).toBeLessThanOrEqual(65_535);
    expect(output.summary).toMatch(/The summary ends here: \d+ more characters follow below, under the details/);
    expect(output.text).toMatch(
      /^ä line\n[^]*The details end here: \d+ more characters do not fit into a check\. Run the gate/,
    );
  });

  it('belongs to the bot account of an installed app, which only GraphQL names', async () => {
    const { forge, calls } = scriptedForge({
      'GET /user': { status: 403, json: { message: 'Resource not accessible by integration' } },
      'POST /api/graphql': { json: { data: { viewer: { databaseId: 41, login: 'gate[bot]' } } } },
      [RUNS]: { json: { total_count: 1, check_runs: [run(3)] } },
    });
    await forge.report(CHECK);
    expect(await forge.whoAmI()).toEqual({ id: 41, login: 'gate[bot]', type: 'Bot' });
    expect(calls.map((call) => call.line)).toEqual(['GET /user', 'POST /api/graphql', RUNS]);
  });
});

describe('a text that is split', () => {
  it('never loses a character, never breaks one, and never exceeds its room', () => {
    const closing = (left: number) => `[${left} more]`;
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', minLength: 30, maxLength: 400 }),
        fc.integer({ min: 30, max: 200 }),
        (text, most) => {
          const { first, rest } = splitText(text, most, closing);
          expect(Buffer.byteLength(first)).toBeLessThanOrEqual(most);
          const kept = rest === '' ? first : first.slice(0, -closing(Array.from(rest).length).length);
          expect(kept + rest).toBe(text);
        },
      ),
    );
  });
});

describe('notes at lines of the file', () => {
  const note = (line: number) => {
    return { path: 'actions-queue/a.yaml', line, column: 3, title: 'schema-invalid', message: 'Mend it.' };
  };
  const posted = { json: run(5, { status: 'completed', conclusion: 'failure' }) };

  it('are sent with a new check run, 50 at most', async () => {
    const { forge, calls } = scriptedForge({ 'POST /check-runs': posted });
    const many = Array.from({ length: 60 }, (_, at) => note(at + 1));
    await forge.report({ ...CHECK, annotations: many }, []);
    const { output } = (writes(calls)[0] as unknown as { body: { output: { annotations: unknown[] } } }).body;
    expect(output.annotations).toHaveLength(50);
    expect(output.annotations[0]).toEqual({
      path: 'actions-queue/a.yaml',
      start_line: 1,
      end_line: 1,
      start_column: 3,
      end_column: 3,
      annotation_level: 'failure',
      title: 'schema-invalid',
      message: 'Mend it.',
    });
  });

  it('are not sent again while they are the same, and a run with others is left behind for a new one', async () => {
    const { forge, calls } = scriptedForge({ 'POST /check-runs': posted, 'PATCH /check-runs/5': posted });
    await forge.report({ ...CHECK, annotations: [note(1)] }, []);
    const [first] = writes(calls) as unknown as { body: { external_id: string } }[];
    const shown = {
      id: 5,
      name: 'gate',
      status: 'completed',
      conclusion: 'failure',
      text: '',
      note: first?.body.external_id ?? '',
    };
    const there = [{ ...shown, title: 'Refused', summary: 'Why' }];
    await forge.report({ ...CHECK, annotations: [note(1)] }, there);
    expect(writes(calls)).toHaveLength(1);
    await forge.report({ ...CHECK, summary: 'Why not', annotations: [note(1)] }, there);
    expect(writes(calls)[1]).toMatchObject({ line: 'PATCH /check-runs/5' });
    expect(writes(calls)[1]).not.toHaveProperty('body.output.annotations');
    await forge.report({ ...CHECK, annotations: [note(2)] }, there);
    await forge.report(CHECK, there);
    expect(writes(calls).slice(2)).toMatchObject([{ line: 'POST /check-runs' }, { line: 'POST /check-runs' }]);
    expect(writes(calls)[3]).not.toHaveProperty('body.output.annotations');
  });
});
