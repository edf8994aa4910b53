// The settings' adapter before a forge whose every answer is written down in the test.
import { githubSettings } from '../../scripts/ports/github-settings.ts';

export interface Answer {
  readonly status?: number;
  readonly json?: unknown;
  readonly link?: string;
}

function isList(found: Answer | readonly Answer[]): found is readonly Answer[] {
  return Array.isArray(found);
}

/** Answers by `METHOD path?query`, the first whose beginning fits, several in turn; anything else is an error of the test. */
export function scripted(script: readonly (readonly [begins: string, answer: Answer | readonly Answer[]])[]) {
  const calls: string[] = [];
  const given = new Map<string, number>();
  const bodies: unknown[] = [];
  const answer: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const line = `${init?.method ?? 'GET'} ${decodeURIComponent(url.pathname).replace('/repos/acme/queue', '')}${url.search}`;
    calls.push(line);
    bodies.push(typeof init?.body === 'string' ? JSON.parse(init.body) : undefined);
    const found = script.find(([begins]) => line.startsWith(begins))?.[1];
    const turn = given.get(line) ?? 0;
    given.set(line, turn + 1);
    if (found === undefined) throw new Error(`The test has no answer to ${line}.`);
    const { status = 200, json = {}, link } = isList(found) ? (found[turn] ?? {}) : found;
    const headers = { 'content-type': 'application/json', ...(link === undefined ? {} : { link }) };
    return new Response(status === 204 ? null : JSON.stringify(json), { status, headers });
  };
  const settings = githubSettings({
    apiUrl: 'https://forge.test',
    repository: 'acme/queue',
    token: 't',
    fetch: answer,
    wait: async () => undefined,
  });
  return { settings, calls, bodies };
}
