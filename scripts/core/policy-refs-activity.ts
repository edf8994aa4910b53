// Rules about accounts on platforms: each is one program's, or nobody could say who acted.
import type { PolicyDocuments } from './policy-documents.ts';
import { finding } from './policy-finding.ts';
import type { Finding, Rule } from './policy-finding.ts';

export const RULES_OF_ACTIVITY = {
  'platform-account-shared': (documents) => sharedAccounts(documents),
} satisfies Record<string, Rule>;

/** An automation with the executing job's account could act past the gate under the name of the gate. */
function* sharedAccounts({ actions, automations }: PolicyDocuments): Generator<Finding> {
  const holders = new Map<string, string>();
  for (const source of actions) {
    const { platform, activity } = source.value;
    if (activity !== undefined) holders.set(`${platform} ${activity.executor}`, 'the executing job');
    for (const [entry, account] of (activity?.people ?? []).entries()) {
      const isExecutor = account === activity?.executor;
      if (isExecutor) {
        const fact = `the account ${account} of people on ${platform} is also that of the executing job`;
        yield finding(source, ['activity', 'people', entry], fact, 'Give the executing job an account of its own.');
      } else holders.set(`${platform} ${account}`, 'people');
    }
  }
  for (const [index, { name, platformAccounts }] of automations.value.automations.entries()) {
    for (const [platform, accounts] of Object.entries(platformAccounts ?? {})) {
      for (const [entry, account] of accounts.entries()) {
        const holder = holders.get(`${platform} ${account}`);
        holders.set(`${platform} ${account}`, name);
        if (holder === undefined) continue;
        const fact = `the account ${account} of ${name} on ${platform} is also that of ${holder}`;
        const pointer = ['automations', index, 'platformAccounts', platform, entry];
        yield finding(
          automations,
          pointer,
          fact,
          'Give each automation and the executing job an account of their own.',
        );
      }
    }
  }
}
