// Who sees which button, and why; the table of everybody who may have to do with a request.
import { describe, expect, it } from 'vitest';
import { textOf } from '../../../scripts/local/pages/html.ts';
import { partOf } from '../../../scripts/local/pages/part.ts';
import { requestPage } from '../../../scripts/local/pages/request-page.ts';
import type { RequestView, SignIn } from '../../../scripts/local/pages/source.ts';
import { BOT, HEAD, requestView, review } from '../../fakes/pages-request.ts';
import type { Wanted } from '../../fakes/pages-request.ts';
import { NOW, OPENED, POLICY } from '../../fakes/pages-world.ts';

const HOUR = 3_600_000;

function me(id: string): SignIn {
  const person = POLICY.people.get(id);
  if (person === undefined) throw new Error(`${id} is not in the roster`);
  return { ...person, person: id };
}

function page(view: RequestView, id = 'lena', now = NOW): string {
  const visitor = { organisation: 'Northwind', me: me(id), token: 'token' };
  return textOf(requestPage(view, now, visitor));
}

const BOTH = { approvers: ['lena', 'sam'] };
const CALLED = [{ standIn: 'nina', at: OPENED + 60_000 }];
const lenas = { id: 111, login: 'lena-login', type: 'User' as const };

describe('the part of a person', () => {
  it.each<[string, string, Partial<Wanted>, boolean, boolean, string]>([
    [
      'the named approver',
      'lena',
      {},
      true,
      true,
      'You are named as an approver; your approval fills the seat of lead of technician.',
    ],
    [
      'a stand-in who was not called',
      'nina',
      {},
      false,
      false,
      'You are named as a stand-in and have not been called. You are asked only if Lena Brandt cannot answer in time.',
    ],
    [
      'a stand-in who was called',
      'nina',
      { called: CALLED },
      true,
      true,
      'You have been called to stand in for Lena Brandt, in the seat of lead of technician.',
    ],
    [
      'somebody with a veto',
      'sam',
      {},
      false,
      true,
      'You were not named for this request; Lena Brandt was. Your role has a veto. You may deny it.',
    ],
    ['somebody without any part', 'olga', {}, false, false, 'You were not named for this request; Lena Brandt was.'],
    [
      'the technician',
      'tess',
      {},
      false,
      false,
      'You asked for this, or it is your own work, so somebody else has to approve it.',
    ],
    [
      'the requester',
      'rita',
      {},
      false,
      false,
      'You asked for this, or it is your own work, so somebody else has to approve it.',
    ],
    [
      'a requester with a veto',
      'sam',
      { action: { requester: 'sam' } },
      false,
      true,
      'somebody else has to approve it. You may deny it.',
    ],
    [
      'a co-author',
      'sam',
      {
        action: { operation: 'disable', approvers: ['sam', 'olga'] },
        pull: {
          commits: [
            { sha: HEAD, parents: [], author: BOT, committer: BOT, coAuthors: [{ id: 121, login: 's', type: 'User' }] },
          ],
        },
      },
      false,
      true,
      'had a hand in one of its commits, or pushed to its branch',
    ],
    [
      'the opener, from whom the forge takes no answer',
      'lena',
      { action: BOTH, pull: { opener: lenas } },
      false,
      false,
      '',
    ],
    [
      'somebody who approved already',
      'olga',
      { action: { operation: 'disable', approvers: ['sam', 'olga'] }, reviews: [review(131, 'APPROVED')] },
      false,
      true,
      'You approved this on 20 Nov 2026, 10:01 UTC. Nothing else is needed. You may deny it.',
    ],
    [
      'somebody whose approval was for another commit',
      'lena',
      { reviews: [review(111, 'APPROVED', { commit: 'b'.repeat(40) })] },
      true,
      true,
      'You are named',
    ],
    [
      'somebody without write access',
      'lena',
      { pull: { writers: [121] } },
      false,
      true,
      'Your account has no write access to the repository',
    ],
    ['anybody, while it is a draft', 'lena', { pull: { draft: true } }, false, true, 'This request is still a draft.'],
    [
      'anybody, when the gate refuses it',
      'lena',
      { pull: { fork: true } },
      false,
      false,
      'The gate refuses this request, so there is nothing to approve.',
    ],
    [
      'anybody, when it has ended',
      'lena',
      { stage: 'withdrawn' },
      false,
      false,
      'Nobody is asked about this request any more.',
    ],
    [
      'the first of two, when the seat is filled',
      'sam',
      { action: { operation: 'disable', approvers: ['sam', 'olga'] }, reviews: [review(131, 'APPROVED')] },
      false,
      true,
      'No seat is open that you could fill. You may deny it.',
    ],
  ])('who is %s (%s)', (_, id, wanted, approve, deny, why) => {
    const view = requestView({ number: 1, ...wanted });
    const part = partOf(view, me(id), NOW);
    expect({ approve: part.approve, deny: part.deny }).toEqual({ approve, deny });
    expect(part.why).toContain(why);
    const text = page(view, id);
    expect([text.includes('>Approve</button>'), text.includes('>Deny</button>')]).toEqual([approve, deny]);
  });

  it('is none without a sign-in, after the deadline, or where the file cannot be shown', () => {
    const view = requestView({ number: 1 });
    expect(partOf(view, null, NOW)).toEqual({ approve: false, deny: false, why: 'Sign in to answer.' });
    expect(partOf(view, me('lena'), OPENED + 4 * HOUR)).toMatchObject({ approve: true });
    expect(partOf(view, me('lena'), OPENED + 4 * HOUR + 1)).toMatchObject({ approve: false });
    expect(partOf({ ...view, file: null }, me('lena'), NOW)).toMatchObject({ approve: false, deny: true });
    expect(partOf(view, { ...me('lena'), account: 999 }, NOW)).toMatchObject({ approve: false, deny: false });
  });

  it('is none for whoever opened it, because the forge takes no answer from them', () => {
    const view = requestView({ number: 1, action: BOTH });
    const opened: RequestView = { ...view, pull: { ...view.pull, opener: lenas } };
    expect(partOf(opened, me('lena'), NOW)).toMatchObject({ deny: false });
    expect(partOf(opened, me('sam'), NOW)).toMatchObject({ deny: true });
  });
});
