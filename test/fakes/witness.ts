// A witness over C2SP tlog-witness: it remembers one checkpoint for each log, and cosigns only what continues it.
import { generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openCheckpoint } from '../../scripts/core/checkpoint.ts';
import { cosignedMessage, type WitnessKey, witnessKey } from '../../scripts/core/cosignature.ts';
import { verifyConsistency } from '../../scripts/core/merkle-proofs.ts';
import type { VerifierKey } from '../../scripts/core/note-keys.ts';

export interface FakeWitness {
  readonly url: string;
  readonly key: WitnessKey;
  /** The verifier key as text. */
  readonly vkey: string;
  /** What it has cosigned, by origin. */
  readonly seen: Map<string, { readonly size: number; readonly root: string }>;
  /** The status of each answer, in order. */
  readonly answers: number[];
  readonly close: () => Promise<void>;
}

export async function fakeWitness(
  logs: readonly VerifierKey[],
  seconds: number,
  name = 'witness.invalid/w1',
): Promise<FakeWitness> {
  const pair = generateKeyPairSync('ed25519');
  const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  const key = witnessKey(name, raw);
  const seen: FakeWitness['seen'] = new Map();
  const cosign = (text: string): string => {
    const time = Buffer.alloc(8);
    time.writeBigUInt64BE(BigInt(seconds));
    const signature = sign(null, cosignedMessage(text, seconds), pair.privateKey);
    return `\u2014 ${name} ${Buffer.concat([Buffer.from(key.id, 'hex'), time, signature]).toString('base64')}\n`;
  };
  const answers: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const known = request.method === 'POST' && request.url === '/add-checkpoint';
      const [status, body, type] = known
        ? judge(Buffer.concat(chunks).toString('utf8'), logs, seen, cosign)
        : ([404, '', 'text/plain'] as const);
      answers.push(status);
      response.writeHead(status, { 'content-type': type }).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a port, not on a pipe
  const vkey = `${name}+${key.id}+${Buffer.from([4, ...raw]).toString('base64')}`;
  return { url: `http://127.0.0.1:${port}`, key, vkey, seen, answers, close: () => closed(server) };
}

type Answer = readonly [status: number, body: string, type: string];

function judge(
  body: string,
  logs: readonly VerifierKey[],
  seen: FakeWitness['seen'],
  cosign: (text: string) => string,
): Answer {
  const plain = (status: number, text = ''): Answer => [status, text, 'text/plain'];
  const [, oldText, proofText = '', note = ''] =
    /^old (0|[1-9]\d*)\n((?:[A-Za-z0-9+/=]+\n)*)\n([^]+)$/.exec(body) ?? [];
  if (oldText === undefined) return plain(400);
  const origin = note.split('\n')[0] ?? '';
  const answer = openCheckpoint(note, logs, origin);
  if (answer.kind === 'refused') return plain(403, answer.why);
  const { size, root } = answer.checkpoint;
  const old = Number(oldText);
  if (old > size) return plain(400);
  const last = seen.get(origin) ?? { size: 0, root: '' };
  if (old !== last.size) return [409, `${last.size}\n`, 'text/x.tlog.size'];
  const proof = proofText
    .split('\n')
    .filter(Boolean)
    .map((line) => Buffer.from(line, 'base64'));
  if (old === size && root !== last.root) return plain(409);
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  if (old === 0 ? proof.length > 0 : !verifyConsistency(old, size, bytes(last.root), bytes(root), proof)) {
    return plain(422);
  }
  seen.set(origin, { size, root });
  return plain(200, cosign(`${origin}\n${size}\n${root}\n`));
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => void server.close(() => resolve()));
}
