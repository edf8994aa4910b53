// break-glass: one of a named few asks that a Tier 1 action run at once, under their own name; the gate decides whether they may.
import { readDocument } from './core/document.ts';
import { ledgerFacts } from './core/ledger-facts.ts';
import { personBehind } from './core/accounts.ts';
import { sentence } from './core/problem.ts';
import { completeDraft } from './draft.ts';
import { readGround } from './ground.ts';
import { openRequest } from './propose.ts';
import type { Proposed } from './propose.ts';
import type { Workplace } from './workplace.ts';

/**
 * Opens the request of an action that says why the glass is broken. It runs once the gate has put it on the ledger.
 * @param bytes the draft, as for `propose`
 * @param because why it cannot wait
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault, where it can't be known what would happen
 */
export async function breakGlass(
  bytes: Uint8Array,
  name: string,
  because: string,
  place: Workplace,
): Promise<Proposed> {
  const ground = await readGround(place);
  const me = await place.forge.whoAmI();
  const document = readDocument(bytes, name);
  if (!document.ok) return { kind: 'refused', sentences: document.problems.map(sentence) };
  const person = personBehind(me.id, ground.policy);
  const allowed = ground.policy.standard.breakGlass?.people ?? [];
  if (person === null || !allowed.includes(person.id)) {
    const names = allowed.map((id) => ground.policy.people.get(id)?.name ?? id).join(', ') || 'nobody';
    const fact = `${person?.name ?? me.login} may not break the glass: policies/standard.yaml names ${names}.`;
    return { kind: 'refused', sentences: [`break-glass-not-allowed: ${fact}`] };
  }
  const value = typeof document.value === 'object' ? document.value : {};
  const text = JSON.stringify({ ...value, breakGlass: because });
  const draft = completeDraft(new TextEncoder().encode(text), name, {
    policy: ground.policy,
    automation: person,
    type: 'User',
    ledger: (id) => ledgerFacts(ground.records, { pull: 0, id }, ground.policy, ground.digests),
    now: place.now(),
  });
  if (!draft.ok) return { kind: 'refused', sentences: draft.sentences };
  return openRequest(draft, ground, place);
}
