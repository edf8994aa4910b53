// The populations from outside the ledger: the looks at the platforms and at the settings, and what became of every request number.
import { FATES } from '../completeness.ts';
import { type Ground, type ToldOf, toldOf } from './ground.ts';
import type { Population } from './population.ts';
import { type Columns, tableOf } from './table.ts';

/** The population `platform-reads`. */
export function readsOf({ within }: Pick<Ground, 'within'>): Population {
  return tableOf(
    {
      name: 'platform-reads',
      about:
        "Every look at a platform's own log, by when it was recorded: between two looks at one platform nothing is left out. An act of an operation without an intent is a gate failure.",
      criterion: 'CC7.2',
    },
    READS,
    toldOf(within, 'activity-read'),
  );
}

const READS: Columns<ToldOf<'activity-read'>> = {
  id: ({ id }) => id,
  at: ({ record }) => record.at,
  platform: ({ record }) => record.platform,
  'log read from': ({ record }) => record.from,
  'log read until': ({ record }) => record.until,
  'last entry': ({ record }) => record.lastEntry,
  acts: ({ record }) => record.acts.length,
  'with an intent': ({ record }) => record.acts.filter(({ intent }) => intent !== null).length,
  'operations without an intent': ({ record }) =>
    record.acts.filter(({ intent, operation }) => intent === null && operation !== null).length,
  intents: ({ record }) => [...new Set(record.acts.flatMap(({ intent }) => intent ?? []))],
};

/** The population `settings-looks`. */
export function settingsOf({ within }: Pick<Ground, 'within'>): Population {
  return tableOf(
    {
      name: 'settings-looks',
      about:
        'Every look at how the repository is protected, by when it was recorded: each goes on where the one before ended, and the history of the rules was read for all that time, where it is not named as not read. What has no history (settings of Actions, environments, Apps, places of secrets) is known for the moment of the look alone. One look a day is recorded, and each that saw something else.',
      criterion: 'CC7.2',
    },
    SETTINGS,
    toldOf(within, 'settings-read'),
  );
}

const SETTINGS: Columns<ToldOf<'settings-read'>> = {
  id: ({ id }) => id,
  at: ({ record }) => record.at,
  'looked from': ({ record }) => record.from ?? '(the first look)',
  'looked until': ({ record }) => record.until,
  result: ({ record }) => {
    if (record.unread.length > 0) return 'not all could be read';
    return record.differences > 0 || record.failures.length > 0 ? 'weaker' : 'as wanted';
  },
  parts: ({ record }) => record.parts,
  'not read': ({ record }) => record.unread,
  differences: ({ record }) => record.differences,
  'differences in': ({ record }) => record.codes,
  'known or accepted': ({ record }) => record.stated,
  'gate failures': ({ record }) => record.failures,
  digest: ({ record }) => record.digest,
};

/** The population `request-numbers`. */
export function numbersOf({ within }: Pick<Ground, 'within'>): Population {
  return tableOf(
    {
      name: 'request-numbers',
      about:
        "Every monthly count that was recorded in the period: the code host numbers its requests, so each number is accounted for, and one that nobody can account for is a gap. 'open' and 'other' are the code host's word.",
      criterion: 'CC7.2',
    },
    {
      id: ({ id }) => id,
      at: ({ record }) => record.at,
      month: ({ record }) => record.period,
      'first number': ({ record }) => record.firstPull,
      'last number': ({ record }) => record.lastPull,
      ...Object.fromEntries(FATES.map((fate) => [fate, ({ record }: Count) => record.pulls[fate]])),
      'still open': ({ record }) => record.open.map(String),
      gaps: ({ record }) => record.gaps.map(String),
    },
    toldOf(within, 'population'),
  );
}

type Count = ToldOf<'population'>;
