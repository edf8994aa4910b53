// E-mail against a real SMTP server: encrypted, signed in, to one person at a time, and without a way to smuggle anything in.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { emailChannel, smtpSettings } from '../../scripts/channels/email.ts';
import type { Notice } from '../../scripts/ports/notices.ts';

const NOTICE: Notice = {
  id: 'reminder/7',
  about: 'reminder',
  at: Date.parse('2026-11-20T10:00:00Z'),
  to: ['lena'],
  pull: 7,
  title: 'Reminder: request 7 waits for you',
  lines: ['Your answer is outstanding.', 'It ends at 14:00.'],
  url: 'https://forge.example/pull/7',
};

interface Mail {
  readonly to: readonly string[];
  readonly text: string;
  readonly secure: boolean;
  readonly user: unknown;
}

let folder: string;
let [key, cert] = ['', ''];
let server: SMTPServer | null = null;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mail-'));
  const [keyFile, certFile] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const make = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '9999'];
  execFileSync('openssl', [...make, '-keyout', keyFile, '-out', certFile, ...subject], { stdio: 'pipe' });
  [key, cert] = [readFileSync(keyFile, 'utf8'), readFileSync(certFile, 'utf8')];
});
afterEach(() => new Promise<void>((resolve) => (server === null ? resolve() : server.close(() => resolve()))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A mail server on this machine that remembers what it took. */
async function mailServer(options: SMTPServerOptions = {}): Promise<{ readonly port: number; readonly mails: Mail[] }> {
  const mails: Mail[] = [];
  server = new SMTPServer({
    authOptional: true,
    key,
    cert,
    onAuth: ({ username, password }, _, done) =>
      password === 'right' ? done(null, { user: username }) : done(new Error('wrong password: right')),
    onRcptTo: ({ address }, _, done) => (address.startsWith('gone') ? done(new Error('no such user')) : done()),
    onData: (stream, session, done) => {
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, text, secure: session.secure, user: session.user });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await new Promise<void>((resolve) => listening.once('listening', resolve));
  return { port: (listening.address() as AddressInfo).port, mails }; // a TCP server has one
}

const BOOK: Readonly<Record<string, string>> = {
  lena: 'lena@example.com',
  sam: 'sam@example.com',
  gone: 'gone@example.com',
};
const channel = (url: string, change: Partial<Parameters<typeof emailChannel>[0]> = {}) =>
  emailChannel({
    url,
    from: 'gate@example.com',
    addressOf: async (person) => BOOK[person] ?? null,
    ca: cert,
    timeout: 2_000,
    ...change,
  });
const header = (mail: Mail | undefined, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)$`, 'im').exec(mail?.text.split('\r\n\r\n')[0] ?? '')?.[1];

describe('a message by e-mail', () => {
  it('is plain text, signed in and encrypted by STARTTLS', async () => {
    const { port, mails } = await mailServer();
    const [delivery] = await channel(`smtp://bot:right@localhost:${port}`).tell(NOTICE);
    expect(delivery).toMatchObject({ person: 'lena', channel: 'e-mail', delivered: true });
    const [mail] = mails;
    expect([mail?.to, mail?.secure, mail?.user]).toEqual([['lena@example.com'], true, 'bot']);
    expect(header(mail, 'Subject')).toBe(NOTICE.title);
    expect(header(mail, 'Content-Type')).toContain('text/plain');
    expect(mail?.text.split('\r\n\r\n').slice(1).join('\r\n\r\n')).toBe(
      'Your answer is outstanding.\r\nIt ends at 14:00.\r\n\r\nhttps://forge.example/pull/7\r\n',
    );
  });

  it('goes to each person by itself, and one that is refused stops no other', async () => {
    const { port, mails } = await mailServer();
    const deliveries = await channel(`smtp://localhost:${port}`).tell({
      ...NOTICE,
      to: ['lena', 'gone', 'nobody', 'sam'],
    });
    expect(deliveries.map(({ person, delivered }) => [person, delivered])).toEqual([
      ['lena', true],
      ['gone', false],
      ['nobody', false],
      ['sam', true],
    ]);
    expect(deliveries[1]?.detail).toBe('not sent: EENVELOPE, the server answered 550');
    expect(deliveries[2]?.detail).toBe('policies/people.yaml has no e-mail address');
    expect(mails.map(({ to }) => to.join()).toSorted()).toEqual(['lena@example.com', 'sam@example.com']);
  });

  it('has an id of its own that a repetition shares, and belongs to the thread of its request', async () => {
    const { port, mails } = await mailServer();
    const mine = channel(`smtp://localhost:${port}`);
    await mine.tell({ ...NOTICE, id: 'request/7' });
    await mine.tell(NOTICE);
    await mine.tell(NOTICE);
    const [request, reminder, again] = mails.map((mail) => header(mail, 'Message-ID'));
    expect(request).toMatch(/^<msg_[0-9a-f]{40}@example\.com>$/);
    expect([again, header(mails[1], 'In-Reply-To')]).toEqual([reminder, request]);
    expect(header(mails[0], 'In-Reply-To')).toBeUndefined();
  });

  it.each([
    ['a title', { title: 'Hello\r\nBcc: thief@example.com' }],
    ['a line', { lines: ['Hello\r\n.\r\nMAIL FROM:<x@y>', 'b'] }],
    ['a title in the forms of a header', { title: 'a\u2028Bcc: thief@example.com\u0000' }],
  ])('smuggles nothing in by %s', async (_, change) => {
    const { port, mails } = await mailServer();
    await channel(`smtp://localhost:${port}`).tell({ ...NOTICE, ...change });
    expect(mails.map(({ to }) => to)).toEqual([['lena@example.com']]);
    expect(header(mails[0], 'Bcc')).toBeUndefined();
  });

  it.each([
    'lena@example.com, thief@example.com',
    'Lena <lena@example.com>',
    'lena@example.com\r\nBcc: thief@example.com',
  ])('is not sent to %j, which is no plain address', async (address) => {
    const { port, mails } = await mailServer();
    const [delivery] = await channel(`smtp://localhost:${port}`, { addressOf: async () => address }).tell(NOTICE);
    expect([delivery?.detail, mails]).toEqual(['the e-mail address in policies/people.yaml is none', []]);
  });

  it.each<readonly [string, (port: number) => string, SMTPServerOptions, Readonly<Record<string, unknown>>, string]>([
    [
      'the password is wrong',
      (port) => `smtp://bot:hunter2@localhost:${port}`,
      {},
      {},
      'not sent: EAUTH, the server answered 535',
    ],
    ['nobody is there', () => 'smtp://localhost:1', {}, {}, 'not sent: ESOCKET'],
    ['the certificate is nobody’s', (port) => `smtp://localhost:${port}`, {}, { ca: undefined }, 'not sent: ESOCKET'],
    [
      'the people cannot be read',
      (port) => `smtp://localhost:${port}`,
      {},
      { addressOf: () => Promise.reject(new Error('secret')) },
      'not sent: a fault',
    ],
    [
      'what is thrown is no error',
      (port) => `smtp://localhost:${port}`,
      {},
      { addressOf: () => Promise.reject('secret') },
      'not sent',
    ],
  ])('is not delivered where %s, and says no secret', async (_, url, options, change, detail) => {
    const { port, mails } = await mailServer(options);
    const { ca, ...rest } = { ca: cert, ...change } as { ca?: string };
    const given = {
      url: url(port),
      from: 'gate@example.com',
      addressOf: async () => 'lena@example.com',
      timeout: 2_000,
      ...rest,
    };
    const [delivery] = await emailChannel(ca === undefined ? given : { ...given, ca }).tell(NOTICE);
    expect([delivery, mails]).toEqual([{ person: 'lena', channel: 'e-mail', delivered: false, detail }, []]);
  });
});

describe('the mail server', () => {
  it.each([
    ['smtps://u:p@mail.example.com', { port: 465, secure: true, requireTLS: false }],
    ['smtp://u:p@mail.example.com', { port: 587, secure: false, requireTLS: true }],
    ['smtp://127.0.0.1:2525', { port: 2525, secure: false, requireTLS: false }],
    ['smtp://[::1]:25', { host: '::1', port: 25, requireTLS: false }],
    ['smtp://a%40b:p%2Fw@mail.example.com', { auth: { user: 'a@b', pass: 'p/w' } }],
  ])('%s is spoken to as it has to be', (url, wanted) => {
    expect(smtpSettings({ url })).toMatchObject({ ...wanted, tls: { minVersion: 'TLSv1.2' } });
  });

  it('is not spoken to in the open beyond this machine', async () => {
    const { port, mails } = await mailServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const settings = smtpSettings({ url: 'smtp://mail.example.com' });
    const { createTransport } = await import('nodemailer');
    const open = createTransport({ ...settings, host: '127.0.0.1', port });
    await expect(open.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'x' })).rejects.toThrow(
      /STARTTLS|TLS/,
    );
    expect(mails).toEqual([]);
  });

  it.each([
    ['nothing', '', 'must begin with smtps:// or smtp://'],
    ['another protocol', 'https://mail.example.com', 'must begin with smtps:// or smtp://'],
    ['settings that would switch the encryption off', 'smtp://mail.example.com?ignoreTLS=true', 'ends with its port'],
    ['a path', 'smtp://mail.example.com/x', 'ends with its port'],
  ])('is none with %s', (_, url, why) => {
    expect(() => smtpSettings({ url })).toThrow(why);
  });

  it('sends from a plain address only', () => {
    expect(() => channel('smtp://localhost', { from: 'Gate <gate@example.com>' })).toThrow('must be a plain address');
  });
});
