// The sequencer: appends what waits in the queue, and of the unsigned claims in the inbox those that are admitted.
import { randomBytes } from 'node:crypto';
import { type Claim, formatClaims, readClaims } from '../core/ledger-inbox.ts';
import { admitted } from '../core/ledger-precondition.ts';
import type { Instant } from '../core/time.ts';
import { makeUlid } from '../core/ulid.ts';
import type { NewCommit } from './git-tree.ts';
import { branchOf } from './ledger-record.ts';
import { listRefs } from './ledger-remote.ts';
import { pushRefs } from './ledger-push.ts';
import { appendWaiting, dropOf, keep, notesOf, noteCommit } from './ledger-take.ts';
import { look, MOST_LOST, type Work } from './ledger-work.ts';
import type { RefMove } from './receiver.ts';
import { type Admit, LedgerFault, type Sequenced, type StoredRecord, type Wishes } from './ledger.ts';

/** Where batches lie that nobody has signed. */
const INBOX = 'refs/countersign/inbox/';

/** Batches of claims that one append takes: whoever floods the inbox is only slow. */
const MOST = 16;
const MOST_ROUNDS = 64;

/** See `Ledger.sequence`. Each round is one commit and one push, so that a kill at any moment loses and doubles nothing. */
export async function sequence(work: Work, admit: Admit, now: Instant): Promise<Sequenced> {
  const year = new Date(now).getUTCFullYear();
  let lost = 0;
  const done: { appended: StoredRecord[]; refused: Sequenced['refused'][number][] } = { appended: [], refused: [] };
  for (let rounds = 0; rounds < MOST_ROUNDS && lost < MOST_LOST; rounds += 1) {
    const began = performance.now();
    const round = await work.mirror.alone(() => sequenceOnce(work, admit, year, now));
    if (round === null) {
      lost += 1;
      await work.options.wait(work.options.random() * Math.max(20, performance.now() - began) * 4);
      continue;
    }
    done.appended.push(...round.appended);
    done.refused.push(...round.refused);
    if (round.isEmpty) return done;
  }
  // The rest is the next run's: whoever keeps moving these refs must not stop what else the caller has to do.
  return done;
}

/** One round. @returns `null` where somebody else was faster */
async function sequenceOnce(
  work: Work,
  admit: Admit,
  year: number,
  now: Instant,
): Promise<(Sequenced & { readonly isEmpty: boolean }) | null> {
  const { memory, mirror } = work;
  const view = await look(work);
  const inbox = [...(await listRefs(mirror, INBOX))].toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, MOST);
  if (inbox.length === 0 && (memory.heads?.waiting.size ?? 0) === 0)
    return { appended: [], refused: [], isEmpty: true };
  if (work.options.key === undefined) {
    throw new LedgerFault(branchOf(year), null, 'this ledger is only read: it has no signing key');
  }
  const notes = await notesOf(work, INBOX, inbox);
  const judged = inbox.flatMap(([name, sha]) => {
    const note = notes.get(name);
    return note === undefined ? [] : [{ name, sha, note, ...wishesIn(work, name, note, admit) }];
  });
  const records = view.records.map(({ record }) => record);
  const own = admitted(
    judged.flatMap(({ wishes }) => wishes),
    records,
  );
  const refused = judged.flatMap(({ name, sha, note, why }) => (why === null ? [] : [{ batch: name, why, sha, note }]));
  const moves: readonly RefMove[] = [
    ...judged.map(({ name, sha }) => dropOf(INBOX, name, sha)),
    ...(await keep(work, refused)),
  ];
  const { answer, taking, written } = await appendWaiting(work, year, own, now, moves);
  if (answer.kind === 'refused') throw new LedgerFault(branchOf(year), null, `the origin refuses: ${answer.why}`);
  if (answer.kind !== 'pushed') return null;
  const all = [...refused.map(({ batch, why }) => ({ batch, why })), ...taking.refused];
  const isStuck = judged.length === 0 && taking.moves.length === 0;
  return {
    appended: written === null ? [] : written.state.records.slice(written.first),
    refused: all,
    isEmpty: isStuck,
  };
}

/** A batch counts as a whole: one claim that is not admitted refuses those beside it. */
function wishesIn(
  { options: { originBase } }: Work,
  name: string,
  note: string | null,
  admit: Admit,
): { readonly wishes: Wishes; readonly why: string | null } {
  const claims = readClaims(note ?? '', originBase, name);
  if (claims === null) return { wishes: [], why: 'it is no batch of claims for this inbox' };
  const answers = claims.map((claim) => admit(claim));
  const why = answers.find((answer) => typeof answer === 'string');
  if (why !== undefined) return { wishes: [], why };
  return { wishes: answers.filter((answer) => typeof answer !== 'string'), why: null };
}

/** See `Ledger.claim`. */
export async function claim(work: Work, claims: readonly Claim[], now: Instant): Promise<string> {
  const { mirror, options } = work;
  const name = makeUlid(now, randomBytes(10));
  const text = formatClaims(options.originBase, name, claims);
  const note = await noteCommit(mirror.git, options.identity, text);
  const answer = await mirror.alone(() => pushed(work, name, note));
  if (answer !== null) throw new LedgerFault(`${INBOX}${name}`, null, answer);
  return name;
}

/** @returns why it is not there, `null` where it is */
async function pushed({ mirror }: Work, name: string, { id, objects }: NewCommit): Promise<string | null> {
  const answer = await pushRefs(mirror, [{ ref: `${INBOX}${name}`, from: null, to: id, objects }]);
  if (answer.kind === 'pushed') return null;
  // Without an answer it may be there after all; bringing it again under its own name would be refused.
  const isThere = answer.kind === 'unknown' && (await listRefs(mirror, INBOX)).has(name);
  return isThere
    ? null
    : `the origin does not take the claim: ${answer.kind === 'lost' ? 'its name is taken' : answer.why}`;
}
