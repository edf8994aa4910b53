// Attacks on the verifier itself: on its proofs, and on whom it asks; and that every attack has its place in this folder.
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalize } from '../../scripts/core/canonical.ts';
import { leafHash } from '../../scripts/core/merkle.ts';
import { verify } from '../../scripts/verify.ts';
import { isDenied, type RealHistory, realHistory, runsByItself } from '../fixtures/history.ts';
import { tamperedCopy } from '../fixtures/tampering.ts';
import { insider, titleOf } from './attack.ts';
import { ERASURE_ATTACK } from './erasure.ts';
import { HOUSE_ATTACKS } from './house.ts';
import { INSIDE_ATTACKS } from './inside.ts';
import { NOT_STAGED } from './not-staged.ts';
import { OUTSIDE_ATTACKS } from './outside.ts';
import { sweepProofs, untouchedHold } from './proofs.ts';

const FALSE_PROOFS = { number: 29, does: 'offers proofs of which a single field is false' };
const ASKS_TODAY = { number: 32, does: 'lets the code host answer today about a record of then' };

let history: RealHistory;
let host: Server;
let asked = 0;
beforeAll(async () => {
  history = await realHistory([isDenied, runsByItself]); // its forge is closed again: there is nobody to ask
  host = createServer((_request, response) => {
    asked += 1;
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => void host.listen(0, '127.0.0.1', resolve));
}, 300_000);
afterAll(() => {
  host.close();
  history.remove();
});

describe('somebody gets nowhere who', () => {
  it(titleOf(FALSE_PROOFS), async () => {
    const { records } = await tamperedCopy(history);
    const leaves = records.map((record) => leafHash(Buffer.from(canonicalize(record))));
    expect(untouchedHold(leaves)).toBe(true);
    const { asked: tried, accepted } = sweepProofs(leaves);
    expect(tried).toBeGreaterThan(200);
    expect(accepted).toEqual([]);
  });

  it(titleOf(ASKS_TODAY), async () => {
    const copy = await tamperedCopy(history);
    const address = host.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    // A partial clone asks its origin for whatever it lacks, and here it lacks the commit that a decision speaks of.
    copy.git('config', 'remote.origin.url', `http://127.0.0.1:${port}/northwind/actions.git`);
    copy.git('config', 'remote.origin.promisor', 'true');
    copy.git('config', 'extensions.partialClone', 'origin');
    copy.git('config', 'core.repositoryFormatVersion', '1');
    expect((await verify({ directory: copy.directory })).findings).toEqual([]);
    const gone = '1'.repeat(40);
    insider(copy, 'action-auto', (one) => ({ ...one, file: null, pull: { ...one['pull'], head: gone } }));
    const report = await verify({ directory: copy.directory });
    expect(report.findings.map(({ sentence }) => sentence)).toContain(
      'The commit 111111111111 of the request is not in this clone.',
    );
    expect(asked).toBe(0);
  });
});

describe('the attacks', () => {
  it('are 32, each staged once or named with the reason why not', () => {
    const tables = [
      OUTSIDE_ATTACKS,
      INSIDE_ATTACKS,
      HOUSE_ATTACKS,
      [FALSE_PROOFS, ASKS_TODAY, ERASURE_ATTACK],
      NOT_STAGED,
    ];
    const numbers = tables.flat().map(({ number }) => number);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 32 }, (_, at) => at + 1));
  });

  it('that are not staged say why, and what stands against them', () => {
    for (const { what, why, instead } of NOT_STAGED) {
      for (const text of [what, why, instead]) expect(text.length).toBeGreaterThan(40);
    }
  });
});
