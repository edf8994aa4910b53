// The verbs against a GitHub server that we did not write. Its REST API is the forge: requests, reviews, comments, labels, checks,
// merges, git data. Its commits are carried object by object, with the same ids, to a bare repository, because it serves no git;
// the ledger lives there. It answers no GraphQL and no CODEOWNERS errors, and what `emulate.ts` says is completed.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actionPath } from '../../scripts/core/action-file.ts';
import { execute } from '../../scripts/execute.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { merge } from '../../scripts/merge.ts';
import { propose } from '../../scripts/propose.ts';
import { failuresIn, isolation } from '../e2e/house.ts';
import { openForeign, REPOSITORY } from './emulate.ts';
import type { Foreign } from './emulate.ts';

const AGENT = 'northwind-ransomware-responder[bot]';
const LENA = 'lena-northwind';
const ADMIN = 'northwind-admin';
const LONGEST = 120_000;

let foreign: Foreign;
beforeAll(async () => void (foreign = await openForeign()), LONGEST);
afterAll(() => foreign.close());

async function asks(device: string, name: string) {
  const draft = Buffer.from(JSON.stringify(isolation({ targets: [{ client: 'acme', device, name }] })));
  const proposed = await propose(draft, 'draft', foreign.as(AGENT));
  if (proposed.kind === 'refused') return expect.fail(proposed.sentences.join(' '));
  return { id: proposed.id, number: proposed.pull.number, head: proposed.pull.head, text: proposed.draft.text };
}

/** The verdict on one request: its state, its summary, and why answers do not count. */
async function verdictOn(number: number): Promise<string> {
  const { verdicts } = await gate(foreign.bot);
  const found = verdicts.find((one) => one.pull === number)?.verdict;
  return [found?.state, found?.summary, ...(found?.notCounted ?? []).map((one) => one.code)].join(' ');
}

function review(login: string, number: number, body: object) {
  return foreign.ask(login, `POST /repos/${REPOSITORY}/pulls/${number}/reviews`, body);
}

const acts = (): number => foreign.test.house.sandbox.calls().filter((call) => call.accepted).length;

describe('on a foreign server, over its REST API', { timeout: LONGEST }, () => {
  it('a request is proposed, waits, is approved, merged as exactly its file, executed and recorded', async () => {
    const { id, number, head, text } = await asks('4711', 'ACME-FS01');
    expect(await verdictOn(number)).toMatch(/^waiting Waiting for Lena Lindqvist until /);
    const { json } = await foreign.ask(LENA, `GET /repos/${REPOSITORY}/commits/${head}/check-runs`);
    expect(json).toMatchObject({ check_runs: [{ name: 'countersign/gate', status: 'in_progress' }] });
    await foreign.forgeOf(LENA).review(number, head, 'APPROVE', 'Yes.');
    expect(await verdictOn(number)).toMatch(/^approved Approved by Lena Lindqvist\./);
    expect(await merge(foreign.bot)).toEqual({ merged: [number], closed: [] });
    expect(await foreign.bot.forge.fileAt('main', actionPath(id))).toBe(text);
    expect(await execute(foreign.bot)).toMatchObject({ executed: [{ id, outcome: 'succeeded' }] });
    expect(acts()).toBe(1);
    const types = recordsOf(await foreign.bot.ledger.read()).map(({ type }) => type);
    expect(types.slice(-4)).toEqual(['action-proposed', 'action-approved', 'action-intended', 'action-executed']);
    expect(await failuresIn(foreign.test)).toEqual([]);
  });

  it('the same proposal again is the same request', async () => {
    const first = await asks('4712', 'ACME-FS02');
    const draft = Buffer.from(first.text);
    expect(await propose(draft, 'draft', foreign.as(AGENT))).toMatchObject({ kind: 'exists', id: first.id });
    await foreign.forgeOf(AGENT).close(first.number);
    await merge(foreign.bot);
  });
});

describe('what that server allows and the gate does not', { timeout: LONGEST }, () => {
  it('an approval by whoever opened the request', async () => {
    const { number, head } = await asks('4712', 'ACME-FS02');
    expect(await review(AGENT, number, { event: 'APPROVE', commit_id: head })).toMatchObject({
      json: { state: 'APPROVED' },
    });
    expect(await verdictOn(number)).toMatch(/^waiting .* not-named$/);
  });

  it('an approval by somebody who may only read', async () => {
    const { number, head } = await asks('4713', 'ACME-DC01');
    const where = `PUT /repos/${REPOSITORY}/collaborators/${LENA}`;
    await foreign.ask(ADMIN, where, { permission: 'pull' });
    expect(await review(LENA, number, { event: 'APPROVE', commit_id: head })).toMatchObject({
      json: { state: 'APPROVED' },
    });
    expect(await verdictOn(number)).toMatch(/^waiting .* no-write-access$/);
    await foreign.ask(ADMIN, where, { permission: 'push' });
    await foreign.forgeOf(AGENT).close(number);
  });

  it('an approval of a commit that is no part of the request', async () => {
    const { number } = await asks('4714', 'ACME-WS17');
    const commit_id = await foreign.bot.repository.resolve('main');
    expect(await review(LENA, number, { event: 'APPROVE', commit_id })).toMatchObject({ json: { state: 'APPROVED' } });
    expect(await verdictOn(number)).toMatch(/^waiting .* stale$/);
  });

  it('a denial that changes nothing, and an approval after it', async () => {
    const { number, head } = await asks('4715', 'ACME-WS23');
    await review(LENA, number, { event: 'REQUEST_CHANGES', commit_id: head });
    await review(LENA, number, { event: 'APPROVE', commit_id: head });
    expect(await verdictOn(number)).toMatch(/^denied Denied by Lena Lindqvist/);
    await merge(foreign.bot);
    expect((await foreign.bot.forge.pull(number)).state).toBe('closed');
  });

  it('a push after the approval that leaves the head as it was: only what was approved is merged', async () => {
    const { id, number, head, text } = await asks('4711', 'ACME-FS01');
    expect(await verdictOn(number)).toMatch(/^waiting /);
    const path = actionPath(id);
    const { json } = await foreign.ask(AGENT, `GET /repos/${REPOSITORY}/contents/${path}?ref=action/${id}`);
    await review(LENA, number, { event: 'APPROVE', commit_id: head });
    const content = Buffer.from(text.replace('EDR alert 9931', 'EDR alert 1')).toString('base64');
    const { sha } = json as { readonly sha: string };
    const put = { message: 'After the approval', content, sha, branch: `action/${id}` };
    expect((await foreign.ask(AGENT, `PUT /repos/${REPOSITORY}/contents/${path}`, put)).status).toBe(200);
    expect(await merge(foreign.bot)).toMatchObject({ merged: [number] });
    expect(await foreign.bot.forge.fileAt('main', path)).toBe(text);
  });

  it('leaves nothing that runs but what was approved, and an audit that agrees', async () => {
    // What the last test had approved is so already; of the others nothing is there to be run.
    expect(await execute(foreign.bot)).toMatchObject({ executed: [{ outcome: 'already-in-state' }] });
    expect(acts()).toBe(1);
    expect(await failuresIn(foreign.test)).toEqual([]);
  });
});
