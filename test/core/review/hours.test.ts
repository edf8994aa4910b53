// The working hours of standard.yaml: checked like every other time of the policy, and left out where nobody wants them.
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../../scripts/core/policy.ts';
import { filesWith, realPolicy, refusals } from '../real-policy.ts';

const STANDARD = 'policies/standard.yaml';
const LINE = 'workingHours: { zone: Europe/London, from: "08:00", to: "18:00" }';

describe('working hours', () => {
  it('are as the file says, or none', () => {
    expect(realPolicy().standard.review?.workingHours).toEqual({ zone: 'Europe/London', from: '08:00', to: '18:00' });
    const without = parsePolicy(filesWith([STANDARD, `  ${LINE}`, '  ']));
    expect(without.ok && without.policy.standard.review).toEqual({ everyMonths: 3, failuresBeforeRootCause: 2 });
  });

  it.each([
    ['in a zone that does not exist', 'Europe/London', 'Europe/Londn', 'the time zone "Europe/Londn" does not exist.'],
    [
      'that end before they begin',
      '"18:00"',
      '"07:00"',
      '"to" (2026-01-05T07:00) is not after "from" (2026-01-05T08:00).',
    ],
    ['that are no time of day', '"18:00"', '"24:00"', 'Write a time of day, for example 09:00.'],
  ])('%s are refused', (_name, from, to, sentence) => {
    const said = refusals(filesWith([STANDARD, LINE, LINE.replace(from, to)])).join('\n');
    expect(said).toContain(sentence);
    expect(said).toContain(STANDARD);
  });
});
