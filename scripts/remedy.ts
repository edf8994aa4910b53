// report remedy: asks that a gate event be closed by what was done about it, which changes that one key of its file.
import type { GateEventFile } from './core/generated/types.ts';
import { remediedText } from './core/gate-event-draft.ts';
import type { Remediation } from './core/gate-event-draft.ts';
import { gateEventPath, parseGateEvent } from './core/gate-event-file.ts';
import { sentence } from './core/problem.ts';
import { branchOf } from './file-event.ts';
import type { Filed } from './file-event.ts';
import { readGround } from './ground.ts';
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
  for (let attempt = 1; ; attempt += 1) {
    const branch = branchOf(`${id}-remedy`, attempt);
    const there = await place.forge.pullFrom(branch);
    if (there !== null && there.state !== 'open') continue;
    if (there !== null) {
      const same = (await place.forge.fileAt(there.head, path)) === text;
      if (same) return { kind: 'exists', pull: there, event: id, path };
      return refused(`Request ${there.number} asks for another remediation of ${id}. Close it first, or add to it.`);
    }
    const title = `Remediation of gate event ${id}`;
    await place.forge.replaceFileOnBranch(branch, path, before, text, title);
    if ((await place.forge.fileAt(branch, path)) !== text) {
      if ((await place.forge.fileAt(ground.info.defaultBranch, path)) === before) continue; // somebody else's branch
      return refused(`The gate event ${id} has changed on the default branch meanwhile. Look at it, and ask again.`);
    }
    const body = `Closes the gate event in \`${path}\` once both of its approvers agree; nothing else of it changes.`;
    const { kind, pull } = await place.forge.openPull(branch, title, body);
    return { kind, pull, event: id, path };
  }
}

/** As it is on the default branch; whether its moment made sense then is no question any more. */
function eventIn(bytes: Uint8Array, path: string, now: number): GateEventFile | null {
  return parseGateEvent(bytes, path, 'added', now).event;
}

function refused(...sentences: readonly string[]): Filed {
  return { kind: 'refused', sentences };
}
