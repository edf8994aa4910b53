// `countersign exception propose` on a real house: opened once, refused before anything is left behind, renewed by a new one.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../../scripts/cli.ts';
import { proposeException } from '../../scripts/exception.ts';
import { exceptionHouse } from './exception-house.ts';
import type { ExceptionHouse, Fields } from './exception-house.ts';
import { failuresIn, heard } from './house.ts';

let test: ExceptionHouse;
beforeAll(async () => {
  test = await exceptionHouse();
}, 60_000);
afterAll(() => test.close());

const DRAFT: Fields = {
  operations: ['ninjarmm/isolate-endpoint'],
  clients: ['acme'],
  gate: 'auto-and-log',
  justification: 'The attack is under way.',
  compensates: 'The shift lead watches.',
  zone: 'Europe/London',
  from: '2026-11-20',
  expires: '2026-11-25',
};

const asks = (id: string, over: Fields = {}, login = 'tess-northwind') =>
  proposeException({ id, ...DRAFT, ...over }, test.house.as(login));

async function sentencesOf(asked: ReturnType<typeof asks>): Promise<readonly string[]> {
  const proposed = await asked;
  return proposed.kind === 'refused' ? proposed.sentences : [proposed.kind];
}

it('fills in who asks and who is named, opens the request once, and refuses another under its id', async () => {
  const first = await asks('drill');
  if (first.kind === 'refused') throw new Error(first.sentences.join(' '));
  const { requestor, approvers, title } = first.exception.exception;
  expect({ requestor, approvers }).toEqual({ requestor: 'tess', approvers: ['sam', 'rita'] });
  expect(title).toBe('Acme Logistics: Isolate an endpoint on ransomware detection');
  expect((await test.verdicts()).get(first.pull.number)?.summary).toContain(
    'Waiting for Sam Sato and Rita Rossi until',
  );
  expect((await asks('drill')).kind).toBe('exists');
  expect(await sentencesOf(asks('drill', { clients: ['acme', 'globex'] }))).toEqual([
    `The id drill belongs to request ${first.pull.number}, which asks for something else. Choose another id.`,
  ]);
}, 60_000);

it('names neither the one whose token it is nor the one in whose name it is asked', async () => {
  const proposed = await asks('by-sam', { requestor: 'tess' }, 'sam-northwind');
  expect(proposed.kind === 'refused' ? [] : proposed.exception.exception.approvers).toEqual(['sven', 'rita']);
}, 60_000);

it('refuses an id that was used or whose request is over, and one that follows none', async () => {
  const number = await test.inForce('used');
  expect(await sentencesOf(asks('used'))).toEqual([
    'The exception used is on the default branch already. Choose another id.',
  ]);
  const take = await test.changes('take-away', { 'exceptions/used.yaml': null });
  await test.approves(take, 'sam', 'olga');
  await test.step();
  expect(await sentencesOf(asks('used'))).toEqual([
    `id-used: The id used was used before, by request ${number}. Choose another id.`,
  ]);
  expect(await sentencesOf(asks('next', { renews: 'never' }))).toEqual([
    'exception-unknown: The exception never that it renews was never approved. Name the one that it follows, or leave `renews` out.',
  ]);
  const closed = await asks('closed');
  if (closed.kind === 'refused') throw new Error(closed.sentences.join(' '));
  await test.house.as('tess-northwind').forge.close(closed.pull.number);
  expect(await sentencesOf(asks('closed'))).toEqual([
    `The id closed belongs to request ${closed.pull.number}, which is over. Choose another id.`,
  ]);
}, 60_000);

it('shows in the terminal whom the renewed one goes back to', async () => {
  const said = heard();
  const env = { ...said.io.env, ...process.env, ...test.environment('tess-northwind') };
  const asked = ['--operation', 'ninjarmm/isolate-endpoint', '--client', 'acme', '--gate', 'auto-and-log'];
  const when = ['--zone', 'Europe/London', '--from', '2099-11-20', '--expires', '2099-11-30'];
  const why = ['--because', 'Still under attack.', '--compensates', 'Somebody watches.'];
  const argv = ['exception', 'propose', '--id', 'used-2', ...asked, ...when, ...why, '--renews', 'used'];
  expect(await main(argv, { ...said.io, env })).toBe(0);
  expect(said.err()).toBe('');
  expect(said.out()).toMatch(/^Opened request \d+: http/);
  expect(said.out()).toMatch(
    /^renews {5}It follows the exception used of request \d+, which Tess Tanaka asked for and Sam Sato and Rita Rossi approved\.$/m,
  );
}, 60_000);

it('leaves what an auditor derives again', async () => {
  await test.step();
  expect(await failuresIn(test)).toEqual([]);
}, 60_000);
