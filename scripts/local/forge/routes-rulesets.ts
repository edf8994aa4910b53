// REST: rulesets with their history, the rules of a branch, the log of activity, and rule suites.
import type { JsonObject } from '../../core/settings-model.ts';
import { floorRules } from './branch-rules.ts';
import { text, word } from './fields.ts';
import { page } from './http.ts';
import { ForgeError } from './model.ts';
import { route } from './route.ts';
import type { Call } from './route.ts';
import { rulesFor } from './rulesets.ts';
import { json, needGrant } from './settings-model.ts';
import {
  activityShape,
  branchRuleShape,
  evaluationsOf,
  rulesetShape,
  suiteShape,
  summaryShape,
  versionShape,
} from './shape-settings.ts';

const PERIODS: Readonly<Record<string, number>> = {
  hour: 1,
  day: 24,
  week: 168,
  month: 744,
  quarter: 2232,
  year: 8784,
};
const HOUR = 3_600_000;

/** The routes of rulesets, below `/repos/{owner}/{name}`. */
export const rulesetRoutes = [
  route('GET /rulesets', ({ forge, links, url }) =>
    page(forge.settings().rulesets, url, (some) => some.map((each) => summaryShape(forge, links, each))),
  ),
  route('POST /rulesets', async ({ forge, actor, links, body }) => {
    const made = await forge.createRuleset(actor, payloadOf(body));
    return { status: 201, body: rulesetShape(forge, links, actor, made) };
  }),
  route('GET /rulesets/rule-suites', (call) => {
    needGrant(call.actor, 'administration', 'write');
    const { forge, url } = call;
    const [result, ref] = [url.searchParams.get('rule_suite_result'), url.searchParams.get('ref')];
    const found = inPeriod(call, url.searchParams.get('time_period') ?? 'day')
      .map((move) => suiteShape(forge, move))
      .filter((suite) => result === null || result === 'all' || suite.result === result)
      .filter((suite) => ref === null || suite.ref === ref);
    return page(found, url, (some) => some);
  }),
  route('GET /rulesets/rule-suites/:id', ({ forge, actor, number }) => {
    needGrant(actor, 'administration', 'write');
    const move = forge.moves().find((one) => one.id === number('id'));
    if (move === undefined) throw new ForgeError(404, 'Not Found');
    return { status: 200, body: { ...suiteShape(forge, move), rule_evaluations: evaluationsOf(move) } };
  }),
  route('GET /rulesets/:id', ({ forge, actor, links, number }) => ({
    status: 200,
    body: rulesetShape(forge, links, actor, forge.ruleset(number('id'))),
  })),
  route('PUT /rulesets/:id', async ({ forge, actor, links, body, number }) => {
    const changed = await forge.updateRuleset(actor, number('id'), payloadOf(body));
    return { status: 200, body: rulesetShape(forge, links, actor, changed) };
  }),
  route('DELETE /rulesets/:id', async ({ forge, actor, number }) => {
    await forge.deleteRuleset(actor, number('id'));
    return { status: 204 };
  }),
  route('GET /rulesets/:id/history', ({ forge, actor, url, number }) => {
    needGrant(actor, 'administration', 'write');
    return page(forge.ruleset(number('id')).versions.toReversed(), url, (some) => some.map(versionShape));
  }),
  route('GET /rulesets/:id/history/:number', ({ forge, actor, number }) => {
    needGrant(actor, 'administration', 'write');
    const version = forge.ruleset(number('id')).versions.find((one) => one.id === number('number'));
    if (version === undefined) throw new ForgeError(404, 'Not Found');
    return { status: 200, body: { ...versionShape(version), state: version.state } };
  }),
  route('GET /rules/branches/:ref', ({ forge, actor, url, param }) => {
    const ref = `refs/heads/${param('ref')}`;
    const settings = forge.settings();
    const found = settings.rulesets.flatMap((ruleset) => {
      const { binding, bypassed } = rulesFor({ ...settings, rulesets: [ruleset] }, ref, actor, 'push');
      const rules = binding.length + bypassed.length === 0 ? [] : ruleset.payload['rules'];
      return Array.isArray(rules) ? rules.map((rule) => branchRuleShape(forge, json(rule), ruleset.id)) : [];
    });
    const own = forge.floor ? floorRules(param('ref'), forge.mergers) : [];
    const shown = own.map((rule) => branchRuleShape(forge, rule, 0));
    return page([...shown, ...found], url, (some) => some);
  }),
  route('GET /activity', (call) => {
    const { forge, links, url } = call;
    const query = url.searchParams;
    const size = Math.min(100, Number(query.get('per_page') ?? 30));
    const [ref, kind, after] = [query.get('ref'), query.get('activity_type'), query.get('after')];
    const found = inPeriod(call, query.get('time_period') ?? 'year')
      .toReversed()
      .filter((move) => ref === null || move.ref === ref || move.ref === `refs/heads/${ref}`)
      .filter((move) => kind === null || move.kind === kind)
      .filter((move) => after === null || move.id < Number(after));
    const some = found.slice(0, size);
    const next = new URL(url);
    next.searchParams.set('after', String(some.at(-1)?.id ?? 0));
    const headers: Record<string, string> = found.length > size ? { link: `<${next.href}>; rel="next"` } : {};
    return { status: 200, body: some.map((move) => activityShape(forge, links, move)), headers };
  }),
];

function inPeriod({ forge }: Call, period: string) {
  const since = forge.now() - (PERIODS[period] ?? 24) * HOUR;
  return forge.moves().filter((move) => move.at >= since);
}

/** What a ruleset is made of; anything else of the request is not kept. */
function payloadOf(body: Call['body']): JsonObject {
  const enforcement = word(body, 'enforcement', ['active', 'evaluate', 'disabled']) ?? 'active';
  const target = word(body, 'target', ['branch', 'tag', 'push']);
  const given = { name: text(body, 'name'), enforcement, ...(target === undefined ? {} : { target }) };
  const lists = ['bypass_actors', 'conditions', 'rules'].filter((name) => body[name] !== undefined);
  return { ...given, ...Object.fromEntries(lists.map((name) => [name, json(body[name])])) };
}
