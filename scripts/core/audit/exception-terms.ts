// What an exception allowed and until when, by its record alone: its file may be erased, and its uses must still fit it.
import type { ActionApproved, ActionAuto, Indexed } from '../records.ts';
import type { ExceptionTerms } from '../records-of-kinds.ts';
import { momentOf } from '../snapshots.ts';
import { instantAt } from '../zone.ts';
import { type History, ofTypes, type Remark } from './history.ts';
import { at } from './requests.ts';

/**
 * Every use of an exception lies between its start and its end and within its scope (gate.md rule 6), whether or not its file is
 * still there. The oldest records do not say their terms; of those the decisions that are derived again tell the same.
 */
export function exceptionTermsHold({ known }: Pick<History, 'known'>): readonly Remark[] {
  const terms = new Map<string, ExceptionTerms>();
  if (ofTypes(known, 'exception-approved').length === 0) return [];
  return ofTypes(known, 'exception-approved', 'action-auto', 'action-approved').flatMap((one) => {
    const { record } = one;
    if (record.type === 'exception-approved' && record.terms !== undefined) terms.set(record.exception, record.terms);
    if (record.type === 'exception-approved') return [];
    const under = terms.get(record.exception ?? '');
    const why = under === undefined ? null : beyond(record, under);
    return why === null
      ? []
      : [at(one, 'exception-exceeded', `It passed by the exception ${record.exception}, ${why}.`)];
  });
}

/** Why the exception could not let this pass, `null` where it could. */
function beyond({ decidedAt, action }: Indexed<ActionApproved | ActionAuto>, terms: ExceptionTerms): string | null {
  const { from, expires, zone, operations, clients } = terms;
  const [moment, begins, ends] = [momentOf(decidedAt), instantAt(from, zone), instantAt(expires, zone)];
  if (begins === null || ends === null || moment < begins || moment >= ends) {
    return `which is in force from ${from} until ${expires} (${zone}), and was decided at ${decidedAt}`;
  }
  if (!operations.includes(action.operation)) return `which does not cover ${action.operation}`;
  if (action.portfolio) return 'which does not cover the whole portfolio';
  const outside = action.targets.find(({ client }) => !clients.includes(client));
  return outside === undefined ? null : `which does not cover the client ${outside.client}`;
}
