// What an action file must say beyond its shape: its own name, its targets' kind, its operation's parameters.
import type { Action, ParameterValue } from './action-model.ts';
import type { Pointer } from './document.ts';
import type { Operation, Parameter } from './policy-model.ts';

export interface ActionFinding {
  readonly pointer: Pointer;
  readonly fact: string;
  readonly remedy: string;
}

/**
 * Checks an action against its place and its operation.
 * @param path where the file is, and `expected` where its id says that it belongs
 * @param operation `null` where the action table does not hold it; then targets' kind and parameters are not checked
 */
export function checkAction(
  action: Action,
  operation: Operation | null,
  path: string,
  expected: string,
): readonly ActionFinding[] {
  const own = [...misplaced(action, path, expected), ...targetsOrPortfolio(action), ...twice(action)];
  return operation === null ? own : [...own, ...wrongKinds(action, operation), ...wrongParameters(action, operation)];
}

function misplaced({ id }: Action, path: string, expected: string): readonly ActionFinding[] {
  if (path === expected) return [];
  return [
    {
      pointer: ['id'],
      fact: `an action with the id ${id} does not belong in this file`,
      remedy: `Move it to ${expected}.`,
    },
  ];
}

function targetsOrPortfolio({ targets, portfolio }: Action): readonly ActionFinding[] {
  if (portfolio && targets.length > 0) {
    const fact = 'the action is meant for the whole portfolio and names single targets';
    return [{ pointer: ['targets'], fact, remedy: 'Remove the targets, or "portfolio".' }];
  }
  if (portfolio || targets.length > 0) return [];
  return [
    { pointer: [], fact: 'the action has no targets', remedy: 'Add targets, or "portfolio: true" for all clients.' },
  ];
}

function twice({ targets }: Action): readonly ActionFinding[] {
  const seen = new Set<string>();
  return targets.flatMap(({ client, kind, id, name }, index) => {
    const key = JSON.stringify([client, kind, id]);
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    return [
      { pointer: ['targets', index], fact: `the target ${name} is given twice`, remedy: 'Remove one of the two.' },
    ];
  });
}

function wrongKinds({ targets }: Action, operation: Operation): readonly ActionFinding[] {
  return targets.flatMap(({ kind, name }, index) => {
    if (kind === operation.target) return [];
    const fact = `the target ${name} is a ${kind}, and ${operation.id} takes a ${operation.target}`;
    return [{ pointer: ['targets', index], fact, remedy: `Give its id under "${operation.target}".` }];
  });
}

function wrongParameters({ parameters }: Action, operation: Operation): readonly ActionFinding[] {
  const known = new Map(Object.entries(operation.parameters));
  const given = new Map(Object.entries(parameters));
  const names = [...known.keys()].join(', ') || 'none';
  const unknown = [...given.keys()].filter((name) => !known.has(name));
  const missing = [...known].filter(([name, { required }]) => required && !given.has(name));
  return [
    ...unknown.map((name) => ({
      pointer: ['parameters', name],
      fact: `${operation.id} has no parameter "${name}"`,
      remedy: `Remove it; the parameters are: ${names}.`,
    })),
    ...missing.map(([name, { description }]) => ({
      pointer: ['parameters'],
      fact: `${operation.id} lacks the parameter "${name}"`,
      remedy: `Add it: ${description}`,
    })),
    ...[...given].flatMap(([name, value]) => {
      const wrong = wrongValue(value, known.get(name));
      return wrong === null
        ? []
        : [{ pointer: ['parameters', name], fact: `the parameter "${name}" ${wrong[0]}`, remedy: wrong[1] }];
    }),
  ];
}

const TYPES = { text: 'string', choice: 'string', integer: 'number', boolean: 'boolean' } as const;
const WORDS = { text: 'a text', choice: 'a text', integer: 'a whole number', boolean: 'true or false' } as const;

/** @returns what is wrong with a value and the remedy, or `null` */
function wrongValue(value: ParameterValue, parameter: Parameter | undefined): readonly [string, string] | null {
  if (parameter === undefined) return null;
  const { type, choices, longest } = parameter;
  if (typeof value !== TYPES[type]) return [`is not ${WORDS[type]}`, `Write ${WORDS[type]}.`];
  if (type === 'choice' && !choices.includes(String(value))) {
    return ['is not one of its choices', `Use one of: ${choices.join(', ')}.`];
  }
  if (type !== 'text' || String(value).length <= longest) return null;
  return [`is longer than ${longest} characters`, 'Shorten it; nothing that people approve is cut off.'];
}
