// The environment every git process gets: nothing of the machine's own configuration, and no way to run a program.

/** Variables that may pass from the process into git: where programs are, and how the network is reached. */
const PASSED = ['PATH', 'TMPDIR', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];
const CERTIFICATES = ['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GIT_SSL_CAINFO'];

const NO_PROGRAM = '/dev/null/none'; // a file that cannot be

const SETTINGS: Readonly<Record<string, string>> = {
  // A hook in a mirror would be a program planted by whoever can write there.
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'core.quotePath': 'true',
  'core.commitGraph': 'false', // as for grafts, below
  // `ext::` addresses run commands; only these four transports exist.
  'protocol.allow': 'never',
  'protocol.https.allow': 'always',
  'protocol.http.allow': 'always',
  'protocol.file.allow': 'always',
  'protocol.ext.allow': 'never',
  'gc.autoDetach': 'false',
  'log.showSignature': 'false',
  'i18n.logOutputEncoding': 'UTF-8', // a clone from somebody else may say another
  // A signature is checked by a program; a clone from somebody else may name one of theirs, which runs and finds all of them good.
  'gpg.program': NO_PROGRAM,
  'gpg.openpgp.program': NO_PROGRAM,
  'gpg.x509.program': NO_PROGRAM,
  'gpg.ssh.program': 'ssh-keygen',
};

/**
 * For reading what is here and nothing else: a partial clone asks its origin for whatever it lacks, and then a decision of then
 * would rest on what the code host says today.
 */
export const OFFLINE: Readonly<Record<string, string>> = {
  'protocol.http.allow': 'never',
  'protocol.https.allow': 'never',
  'protocol.file.allow': 'never',
};

/**
 * The whole environment of a git process.
 * @param settings further git settings, given by the environment so that a secret never shows in the list of processes
 * @param from the process's own environment
 */
export function gitEnvironment(
  settings: Readonly<Record<string, string>> = {},
  from: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const env: Record<string, string> = {
    HOME: '/dev/null',
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    GIT_OPTIONAL_LOCKS: '0',
    // What a clone itself says about the parents of a commit, beside the commit, could hide one from an auditor.
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_GRAFT_FILE: '/dev/null/none', // a file that cannot be: git gives advice about any that is there
  };
  for (const name of [...PASSED, ...CERTIFICATES]) {
    const value = from[name];
    if (value !== undefined) env[name] = value;
  }
  const all = Object.entries({ ...SETTINGS, ...settings });
  env['GIT_CONFIG_COUNT'] = String(all.length);
  for (const [at, [key, value]] of all.entries()) {
    env[`GIT_CONFIG_KEY_${at}`] = key;
    env[`GIT_CONFIG_VALUE_${at}`] = value;
  }
  env['GIT_ALLOW_PROTOCOL'] = transports(all);
  return env;
}

/**
 * The transports that the settings allow. A repository's own file can allow one by its name, which `protocol.allow` does not undo,
 * and fetching by ssh runs whatever program that file calls ssh; with this list in the environment the file is not asked.
 */
function transports(settings: readonly (readonly [key: string, value: string])[]): string {
  const allowed = settings.flatMap(([key, value]) => {
    const name = /^protocol\.(\w+)\.allow$/.exec(key)?.[1];
    return name === undefined || value !== 'always' ? [] : [name];
  });
  return allowed.length === 0 ? 'none' : allowed.join(':');
}

/**
 * The environment for git in another repository of this machine: the settings that are meant for ours do not count there. Git's
 * own sending and fetching programs leave out the same.
 */
export function withoutOurs(env: Readonly<Record<string, string>>): Record<string, string> {
  const ours = /^GIT_(?:CONFIG_(?:COUNT|KEY_\d+|VALUE_\d+)|NO_REPLACE_OBJECTS|GRAFT_FILE)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !ours.test(name)));
}

/**
 * The setting that sends a token to one host only, never to one that it redirects to.
 * @throws TypeError where the address carries a password itself: it would end up in process lists and error messages.
 */
export function tokenSetting(url: string, token: string | null): Record<string, string> {
  if (!/^https?:\/\//.test(url)) return {};
  const { origin, username, password } = new URL(url);
  if (username !== '' || password !== '') {
    throw new TypeError('the address of the repository carries a user or a password: give the token on its own');
  }
  if (token === null) return {};
  const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
  return { [`http.${origin}/.extraHeader`]: `Authorization: Basic ${basic}` };
}
