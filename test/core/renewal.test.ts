// A new exception that follows an old one: only one that was approved, and with those who were behind it in sight.
import { expect, it } from 'vitest';
import { decide } from '../../scripts/core/decide.ts';
import type { LedgerFacts } from '../../scripts/core/facts.ts';
import { renderVerdict } from '../../scripts/core/render.ts';
import { situation } from '../fixtures/situation.ts';

const PATH = 'exceptions/new.yaml';

function asked(usedExceptionIds: LedgerFacts['usedExceptionIds'], renews: string | null = 'old') {
  const people = { technician: null, requester: 'tess', approvers: ['sam', 'rita'], standIns: [] };
  const follows = renews === null ? {} : { renews };
  return situation({
    proposal: { kind: 'exception', id: 'new', path: PATH, action: null, ...people, ...follows },
    pull: { files: [{ path: PATH, status: 'added', mode: '100644' }] },
    ledger: { usedExceptionIds },
  });
}

const codes = (input: ReturnType<typeof asked>) => decide(input).refusals.map(({ code }) => code);
const shown = (input: ReturnType<typeof asked>) => renderVerdict(decide(input), input);
const OLD = { id: 'old', pull: 3 };

it('is refused where that was never approved', () => {
  expect(decide(asked([])).refusals).toContainEqual({
    code: 'exception-unknown',
    fact: 'The exception old that it renews was never approved.',
    remedy: 'Name the one that it follows, or leave `renews` out.',
  });
  expect(codes(asked([OLD]))).not.toContain('exception-unknown');
  expect(codes(asked([], null))).not.toContain('exception-unknown');
});

it('shows who asked for the old one and who approved it', () => {
  const other = { id: 'older', pull: 2, requestor: 'nina', approvedBy: ['sven'] };
  const text = shown(asked([other, { ...OLD, requestor: 'tess', approvedBy: ['sam', 'rita'] }]));
  expect(text).toContain(
    '- It follows the exception old of request 3, which Tess Tanaka asked for and Sam Sato and Rita Rossi approved.',
  );
  expect(text).not.toContain('Nina');
  expect(shown(asked([OLD]))).not.toContain('It follows');
  expect(shown(asked([{ ...OLD, requestor: 'tess' }]))).toContain('asked for and nobody approved.');
  expect(shown(asked([other], null))).not.toContain('It follows');
});
