// Whatever action is written comes back unchanged, and whatever bytes are sent, the parser answers.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Action } from '../../scripts/core/action-model.ts';
import { flow, parseAction, writeAction } from '../../scripts/core/action-file.ts';
import { ID, ISOLATE, parse, PATH, POLICY } from './example-action.ts';

const TEXT = writeAction(ISOLATE);

describe('whatever is written or sent', () => {
  const line = fc.string({
    unit: fc.constantFrom(...Array.from('aZ09 :#,[]{}"\'&*!|>%@`~\\-é漢<')),
    minLength: 1,
    maxLength: 40,
  });
  const name = line.map((text) => `x${text}`);
  const words = fc.oneof(
    name,
    fc.constantFrom('true', 'null', '1e5', '0x1f', '~', '- a', 'a: b', 'x\n  y: 1', '2026-01-01'),
  );
  const id = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);
  const action: fc.Arbitrary<Action> = fc.record({
    id: fc.constant(ID),
    operation: fc.constant('none/of-these'),
    targets: fc.uniqueArray(fc.record({ client: id, kind: id.map((kind) => `k${kind}`), id: name, name }), {
      minLength: 1,
      maxLength: 4,
      selector: (target) => target.id,
    }),
    portfolio: fc.constant(false),
    parameters: fc.dictionary(
      fc.stringMatching(/^[a-z][A-Za-z0-9]{0,9}$/),
      fc.oneof(words, fc.boolean(), fc.integer()),
      { noNullPrototype: true },
    ),
    justification: words,
    expectedOutcome: words,
    technician: fc.option(id),
    requester: fc.option(id),
    approvers: fc.uniqueArray(id, { maxLength: 3 }),
    standIns: fc.uniqueArray(id, { maxLength: 3 }),
    window: fc.option(id),
    plan: fc.array(
      fc.record({
        method: fc.constantFrom('GET' as const, 'POST' as const),
        url: fc.stringMatching(/^https:\/\/[!-~]{1,30}$/),
        body: fc.dictionary(name, fc.oneof(words, fc.integer(), fc.array(words), fc.constant({})), {
          noNullPrototype: true,
        }),
      }),
      { maxLength: 2 },
    ),
  });

  it('comes back unchanged', () => {
    fc.assert(
      fc.property(action, (written) => {
        expect(parse(writeAction(written))).toMatchObject({ action: written, problems: [] });
      }),
      { numRuns: 400 },
    );
  });

  it('is without the fields that are not there', () => {
    expect(flow({ a: undefined, b: 'x', c: { d: undefined } })).toBe('{ b: x, c: {} }');
  });

  it('never throws', () => {
    const cut = fc
      .tuple(fc.nat(TEXT.length), fc.nat(TEXT.length), line)
      .map(([from, to, text]) => TEXT.slice(0, from) + text + TEXT.slice(to));
    fc.assert(
      fc.property(cut, (text) => parse(text).digest.startsWith('sha256:')),
      { numRuns: 500 },
    );
    fc.assert(fc.property(fc.uint8Array(), (bytes) => parseAction(bytes, PATH, POLICY).problems.length > 0));
  });
});
