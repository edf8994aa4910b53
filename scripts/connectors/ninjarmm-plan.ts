// Which calls an action on NinjaOne comes down to: pure, without HTTP, so that the gate can compute it when it starts.
import type { ActionRequest, PlanStep, Target } from '../core/action-model.ts';
import type { Platform } from '../core/policy-model.ts';

export type Planned =
  | { readonly ok: true; readonly steps: readonly PlanStep[] }
  /** `sentence` says what cannot be planned and how to mend it. */
  | { readonly ok: false; readonly sentence: string };

/** Records per page of a query; about 200 KiB, well under the 1 MiB that an answer may have. */
const PAGE_SIZE = 200;
const HIGHEST_ID = 2_147_483_647; // the vendor's description gives device and organisation ids as int32

type Planner = (request: ActionRequest, platform: Platform) => Planned;

const PLANNERS: ReadonlyMap<string, Planner> = new Map<string, Planner>([
  ['ninjarmm/isolate-endpoint', planIsolation],
  ['ninjarmm/deploy-patches', planPatches],
  ['ninjarmm/pull-device-health', planHealth],
]);

/**
 * Computes the calls of an action from nothing but the action and the platform's entry in the policy.
 * @returns the calls in order, or one sentence where there is nothing that could safely be sent.
 */
export function planNinjarmm(request: ActionRequest, platform: Platform): Planned {
  const planner = PLANNERS.get(request.operation);
  if (planner === undefined) return no(`NinjaRMM has no operation ${quoted(request.operation)}.`);
  if (!/^[0-9A-Za-z-]{1,64}$/.test(request.id)) return no(`${quoted(request.id)} is not an action id.`);
  return planner(request, platform);
}

/** The value that asks the platform to isolate a device; it names the action, so that a second look finds it. */
export function isolationRequest(request: ActionRequest): string {
  return `isolate:${request.id}`;
}

/** The path of a device, below the base address. The id was checked to be a number when the plan was made. */
export function devicePath(target: Target, rest = ''): string {
  return `/v2/device/${target.id}${rest}`;
}

/** The platform's organisation that belongs to a client, as the policy says, or `null` where it does not say. */
export function organisationOf(client: string, platform: Platform): number | null {
  const key = `organisation.${client}`;
  const text = Object.hasOwn(platform.settings, key) ? platform.settings[key] : undefined;
  return text !== undefined && isNinjaId(text) ? Number(text) : null;
}

/** The names of the two custom fields, or `null` where the policy does not give both. */
export function isolationFields(platform: Platform): { readonly request: string; readonly result: string } | null {
  const { isolationField: request = '', isolationResultField: result = '' } = platform.settings;
  return [request, result].every((name) => /^[A-Za-z][0-9A-Za-z]{0,63}$/.test(name)) && request !== result
    ? { request, result }
    : null;
}

function planIsolation(request: ActionRequest, platform: Platform): Planned {
  const fields = isolationFields(platform);
  if (fields === null) {
    return no('The policy does not name two custom fields: set isolationField and isolationResultField in settings.');
  }
  const body = { [fields.request]: isolationRequest(request) };
  return perDevice(request, (target) => ({
    method: 'PATCH',
    url: `${platform.baseUrl}${devicePath(target, '/custom-fields')}`,
    body,
  }));
}

function planPatches(request: ActionRequest, platform: Platform): Planned {
  const kind = patchKind(request);
  if (kind === null) return no('The parameter kind must be os or software.');
  return perDevice(request, (target) => ({
    method: 'POST',
    url: `${platform.baseUrl}${devicePath(target, `/patch/${kind}/apply`)}`,
  }));
}

/** What is patched, or `null` where the parameter says neither. */
export function patchKind(request: ActionRequest): 'os' | 'software' | null {
  const kind = request.parameters['kind'];
  return kind === 'os' || kind === 'software' ? kind : null;
}

function planHealth(request: ActionRequest, platform: Platform): Planned {
  const url = `${platform.baseUrl}/v2/queries/device-health`;
  if (request.portfolio) {
    return request.targets.length === 0
      ? { ok: true, steps: [{ method: 'GET', url: `${url}?pageSize=${PAGE_SIZE}` }] }
      : no('An action for the whole portfolio names no single targets.');
  }
  const problem = targetProblem(request, ['device', 'client']);
  if (problem !== null) return no(problem);
  const steps: PlanStep[] = [];
  for (const client of new Set(request.targets.map((target) => target.client))) {
    const organisation = organisationOf(client, platform);
    if (organisation === null) return no(missingOrganisation(client));
    const filter = healthFilter(organisation, client, request.targets);
    steps.push({ method: 'GET', url: `${url}?df=${encodeURIComponent(filter)}&pageSize=${PAGE_SIZE}` });
  }
  return { ok: true, steps };
}

/** One sentence for a client that the policy maps to no organisation of the platform. */
export function missingOrganisation(client: string): string {
  return `The policy does not say which NinjaOne organisation is ${quoted(client)}: add organisation.${client} to settings.`;
}

function healthFilter(organisation: number, client: string, targets: readonly Target[]): string {
  const mine = targets.filter((target) => target.client === client);
  // A target that is the client itself asks for all of its devices.
  if (mine.some((target) => target.kind === 'client')) return `org = ${organisation}`;
  return `org = ${organisation} AND id in (${mine.map((target) => target.id).join(', ')})`;
}

function perDevice(request: ActionRequest, step: (target: Target) => PlanStep): Planned {
  const problem = targetProblem(request, ['device']);
  return problem === null ? { ok: true, steps: request.targets.map(step) } : no(problem);
}

function targetProblem(request: ActionRequest, kinds: readonly string[]): string | null {
  if (request.portfolio) return 'This operation needs single devices and cannot run on the whole portfolio.';
  if (request.targets.length === 0) return 'The action names no target.';
  const seen = new Set<string>();
  for (const target of request.targets) {
    if (!kinds.includes(target.kind)) return `A target of the kind ${quoted(target.kind)} cannot be planned here.`;
    // Anything but digits could leave the path: even `%2e%2e` is read as `..` by every URL parser.
    if (target.kind === 'device' && !isNinjaId(target.id)) {
      const words = 'a whole number in the digits 0 to 9';
      return `${quoted(target.id)} is not a NinjaOne device id, which is ${words}, from 1 to ${HIGHEST_ID}.`;
    }
    // The same device twice would be acted upon twice.
    if (seen.has(`${target.kind} ${target.id}`)) return `The target ${quoted(target.id)} is named twice.`;
    seen.add(`${target.kind} ${target.id}`);
  }
  return null;
}

function isNinjaId(text: string): boolean {
  return /^[1-9]\d{0,9}$/.test(text) && Number(text) <= HIGHEST_ID;
}

/** A wide digit looks like any other: whatever is not plain is shown by its number. */
function quoted(text: string): string {
  const shown = JSON.stringify(text.slice(0, 80)).replaceAll(
    /[^\u0020-\u007e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return text.length > 80 ? `${shown.slice(0, -1)}…"` : shown;
}

function no(sentence: string): Planned {
  return { ok: false, sentence };
}
