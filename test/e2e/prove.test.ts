// The executor trusts no verdict: what was approved and is not on main as approved does not run, and becomes a gate failure.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import { recordsOf } from '../../scripts/ground.ts';
import type { ActionApproved } from '../../scripts/core/records.ts';
import { isolation, testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

let test: TestHouse;
beforeAll(async () => {
  test = await testHouse();
});
afterAll(() => test.close());

/** Approved, merged and recorded; not yet run. @returns its approval */
async function approved(device: string, name: string): Promise<ActionApproved> {
  const draft = isolation({ targets: [{ client: 'acme', device, name }] });
  const bytes = new TextEncoder().encode(JSON.stringify(draft));
  const proposed = await propose(bytes, 'draft', test.house.as('northwind-ransomware-responder[bot]'));
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  await gate(test.house.bot);
  test.pass(60_000);
  await test.house.as('lena-northwind').forge.review(proposed.pull.number, proposed.pull.head, 'APPROVE', '');
  await merge(test.house.bot);
  const record = recordsOf(await test.house.bot.ledger.read()).at(-1);
  if (record?.type !== 'action-approved') throw new Error('it was not approved');
  return record;
}

/** What somebody with the machine under their hands could do: main's tip replaced, past every rule of the forge. */
async function rewriteMain(change: (index: readonly string[]) => readonly string[], parent: string): Promise<void> {
  const { git } = test.house.forge;
  const tree = (await git.text(['ls-tree', '-r', '--full-tree', parent])).split('\n');
  const env = { ...git.env, GIT_INDEX_FILE: `${git.directory}/hostile-index` };
  await git.run(['read-tree', '--empty'], { env });
  const lines = change(tree).map((line) => line.replace(/^(\d+) blob (\S+)\t/, '$1 $2\t'));
  await git.run(['update-index', '--index-info'], { env, input: `${lines.join('\n')}\n` });
  const written = (await git.run(['write-tree'], { env })).stdout.toString().trim();
  const who = ['-c', 'user.name=Mallory', '-c', 'user.email=mallory@example.com'];
  const commit = await git.text([...who, 'commit-tree', '-m', 'hostile', '-p', parent, written]);
  await git.run(['update-ref', 'refs/heads/main', commit]);
}

async function failures(id: string) {
  return recordsOf(await test.house.bot.ledger.read()).filter(
    (record) => record.type === 'gate-failure' && record.action?.id === id,
  );
}

it('does not run a file that was exchanged on main after its approval, and records that once', async () => {
  const { action } = await approved('4711', 'ACME-FS01');
  const main = await test.house.forge.git.text(['rev-parse', 'main']);
  const file = await test.house.forge.git.text(['show', `${main}:${action.path}`]);
  const other = `${file.replaceAll('4711', '4712').replaceAll('ACME-FS01', 'ACME-FS02')}\n`;
  const hash = await test.house.forge.git.run(['hash-object', '-w', '--stdin'], { input: other });
  const blob = hash.stdout.toString().trim();
  await rewriteMain(
    (lines) => lines.map((line) => (line.endsWith(action.path) ? line.replace(/blob \S+/, `blob ${blob}`) : line)),
    main,
  );
  expect(await execute(test.house.bot)).toEqual({ executed: [] });
  expect(await execute(test.house.bot)).toEqual({ executed: [] });
  expect([test.house.sandbox.acts(4711), test.house.sandbox.acts(4712)]).toEqual([0, 0]);
  const how =
    'It was recorded as action-approved and was not run, because its file on the default branch is not the approved one.';
  expect(await failures(action.id)).toMatchObject([{ how, detectedBy: 'execute', pull: 1 }]);
  await test.house.forge.git.run(['update-ref', 'refs/heads/main', main]);
});

it('does not run what a rewound main no longer holds', async () => {
  const before = await test.house.forge.git.text(['rev-parse', 'main']);
  const { action } = await approved('4713', 'ACME-DC01');
  await test.house.forge.git.run(['update-ref', 'refs/heads/main', before]);
  expect((await execute(test.house.bot)).executed.map((one) => one.id)).not.toContain(action.id);
  expect(test.house.sandbox.acts(4713)).toBe(0);
  const how = 'It was recorded as action-approved and was not run, because its merge is not on the default branch.';
  expect(await failures(action.id)).toMatchObject([{ how, detectedBy: 'execute' }]);
});
