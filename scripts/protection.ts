// Looks at the live rules of main and the ledger right before something runs: where they are weaker, nothing does.
import { detectedOnce } from './core/once.ts';
import { protectionGaps } from './core/protection.ts';
import type { GateFailure } from './core/records.ts';
import { list } from './core/standing.ts';
import { formatInstant } from './core/time.ts';
import type { Ground } from './ground.ts';
import { CHECK } from './look.ts';
import type { Workplace } from './workplace.ts';

/** The protection of the repository is weaker than what an approval rests on; nothing may run. */
export class ProtectionFault extends Error {
  constructor(gaps: readonly string[]) {
    super(
      `Nothing was run: ${list(gaps)}. Run countersign doctor, put the rules back with countersign setup, and run this again.`,
    );
    this.name = 'ProtectionFault';
  }
}

/**
 * One question for each of the two branches. Who switches the rules off after a merge can change what the execution is proved
 * from; so what is approved waits until they are back, for as long as its approval lasts.
 * @throws ProtectionFault where they are weaker, after that was recorded as a gate failure; ForgeFault where they cannot be read
 */
export async function checkProtection(ground: Ground, place: Workplace): Promise<void> {
  const { info, view } = ground;
  const ledger = `ledger/${view.year}`;
  const [main, records] = await Promise.all([
    place.forge.branchRules(info.defaultBranch),
    place.forge.branchRules(ledger),
  ]);
  const gaps = [
    ...protectionGaps('main', main, CHECK).map((words) => `${info.defaultBranch} ${words}`),
    ...protectionGaps('ledger', records, CHECK).map((words) => `${ledger} ${words}`),
  ];
  if (gaps.length === 0) return;
  await record(gaps, ground, place);
  throw new ProtectionFault(gaps);
}

/** Once for each commit of main: a weakening that lasts is one failure, and another one later is another. */
async function record(gaps: readonly string[], { info, main }: Ground, place: Workplace): Promise<void> {
  const at = formatInstant(place.now());
  const failure: GateFailure = {
    type: 'gate-failure',
    at,
    repository: info.id,
    main,
    pull: null,
    action: null,
    how: `Right before an execution ${list(gaps)}. Nothing was run.`,
    detectedBy: 'execute',
    remediation: null,
    kind: 'protection-weakened',
    target: `execution on ${main.slice(0, 12)}`,
    automation: null,
    reportedBy: null,
    occurredAt: at,
  };
  const result = await place.ledger.append([{ draft: { ...failure }, unless: detectedOnce(failure) }], place.now());
  if (result.kind === 'appended') place.log(`gate failure: ${failure.how}`);
}
