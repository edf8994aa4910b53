// Pushes and the rulesets: what the hook is told before, and what is written down afterwards.
import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sha } from '../../core/facts.ts';
import { NOTHING } from './activity.ts';
import type { StoredMove } from './activity.ts';
import type { RefMove } from './branch-rules.ts';
import type { ForgeCore } from './core.ts';
import { isAncestor } from './git-read.ts';
import type { ForgeAccount } from './model.ts';
import { forbids, hookRules, rulesFor } from './rulesets.ts';
import { settingsOf } from './settings-model.ts';

const KINDS = { create: 'branch_creation', forward: 'push', rewrite: 'force_push', delete: 'branch_deletion' } as const;

/** Writes a move of a ref into the log of activity. */
export async function noteMove(
  core: ForgeCore,
  actor: ForgeAccount,
  { ref, kind }: RefMove,
  move: Pick<StoredMove, 'before' | 'after' | 'bypassed'>,
): Promise<void> {
  const bypassed = move.bypassed.map(({ type, ruleset }) => ({ type, ruleset }));
  await core.activity.note({ ...move, bypassed, kind: KINDS[kind], ref, at: core.now(), by: actor.id });
}

export function pushMethods(core: ForgeCore, directory: string) {
  return {
    /** The environment that a push runs in, and what is to be done when it has ended, however it ended. */
    startPush: (actor: ForgeAccount) => {
      const path = join(directory, `moves-${randomUUID()}`);
      const settings = settingsOf(core.state());
      const env = {
        FORGE_MOVES: path,
        FORGE_RULES: hookRules(settings, actor),
        FORGE_FLOOR: core.floor ? 'yes' : 'no',
      };
      const note = async (): Promise<void> => {
        const text = await readFile(path, 'utf8').catch(() => '');
        await rm(path, { force: true });
        for (const line of text.split('\n').filter((one) => one !== '')) {
          const [before = '', after = '', ref = ''] = line.split(' ');
          const kind = await kindOf(core, before, after);
          const bypassed = rulesFor(settings, ref, actor, 'push').bypassed.filter((rule) => forbids(rule, kind));
          await noteMove(core, actor, { ref, kind }, { before, after, bypassed });
        }
      };
      return { env, note };
    },
  };
}

async function kindOf(core: ForgeCore, before: Sha, after: Sha): Promise<RefMove['kind']> {
  if (before === NOTHING) return 'create';
  if (after === NOTHING) return 'delete';
  return (await isAncestor(core.git, before, after)) ? 'forward' : 'rewrite';
}
