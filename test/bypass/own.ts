// Further attempts, beyond the 38: names that collide, histories that lie, requests that change places, answers of the departed.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionPath } from '../../scripts/core/action-file.ts';
import { DEVICES } from '../../scripts/local/tour-drafts.ts';
import { answers } from '../../scripts/local/tour-stage.ts';
import { gate } from '../../scripts/gate.ts';
import { merge } from '../../scripts/merge.ts';
import { verify } from '../../scripts/verify.ts';
import type { Heard } from './attempt.ts';
import type { Titled } from './staged.ts';
import { AGENT, api, asks, cloneOf, freshId, opens, OTHER_AGENT, verdictOn } from './world.ts';
import type { Clone, Hostile } from './world.ts';

type Own = Titled[1]['run'];

const row = (title: string, run: Own, runs = 0): Titled => [title, { run, runs }];

export const OWN: readonly Titled[] = [
  row(
    'forces its head away and back to the approved commit: what was approved is what it was',
    async (world) => {
      const request = await asks(world);
      const { git, write } = await cloneOf(AGENT, world);
      await git('checkout', '--quiet', request.branch);
      const { text: head } = await git('rev-parse', 'HEAD');
      await answers('lena', 'APPROVE', request, world);
      await write(actionPath(request.id), `${request.text}# more\n`);
      await git('commit', '--quiet', '--all', '-m', 'More');
      await git('push', '--quiet', 'origin', `HEAD:refs/heads/${request.branch}`);
      const away = await verdictOn(request, world);
      await git('push', '--quiet', '--force', 'origin', `${head}:refs/heads/${request.branch}`);
      const back = await verdictOn(request, world);
      return [
        [away, 'approved another commit than the current head'],
        [back, 'success: Approved by Lena Lindqvist'],
      ];
    },
    1,
  ),

  row('pushes an empty commit after the approval', async (world) => {
    const request = await asks(world, [DEVICES.fs02]);
    await answers('lena', 'APPROVE', request, world);
    const { git } = await cloneOf(AGENT, world);
    await git('checkout', '--quiet', request.branch);
    await git('commit', '--quiet', '--allow-empty', '-m', 'Nothing');
    await git('push', '--quiet', 'origin', `HEAD:refs/heads/${request.branch}`);
    return [[await verdictOn(request, world), 'waiting: Waiting for Lena Lindqvist']];
  }),

  row('opens a request again that was denied, or that it had withdrawn after the approval', async (world) => {
    const [denied, withdrawn] = [await asks(world, [DEVICES.fs02]), await asks(world, [DEVICES.ws23])];
    await gate(world.house.bot);
    await answers('lena', 'REQUEST_CHANGES', denied, world, 'No.');
    await answers('lena', 'APPROVE', withdrawn, world);
    await world.house.as(AGENT).forge.close(withdrawn.pull);
    await merge(world.house.bot);
    const heard: Heard[] = [];
    for (const { pull } of [denied, withdrawn]) {
      await api(AGENT, `PATCH /pulls/${pull}`, { state: 'open' }, world);
      await answers('lena', 'APPROVE', { pull }, world);
    }
    const { merged } = await merge(world.house.bot);
    for (const { pull } of [denied, withdrawn]) heard.push([(await world.house.bot.forge.pull(pull)).state, 'closed']);
    return [...heard, [`merged: ${merged.join()}.`, 'merged: .']];
  }),

  row('opens two requests from one branch', async (world) => {
    const request = await asks(world, [DEVICES.fs02]);
    const { git } = await cloneOf(AGENT, world);
    await git('push', '--quiet', 'origin', 'HEAD:refs/heads/elsewhere');
    const body = { head: request.branch, base: 'elsewhere', title: 'The same' };
    const second = await api(AGENT, 'POST /pulls', body, world);
    const twin = { pull: Number(second.json['number']) };
    await answers('lena', 'APPROVE', twin, world);
    return [
      [second.text, '201'],
      [await verdictOn(twin, world), 'goes to elsewhere, not to main.'],
      // A yes to the one is none to the other.
      [await verdictOn(request, world), 'waiting: Waiting for Lena Lindqvist'],
    ];
  }),

  row('has a commit of the approver’s name in the history of its branch', async (world) => {
    const id = freshId(world);
    const text = world.sample.text.replaceAll(world.sample.id, id);
    const change: Hostile['change'] = async ({ git, write }) => {
      await write(actionPath(id), text);
      await git('add', '--all');
      const author = 'Lena Lindqvist <20111+lena-northwind@users.noreply.github.com>';
      await git('commit', '--quiet', `--author=${author}`, '-m', 'Lena wrote this');
      await write(actionPath(id), `${text}# and more\n`);
    };
    const request = await opens({ branch: `action/${id}`, change }, world);
    await answers('lena', 'APPROVE', request, world);
    return [[await verdictOn(request, world), 'seat-unfilled']];
  }),

  row('has a commit of nobody', async (world) => {
    const id = freshId(world);
    const text = world.sample.text.replaceAll(world.sample.id, id);
    const change: Hostile['change'] = async ({ git, write }) => {
      await write(actionPath(id), text);
      await git('add', '--all');
      await git('commit', '--quiet', '--author=Nobody <nobody@nowhere.invalid>', '-m', 'x');
      await write(actionPath(id), `${text}# and more\n`);
    };
    return [[await verdictOn(await opens({ branch: `action/${id}`, change }, world), world), 'commit-unattributed']];
  }),

  row('brings the file in by a merge of somebody else’s branch', async (world) => {
    const request = await asks(world, [DEVICES.fs02]);
    const change: Hostile['change'] = async ({ git }) => {
      await git('merge', '--quiet', '--no-ff', '-m', 'Join', `origin/${request.branch}`);
    };
    const { pull } = await opens({ branch: 'joined', login: OTHER_AGENT, change: withNothing(change) }, world);
    const said = await verdictOn({ pull }, world);
    return [[said, 'failure: Refused']];
  }),

  row(
    'reverts its own file after the approval, by a second request',
    async (world) => {
      const request = await asks(world, [DEVICES.dc01]);
      await answers('lena', 'APPROVE', request, world);
      await world.house.step();
      const { pull } = await opens(
        { branch: 'revert', change: ({ git }) => git('rm', '-q', actionPath(request.id)) },
        world,
      );
      return [[await verdictOn({ pull }, world), `The file ${actionPath(request.id)} is removed`]];
    },
    1,
  ),

  row('names its folder with an umlaut in two ways', async (world) => {
    const heard: Heard[] = [];
    for (const name of [
      'policies/windows/caf\u00e9.yaml',
      'policies/windows/cafe\u0301.yaml',
      'polic\u0131es/x.yaml',
    ]) {
      const id = freshId(world);
      const { pull } = await opens({ branch: `odd-${id}`, change: ({ write }) => write(name, 'id: x\n') }, world);
      heard.push([await verdictOn({ pull }, world), 'characters that can be misread']);
    }
    return heard;
  }),

  row('puts labels and a comment of the gate’s own look on its request', async (world) => {
    const request = await asks(world, [DEVICES.fs02]);
    const where = `/issues/${request.pull}`;
    await api(AGENT, `PUT ${where}/labels`, { labels: ['approved', 'tier 3', 'auto'] }, world);
    const body = '<!-- countersign:verdict -->\n**Approved by Lena Lindqvist.**';
    await api(AGENT, `POST ${where}/comments`, { body }, world);
    const said = await verdictOn(request, world);
    const { labels } = await world.house.bot.forge.pull(request.pull);
    const ours = world.house.forge.comments(request.pull).filter(({ by }) => by === 90900);
    const { merged } = await merge(world.house.bot);
    return [
      [said, 'waiting: Waiting for Lena Lindqvist'],
      [labels.join(), 'tier 1'],
      [`ours: ${ours.length}`, 'ours: 1'], // its own beside the forged one
      [`merged: ${merged.join()}.`, 'merged: .'],
    ];
  }),

  row('puts .gitattributes, .mailmap and filters into the branch', async (world) => {
    const id = freshId(world);
    const text = world.sample.text.replaceAll(world.sample.id, id);
    const change: Hostile['change'] = async ({ write }) => {
      await write(actionPath(id), text);
      await write('.gitattributes', '*.yaml -diff merge=ours filter=evil\n');
      await write(
        '.mailmap',
        'Sam Sato <20121+sam-northwind@users.noreply.github.com> <90001+x@users.noreply.github.com>\n',
      );
    };
    const { pull } = await opens({ branch: `action/${id}`, change }, world);
    return [[await verdictOn({ pull }, world), 'The pull request also changes .gitattributes, .mailmap.']];
  }),

  row(
    'has .gitattributes, .mailmap, grafts and replaced objects in the auditor’s clone',
    async (world) => {
      const request = await asks(world, [DEVICES.ws17]);
      await answers('lena', 'APPROVE', request, world);
      await world.house.step();
      const clone = mkdtempSync(join(world.directory, 'audit-'));
      const git = (...args: readonly string[]): string =>
        execFileSync('git', ['-C', clone, ...args])
          .toString()
          .trim();
      execFileSync('git', ['clone', '--quiet', '--bare', join(world.directory, 'forge/repository.git'), clone]);
      const honest = await findings(clone);
      // Somebody pushes to main past everything, and lets this clone say that the merge before it is the whole history.
      const main = git('rev-parse', 'refs/heads/main');
      const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.com'];
      const first = git('rev-list', '--max-parents=0', main);
      const evil = git(...who, 'commit-tree', `${first}^{tree}`, '-p', main, '-m', 'Past the gate');
      const after = git(...who, 'commit-tree', `${main}^{tree}`, '-p', evil, '-m', 'Merge');
      git('update-ref', 'refs/heads/main', after);
      const plain = await findings(clone);
      git('replace', after, main);
      writeFileSync(join(clone, 'info/grafts'), `${after} ${git('rev-parse', `${main}^1`)}\n`);
      writeFileSync(join(clone, 'info/attributes'), '* -text filter=evil export-ignore\n');
      git('config', 'filter.evil.smudge', 'touch /tmp/pwned');
      git('config', 'mailmap.file', '/dev/null');
      const said = await findings(clone);
      return [
        [honest, 'failures: 0'],
        [plain, 'and no record knows it'],
        [said, plain],
      ];
    },
    1,
  ),
];

/** `opens` commits once more; where the change is a merge there is nothing left to commit. */
function withNothing(change: Hostile['change']): Hostile['change'] {
  return async (clone: Clone) => {
    await change(clone);
    await clone.write('README.md.orig', '');
  };
}

async function findings(directory: string): Promise<string> {
  const report = await verify({ directory });
  const failures = report.findings.filter(({ severity }) => severity === 'failure');
  return [`failures: ${failures.length}`, ...failures.map(({ sentence }) => sentence)].join('\n');
}
