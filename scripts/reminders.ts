// Reminds those who have not answered before the deadline passes: once, on the pull request and by every channel there is.
import { candidateIds } from './core/asked.ts';
import type { PersonId } from './core/policy-model.ts';
import { known, list } from './core/standing.ts';
import { formatInstant } from './core/time.ts';
import type { Ground } from './ground.ts';
import type { Judged } from './judge.ts';
import type { Notice } from './ports/notices.ts';
import { tell, untold } from './tell.ts';
import type { Workplace } from './workplace.ts';

/** How a comment is named among the contact attempts. */
const COMMENT = 'comment on the pull request';

/**
 * Reminds of one request where its time has come (standard: approver unavailable, contact attempts).
 * @param called stand-ins who were called and have not answered
 * @returns who was reminded now
 * @throws ForgeFault or LedgerFault
 */
export async function remind(
  judged: Judged,
  called: readonly PersonId[],
  ground: Ground,
  place: Workplace,
): Promise<readonly PersonId[]> {
  const notice = reminderOf(judged, called, place);
  const due = notice === null ? [] : untold(notice, ground.records);
  if (notice === null || due.length === 0) return [];
  const people = known(due, ground.policy);
  const mentions = people.map(({ login }) => `@${login}`).join(' ');
  await place.forge.upsertComment(judged.pull.number, 'countersign:reminder', `${mentions} ${notice.lines.join(' ')}`);
  const said = due.map((person) => ({ person, channel: COMMENT, delivered: true, detail: 'mentioned by account' }));
  await tell(notice, ground, place, said);
  place.log(`request ${judged.pull.number}: reminded ${list(people.map(({ name }) => name))}`);
  return due;
}

/** `null` where nobody is to be reminded: nothing is outstanding, it is not time yet, or the policy reminds nobody. */
function reminderOf({ input, verdict, pull }: Judged, called: readonly PersonId[], place: Workplace): Notice | null {
  const { remindBefore } = input.policy.standard;
  const at = place.now();
  const open = verdict.state === 'waiting' && verdict.unreadable.length === 0 && !pull.draft;
  if (remindBefore === null || !open || at < verdict.deadline - remindBefore) return null;
  const to = [...new Set([...candidateIds(verdict), ...called])];
  const lines = [
    `Your answer to request ${pull.number} is outstanding.`,
    `It ends without one at ${formatInstant(verdict.deadline)}, and then nothing runs.`,
  ];
  const title = `Reminder: request ${pull.number} waits for you`;
  return { id: `reminder/${pull.number}`, about: 'reminder', at, to, pull: pull.number, title, lines, url: pull.url };
}
