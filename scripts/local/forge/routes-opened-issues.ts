// REST: issues themselves; what is said on them is the same as on pull requests.
import { optionalText, text, textOrNull, texts, word } from './fields.ts';
import type { Fields } from './fields.ts';
import { page } from './http.ts';
import type { IssueEdit } from './issues.ts';
import { route } from './route.ts';
import { issueShape } from './shape-issue.ts';

/** The routes of issues, below `/repos/{owner}/{name}`; GitHub lists pull requests among them. */
export const openedIssueRoutes = [
  route('POST /issues', async ({ forge, actor, links, body }) => {
    const wanted = { title: text(body, 'title'), body: textOrNull(body, 'body'), labels: texts(body, 'labels') };
    return { status: 201, body: issueShape(forge, links, await forge.openIssue(actor, wanted)) };
  }),
  route('GET /issues', ({ forge, links, url }) => {
    const state = url.searchParams.get('state') ?? 'open';
    const all = [...forge.issues(), ...forge.pulls()].toSorted((a, b) => b.number - a.number);
    const wanted = all.filter((each) => state === 'all' || each.state === state);
    return page(wanted, url, (some) => some.map((each) => issueShape(forge, links, each)));
  }),
  route('GET /issues/:number', ({ forge, links, number }) => {
    const pull = forge.pulls().find((each) => each.number === number('number'));
    return { status: 200, body: issueShape(forge, links, pull ?? forge.issue(number('number'))) };
  }),
  route('PATCH /issues/:number', async ({ forge, actor, links, body, number }) => ({
    status: 200,
    body: issueShape(forge, links, await forge.editIssue(actor, number('number'), editOf(body))),
  })),
];

/** Only what was given: a field that is left out stays as it is. */
function editOf(body: Fields): IssueEdit {
  const title = optionalText(body, 'title') ?? undefined;
  const words = optionalText(body, 'body');
  const state = word(body, 'state', ['open', 'closed']);
  return {
    ...(title === undefined ? {} : { title }),
    ...(words === undefined ? {} : { body: words }),
    ...(state === undefined ? {} : { state }),
  };
}
