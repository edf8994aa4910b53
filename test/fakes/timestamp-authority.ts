// A real RFC 3161 time stamp authority on this machine: openssl's own, behind one HTTP route.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

export interface FakeAuthority {
  readonly url: string;
  /** The certificate that its chain ends in. */
  readonly roots: string;
  readonly close: () => Promise<void>;
}

export async function fakeAuthority(folder: string): Promise<FakeAuthority> {
  mkdirSync(folder, { recursive: true });
  const at = (name: string): string => join(folder, name);
  const openssl = (...args: readonly string[]): Buffer => execFileSync('openssl', [...args], { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=Roots', '-days', '9999');
  openssl('req', ...key, '-keyout', at('tsa.key'), '-out', at('tsa.csr'), '-subj', '/CN=Stamps');
  writeFileSync(at('usage'), 'extendedKeyUsage=critical,timeStamping\nkeyUsage=critical,digitalSignature\n');
  const issue = ['-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-CAcreateserial', '-days', '9999'];
  openssl('x509', '-req', '-in', at('tsa.csr'), ...issue, '-extfile', at('usage'), '-out', at('tsa.pem'));
  writeFileSync(at('serial'), '01\n');
  writeFileSync(
    at('tsa.conf'),
    [
      '[tsa]\ndefault_tsa = t\n[t]',
      `serial = ${at('serial')}`,
      'crypto_device = builtin\nsigner_digest = sha256\ndefault_policy = 1.2.3.4.1\ndigests = sha256\nordering = no\n',
    ].join('\n'),
  );
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.headers['content-type'] !== 'application/timestamp-query') return void response.writeHead(415).end();
      writeFileSync(at('query'), Buffer.concat(chunks));
      const signer = ['-signer', at('tsa.pem'), '-inkey', at('tsa.key')];
      openssl('ts', '-reply', '-config', at('tsa.conf'), '-queryfile', at('query'), ...signer, '-out', at('reply'));
      response.writeHead(200, { 'content-type': 'application/timestamp-reply' }).end(readFileSync(at('reply')));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a port, not on a pipe
  const close = (): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, roots: at('ca.pem'), close };
}
