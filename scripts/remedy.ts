// report remedy: asks that a gate event be closed by what was done about it, which changes that one key of its file.
import type { GateEventFile } from './core/generated/types.ts';
import { remediedText } from './core/gate-event-draft.ts';
import type { Remediation } from './core/gate-event-draft.ts';
import { gateEventPath, parseGateEvent } from './core/gate-event-file.ts';
import { sentence } from './core/problem.ts';
import { filers } from './file-event.ts';
import type { Filed } from './file-event.ts';
import { openOnFreeBranch } from './free-branch.ts';
import type { Asking } from './free-branch.ts';
import { readGround } from './ground.ts';
import type { Pull } from './ports/forge.ts';
import type { Workplace } from './workplace.ts';

/**
 * Opens the request for the remediation of a gate event, or finds it. The event stays open until both of its approvers agree.
 * @throws PolicyFault, ForgeFault, GitFault or LedgerFault
 */
export async function remedy(id: string, remediation: Remediation, place: Workplace): Promise<Filed> {
  const ground = await readGround(place);
  const path = gateEventPath(id);
  const bytes = await place.repository.fileAt(ground.main, path);
  const event = bytes === null ? null : eventIn(bytes, path, place.now());
  if (bytes === null || event === null) {
    return refused(`There is no gate event ${id} on the default branch. Its report has to be approved first.`);
  }
  const before = new TextDecoder().decode(bytes);
  const text = remediedText(before, event, remediation);
  const { problems } = parseGateEvent(Buffer.from(text), path, { bytes }, place.now());
  if (problems.length > 0) return { kind: 'refused', sentences: problems.map(sentence) };
  if (!ground.policy.people.has(remediation.by)) {
    return refused(`There is no person ${JSON.stringify(remediation.by)} in policies/people.yaml: who did it?`);
  }
  const accounts = filers(ground.policy, (await place.forge.whoAmI()).id);
  const found = async (there: Pull): Promise<Filed | null> => {
    if (there.state !== 'open') return null;
    if ((await place.forge.fileAt(there.head, path)) === text) return { kind: 'exists', pull: there, event: id, path };
    // A bot that took the name has nothing to say about what was done, and must not keep it from being asked for.
    if (!accounts.has(there.opener.id)) return null;
    return refused(`Request ${there.number} asks for another remediation of ${id}. Close it first, or add to it.`);
  };
  const asking: Asking = {
    event: id,
    name: `${id}-remedy`,
    path,
    text,
    before,
    defaultBranch: ground.info.defaultBranch,
    title: `Remediation of gate event ${id}`,
    body: `Closes the gate event in \`${path}\` once both of its approvers agree; nothing else of it changes.`,
    found,
    outrun: `The gate event ${id} has changed on the default branch meanwhile. Look at it, and ask again.`,
  };
  return openOnFreeBranch(asking, place);
}

/** As it is on the default branch; whether its moment made sense then is no question any more. */
function eventIn(bytes: Uint8Array, path: string, now: number): GateEventFile | null {
  return parseGateEvent(bytes, path, 'added', now).event;
}

function refused(...sentences: readonly string[]): Filed {
  return { kind: 'refused', sentences };
}
