// A denied action whose reason may be erased, and the approval that two people gave to that.
import type { Sketch } from './situation.ts';

export const denied: Sketch = {
  type: 'action-denied',
  action: { id: 'A1', portfolio: false, targets: [{ client: 'acme' }] },
  pull: { number: 7 },
};
export const approved: Sketch = {
  type: 'erasure-approved',
  erasure: 'e1',
  targets: [{ record: '2026/0', parts: ['reason'] }],
  approvals: [
    { name: 'Sam Sato', review: 1 },
    { name: 'Rita Rossi', review: 2 },
  ],
  pull: { number: 8 },
};
