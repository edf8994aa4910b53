// A small organisation for the tests of who could approve when.
import { onCallAt } from '../../scripts/core/on-call.ts';
import type { Rotation } from '../../scripts/core/on-call.ts';
import type { Person, Policy, Row, Span } from '../../scripts/core/policy-model.ts';
import { formatInstant } from '../../scripts/core/time.ts';
import { instantAt } from '../../scripts/core/zone.ts';
import { basePolicy, matrixRow } from '../fixtures/situation.ts';

export const ZONE = 'Europe/London';

export function at(local: string, zone = ZONE): number {
  return instantAt(local, zone) ?? Number.NaN;
}

export function away(from: string, to: string, zone = ZONE): Span {
  return { from: at(from, zone), to: at(to, zone) };
}

export interface Who {
  readonly roles?: readonly string[];
  readonly lead?: string;
  readonly active?: boolean;
  readonly absences?: readonly Span[];
}

export function person(id: string, { roles = [], lead, active = true, absences = [] }: Who): Person {
  const name = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
  return { id, name, account: 1, login: id, roles, lead: lead ?? null, active, absences };
}

export const ROTATION: Rotation = {
  id: 'lead',
  title: 'Lead on call',
  zone: ZONE,
  handover: { weekday: 'monday', time: '09:00' },
  since: '2026-03-16',
  people: ['ann', 'bob'],
};

export const EXCEPTION = matrixRow(
  'exception',
  { change: 'exception', tier: null },
  { title: 'Exception', seats: [['security'], ['risk']] },
);
export const SINGLE = matrixRow('single', {}, { title: 'Single', seats: [['lead-of-technician']], standIn: 'lead' });
export const SECURITY = matrixRow('security', { change: 'code', tier: null }, { title: 'Code', seats: [['security']] });

export interface World {
  readonly people: Readonly<Record<string, Who>>;
  readonly rows?: readonly Row[];
  readonly rotation?: Rotation;
}

export function policyOf({ people, rows = [EXCEPTION], rotation = ROTATION }: World): Policy {
  const base = basePolicy();
  return {
    ...base,
    people: new Map(Object.entries(people).map(([id, who]) => [id, person(id, who)])),
    authority: { ...base.authority, rows },
    schedules: new Map([[rotation.id, rotation]]),
    onCall: (id, moment) => (id === rotation.id ? onCallAt(rotation, moment) : []),
  };
}

export function minute(instant: number): string {
  return formatInstant(instant).slice(0, 16);
}

export const SAM = { roles: ['security'] };
export const RITA = { roles: ['risk'] };
export const TESS = { roles: ['technician'], lead: 'lena' };
export const LENA = { roles: ['team-lead'] };
export const HOLIDAY = away('2026-03-20T18:00', '2026-03-23T08:00');
