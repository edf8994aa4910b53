// The connectors that are built in, by the name that an operation's `connector` field gives.
import type { Connector } from './connector.ts';
import { ninjarmm } from './ninjarmm.ts';

const CONNECTORS: ReadonlyMap<string, Connector> = new Map([ninjarmm].map((connector) => [connector.name, connector]));

/** The names of all connectors that are built in, in alphabetical order. */
export const connectorNames: readonly string[] = [...CONNECTORS.keys()].toSorted();

/** The connector of that name, or `null` where none is built in. */
export function connectorFor(name: string): Connector | null {
  return CONNECTORS.get(name) ?? null;
}
