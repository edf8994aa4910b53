// What people ask for on the first start, beside the automations: a window, an exception, the report of a gate failure.
import { formatInstant } from '../core/time.ts';
import { proposeException } from '../exception.ts';
import { report } from '../report.ts';
import { proposeWindow } from '../window.ts';
import type { House } from './house.ts';
import type { Simulation } from './simulations.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Asked for once; nothing of it runs anything. */
export const REQUESTS: readonly Pick<Simulation, 'title' | 'run'>[] = [
  { title: 'Tess Tanaka asks for a weekly maintenance window', run: window },
  { title: 'Tomas Thorne asks for an exception', run: exception },
  { title: 'Tess Tanaka reports a gate failure', run: failure },
];

async function window(house: House): Promise<string | null> {
  const start = startOfDay(house) + 3 * DAY + 21 * HOUR;
  const proposed = await proposeWindow(
    {
      id: 'globex-weekly',
      title: 'Globex, weekly patches (simulated)',
      operations: ['ninjarmm/deploy-patches'],
      clients: ['globex'],
      zone: 'Europe/London',
      from: formatInstant(start).slice(0, 16),
      to: formatInstant(start + 6 * HOUR).slice(0, 16),
      recurrence: { rule: 'FREQ=WEEKLY;COUNT=8' },
      justification: 'Agreed with the client; nobody works at their offices at that hour (simulated).',
    },
    house.as('tess-northwind'),
  );
  return proposed.kind === 'refused' ? proposed.sentences.join(' ') : null;
}

async function exception(house: House): Promise<string | null> {
  const proposed = await proposeException(
    {
      id: 'umbra-isolation',
      title: 'Umbra, isolation without waiting at night (simulated)',
      operations: ['ninjarmm/isolate-endpoint'],
      clients: ['umbra'],
      gate: 'auto-and-log',
      justification: 'Ransomware was seen at a supplier of theirs, and every minute counts at night (simulated).',
      compensates: 'The shift lead is told of every isolation and can lift it at once.',
      zone: 'Europe/London',
      from: formatInstant(startOfDay(house) + DAY).slice(0, 10),
      expires: formatInstant(startOfDay(house) + 8 * DAY).slice(0, 10),
    },
    house.as('tomas-northwind'),
  );
  return proposed.kind === 'refused' ? proposed.sentences.join(' ') : null;
}

async function failure(house: House): Promise<string | null> {
  const reported = await report(
    {
      date: Math.floor((house.bot.now() - 2 * HOUR) / 60_000) * 60_000,
      action: 'ninjarmm/deploy-patches (simulated)',
      target: 'ACME-FS02',
      bypass: 'A technician started the patch by hand in the console, outside of any window.',
      detectedBy: 'the morning comparison with the platform',
      automation: null,
    },
    true,
    house.as('tess-northwind'),
  );
  if (reported.kind === 'refused') return reported.sentences.join(' ');
  return reported.filed.kind === 'refused' ? reported.filed.sentences.join(' ') : null;
}

function startOfDay(house: House): number {
  return Math.floor(house.bot.now() / DAY) * DAY;
}
