// Parts of the tour in which people change the policy, break the glass, stand in for each other and sign the quarter's review.
import { breakGlass } from '../break-glass.ts';
import { boundsOf, quarterOf } from '../core/quarters.ts';
import { openReview } from '../review.ts';
import { DEVICES, isolation } from './tour-drafts.ts';
import type { Part } from './tour-part.ts';
import { lift, localTime, watch } from './tour-platform.ts';
import { pushes } from './tour-push.ts';
import { answers, gateSays, ledger, proposes, recorded, step, tick } from './tour-stage.ts';
import type { Stage } from './tour-stage.ts';
import { signs } from './tour-standard.ts';
import type { Change } from './tour-standard.ts';
import { MINUTE } from './tour-words.ts';

const RAN = ['action-proposed', 'action-approved', 'action-intended', 'action-executed'] as const;

export const OWNERS: readonly Part[] = [
  {
    title: 'Policy change: judged by the policy on main, not by what it brings',
    run: async (stage) => {
      const text = await onMain('policies/authority.yaml', stage);
      const lowered = text.replace(
        /(when: \{ change: policy \}\n\s+seats: ).*/,
        '$1[[security-lead, operations-owner]]',
      );
      const asked = await asksTo('lower-the-bar', { 'policies/authority.yaml': lowered }, stage);
      await answers('sam', 'APPROVE', asked, stage);
      await step(stage);
      await gateSays('waiting', ['1 person (security-lead or operations-owner) instead of 2 people'], asked, stage);
      await recorded([], asked, stage); // one would be enough, by what it brings itself
      await stage.house.as('tess-northwind').forge.close(asked.pull);
      await step(stage);
    },
  },
  {
    title: 'Absent approver: away by the roster, so the stand-in is called at once',
    run: async (stage) => {
      const people = await onMain('policies/people.yaml', stage);
      const away = `away: [{ zone: Europe/London, from: ${localTime(0, stage)}, to: ${localTime(12 * 60, stage)} }]`;
      const files = { 'policies/people.yaml': people.replace(/(\{ id: lena, .*?) \}/, `$1, ${away} }`) };
      await signs(['sam', 'olga'], await asksTo('lena-is-away', files, stage), 'policy-changed', stage);
      const acts = watch([DEVICES.fs01], stage);
      const request = await proposes('ransomware-responder', isolation([DEVICES.fs01]), stage);
      await step(stage);
      await recorded(['action-proposed', 'action-deferred'], request, stage);
      const [proposed] = await ledgerOf(request, stage);
      const standIn = proposed?.type === 'action-proposed' ? proposed.standIns[0] : undefined;
      await answers(standIn ?? 'nobody', 'APPROVE', request, stage);
      await step(stage);
      const [first, ...rest] = RAN;
      await recorded([first, 'action-deferred', ...rest], request, stage);
      acts(1);
      lift([DEVICES.fs01], stage);
      stage.later(12 * 60);
    },
  },
  {
    title: 'Break-glass: at once, recorded as a gate failure before it runs, and owed to two others',
    run: async (stage) => {
      const acts = watch([DEVICES.dc01], stage);
      const request = await breaks('olga', stage);
      await step(stage);
      const types = ['action-proposed', 'gate-failure', 'action-auto', 'action-intended', 'action-executed'];
      await recorded(types, request, stage);
      acts(1);
      const again = await glass('olga', stage);
      const said = again.kind === 'refused' ? again.sentences.join(' ') : 'it was opened';
      if (!said.startsWith('break-glass-unreviewed')) stage.fail('no second one before the first is reviewed', said);
      stage.tell(`Olga Okafor may not do it again yet. ${said}`);
      tick(stage);
      const own = stage.house.forge
        .pulls()
        .findLast(({ headBranch, state }) => headBranch.startsWith('gate-event/') && state === 'open');
      if (own === undefined) return stage.fail('its gate event to be filed', 'none was');
      const event = own.headBranch.slice('gate-event/'.length);
      stage.tell(`The gate event ${event} is filed by itself: request ${own.number}.`);
      await signs(['sam', 'rita'], { id: 'none', pull: own.number }, 'gate-event-filed', stage);
      lift([DEVICES.dc01], stage);
    },
  },
  {
    title: 'Quarterly review: two signatures are not enough, three are',
    run: async (stage) => {
      const quarter = quarterOf(stage.now());
      const { until } = boundsOf(quarter);
      stage.later((until - stage.now()) / MINUTE + 36 * 60);
      const review = await openReview(quarter, stage.house.bot);
      if (review.kind !== 'opened' || review.pull === null) {
        return stage.fail('the review to be opened', 'sentence' in review ? review.sentence : review.kind);
      }
      stage.tell(`The report of ${quarter} is derived from the ledger: request ${review.pull}.`);
      await signs(['sam', 'olga', 'rita'], { id: 'none', pull: review.pull }, 'review-held', stage);
    },
  },
];

async function glass(person: string, stage: Stage) {
  tick(stage);
  const draft = new TextEncoder().encode(isolation([DEVICES.dc01]));
  return breakGlass(draft, 'draft.yaml', 'It is spreading, and nobody answers.', stage.house.as(`${person}-northwind`));
}

async function breaks(person: string, stage: Stage): Promise<Change> {
  const broken = await glass(person, stage);
  if (broken.kind === 'refused') return stage.fail('the glass to be broken', broken.sentences.join(' '));
  stage.tell(`Olga Okafor breaks the glass for ACME-DC01: request ${broken.pull.number}.`);
  return { id: broken.id, pull: broken.pull.number };
}

async function asksTo(branch: string, files: Readonly<Record<string, string>>, stage: Stage): Promise<Change> {
  const login = 'tess-northwind';
  await pushes({ login, branch, files, message: branch }, stage);
  const { pull } = await stage.house.as(login).forge.openPull(branch, branch, 'Please.');
  stage.tell(`Tess Tanaka opens request ${pull.number}, ${branch}.`);
  await step(stage);
  return { id: 'none', pull: pull.number };
}

async function onMain(path: string, stage: Stage): Promise<string> {
  return (await stage.house.bot.forge.fileAt('main', path)) ?? stage.fail(`${path} on main`, 'it is not there');
}

async function ledgerOf({ id }: Change, stage: Stage) {
  return (await ledger(stage)).filter((record) => 'action' in record && record.action?.id === id);
}
