// Where messages reach a person: optional, and nothing but one plain address.
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '../../scripts/core/policy.ts';
import { filesWith, refusals } from './real-policy.ts';

const WITH = (address: string) =>
  filesWith([
    'policies/people.yaml',
    'login: lena-northwind,',
    `login: lena-northwind, email: ${JSON.stringify(address)},`,
  ]);

describe('the e-mail address of a person', () => {
  it('may be there, and may be missing', () => {
    const parsed = parsePolicy(WITH('lena@example.com'));
    if (!parsed.ok) throw new Error('the policy does not parse');
    expect(parsed.policy.people.get('lena')?.email).toBe('lena@example.com');
    expect(parsed.policy.people.get('sam')?.email).toBeUndefined();
  });

  it.each(['Lena <lena@example.com>', 'lena@example.com, thief@example.com', 'lena', 'lena@', 'a@b\nBcc: c@d'])(
    'is one plain address, and not %j',
    (address) => {
      expect(refusals(WITH(address)).join('\n')).toContain(
        'Write a plain e-mail address, for example lena@example.com.',
      );
    },
  );
});
