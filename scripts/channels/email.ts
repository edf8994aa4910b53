// E-mail by SMTP: a plain text to one person at a time, encrypted on the way. The only file that knows nodemailer.
import { createTransport } from 'nodemailer';
import type SMTPTransport from 'nodemailer/lib/smtp-transport/index.js';
import { plainText } from '../core/plain-text.ts';
import { webhookId } from '../core/standard-webhook.ts';
import type { PersonId } from '../core/policy-model.ts';
import type { Duration } from '../core/time.ts';
import type { Delivery, Notice, Notifier } from '../ports/notices.ts';
import { isLoopback } from './loopback.ts';

export interface EmailOptions {
  /** `smtps://user:password@host` or `smtp://user:password@host:587`, which is encrypted by STARTTLS. */
  readonly url: string;
  /** The sender's address. */
  readonly from: string;
  /** Where messages reach a person, `null` where the policy says nothing. */
  readonly addressOf: (person: PersonId) => Promise<string | null>;
  /** Certificates to trust besides the machine's own, in PEM. */
  readonly ca?: string;
  /** Milliseconds until the server is given up; ten seconds unless said otherwise. */
  readonly timeout?: Duration;
}

const CHANNEL = 'e-mail';
/** The form that people.yaml asks for too: nothing in it ends an address or begins another. */
const ADDRESS = /^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+$/;

/** Opens the channel. @throws TypeError in one sentence where address or sender cannot be used; it quotes no password */
export function emailChannel(options: EmailOptions): Notifier {
  if (!ADDRESS.test(options.from))
    throw new TypeError('the sender of e-mails must be a plain address, for example gate@example.com');
  const transport = createTransport(smtpSettings(options));
  return {
    tell: (notice) => Promise.all(notice.to.map((person) => sendTo(person, notice, transport, options))),
  };
}

/** How the server is spoken to. @throws TypeError as `emailChannel` does */
export function smtpSettings({
  url: text,
  ca,
  timeout = 10_000,
}: Pick<EmailOptions, 'url' | 'ca' | 'timeout'>): SMTPTransport.Options {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:') || url.hostname === '') {
    throw new TypeError('the address of the mail server must begin with smtps:// or smtp://');
  }
  if (url.search !== '' || url.hash !== '' || !/^\/?$/.test(url.pathname)) {
    // nodemailer takes settings from there: one of them would switch the encryption off.
    throw new TypeError('the address of the mail server ends with its port');
  }
  const secure = url.protocol === 'smtps:';
  const host = url.hostname.replaceAll(/^\[|\]$/g, '');
  const auth = { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) };
  return {
    host,
    port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
    secure,
    // Without it a server, or whoever sits in front of it, could talk the password and the text into the open.
    requireTLS: !secure && !isLoopback(host),
    ...(url.username === '' ? {} : { auth }),
    tls: { minVersion: 'TLSv1.2', ...(ca === undefined ? {} : { ca }) },
    connectionTimeout: timeout,
    greetingTimeout: timeout,
    socketTimeout: timeout,
    // A message is text of ours and never a reason to read a file or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

async function sendTo(
  person: PersonId,
  notice: Notice,
  transport: ReturnType<typeof createTransport>,
  { from, addressOf }: EmailOptions,
): Promise<Delivery> {
  const failed = (detail: string): Delivery => ({ person, channel: CHANNEL, delivered: false, detail });
  try {
    const to = await addressOf(person);
    if (to === null) return failed('policies/people.yaml has no e-mail address');
    if (!ADDRESS.test(to)) return failed('the e-mail address in policies/people.yaml is none');
    const domain = from.slice(from.indexOf('@') + 1);
    const idOf = (text: string): string => `<${webhookId(`${text} ${person}`)}@${domain}>`;
    const thread = notice.pull === null ? null : idOf(`request/${notice.pull}`);
    const messageId = idOf(notice.id);
    const { response } = await transport.sendMail({
      from: { name: 'Countersign', address: from },
      // As an object, so that no text of it is read as a list of further addresses.
      to: { name: '', address: to },
      subject: oneLine(notice.title),
      text: `${[...notice.lines.map(oneLine), '', notice.url].join('\n')}\n`,
      messageId,
      ...(thread === null || thread === messageId ? {} : { inReplyTo: thread, references: thread }),
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
    return { person, channel: CHANNEL, delivered: true, detail: plainText(response, 200) };
  } catch (cause) {
    return failed(faultOf(cause));
  }
}

/** A line break in a header begins another header, and one in a line another line of ours. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** A code and the server's number only: the message of a fault may quote the address or what was signed in with. */
function faultOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'not sent';
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : 'a fault';
  const answer =
    'responseCode' in cause && typeof cause.responseCode === 'number'
      ? `, the server answered ${cause.responseCode}`
      : '';
  return `not sent: ${code}${answer}`;
}
