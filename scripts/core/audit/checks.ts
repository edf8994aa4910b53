// The table of checks: what an audit asks of the two branches, and the requirement behind each question.
import { activityHolds } from './activity.ts';
import { canonicalBytes, sameRepository, schemaValid, timeForward } from './content.ts';
import { checkpointsCover, pinnedKey, rotationsQuote, yearsContinue } from './checkpoints.ts';
import { erasuresHold, partsAreHeld } from './erasures.ts';
import { exceptionTermsHold } from './exception-terms.ts';
import { executions } from './executions.ts';
import type { Finding, History, Remark } from './history.ts';
import { keysHold } from './keys.ts';
import { mainIsTouchedByMerges, mergesAreOnMain, permitsAreApproved, queueIsCovered } from './main-files.ts';
import { mainIsWhole, pointersAgree, tipsAreOnMain, trailersAgree, trailersAreOfMerges } from './main-line.ts';
import { populationsAgree } from './population.ts';
import { sameBytesSameAction } from './proposals.ts';
import * as requests from './requests.ts';
import { looksHold } from './settings-looks.ts';
import { ledgerStructure } from './structure.ts';
import { tilesAgree } from './tiles.ts';

export interface Check {
  /** The requirement, for example `README: The ledger`. */
  readonly clause: string;
  readonly look: (history: History) => readonly Remark[];
}

const LEDGER = 'README: The ledger';
const NEVER = 'SECURITY: What must never happen';

export const CHECKS: readonly Check[] = [
  { clause: `${LEDGER}, append-only`, look: ledgerStructure },
  { clause: 'RFC 8785', look: canonicalBytes },
  { clause: 'policies/schemas/record.json', look: schemaValid },
  { clause: `${LEDGER}, the repository's numeric id`, look: sameRepository },
  { clause: 'standard: the moment of the decision is recorded and kept', look: timeForward },
  { clause: `${LEDGER}, the first public key is pinned on main`, look: pinnedKey },
  { clause: `${LEDGER}, a checkpoint in each commit`, look: checkpointsCover },
  { clause: `${LEDGER}, keys are enrolled and retired by records`, look: keysHold },
  { clause: 'C2SP tlog-tiles', look: tilesAgree },
  { clause: `${LEDGER}, a new year quotes the year before`, look: yearsContinue },
  { clause: `${LEDGER}, a new year quotes the year before`, look: rotationsQuote },
  { clause: `${NEVER}, 5`, look: requests.oneEnding },
  { clause: 'gate.md rules 4 and 17', look: requests.proposedFirst },
  { clause: 'standard: the proposed action is recorded', look: sameBytesSameAction },
  { clause: 'standard: a denial stops the automation altogether', look: requests.nothingAfterTheEnd },
  { clause: 'gate.md rule 15', look: requests.lapsesFollowApprovals },
  { clause: 'standard: a named human looks at the proposed action', look: requests.reviewsUsedOnce },
  { clause: 'standard: gate failure', look: requests.gateFailures },
  { clause: `${NEVER}, 1 and 2`, look: executions },
  { clause: 'standard: gate failure: ran without approval', look: activityHolds },
  { clause: `${LEDGER}, each look at the settings goes on where the one before ended`, look: looksHold },
  { clause: 'gate.md rule 6', look: exceptionTermsHold },
  { clause: `${NEVER}, 5`, look: partsAreHeld },
  { clause: `${LEDGER}, two people approve an erasure`, look: erasuresHold },
  { clause: 'README: The verbs, sweep accounts for every pull request', look: populationsAgree },
  { clause: `${LEDGER}, both branches vouch for each other`, look: mainIsWhole },
  { clause: 'gate.md rule 16', look: mergesAreOnMain },
  { clause: `${NEVER}, 1`, look: queueIsCovered },
  { clause: `${NEVER}, 1`, look: mainIsTouchedByMerges },
  { clause: 'gate.md rules 5 and 6', look: permitsAreApproved },
  { clause: `${LEDGER}, main's tip in each record`, look: tipsAreOnMain },
  { clause: `${LEDGER}, trailers with the ledger's size and root`, look: trailersAgree },
  { clause: `${LEDGER}, trailers with the ledger's size and root`, look: pointersAgree },
  { clause: `${LEDGER}, trailers with the ledger's size and root`, look: trailersAreOfMerges },
];

/** Asks every question; none is left out because an earlier one found something. */
export function findingsIn(history: History, checks: readonly Check[] = CHECKS): readonly Finding[] {
  return checks.flatMap(({ clause, look }) => look(history).map((remark) => findingOf(remark, clause)));
}

/** A remark with its clause. */
export function findingOf(remark: Remark, clause: string): Finding {
  return { severity: 'failure', record: null, file: null, commit: null, ...remark, clause };
}
