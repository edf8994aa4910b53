// A maintenance window for today, asked for by a technician and approved by the operations owner, both simulated.
import { readGround } from '../ground.ts';
import type { Ground } from '../ground.ts';
import { merge } from '../merge.ts';
import { gate } from '../gate.ts';
import { momentOf } from '../core/snapshots.ts';
import { formatInstant } from '../core/time.ts';
import type { House } from './house.ts';

const LENGTH = 6 * 3_600_000;

/** Enough for its approval, and never a minute that has begun. */
const SOON = 90_000;

/**
 * The id of an approved window that is open for another while, or opens within minutes: one is asked for and approved where
 * there is none, and no window covers what began before its approval.
 */
export async function openWindowFor(house: House, operation: string, client: string): Promise<string> {
  const ground = await readGround(house.bot);
  return openOne(ground, operation, client, house.bot.now()) ?? (await askForOne(house, operation, client));
}

function openOne({ policy, records }: Ground, operation: string, client: string, now: number): string | null {
  const approved = new Map(
    records.flatMap((record) =>
      record.type === 'window-approved' ? [[record.window, momentOf(record.at)] as const] : [],
    ),
  );
  const open = [...policy.windows.values()].find(
    (window) =>
      (approved.get(window.id) ?? window.from) < window.from &&
      window.operations.includes(operation) &&
      window.clients.includes(client) &&
      window.from <= now + SOON &&
      now + 60_000 < window.to,
  );
  return open?.id ?? null;
}

async function askForOne(house: House, operation: string, client: string): Promise<string> {
  const now = house.bot.now();
  const start = local(now + SOON);
  const id = `${client}-${start.replaceAll(/\D/g, '')}`;
  const text = [
    `id: ${id}`,
    `title: "${client}, patches of ${start.slice(0, 10)} (simulated)"`,
    `operations: [${operation}]`,
    `clients: [${client}]`,
    'zone: UTC',
    `from: ${start}`,
    `to: ${local(now + SOON + LENGTH)}`,
    'requestor: tomas',
    'approvers: [olga]',
    'justification: Agreed with the client for today (simulated).',
    '',
  ].join('\n');
  const asking = house.as('tomas-northwind').forge;
  await asking.putFileOnBranch(`window/${id}`, `policies/windows/${id}.yaml`, text, `Window ${id}`);
  const { pull } = await asking.openPull(`window/${id}`, `Maintenance window ${id}`, 'Simulated.');
  await gate(house.bot);
  await house
    .as('olga-northwind')
    .forge.review(pull.number, pull.head, 'APPROVE', 'Agreed with the client (simulated).');
  house.bot.log(`simulated: Olga Okafor approves the window ${id}`);
  await merge(house.bot);
  return id;
}

/** The minute that a moment lies in, in UTC, as the window's file writes it. */
function local(instant: number): string {
  return formatInstant(instant).slice(0, 16);
}
