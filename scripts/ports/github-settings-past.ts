// What happened to a GitHub repository's protection: versions of rulesets, moves of refs, and pushes past a rule.
import type { Bypass, Move, Past, RulesetVersion } from '../core/settings-past.ts';
import { isObject } from '../core/settings-model.ts';
import type { Reading, Unit } from '../core/settings-model.ts';
import type { Instant } from '../core/time.ts';
import { ForgeFault } from './forge.ts';
import type { Span } from './forge-settings.ts';
import { readActivity } from './github-activity.ts';
import type { GithubClient } from './github-client.ts';
import { type Fields, fieldsOf } from './github-fields.ts';
import { jsonOf, momentIn, readList, reading, withDefaults } from './github-settings-read.ts';

const REPO = '/repos/{owner}/{repo}';
const DAY = 86_400_000;
/** The list of rule suites goes back no further, in milliseconds. */
const MONTH = 31 * DAY;
// Far more than a week brings.
const MOST_PAGES = 50;

/** Reads what happened since a moment; what cannot be read says why. */
export async function readPast(client: GithubClient, rulesets: Iterable<Unit>, span: Span): Promise<Past> {
  const list = await reading(() => readList(client, 'ruleset'));
  const histories = [...rulesets].map(async (unit): Promise<readonly (readonly [Unit, History])[]> => {
    if (!list.known) return [[unit, list]];
    const there = list.value.get(unit.replace(/^ruleset\//, ''));
    // One that does not exist is a difference of today.
    return isObject(there) ? [[unit, await reading(() => readVersions(client, Number(there['id'])))]] : [];
  });
  const [versions, moves, bypasses] = await Promise.all([
    Promise.all(histories),
    reading(() => readMoves(client, span.since)),
    reading(() => readBypasses(client, span)),
  ]);
  return { versions: new Map(versions.flat()), moves, bypasses };
}

type History = Reading<readonly RulesetVersion[]>;

async function readVersions(client: GithubClient, id: number): Promise<readonly RulesetVersion[]> {
  const list = await client.readAll(`GET ${REPO}/rulesets/{ruleset_id}/history`, { ruleset_id: id });
  const versions: RulesetVersion[] = [];
  for (const item of list) {
    const each = fieldsOf(item, 'the version of the ruleset');
    const version = each.whole('version_id');
    const place = { ruleset_id: id, version_id: version };
    const { data } = await client.read(`GET ${REPO}/rulesets/{ruleset_id}/history/{version_id}`, place);
    const actor = each.fieldsOrNull('actor');
    const by = actor?.has('id') === true ? `account ${actor.whole('id')}` : 'an account that is gone';
    versions.push({
      version,
      at: momentIn(each, 'updated_at'),
      by,
      state: withDefaults(jsonOf(jsonOf(data)['state'])),
    });
  }
  return versions.toSorted((a, b) => a.at - b.at || a.version - b.version);
}

async function readMoves(client: GithubClient, since: Instant): Promise<readonly Move[]> {
  const { data } = await client.read(`GET ${REPO}`);
  const main = `refs/heads/${fieldsOf(data, 'the repository').text('default_branch')}`;
  // Rewriting and deleting matter on the ledger's branches too, whose names a deletion takes away; the rest only on main.
  const asked = [
    { activity_type: 'force_push' },
    { activity_type: 'branch_deletion' },
    { activity_type: 'push', ref: main },
    { activity_type: 'pr_merge', ref: main },
  ];
  return (await Promise.all(asked.map((query) => movesSince(client, query, since)))).flat();
}

/** Until the entries are older than `since`. */
async function movesSince(
  client: GithubClient,
  query: Readonly<Record<string, string>>,
  since: Instant,
): Promise<readonly Move[]> {
  const isOld = (entry: Fields): boolean => momentIn(entry, 'timestamp') < since;
  const reach = {
    pages: MOST_PAGES,
    isEnough: (_: readonly Fields[], page: readonly Fields[]) => page.some(isOld),
    remedy: 'look at a shorter time with --since',
  };
  const entries = await readActivity(client, query, reach);
  return entries.filter((entry) => !isOld(entry)).map(moveOf);
}

function moveOf(each: Fields): Move {
  const actor = each.fieldsOrNull('actor');
  return {
    id: each.whole('id'),
    kind: each.text('activity_type'),
    ref: each.text('ref'),
    at: momentIn(each, 'timestamp'),
    by: actor === null ? null : actor.text('login'),
  };
}

async function readBypasses(client: GithubClient, { since, now, keepers }: Span): Promise<readonly Bypass[]> {
  const age = now - since;
  if (age > MONTH) throw new ForgeFault('The forge lists those of the last month alone.', null);
  const period = age <= DAY ? 'day' : age <= 7 * DAY ? 'week' : 'month';
  const query = { rule_suite_result: 'bypass', time_period: period };
  const list = await client.readAll(`GET ${REPO}/rulesets/rule-suites`, query);
  const found: Bypass[] = [];
  for (const item of list) {
    const suite = fieldsOf(item, 'the rule suite');
    const [id, ref, at, by] = [
      suite.whole('id'),
      suite.text('ref'),
      momentIn(suite, 'pushed_at'),
      suite.textOrNull('actor_name'),
    ];
    // No ruleset but the one that names the keepers lets anybody past on these refs; the others have an empty bypass list.
    const kept =
      /^refs\/(?:heads\/(?:ledger|anchors|sealed)|tags\/ledger)\//.test(ref) && by !== null && keepers.includes(by);
    if (at < since || kept) continue;
    const { data } = await client.read(`GET ${REPO}/rulesets/rule-suites/{rule_suite_id}`, { rule_suite_id: id });
    const failed = fieldsOf(data, 'the rule suite')
      .list('rule_evaluations')
      .filter((one) => one.textOrNull('result') === 'fail')
      .map((one) => one.text('rule_type'));
    found.push({ id, ref, at, by, failed });
  }
  return found;
}
