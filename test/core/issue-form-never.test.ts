// What no words of anybody can do to a form: become another field, another kind, or a fault.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readIssueForm } from '../../scripts/core/issue-form.ts';
import { EXCEPTION, formBody } from '../fixtures/issue-body.ts';

describe('whatever anybody writes', () => {
  const words = fc.stringMatching(/^[ -~\n]{0,60}$/);

  it('is a form or a sentence, and never a fault', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), words), (body) => {
        const form = readIssueForm(body);
        expect(form.ok ? form.kind : form.sentence).toMatch(/\S/);
      }),
    );
  });

  it('in an answer never becomes another field, nor the form another one', () => {
    fc.assert(
      fc.property(words, words, (justification, compensates) => {
        const form = readIssueForm(formBody('exception', { ...EXCEPTION, justification, compensates }));
        if (!form.ok) return;
        const { kind, draft } = form;
        expect(kind).toBe('exception');
        expect({ ...draft, justification: '', compensates: '' }).toEqual({
          ...EXCEPTION,
          operations: ['ninjarmm/isolate-endpoint'],
          clients: ['acme', 'globex'],
          justification: '',
          compensates: '',
        });
      }),
    );
  });
});
