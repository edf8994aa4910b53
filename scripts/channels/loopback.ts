// Whether a host is this very machine: the only place where a message may go without encryption.

/** Names and addresses of this machine, as a parsed address has them. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
