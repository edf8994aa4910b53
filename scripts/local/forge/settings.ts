// The administration of the embedded forge's repository: settings, rulesets with their versions, environments.
import type { JsonObject } from '../../core/settings-model.ts';
import type { ForgeCore } from './core.ts';
import { ForgeError, invalid } from './model.ts';
import type { ForgeAccount, ForgeState } from './model.ts';
import { needGrant, settingsOf } from './settings-model.ts';
import type { StoredEnvironment, StoredRuleset, StoredSettings } from './settings-model.ts';

/** The verbs of the settings, each with GitHub's refusals as `ForgeError`. */
export function settingsMethods(core: ForgeCore) {
  const change = <T>(work: (settings: StoredSettings, state: ForgeState) => readonly [StoredSettings, T]): Promise<T> =>
    core.change((state) => {
      const [settings, value] = work(settingsOf(state), state);
      return { state: { ...state, nextId: state.nextId + 2, settings }, value };
    });
  return {
    /** The settings as they are now. */
    settings: (): StoredSettings => settingsOf(core.state()),
    /** Changes settings; needs `administration: write`. Also how a test stages what only a person with rights can do. */
    changeSettings: (actor: ForgeAccount, edit: (settings: StoredSettings) => StoredSettings): Promise<void> => {
      needGrant(actor, 'administration', 'write');
      return change((settings) => [edit(settings), undefined]);
    },
    /** Creates a ruleset; 422 where the name is taken. */
    createRuleset: (actor: ForgeAccount, payload: JsonObject): Promise<StoredRuleset> => {
      needGrant(actor, 'administration', 'write');
      return change((settings, { nextId: id }) => {
        nameIsFree(settings, payload, null);
        const complete = { target: 'branch', bypass_actors: [], conditions: {}, rules: [], ...payload };
        const at = core.now();
        const versions = [{ id: id + 1, by: actor.id, at, state: complete }];
        const ruleset: StoredRuleset = { id, payload: complete, createdAt: at, versions };
        return [{ ...settings, rulesets: [...settings.rulesets, ruleset] }, ruleset];
      });
    },
    /** Changes a ruleset and keeps what it was; 404, 422. */
    updateRuleset: (actor: ForgeAccount, id: number, payload: JsonObject): Promise<StoredRuleset> => {
      needGrant(actor, 'administration', 'write');
      return change((settings, { nextId }) => {
        const old = findRuleset(settings, id);
        nameIsFree(settings, payload, id);
        const state = { ...old.payload, ...payload };
        const versions = [...old.versions, { id: nextId, by: actor.id, at: core.now(), state }];
        const ruleset = { ...old, payload: state, versions };
        return [{ ...settings, rulesets: settings.rulesets.map((one) => (one.id === id ? ruleset : one)) }, ruleset];
      });
    },
    deleteRuleset: (actor: ForgeAccount, id: number): Promise<void> => {
      needGrant(actor, 'administration', 'write');
      return change((settings) => {
        findRuleset(settings, id);
        return [{ ...settings, rulesets: settings.rulesets.filter((one) => one.id !== id) }, undefined];
      });
    },
    ruleset: (id: number): StoredRuleset => findRuleset(settingsOf(core.state()), id),
    /** Creates an environment, or gives one new settings; what is not named goes back to what GitHub gives a new one. */
    putEnvironment: (actor: ForgeAccount, name: string, body: JsonObject): Promise<StoredEnvironment> => {
      needGrant(actor, 'administration', 'write');
      return change((settings, { nextId }) => {
        const old = settings.environments.find((one) => one.name === name);
        const policy = body['deployment_branch_policy'];
        const bypass = body['can_admins_bypass'];
        const environment: StoredEnvironment = {
          id: old?.id ?? nextId,
          name,
          at: old?.at ?? core.now(),
          policy:
            typeof policy === 'object' && policy !== null && !Array.isArray(policy) ? (policy as JsonObject) : null,
          branches: old?.branches ?? [],
          canAdminsBypass: typeof bypass === 'boolean' ? bypass : (old?.canAdminsBypass ?? true),
          secrets: old?.secrets ?? [],
        };
        return [withEnvironment(settings, environment), environment];
      });
    },
    /** Lets a branch use an environment; 404 where there is none, or it does not choose its branches. */
    addBranchPolicy: (actor: ForgeAccount, name: string, branch: string, type: string) => {
      needGrant(actor, 'administration', 'write');
      return change((settings, { nextId }) => {
        const environment = findEnvironment(settings, name);
        if (environment.policy?.['custom_branch_policies'] !== true) throw new ForgeError(404, 'Not Found');
        const policy = { id: nextId, name: branch, type };
        const next = { ...environment, branches: [...environment.branches, policy] };
        return [withEnvironment(settings, next), policy];
      });
    },
    removeBranchPolicy: (actor: ForgeAccount, name: string, id: number): Promise<void> => {
      needGrant(actor, 'administration', 'write');
      return change((settings) => {
        const environment = findEnvironment(settings, name);
        const branches = environment.branches.filter((one) => one.id !== id);
        if (branches.length === environment.branches.length) throw new ForgeError(404, 'Not Found');
        return [withEnvironment(settings, { ...environment, branches }), undefined];
      });
    },
    environment: (name: string): StoredEnvironment => findEnvironment(settingsOf(core.state()), name),
  };
}

function findRuleset(settings: StoredSettings, id: number): StoredRuleset {
  const found = settings.rulesets.find((one) => one.id === id);
  if (found === undefined) throw new ForgeError(404, 'Not Found');
  return found;
}

function nameIsFree(settings: StoredSettings, { name }: JsonObject, id: number | null): void {
  if (settings.rulesets.some((one) => one.id !== id && one.payload['name'] === name)) {
    throw invalid('RepositoryRuleset', { code: 'already_exists', field: 'name' });
  }
}

function findEnvironment(settings: StoredSettings, name: string): StoredEnvironment {
  const found = settings.environments.find((one) => one.name === name);
  if (found === undefined) throw new ForgeError(404, 'Not Found');
  return found;
}

function withEnvironment(settings: StoredSettings, environment: StoredEnvironment): StoredSettings {
  const others = settings.environments.filter((one) => one.name !== environment.name);
  return { ...settings, environments: [...others, environment].toSorted((a, b) => a.id - b.id) };
}
