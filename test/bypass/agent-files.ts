// What a rogue automation writes into its request: more files, false fields, tricks of YAML and Unicode, odd kinds of file.
import { chmod, mkdir, symlink, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { actionPath } from '../../scripts/core/action-file.ts';
import { gate } from '../../scripts/gate.ts';
import { DEVICES } from '../../scripts/local/tour-drafts.ts';
import { answers } from '../../scripts/local/tour-stage.ts';
import type { Heard, Staged } from './attempt.ts';
import { AGENT, api, asks, cloneOf, freshId, opens, pushed, tampered, verdictOn } from './world.ts';
import type { Clone, Hostile, World } from './world.ts';

export const FILES: readonly Staged[] = [
  {
    number: 1,
    run: async (world) => {
      const heard: Heard[] = [];
      for (const path of ['policies/actions/ninjarmm.yaml', '.github/CODEOWNERS', 'scripts/gate.ts']) {
        const also = ({ write }: Clone) => write(path, 'tier: 3\n');
        heard.push([await withFile(world, also), `The pull request also changes ${path}`]);
      }
      // By itself it is a change of the policy, and while it waits the policy on main decides.
      const lowers = async ({ folder, write, git }: Clone) => {
        const { text } = await git('-C', folder, 'show', 'HEAD:policies/actions/ninjarmm.yaml');
        await write(
          'policies/actions/ninjarmm.yaml',
          `${text.replace(/tier: 1(\W+)gate: human-approval/, 'tier: 3$1gate: auto')}\n`,
        );
      };
      const policy = await opens({ branch: 'lower', change: lowers }, world);
      const action = await asks(world, [DEVICES.ws17]);
      return [
        ...heard,
        [await verdictOn(policy, world), 'Waiting for'],
        [await verdictOn(action, world), 'Waiting for Lena Lindqvist'],
      ];
    },
  },
  {
    number: 8,
    run: (world) =>
      tampered(
        [
          [(text) => `${text}tier: 3\n`, '"tier"'],
          [(text) => `${text}clients: 1\n`, '"clients"'],
          [(text) => `${text}gate: auto\n`, '"gate"'],
          [(text) => text.replace('approvers:', 'reversible: true\napprovers:'), '"reversible"'],
        ],
        world,
      ),
  },
  {
    number: 9,
    run: async (world) => {
      await asks(world, [DEVICES.fs02]);
      const second = await verdictOn(await asks(world, [DEVICES.globex]), world);
      // Opened first and readable last: the one in between must not stand alone for that.
      world.later(90);
      const id = freshId(world);
      const text = world.sample.text.replaceAll(world.sample.id, id);
      const broken: Hostile['change'] = ({ write }) => write(actionPath(id), 'id: nothing yet\n');
      const { pull, clone } = await opens({ branch: `action/${id}`, change: broken }, world);
      await gate(world.house.bot);
      world.later(5);
      const between = await verdictOn(await asks(world, [DEVICES.globex]), world);
      await clone.write(actionPath(id), text);
      await pushed(clone, `action/${id}`);
      const late = await verdictOn({ pull }, world);
      return [
        [between, 'waiting: Waiting for'],
        [late, 'The same automation asked for this operation on 2 clients within 1 h.'],
        [late, 'seat-unfilled'],
        [second, 'The same automation asked for this operation on 2 clients within 1 h.'],
        [second, 'failure'],
        [second, 'seat-unfilled'], // the team lead, who could have approved each by itself
      ];
    },
  },
  {
    number: 10,
    run: (world) =>
      tampered(
        [
          [(text) => `${text}---\n${text}`, 'schema-invalid'],
          [(text) => `${text}operation: ninjarmm/pull-device-health\n`, 'schema-invalid'],
          [(text) => text.replace('technician: tess', 'technician: &t tess\nrequester: *t'), 'alias'],
          [(text) => `<<: { tier: 3 }\n${text}`, 'schema-invalid'],
          [(text) => text.replace('technician: tess', 'technician: !!js/function tess'), 'tag'],
          [laughs, 'schema-invalid'],
          [(text) => `${text}# ${'x'.repeat(70_000)}\n`, 'more than the 65536 that are allowed'],
        ],
        world,
      ),
  },
  {
    number: 11,
    run: (world) =>
      tampered(
        [
          // A Cyrillic a, an override of direction, a space without width, a soft hyphen, a wide digit.
          [(text) => text.replaceAll('client: acme', 'client: \u0430cme'), 'schema-invalid'],
          [(text) => text.replaceAll('ACME-FS01', 'ACME-\u202e10SF'), 'text-unsafe'],
          [(text) => text.replaceAll('client: acme', 'client: ac\u200bme'), 'text-unsafe'],
          [(text) => text.replaceAll('technician: tess', 'technician: te\u00adss'), 'text-unsafe'],
          [(text) => text.replaceAll('"4711"', '"471\uff11"'), '"471\\uff11" is not a NinjaOne device id'],
        ],
        world,
      ),
  },
  {
    number: 12,
    run: async (world) => [
      [await odd(world, 'symlink'), 'is a symbolic link, not a regular file.'],
      [await odd(world, 'submodule'), 'is a submodule, not a regular file.'],
      [await odd(world, 'executable'), 'is executable, not a regular file.'],
      ...(await tampered(
        [
          [(text) => text, 'failure', (id) => `actions-queue/2026/11/${id.toLowerCase()}.yaml`],
          [(text) => text, 'looks like one of the kind', (id) => `Actions-Queue/2026/11/${id}.yaml`],
          [(text) => text, 'queue-file-missing', (id) => `actions-queue/2026/11/../${id}.yaml`],
        ],
        world,
      )),
      // git itself will not carry a path with dots in it.
      [await dotted(world), 'malformed path'],
    ],
  },
  {
    number: 13,
    runs: 1,
    run: async (world) => {
      const request = await asks(world, [DEVICES.ws23]);
      await answers('lena', 'APPROVE', request, world);
      await world.house.step();
      const path = actionPath(request.id);
      const changes: readonly (readonly [string, (clone: Clone) => Promise<unknown>])[] = [
        [`The file ${path} is modified`, ({ write }) => write(path, `${request.text}# again\n`)],
        [`The file ${path} is removed`, ({ git }) => git('rm', '--quiet', path)],
        ['queue-file', ({ git }) => git('mv', path, path.replace(request.id, freshId(world)))],
      ];
      const heard: Heard[] = [];
      for (const [words, change] of changes) {
        const { pull } = await opens({ branch: `action/${freshId(world)}`, change }, world);
        heard.push([await verdictOn({ pull }, world), words]);
      }
      return heard;
    },
  },
  {
    number: 14,
    runs: 1,
    run: async (world) => {
      const request = await asks(world, [DEVICES.dc01]);
      await answers('lena', 'APPROVE', request, world);
      await world.house.step();
      const { id, text } = request;
      // The id again, under another month; and the approved file again, as a branch that is merged already.
      const path = actionPath(id).replace('/11/', '/12/');
      const again = await opens({ branch: `action/${id}-again`, change: ({ write }) => write(path, text) }, world);
      const replayed = await cloneOf(AGENT, world);
      await replayed.git('push', 'origin', `HEAD~1^2:refs/heads/action/${id}-replay`);
      const body = { head: `action/${id}-replay`, base: 'main', title: 'Again' };
      return [
        [await verdictOn(again, world), 'id-used'],
        [(await api(AGENT, 'POST /pulls', body, world)).text, '422'],
      ];
    },
  },
];

/** The sample's file and something beside it. */
async function withFile(world: World, also: (clone: Clone) => Promise<unknown>): Promise<string> {
  const id = freshId(world);
  const text = world.sample.text.replaceAll(world.sample.id, id);
  const change = async (clone: Clone): Promise<void> => {
    await clone.write(actionPath(id), text);
    await also(clone);
  };
  return verdictOn(await opens({ branch: `action/${id}`, change }, world), world);
}

async function odd(world: World, kind: 'symlink' | 'submodule' | 'executable'): Promise<string> {
  const id = freshId(world);
  const path = actionPath(id);
  const change = async ({ folder, write, git }: Clone): Promise<unknown> => {
    await write(path, world.sample.text.replaceAll(world.sample.id, id));
    if (kind === 'executable') return chmod(join(folder, path), 0o755);
    await unlink(join(folder, path));
    if (kind === 'symlink') return symlink('/etc/passwd', join(folder, path));
    await mkdir(join(folder, path)); // or `git add` would take it for deleted
    const { text: head } = await git('rev-parse', 'HEAD');
    return git('update-index', '--add', '--cacheinfo', `160000,${head},${path}`);
  };
  return verdictOn(await opens({ branch: `action/${id}`, change }, world), world);
}

/** A tree that a work tree could not hold, made by hand and pushed. */
async function dotted(world: World): Promise<string> {
  const { git } = await cloneOf(AGENT, world);
  const { text: blob } = await git('hash-object', '-w', 'policies/people.yaml');
  const { text } = await git('update-index', '--add', '--cacheinfo', `100644,${blob},actions-queue/../policies/x.yaml`);
  return text.includes('Invalid path') ? 'malformed path' : text;
}

/** Ten aliases of ten aliases of ten. */
function laughs(text: string): string {
  const lines = ['a: &a [x, x, x]', 'b: &b [*a, *a, *a]', 'c: &c [*b, *b, *b]', 'd: [*c, *c, *c]'];
  return `${lines.join('\n')}\n${text}`;
}
