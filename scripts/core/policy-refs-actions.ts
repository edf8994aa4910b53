// Rules about the action table and the clients: tiers match gates, and no two clients share an organisation.
import type { PolicyDocuments, Source } from './policy-documents.ts';
import { finding } from './policy-finding.ts';
import type { Finding, Rule } from './policy-finding.ts';
import type { ActionsFile } from './generated/types.ts';

type OperationEntry = ActionsFile['operations'][number];

/** Standard, Tiers: which gates each tier may have. */
const GATES: ReadonlyMap<number, readonly string[]> = new Map([
  [1, ['human-approval', 'human-review-before-send']],
  [2, ['auto-and-log']],
  [3, ['auto']],
]);

export const RULES_OF_ACTIONS = {
  'tier-missing': (documents) => eachOperation(documents, tierMissing),
  'tier-gate': (documents) => eachOperation(documents, tierGate),
  'connector-missing': (documents) => eachOperation(documents, connectorMissing),
  'prohibited-runs': (documents) => eachOperation(documents, prohibitedRuns),
  'needs-window': (documents) => eachOperation(documents, needsWindow),
  'target-reserved': (documents) => eachOperation(documents, targetReserved),
  'parameter-choices': (documents) => eachOperation(documents, parameterChoices),
  'organisation-shared': (documents) => sharedOrganisations(documents),
} satisfies Record<string, Rule>;

/** What is wrong with one operation: the field (or the operation itself), the fact and the remedy. */
type Wrong = readonly [readonly string[], string, string];

function* eachOperation(
  { actions }: PolicyDocuments,
  check: (entry: OperationEntry, id: string) => readonly Wrong[],
): Generator<Finding> {
  for (const source of actions) yield* operationsOf(source, check);
}

function* operationsOf(
  source: Source<ActionsFile>,
  check: (entry: OperationEntry, id: string) => readonly Wrong[],
): Generator<Finding> {
  for (const [index, entry] of source.value.operations.entries()) {
    for (const [field, fact, remedy] of check(entry, `${source.value.platform}/${entry.operation}`)) {
      yield finding(source, ['operations', index, ...field], fact, remedy);
    }
  }
}

function tierMissing(entry: OperationEntry, id: string): readonly Wrong[] {
  if (entry.prohibited || (entry.tier !== undefined && entry.gate !== undefined)) return [];
  const absent = entry.tier === undefined ? 'tier' : 'gate';
  return [[[], `the operation ${id} has no ${absent}`, `Add "${absent}", or mark it as prohibited.`]];
}

function tierGate({ tier, gate }: OperationEntry, id: string): readonly Wrong[] {
  const allowed = tier === undefined ? undefined : GATES.get(tier);
  if (gate === undefined || allowed === undefined || allowed.includes(gate)) return [];
  const fact = `the operation ${id} has the gate "${gate}", which Tier ${tier} does not have`;
  return [[['gate'], fact, `Tier ${tier} has ${allowed.join(' or ')}.`]];
}

function connectorMissing({ prohibited, connector }: OperationEntry, id: string): readonly Wrong[] {
  if (prohibited || connector !== undefined) return [];
  return [[[], `the operation ${id} has no connector, so nothing could run it`, 'Add "connector".']];
}

function prohibitedRuns(entry: OperationEntry, id: string): readonly Wrong[] {
  if (!entry.prohibited) return [];
  const fields = (['tier', 'gate', 'needs', 'connector'] as const).filter((field) => entry[field] !== undefined);
  return fields.map((field) => [[field], `the operation ${id} is prohibited and has a ${field}`, `Remove "${field}".`]);
}

function needsWindow({ tier, needs }: OperationEntry, id: string): readonly Wrong[] {
  if (needs === undefined || tier === undefined || tier === 2) return [];
  return [
    [['needs'], `the operation ${id} needs a window and is Tier ${tier}`, 'Only Tier 2 has conditions; remove it.'],
  ];
}

function targetReserved({ target }: OperationEntry, id: string): readonly Wrong[] {
  if (target !== 'client' && target !== 'name') return [];
  const fact = `the operation ${id} calls its target "${target}", which every target has anyway`;
  return [[['target'], fact, 'Name the kind of thing, for example device.']];
}

function parameterChoices({ parameters }: OperationEntry, id: string): readonly Wrong[] {
  return Object.entries(parameters ?? {}).flatMap(([name, { type, choices }]): readonly Wrong[] => {
    if ((type === 'choice') === (choices !== undefined)) return [];
    const which = type === 'choice' ? 'has no choices' : 'has choices and another type than choice';
    const remedy = type === 'choice' ? 'Add "choices".' : 'Remove "choices", or make the type choice.';
    return [[['parameters', name], `the parameter "${name}" of ${id} ${which}`, remedy]];
  });
}

/** Targets resolve to clients by their organisation; if two clients shared one, a target would be both's. */
function* sharedOrganisations({ clients }: PolicyDocuments): Generator<Finding> {
  const holders = new Map<string, string>();
  for (const [index, { name, organisations }] of clients.value.clients.entries()) {
    for (const [platform, organisation] of Object.entries(organisations ?? {})) {
      const key = `${platform}\n${organisation}`;
      const holder = holders.get(key);
      if (holder === undefined) holders.set(key, name);
      else {
        const fact = `the organisation "${organisation}" of ${name} on ${platform} is also that of ${holder}`;
        yield finding(clients, ['clients', index, 'organisations', platform], fact, 'Give each client its own.');
      }
    }
  }
}
