// A proposed window is held against the policy before it is merged: each difference has its sentence.
import { describe, expect, it } from 'vitest';
import { sentence } from '../../scripts/core/problem.ts';
import { parseWindowProposal, windowPath } from '../../scripts/core/window-file.ts';
import { filesWith, realPolicy } from './real-policy.ts';

const ID = 'acme-2026-12-patches';
const PATH = windowPath(ID);
const TEXT = filesWith().get(PATH) ?? '';
const policy = realPolicy();

const OPENED = Date.parse('2026-12-01T10:00:00Z');

function proposed(text: string, path = PATH, openedAt = OPENED) {
  return parseWindowProposal(Buffer.from(text), path, policy, openedAt);
}

describe('a proposed window', () => {
  it('is read where nothing is wrong with it', () => {
    const { window, problems } = proposed(TEXT);
    expect(problems).toEqual([]);
    expect(window).toMatchObject({ id: ID, operations: ['ninjarmm/deploy-patches'], clients: ['acme'] });
  });

  it.each([
    [`id: ${ID}`, 'id: other', `3:5 the id "other" is not the file's name. Name the file policies/windows/other.yaml.`],
    ['to: 2026-12-13T04:00', 'to: 2026-12-12T22:00', '9:5 it ends before it starts. Correct `from` or `to`.'],
    ['to: 2026-12-13T04:00', 'to: 2026-12-11T04:00', '9:5 it ends before it starts. Correct `from` or `to`.'],
    [
      'from: 2026-12-12T22:00',
      'from: 2026-02-30T22:00',
      '8:7 the time "2026-02-30T22:00" does not exist. Correct the day or the hour.',
    ],
    [
      'to: 2026-12-13T04:00',
      'to: 2026-12-13T24:30',
      '9:5 the time "2026-12-13T24:30" does not exist. Correct the day or the hour.',
    ],
    [
      'zone: Europe/London',
      'zone: Europe/Londen',
      '7:7 the time zone "Europe/Londen" does not exist. Write an IANA name, for example Europe/London.',
    ],
    [
      '[ninjarmm/deploy-patches]',
      '[ninjarmm/deploy-patches, ninjarmm/deploy-parches]',
      '5:13 the operation "ninjarmm/deploy-parches" is unknown. Name one of policies/actions/.',
    ],
    ['[acme]', '[acme, acne]', '6:10 the client "acne" is unknown. Name one of policies/clients.yaml.'],
  ])('with %j → %j is told of', (from, to, words) => {
    const { window, problems } = proposed(TEXT.replace(from, to));
    expect(window).not.toBeNull();
    expect(problems.map(sentence)).toEqual([`${PATH}:${words}`]);
    expect(problems.map(({ code }) => code)).toEqual(['schema-invalid']);
  });

  it('that recurs is read, and told of what is wrong with its rule and where', () => {
    const recurring = (rule: string) => proposed(`${TEXT}recurrence:\n  rule: ${rule}\n`);
    expect(recurring('FREQ=MONTHLY;BYDAY=2SA;COUNT=3').problems).toEqual([]);
    expect(recurring('FREQ=MONTHLY;BYDAY=3SA;COUNT=3').problems.map(sentence)).toEqual([
      `${PATH}:14:9 its rule does not fall on its start 2026-12-12T22:00. Let \`from\` be the first time that the rule gives. The rule first falls on 2026-12-19T22:00.`,
    ]);
  });

  it('is refused where it has begun when its request is opened', () => {
    const start = Date.parse('2026-12-12T22:00:00Z');
    expect(proposed(TEXT, PATH, start - 1).problems).toEqual([]);
    expect(proposed(TEXT, PATH, start).problems.map(sentence)).toEqual([
      `${PATH}:8:7 it begins at 2026-12-12T22:00:00Z and its request was opened at 2026-12-12T22:00:00Z. Let it begin later; a window is approved before it begins.`,
    ]);
  });

  it('is told of everything at once', () => {
    const text = TEXT.replace('[acme]', '[acne, bcme]').replace('to: 2026-12-13T04:00', 'to: 2026-12-12T22:00');
    expect(proposed(text, 'policies/windows/x.yaml').problems).toHaveLength(4);
  });

  it.each([
    ['title: Acme Logistics, December patches\n', '', `3:1 the file lacks the field "title". Add it; `],
    ['title: Acme', 'title: &a Acme', '4:8 '],
  ])('of another shape (%j → %j) is none', (from, to, words) => {
    const { window, problems } = proposed(TEXT.replace(from, to));
    expect(window).toBeNull();
    expect(problems.map(sentence)).toEqual([expect.stringContaining(`${PATH}:${words}`)]);
  });
});
