// The population of requests: one row for each action request, with who asked, who approved, and when it was asked, decided and done.
import type { ActionReference } from '../record-parts.ts';
import { FINAL_TYPES } from '../records.ts';
import { type Ground, partWords, type ToldOf, toldOf } from './ground.ts';
import { accountWords, answeredBy, approvedBy, pushersOf } from './judged.ts';
import type { Population } from './population.ts';
import { type Story, storiesOf } from './stories.ts';
import { type Columns, tableOf } from './table.ts';

type Ending = ToldOf<(typeof FINAL_TYPES)[number]>;

/** A story with what its row is read from. */
interface Row extends Story {
  readonly proposed: ToldOf<'action-proposed'> | undefined;
  /** The first one counts, as for the month's count. */
  readonly ending: Ending | undefined;
  readonly endings: readonly Ending[];
  readonly intended: readonly ToldOf<'action-intended'>[];
  readonly executed: readonly ToldOf<'action-executed'>[];
}

/** The population `requests`. */
export function requestsOf(ground: Ground): Population {
  return tableOf(
    {
      name: 'requests',
      about:
        'Every request for an action that any record of the period is about; what was recorded of it before and after the period stands in its row too.',
      criterion: 'CC8.1',
    },
    { ...ASKED, ...DECIDED, ...reasons(ground), ...DONE },
    storiesOf(ground).map(rowOf),
  );
}

const ASKED: Columns<Row> = {
  id: ({ id }) => id,
  request: ({ pull }) => pull,
  operation: ({ action }) => action?.operation,
  clients: ({ action }) => clientsOf(action),
  targets: ({ action }) => (action?.portfolio === true ? 'the whole portfolio' : action?.targets.length),
  path: ({ action, ending }) => action?.path ?? judgedIn(ending)?.pull.files?.map(({ path }) => path),
  payload: ({ action }) => action?.payload,
  'asked by': ({ proposed, ending }) => {
    const opener = proposed?.record.opener ?? judgedIn(ending)?.pull.opener;
    return opener === undefined ? null : accountWords(opener);
  },
  automation: ({ proposed }) => proposed?.record.automation,
  requester: ({ proposed }) => proposed?.record.requester,
  technician: ({ proposed }) => proposed?.record.technician,
  'named approvers': ({ proposed }) => proposed?.record.approvers,
  'named stand-ins': ({ proposed }) => proposed?.record.standIns,
  asked: ({ proposed, ending }) => proposed?.record.openedAt ?? judgedIn(ending)?.pull.openedAt,
  'decide by': ({ proposed }) => proposed?.record.deadline,
};

const DECIDED: Columns<Row> = {
  tier: ({ ending }) => judgedIn(ending)?.verdict.tier,
  gate: ({ ending }) => judgedIn(ending)?.verdict.gate,
  'matrix row': ({ ending }) => judgedIn(ending)?.verdict.scope,
  'policy commit': ({ ending }) => judgedIn(ending)?.policy.commit,
  ending: ({ endings }) =>
    endings.length === 0 ? 'none recorded' : endings.map(({ record }) => record.type.slice('action-'.length)),
  decided: ({ ending }) => judgedIn(ending)?.decidedAt,
  recorded: ({ ending }) => ending?.record.at,
  'told afterwards': ({ ending }) => ending !== undefined && 'reconstructed' in ending.record,
  'approved by': ({ ending }) =>
    ending?.record.type === 'action-approved' ? approvedBy(ending.record.approvals, ending.record.pull) : null,
  'denied by': ({ ending }) => deniedBy(ending),
  permit: ({ ending }) => permitOf(ending),
  'moved by': ({ ending }) => {
    const pull = judgedIn(ending)?.pull;
    return pull === undefined ? null : pushersOf(pull);
  },
  'merge commit': ({ ending }) =>
    ending !== undefined && 'merge' in ending.record ? ending.record.merge.commit : null,
};

function reasons(ground: Ground): Columns<Row> {
  return {
    reason: ({ endings }) => {
      // An approval has none; where it lapsed, what ended it has.
      const [said] = endings.flatMap((one) => ('reason' in one.record ? [{ one, text: one.record.reason }] : []));
      return said === undefined ? null : partWords(said.one, 'reason', said.text, ground);
    },
  };
}

const DONE: Columns<Row> = {
  'about to run': ({ intended }) => intended.map(({ record }) => record.at),
  finished: ({ executed }) => executed.map(({ record }) => record.times.finished),
  outcome: ({ executed }) => executed.map(({ record }) => record.outcome),
  'read after a crash': ({ executed }) => executed.some(({ record }) => record.reconciled),
  'gate failures': ({ told }) => toldOf(told, 'gate-failure').map(({ id }) => id),
  records: ({ told }) => told.map(({ id }) => id),
};

function rowOf(story: Story): Row {
  const endings = toldOf(story.told, ...FINAL_TYPES);
  const [ending] = endings;
  const [proposed] = toldOf(story.told, 'action-proposed');
  const [intended, executed] = [toldOf(story.told, 'action-intended'), toldOf(story.told, 'action-executed')];
  return { ...story, proposed, ending, endings, intended, executed };
}

/** The decision with its evidence; a request that was withdrawn has none. */
function judgedIn(ending: Ending | undefined) {
  return ending === undefined || ending.record.type === 'action-withdrawn' ? undefined : ending.record;
}

function clientsOf(action: ActionReference | null): readonly string[] | string {
  if (action === null) return [];
  return action.portfolio ? 'all' : [...new Set(action.targets.map(({ client }) => client))];
}

function deniedBy(ending: Ending | undefined): string | null {
  if (ending?.record.type !== 'action-denied' && ending?.record.type !== 'action-refused') return null;
  const { denial, pull } = ending.record;
  if (denial === undefined) return null;
  return answeredBy(denial, denial.right, pull);
}

/** What let it pass without the people whom its own row names, or with others. */
function permitOf(ending: Ending | undefined): readonly string[] {
  const record = ending?.record;
  if (record?.type === 'action-approved')
    return record.exception === undefined ? [] : [`exception ${record.exception}`];
  if (record?.type !== 'action-auto') return [];
  const { condition, window, exception } = record;
  return [
    condition,
    ...(window === null ? [] : [`window ${window}`]),
    ...(exception === null ? [] : [`exception ${exception}`]),
  ];
}
