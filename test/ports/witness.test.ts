// What a witness may answer besides a cosignature, over real HTTP: each is a "no" with its reason.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { witnessKey } from '../../scripts/core/cosignature.ts';
import { leafHash, rootOf } from '../../scripts/core/merkle.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';
import { submit } from '../../scripts/ports/witness.ts';

const { key: log } = generateLedgerKey('countersign/700001');
const key = witnessKey('w', new Uint8Array(32).fill(7));
const leaves = ['a', 'b', 'c'].map((text) => leafHash(Buffer.from(text)));
const root = Buffer.from(rootOf(leaves)).toString('base64');
const note = signCheckpoint({ origin: 'countersign/700001/ledger/2026', size: 3, root }, log);

let server: Server | null = null;
afterEach(() => new Promise<void>((resolve) => (server === null ? resolve() : void server.close(() => resolve()))));

type Answer = readonly [status: number, type: string, body: string];

async function answering(...answers: readonly Answer[]) {
  const bodies: string[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => void (body += chunk.toString('utf8')));
    request.on('end', () => {
      const [status, type, text] = answers[bodies.push(body) - 1] ?? [500, '', ''];
      response.writeHead(status, { 'content-type': type }).end(text);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a port, not on a pipe
  return { bodies, witness: { url: `http://127.0.0.1:${port}/`, key, fetch: globalThis.fetch } };
}

const SIZE = 'text/x.tlog.size';

it.each<readonly [string, readonly Answer[], string]>([
  ['an error', [[503, 'text/plain', '']], 'it answered 503'],
  ['a conflict without a size', [[409, 'text/plain', '2\n']], 'it answered 409'],
  ['a size that is none', [[409, SIZE, '02\n']], 'it answered 409'],
  ['a larger size', [[409, SIZE, '9\n']], 'it has cosigned 9 records, and there are 3'],
  [
    'one size and then another',
    [
      [409, SIZE, '2\n'],
      [409, SIZE, '1\n'],
    ],
    'it answered 409',
  ],
  [
    'a line of somebody else',
    [[200, 'text/plain', '\u2014 x AAAAAAAAAAA=\n']],
    'its answer has no cosignature by w that fits',
  ],
  ['nothing', [[200, 'text/plain', '']], 'its answer has no cosignature by w that fits'],
])('%s is a refusal', async (_name, answers, why) => {
  const { witness } = await answering(...answers);
  expect(await submit(witness, note, leaves, 0)).toEqual({ kind: 'refused', why });
});

it('is asked again with the proof from the size it named', async () => {
  const { witness, bodies } = await answering([409, SIZE, '2\n'], [503, '', '']);
  await submit(witness, note, leaves, 99);
  expect(bodies).toEqual([`old 3\n\n${note}`, `old 2\n${Buffer.from(leaves[2] ?? []).toString('base64')}\n\n${note}`]);
});

it('that is not there is a refusal', async () => {
  const witness = { url: 'http://127.0.0.1:9', key, fetch: globalThis.fetch };
  const answer = await submit(witness, note, leaves, 0);
  expect(answer).toMatchObject({ kind: 'refused', why: expect.stringContaining('it could not be asked: ') });
});
