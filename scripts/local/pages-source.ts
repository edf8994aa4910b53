// Joins the pages to the house: they read through the verbs' own ports and answer through the forge, as anybody would.
import { readGround } from '../ground.ts';
import { onCallReport } from '../on-call.ts';
import { ForgeError } from './forge/model.ts';
import type { House } from './house.ts';
import type { Log } from './log.ts';
import { openOverview } from './overview.ts';
import type { PagesSource, RequestView, ReviewAnswer } from './pages/source.ts';
import { SIMULATIONS } from './simulations.ts';
import { standardReport } from './standard-report.ts';
import type { AskedEvent } from './standard-report.ts';

/** Gaps further ahead can still be mended in time. */
const DAYS_AHEAD = 90;

/** What the pages of this house show and may do. */
export function pagesSource(house: House, log: Log): PagesSource {
  const overview = openOverview(house.bot);
  return {
    organisation: house.policy.standard.organisation,
    people: async () =>
      [...house.policy.people.values()].map(({ id, account, login, name, roles }) => {
        return { account, login, person: id, name, roles };
      }),
    requests: overview.all,
    request: overview.one,
    onCall: async () => {
      const { policy } = await readGround(house.bot);
      return { report: onCallReport(policy, house.bot.now(), DAYS_AHEAD), policy };
    },
    standard: async () => {
      const { policy, records, view } = await readGround(house.bot);
      const asked = (await overview.all()).flatMap(askedIn);
      const anchors = await house.anchors();
      return { report: standardReport(policy, records, view.root, house.bot.now(), asked, anchors), policy };
    },
    answer: async (account, number, head, event, reason) => {
      const actor = house.forge.accountById(account);
      if (actor === null || actor === undefined)
        return { ok: false, message: 'This account is not known to the forge.' };
      // The forge takes an answer about an older commit, as GitHub does; a person who answers here means what they saw.
      if (house.forge.pull(number).head !== head) {
        return {
          ok: false,
          message: 'The request has changed since you opened this page, so your answer was not given.',
        };
      }
      return attempt(() => house.forge.submitReview(actor, number, { event, body: reason, commit: head }));
    },
    simulations: SIMULATIONS,
    simulate: async (id) => {
      const simulation = SIMULATIONS.find((one) => one.id === id);
      if (simulation === undefined) return { ok: false, message: 'There is no such simulation.' };
      const refusal = await simulation.run(house);
      return refusal === null ? { ok: true } : { ok: false, message: refusal };
    },
    log: log.lines,
  };
}

function askedIn({ content, pull }: RequestView): readonly AskedEvent[] {
  if (content?.kind !== 'gate-event' || pull.state !== 'open') return [];
  const { id: event, records, remediation } = content.event;
  return [{ event, records, remediates: remediation !== null, pull: pull.number }];
}

/** The forge's own "no" is an answer for the page; anything else is a fault. */
async function attempt(act: () => Promise<unknown>): Promise<ReviewAnswer> {
  try {
    await act();
    return { ok: true };
  } catch (cause) {
    if (cause instanceof ForgeError) return { ok: false, message: cause.message };
    throw cause;
  }
}
