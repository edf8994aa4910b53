// doctor: compares the repository's protection with what it should be, now and in the past, and explains each difference.
import { accept, differences, findingOf } from './core/settings-difference.ts';
import { surroundingFindings } from './core/settings-checks.ts';
import { accountOf } from './core/settings-model.ts';
import type { Finding, Weakening } from './core/settings-model.ts';
import { pastFindings } from './core/settings-past.ts';
import { sightOf } from './core/settings-sight.ts';
import { detectedOnce } from './core/once.ts';
import type { GateFailure } from './core/records.ts';
import type { RecordBase } from './core/record-parts.ts';
import type { Sight } from './core/records-of-settings.ts';
import { formatInstant } from './core/time.ts';
import type { Instant } from './core/time.ts';
import type { ForgeSettings } from './ports/forge-settings.ts';
import type { Wanted } from './wanted-settings.ts';
import type { Workplace } from './workplace.ts';

export interface DoctorReport {
  readonly findings: readonly Finding[];
  readonly weakenings: readonly Weakening[];
  /** What a record says of this look. */
  readonly sight: Sight;
}

export interface Watch {
  /** Protection is looked at from then on. */
  readonly since: Instant;
  /** Whether the ledger was founded by then: no ruleset may be younger than that. */
  readonly founded: boolean;
  readonly now: Instant;
}

/**
 * Reads everything and says what differs. What cannot be read counts as off.
 * @throws ForgeFault only where nothing at all can be read
 */
export async function doctor(settings: ForgeSettings, wanted: Wanted, watch: Watch): Promise<DoctorReport> {
  const { desired, gate, merge, manifests, defaultBranch, apps } = wanted;
  const { units, schedules } = desired;
  const keepers = [gate, merge].map(accountOf);
  const rulesets = [...units.keys()].filter((unit) => unit.startsWith('ruleset/'));
  const [readings, surroundings, past] = await Promise.all([
    settings.read(units.keys()),
    settings.surroundings(apps, schedules.keys()),
    settings.past(rulesets, { since: watch.since, now: watch.now, keepers }),
  ]);
  const differing = differences(units, readings).map(findingOf);
  const around = surroundingFindings(surroundings, { manifests, schedules, now: watch.now });
  const { weakenings, unread } = pastFindings(past, { wanted: units, gate, merge, defaultBranch, ...watch });
  const findings = accept([...differing, ...around, ...unread], desired.accepted);
  return { findings, weakenings, sight: sightOf({ units, readings, surroundings, past, findings }) };
}

/**
 * Records each weakening as a gate failure, once (standard: a gate failure is logged at once).
 * @returns those that were not on the ledger before
 */
export async function recordWeakenings(
  weakenings: readonly Weakening[],
  place: Pick<Workplace, 'forge' | 'repository' | 'ledger' | 'now' | 'log'>,
): Promise<readonly Weakening[]> {
  if (weakenings.length === 0) return [];
  const base = await baseOf(place);
  const drafts = weakenings.map((one): GateFailure => {
    return {
      ...base,
      type: 'gate-failure',
      pull: null,
      action: null,
      how: one.sentence,
      detectedBy: 'doctor',
      remediation: null,
      kind: 'protection-weakened',
      target: one.id,
      automation: null,
      reportedBy: null,
      occurredAt: formatInstant(one.from),
      span: { from: formatInstant(one.from), to: formatInstant(one.to) },
    };
  });
  const wishes = drafts.map((draft) => ({ draft: { ...draft }, unless: detectedOnce(draft) }));
  const result = await place.ledger.append(wishes, place.now());
  const appended = result.kind === 'appended' ? result.records : [];
  const recorded = new Set(appended.map(({ record }) => record['target']));
  const fresh = weakenings.filter(({ id }) => recorded.has(id));
  for (const one of fresh) place.log(`gate failure: ${one.sentence}`);
  return fresh;
}

/** What every record says, as of now. */
export async function baseOf({
  forge,
  repository,
  now,
}: Pick<Workplace, 'forge' | 'repository' | 'now'>): Promise<Omit<RecordBase, 'type'>> {
  const { id, defaultBranch } = await forge.repository();
  const main = await repository.resolve(defaultBranch);
  if (main === null) throw new Error(`The mirror has no branch ${defaultBranch}.`);
  return { at: formatInstant(now()), repository: id, main };
}
