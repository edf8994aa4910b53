// Carries commits between the foreign server's git data and a real bare repository: the same objects with the same ids, or nothing.
import type { Git } from '../../scripts/local/forge/git.ts';

type Ask = (what: string, body?: unknown) => Promise<{ readonly status: number; readonly json: unknown }>;

export interface Bridge {
  /** Founds the server's branch with the bare repository's. */
  readonly upload: (branch: string) => Promise<void>;
  /** Brings every branch and every head of a pull request into the bare repository. */
  readonly download: () => Promise<void>;
}

interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}
interface Commit {
  readonly sha: string;
  readonly tree: { readonly sha: string };
  readonly parents: readonly { readonly sha: string }[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}
interface Entry {
  readonly path: string;
  readonly mode: string;
  readonly type: string;
  readonly sha: string;
}

export function bridge(git: Git, ask: Ask): Bridge {
  const must = async <T>(what: string, body?: unknown): Promise<T> => {
    const { status, json } = await ask(what, body);
    if (status >= 300) throw new Error(`${what}: ${status} ${JSON.stringify(json)}`);
    return json as T;
  };
  const has = async (sha: string): Promise<boolean> =>
    (await git.run(['cat-file', '-e', sha], { allow: [1, 128] })).code === 0;

  const written = async (type: string, content: string | Buffer, sha: string): Promise<void> => {
    const came = await git.text(['hash-object', '-w', '-t', type, '--stdin'], { input: content });
    if (came !== sha) throw new Error(`the ${type} ${sha} of the server is ${came} in git`);
  };
  const tree = async (sha: string): Promise<void> => {
    if (await has(sha)) return;
    const { tree: entries } = await must<{ tree: readonly Entry[] }>(`GET /git/trees/${sha}`);
    for (const entry of entries) {
      if (entry.type === 'tree') await tree(entry.sha);
      else if (!(await has(entry.sha))) {
        const { content } = await must<{ content: string }>(`GET /git/blobs/${entry.sha}`);
        await written('blob', Buffer.from(content, 'base64'), entry.sha);
      }
    }
    const lines = entries.map((one) => `${one.mode} ${one.type} ${one.sha}\t${one.path}`).join('\n');
    const came = await git.text(['mktree'], { input: `${lines}\n` });
    if (came !== sha) throw new Error(`the tree ${sha} of the server is ${came} in git`);
  };
  const commit = async (sha: string): Promise<void> => {
    if (await has(sha)) return;
    const one = await must<Commit>(`GET /git/commits/${sha}`);
    await tree(one.tree.sha);
    for (const parent of one.parents) await commit(parent.sha);
    const who = ({ name, email, date }: Person): string => `${name} <${email}> ${(Date.parse(date) / 1000) | 0} +0000`;
    const head = [`tree ${one.tree.sha}`, ...one.parents.map((parent) => `parent ${parent.sha}`)];
    const text = [
      ...head,
      `author ${who(one.author)}`,
      `committer ${who(one.committer)}`,
      '',
      one.message.replace(/\n?$/, '\n'),
    ].join('\n');
    await written('commit', text, sha);
  };

  return {
    upload: async (branch) => {
      const tip = await git.text(['rev-parse', `refs/heads/${branch}`]);
      const list = await git.text(['ls-tree', '-r', '-z', tip]);
      const entries: Entry[] = [];
      for (const line of list.split('\0').filter((one) => one !== '')) {
        const [mode = '', type = '', sha = '', path = ''] = line.split(/[ \t]/);
        const { stdout } = await git.run(['cat-file', 'blob', sha]);
        await must('POST /git/blobs', { content: stdout.toString('base64'), encoding: 'base64' });
        entries.push({ mode, type, sha, path });
      }
      const { sha: root } = await must<{ sha: string }>('POST /git/trees', { tree: entries });
      const format = '%an%x00%ae%x00%at%x00%B';
      const [name = '', email = '', at = '', message = ''] = (
        await git.text(['show', '-s', `--format=${format}`, tip])
      ).split('\0');
      const author = { name, email, date: new Date(Number(at) * 1000).toISOString().replace('.000', '') };
      const body = { message: `${message}\n`, tree: root, parents: [], author, committer: author };
      const { sha } = await must<{ sha: string }>('POST /git/commits', body);
      if (sha !== tip) throw new Error(`the commit ${tip} is ${sha} at the server`);
      await must('POST /git/refs', { ref: `refs/heads/${branch}`, sha });
    },
    download: async () => {
      const branches = await must<readonly { ref: string; object: { sha: string } }[]>('GET /git/matching-refs/heads/');
      const pulls = await must<readonly { number: number; head: { sha: string } }[]>(
        'GET /pulls?state=all&per_page=100',
      );
      const refs = [
        ...branches.map(({ ref, object }) => [ref, object.sha] as const),
        ...pulls.map(({ number, head }) => [`refs/pull/${number}/head`, head.sha] as const),
      ];
      for (const [ref, sha] of refs) {
        await commit(sha);
        await git.run(['update-ref', ref, sha]);
      }
    },
  };
}
