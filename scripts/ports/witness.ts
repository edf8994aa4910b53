// A witness outside over C2SP tlog-witness: it cosigns a checkpoint only where that continues the last one it has seen.
import { cosignedBy, type WitnessKey } from '../core/cosignature.ts';
import { consistencyProof } from '../core/merkle-proofs.ts';
import type { Hash } from '../core/merkle.ts';

export interface Witness {
  /** The submission prefix. */
  readonly url: string;
  readonly key: WitnessKey;
  readonly fetch: typeof globalThis.fetch;
}

export type WitnessAnswer =
  /** The checkpoint with the witness's line below the others. */
  | { readonly kind: 'cosigned'; readonly note: string; readonly at: number }
  | { readonly kind: 'refused'; readonly why: string };

/** Milliseconds to wait for an answer. */
const PATIENCE = 30_000;
/** What a witness answers is a few lines; more is not read, in characters. */
const LONGEST = 65_536;

/**
 * Submits a checkpoint. Where the witness remembers another size than `seen`, it says which, and is asked once more.
 * @param leaves of all records that the checkpoint covers
 * @param seen the size that this witness is thought to have cosigned last; 0 where that is not known
 */
export async function submit(
  witness: Witness,
  note: string,
  leaves: readonly Hash[],
  seen: number,
): Promise<WitnessAnswer> {
  let old = Math.min(seen, leaves.length);
  for (const last of [false, true]) {
    const answer = await post(witness, bodyOf(note, leaves, old));
    if (answer.kind === 'refused') return answer;
    const { status, text, type } = answer;
    if (status === 200) return cosigned(note, text, witness);
    const size = /^(0|[1-9]\d{0,15})\n$/.exec(text)?.[1];
    if (status !== 409 || last || size === undefined || !type.startsWith('text/x.tlog.size')) {
      return refused(`it answered ${status}`);
    }
    // Smaller than what it has cosigned: the ledger it knows is longer than ours, which is what witnesses are for.
    if (Number(size) > leaves.length) return refused(`it has cosigned ${size} records, and there are ${leaves.length}`);
    old = Number(size);
  }
  return refused('it changed its mind about the last size');
}

function bodyOf(note: string, leaves: readonly Hash[], old: number): string {
  const proof = consistencyProof(leaves, old).map((one) => `${Buffer.from(one).toString('base64')}\n`);
  return `old ${old}\n${proof.join('')}\n${note}`;
}

type Post =
  | { readonly kind: 'answered'; readonly status: number; readonly text: string; readonly type: string }
  | { readonly kind: 'refused'; readonly why: string };

async function post({ url, fetch }: Witness, body: string): Promise<Post> {
  try {
    const answer = await fetch(`${url.replace(/\/$/, '')}/add-checkpoint`, {
      method: 'POST',
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = (await answer.text()).slice(0, LONGEST);
    return { kind: 'answered', status: answer.status, text, type: answer.headers.get('content-type') ?? '' };
  } catch (cause) {
    return { kind: 'refused', why: `it could not be asked: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
}

/** Takes over the one line of the key that is trusted here, once it is checked; everything else is left out. */
function cosigned(note: string, lines: string, { key }: Witness): WitnessAnswer {
  for (const line of lines.split('\n').filter(Boolean)) {
    const whole = `${note}${line}\n`;
    const answer = cosignedBy(whole, key);
    if (answer.kind === 'cosigned') return { kind: 'cosigned', note: whole, at: answer.at };
  }
  return refused(`its answer has no cosignature by ${key.name} that fits`);
}

function refused(why: string): WitnessAnswer {
  return { kind: 'refused', why };
}
