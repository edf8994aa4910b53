// A house with an automation that takes issue forms, and issues as people open them: one HTTP request with their own token.
import { houseFiles } from '../../scripts/local/files.ts';
import type { FormPlace } from '../../scripts/form-request.ts';
import { takeForm, takeForms } from '../../scripts/form.ts';
import type { TakenForm } from '../../scripts/form.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { merge } from '../../scripts/merge.ts';
import { formBody } from '../fixtures/issue-body.ts';
import type { FormKind } from '../../scripts/core/issue-forms.ts';
import { testHouse } from './house.ts';
import type { TestHouse } from './house.ts';

export const FORMS_APP = 'northwind-forms[bot]';

const AUTOMATION = `
  - id: form-desk
    name: Form desk
    account: 90090
    login: ${FORMS_APP}
    owner: sam
    operations: [ninjarmm/isolate-endpoint]
`;

export interface FormHouse extends TestHouse {
  readonly forms: FormPlace;
  /** Opens an issue as this account. @returns its number */
  readonly opens: (login: string, body: string, over?: object) => Promise<number>;
  readonly edits: (login: string, number: number, change: object) => Promise<number>;
  /** Takes all that is new, and gives back what came of one. */
  readonly takes: (issue: number) => Promise<TakenForm['outcome'] | undefined>;
  readonly again: (issue: number) => Promise<TakenForm['outcome']>;
  /** What is said on an issue. */
  readonly said: (issue: number) => readonly string[];
  /** @returns the request's state after these people have approved it */
  readonly approved: (number: number, ...people: readonly string[]) => Promise<string>;
  readonly records: (...types: readonly string[]) => Promise<readonly object[]>;
}

export async function formHouse(): Promise<FormHouse> {
  const files = new Map(houseFiles());
  const path = 'policies/automations.yaml';
  files.set(path, `${(files.get(path) ?? '').trimEnd()}${AUTOMATION}`);
  const people = 'policies/people.yaml';
  // Tariq has left.
  files.set(
    people,
    (files.get(people) ?? '').replace(
      'roles: [technician], lead: liam }\n  - { id: nina',
      'roles: [technician], lead: liam, active: false }\n  - { id: nina',
    ),
  );
  const test = await testHouse('by hand', files);
  const { house } = test;
  const forms: FormPlace = { place: house.bot, asks: house.as(FORMS_APP).forge, hasKey: true };
  const call = async (login: string, method: string, path: string, body: object) => {
    const headers = { authorization: `Bearer ${house.settings.tokens[login] ?? ''}` };
    const url = `${house.url}/api/v3/repos/northwind/actions/issues${path}`;
    const answer = await fetch(url, { method, headers, body: JSON.stringify(body) });
    return { status: answer.status, json: (await answer.json()) as { readonly number: number } };
  };
  return {
    ...test,
    forms,
    opens: async (login, body, over = {}) =>
      (await call(login, 'POST', '', { title: 'A form', body, ...over })).json.number,
    edits: async (login, number, change) => (await call(login, 'PATCH', `/${number}`, change)).status,
    takes: async (issue) => (await takeForms(forms)).find((one) => one.issue === issue)?.outcome,
    again: async (number) => {
      const issue = await house.bot.forge.issue(number);
      if (issue === null) throw new Error(`There is no issue ${number}.`);
      return takeForm(issue, forms, true);
    },
    said: (issue) => house.forge.comments(issue).map(({ body }) => body.replaceAll(/<!--.*?-->\n/g, '')),
    approved: async (number, ...people) => {
      await gate(house.bot);
      for (const person of people) {
        const { forge } = house.as(`${person}-northwind`);
        await forge.review(number, (await forge.pull(number)).head, 'APPROVE', 'Seen.');
      }
      await gate(house.bot);
      await merge(house.bot);
      return (await house.bot.forge.pull(number)).state;
    },
    records: async (...types) => recordsOf(await house.bot.ledger.read()).filter(({ type }) => types.includes(type)),
  };
}

const ANSWERS: Readonly<Record<FormKind, Readonly<Record<string, string>>>> = {
  action: {
    operation: 'ninjarmm/isolate-endpoint',
    targets: '{ client: acme, device: "4711", name: ACME-FS01 }',
    parameters: 'reason: ransomware canary tripped',
    justification: 'EDR alert 9931, encryption\nbehaviour on two shares',
    expectedOutcome: 'ACME-FS01 keeps contact to the management plane only',
    technician: 'tess',
  },
  window: {
    title: 'December patches',
    operations: 'ninjarmm/deploy-patches',
    clients: 'acme\nglobex',
    zone: 'Europe/London',
    from: '2026-12-12T22:00',
    to: '2026-12-13T04:00',
    recurrence: 'rule: FREQ=MONTHLY;BYDAY=2SA;COUNT=3',
    justification: 'Vendor patch day.',
  },
  exception: {
    title: 'Isolation drill',
    operations: 'ninjarmm/isolate-endpoint',
    clients: 'acme',
    gate: 'auto-and-log',
    justification: 'The drill of the year, announced to the client.',
    compensates: 'Two people watch the drill.',
    zone: 'Europe/London',
    from: '2026-12-01',
    expires: '2026-12-08',
  },
  'gate-event': {
    title: 'Patched by hand',
    kind: 'gate-failure',
    date: '2026-11-20T09:30:00Z',
    action: 'ninjarmm/deploy-patches',
    target: 'ACME-FS01',
    bypass: 'Started by hand in the console.',
    detectedBy: 'the nightly comparison',
  },
};

/** A form as somebody has filled it in; a test states its one difference. */
export function filled(kind: FormKind, over: Readonly<Record<string, string>> = {}): string {
  return formBody(kind, { ...ANSWERS[kind], ...over });
}

/** What is said on an issue whose form is refused for this. */
export function refusal(sentence: string): string {
  return `Nothing was asked for.\n\n${sentence}\n\nMend the form by editing this issue, or open a new one.`;
}
