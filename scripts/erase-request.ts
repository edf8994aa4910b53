// Asks for an erasure: finds the personal parts of the records that are meant, and opens the request that two people approve.
import { erasurePath, parseErasure } from './core/erasure-file.ts';
import { applicableRows } from './core/rows.ts';
import { sealedPartsOf } from './core/sealed.ts';
import type { Policy } from './core/policy-model.ts';
import { sentence } from './core/problem.ts';
import { formatInstant } from './core/time.ts';
import { readGround } from './ground.ts';
import { writtenRecord } from './ports/ledger-record.ts';
import type { LedgerView } from './ports/ledger.ts';
import type { Workplace } from './workplace.ts';

export interface ErasureWish {
  /** Records as year and index, for example `2026/17`. */
  readonly records: readonly string[];
  readonly because: string;
  readonly legalBasis: string;
  /** Id of the person who asks. */
  readonly requestor: string;
}

export type Asked =
  | { readonly kind: 'opened' | 'exists'; readonly pull: number; readonly path: string }
  | { readonly kind: 'refused'; readonly sentences: readonly string[] };

/**
 * Opens the request for an erasure. The same wish on the same day is one request.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault
 */
export async function askForErasure(wish: ErasureWish, place: Workplace): Promise<Asked> {
  const { policy, view } = await readGround(place);
  const found = wish.records.map((name) => targetOf(name, view));
  const wrong = found.filter((one) => typeof one === 'string');
  if (wrong.length > 0 || found.length === 0) {
    return {
      kind: 'refused',
      sentences: found.length === 0 ? ['Name at least one record, for example 2026/17.'] : wrong,
    };
  }
  const targets = found.filter((one) => typeof one !== 'string');
  const id =
    `${formatInstant(place.now()).slice(0, 10)}-${targets.map(({ record }) => record.replace('/', '-')).join('-')}`.slice(
      0,
      60,
    );
  const path = erasurePath(id);
  const text = fileText(id, wish, targets, approversOf(policy, wish.requestor));
  const { problems } = parseErasure(Buffer.from(text), path, policy);
  if (problems.length > 0) return { kind: 'refused', sentences: problems.map(sentence) };
  const title = `Erase personal parts of ${targets.map(({ record }) => record).join(', ')}`.slice(0, 200);
  const branch = `erasure/${id}`;
  await place.forge.putFileOnBranch(branch, path, text, title);
  // Under our name, somebody else's file could drop other parts, or name another requestor.
  if ((await place.forge.fileAt(branch, path)) !== text) {
    const sentence = `The branch ${branch} is there already and holds something else. Delete it, or ask in the same words.`;
    return { kind: 'refused', sentences: [sentence] };
  }
  const body = `The file \`${path}\` is the whole request. It drops these parts for good; their records and every proof stay.`;
  const { kind, pull } = await place.forge.openPull(branch, title, body);
  return { kind, pull: pull.number, path };
}

interface Target {
  readonly record: string;
  readonly parts: readonly string[];
}

function targetOf(name: string, { records }: LedgerView): Target | string {
  const stored = records.find(({ year, index }) => `${year}/${index}` === name);
  if (stored === undefined)
    return `There is no record ${JSON.stringify(name)}: write year and index, for example 2026/17.`;
  const gone = new Set((stored.closed ?? []).map(({ path }) => path));
  const parts = sealedPartsOf(writtenRecord(stored)).flatMap(({ path }) => (gone.has(path) ? [] : [path]));
  if (parts.length > 0) return { record: `${stored.year}/${stored.index}`, parts };
  return `Record ${name} (${stored.record.type}) holds no personal part apart: there is nothing to drop from it.`;
}

/** Everybody active who can fill a seat, but for the one who asks. */
function approversOf(policy: Policy, requestor: string): readonly string[] {
  const none = { tier: null, clients: 'one', reversible: true, incidentRunbook: false } as const;
  const roles = new Set(applicableRows({ change: 'erasure', ...none }, policy).flatMap(({ seats }) => seats.flat()));
  const people = [...policy.people.values()].filter(({ active, id }) => active && id !== requestor);
  return people.flatMap(({ id, roles: own }) => (own.some((role) => roles.has(role)) ? [id] : []));
}

function fileText(
  id: string,
  { because, legalBasis, requestor }: ErasureWish,
  targets: readonly Target[],
  approvers: readonly string[],
): string {
  return [
    `id: ${id}`,
    `justification: ${JSON.stringify(because)}`,
    `legalBasis: ${JSON.stringify(legalBasis)}`,
    `requestor: ${JSON.stringify(requestor)}`,
    `approvers: [${approvers.join(', ')}]`,
    'records:',
    ...targets.map(({ record, parts }) => `  - { record: ${record}, parts: [${parts.join(', ')}] }`),
    '',
  ].join('\n');
}
