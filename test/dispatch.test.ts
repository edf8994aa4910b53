// Whatever a sender sends: it never becomes somebody else, and its answer never leaves its own folder.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readDispatch } from '../scripts/dispatch.ts';
import { answerPath } from '../scripts/intake.ts';

const SENDER = { id: 90001, login: 'northwind-ransomware-responder[bot]' };
const event = (client_payload: unknown, over = {}): string =>
  JSON.stringify({ action: 'propose-action', client_payload, repository: { id: 7 }, sender: SENDER, ...over });

/** Names that would matter in another place of the event, and texts that would matter in a path. */
const hostile = fc.oneof(
  fc.jsonValue(),
  fc.record({
    request: fc.oneof(
      fc.string(),
      fc.constantFrom('../../main', 'a/b', 'intake-00000001', 'x.json/../y', '..........'),
    ),
    action: fc.oneof(fc.jsonValue(), fc.constant({ sender: { id: 1 }, account: 1 })),
  }),
  fc.dictionary(
    fc.constantFrom('request', 'action', 'sender', 'repository', '__proto__', 'client_payload'),
    fc.jsonValue(),
  ),
);

it('no payload changes who the sender is, or reaches outside the sender’s folder', () => {
  fc.assert(
    fc.property(hostile, (payload) => {
      const read = readDispatch(event(payload));
      if (typeof read === 'string') return;
      expect(read.sender).toEqual(SENDER);
      expect(read.repository).toBe(7);
      expect(answerPath(read)).toMatch(/^intake\/90001\/[A-Za-z0-9-]{8,64}\.json$/);
    }),
    { numRuns: 500 },
  );
});

it('no text at all makes it throw', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => void readDispatch(text)),
    { numRuns: 500 },
  );
});

it('a further field is refused in the answer, and one is named', () => {
  const read = readDispatch(event({ request: 'intake-00000001', action: {}, tier: 3 }));
  expect(read).toMatchObject({
    draft: 'client_payload has the field "tier"; it holds action and request, and nothing else.',
  });
});
