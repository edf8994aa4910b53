// Whether an issue still says what its request asks for.
import { describe, expect, it } from 'vitest';
import { saysTheSame } from '../../scripts/core/issue-form-same.ts';

const FORM = {
  operation: 'ninjarmm/isolate-endpoint',
  targets: [{ client: 'acme', device: '4711' }],
  justification: 'Because.',
  expectedOutcome: 'Alone.',
};
const FILE = {
  id: 'A1',
  ...FORM,
  targets: [{ device: '4711', client: 'acme' }],
  portfolio: false,
  parameters: {},
  technician: null,
  window: null,
  approvers: ['lena'],
};

describe('a form and the file of its request', () => {
  it.each<[string, boolean, object, unknown]>([
    ['with nothing changed', true, FORM, FILE],
    ['with what a form leaves empty written out', true, { ...FORM, portfolio: false }, FILE],
    ['with people that are filled in', true, FORM, { ...FILE, approvers: ['liam'] }],
    ['with other words', false, { ...FORM, justification: 'Because!' }, FILE],
    ['with another target', false, { ...FORM, targets: [{ client: 'acme', device: '4712' }] }, FILE],
    ['with an answer more', false, { ...FORM, technician: 'tess' }, FILE],
    ['with an answer less', false, FORM, { ...FILE, technician: 'tess' }],
    ['with a box ticked', false, { ...FORM, portfolio: true }, FILE],
    ['where the file is no list of keys', false, FORM, 'x'],
    ['where there is nothing in the file', false, FORM, null],
  ])('%s say the same or not', (_, same, form, file) => {
    expect(saysTheSame('action', { ...form }, file)).toBe(same);
  });

  it('mean the same moment where they write it in two ways', () => {
    const event = { date: '2026-11-20T09:30:00.000Z' };
    expect(saysTheSame('gate-event', event, { date: '2026-11-20T09:30:00Z' })).toBe(true);
    expect(saysTheSame('gate-event', event, { date: '2026-11-20T09:30:01Z' })).toBe(false);
  });
});
