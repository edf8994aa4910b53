// An exception that is over and still on the default branch is a hint, and no problem.
import { expect, it } from 'vitest';
import { exceptionsOver, overSentences } from '../../scripts/core/exceptions-over.ts';
import { parsePolicy } from '../../scripts/core/policy.ts';
import { sentence } from '../../scripts/core/problem.ts';
import { filesWith } from './real-policy.ts';

const TEXT = `id: drill
title: A drill
operations: [ninjarmm/isolate-endpoint]
clients: [acme]
gate: auto-and-log
requestor: tess
approvers: [sam, rita]
justification: The yearly drill.
compensates: The shift lead watches.
zone: Europe/London
from: 2026-11-20
expires: 2026-12-20
`;
const END = Date.parse('2026-12-20T00:00:00Z');

it('is noted from its end on, at the day of its end', () => {
  const parsed = parsePolicy(filesWith().set('exceptions/drill.yaml', TEXT));
  if (!parsed.ok) throw new Error(parsed.problems.map(sentence).join('\n'));
  const { documents, policy } = parsed;
  expect(exceptionsOver(documents, policy, END - 1)).toEqual([]);
  expect(overSentences(policy, END - 1)).toEqual([]);
  const [note, ...more] = exceptionsOver(documents, policy, END);
  expect(more).toEqual([]);
  expect(note).toMatchObject({ code: 'exception-over' });
  expect(note === undefined ? '' : sentence(note)).toBe(
    'exceptions/drill.yaml:12:10 the exception "drill" ended at 2026-12-20T00:00:00Z and lets nothing pass. A change of the policy may take its file away; its id stays used.',
  );
  expect(overSentences(policy, END)).toEqual([
    'exception drill: ended at 2026-12-20T00:00:00Z; a change of the policy may take its file away',
  ]);
});

it('is never said of one without an end, which no policy has', () => {
  const parsed = parsePolicy(filesWith().set('exceptions/drill.yaml', TEXT));
  if (!parsed.ok) throw new Error('it must parse');
  const { documents, policy } = parsed;
  const endless = { ...policy, exceptions: policy.exceptions.map((one) => ({ ...one, expires: null })) };
  expect(exceptionsOver(documents, endless, END)).toEqual([]);
  expect(overSentences(endless, END)).toEqual([]);
});
