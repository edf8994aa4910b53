// The report of an audit, for people: each finding in a line, what was checked, and openly what was not.
import type { Sha } from '../facts.ts';
import { formatInstant } from '../time.ts';
import type { Anchoring, Evidence, Grade } from './anchors.ts';
import type { Finding } from './history.ts';

export interface VerifyReport {
  /** Nothing was found but what the ledger itself names. */
  readonly ok: boolean;
  /** How far the proof reaches, for the records that an anchor covers; `signed` for the others. */
  readonly grade: Grade;
  readonly anchors: readonly Pick<Evidence, 'kind' | 'year' | 'size' | 'proof'>[];
  /** The records that no proven anchor covers. */
  readonly unanchored: Anchoring['unanchored'];
  /** Of the newest year's ledger. */
  readonly size: number;
  /** RFC 6962, base64. */
  readonly root: string | null;
  readonly main: Sha | null;
  readonly ledgers: readonly { readonly year: number; readonly head: Sha; readonly size: number }[];
  /** Records of all years. */
  readonly records: number;
  /** Decisions that were derived again from their evidence. */
  readonly decisions: number;
  /** Files on main that a record covers. */
  readonly files: number;
  readonly notRederivable: readonly { readonly record: string; readonly why: string }[];
  readonly findings: readonly Finding[];
  /** What an earlier audit had verified: records before this place were not verified again. */
  readonly since?: {
    readonly year: number;
    readonly size: number;
    /** Shows that the newest root continues the saved one: RFC 6962 consistency proof, base64; `null` where it does not. */
    readonly proof: readonly string[] | null;
  };
  /** The newest checkpoint, to be saved for the next audit. */
  readonly checkpoint?: string | null;
}

/** The one finding about a clone that lacks a part of the history: nothing else was looked at. */
export const CLONE_INCOMPLETE = 'clone-incomplete';

const GATE_FAILURE = 'gate-failure';

/** Writes the report; every text from the repository is shown with its control characters spelled out. */
export function renderReport(report: VerifyReport): string {
  const failures = report.findings.filter(({ severity }) => severity === 'failure');
  const reported = report.findings.filter(({ severity }) => severity === 'reported');
  // Named by themselves: what ran past the gate is neither wrong with the history nor harmless.
  const gate = reported.filter(({ code }) => code === GATE_FAILURE);
  const other = reported.filter(({ code }) => code !== GATE_FAILURE);
  const lines = [
    ...section(`${count(failures.length, 'finding')}:`, failures.map(line)),
    ...section(`Gate failures on record, ${gate.length}:`, gate.map(line)),
    ...section(`Known or harmless, ${other.length}:`, other.map(line)),
    ...section(
      `Not derived again, ${report.notRederivable.length}:`,
      report.notRederivable.map(({ record, why }) => `${record}: ${why}`),
    ),
    ...(failures.some(({ code }) => code === CLONE_INCOMPLETE)
      ? ['Nothing was verified, and nothing follows for or against this history.']
      : [...summary(report, failures.length), ...section('Not checked:', notChecked(report))]),
  ];
  return `${lines.map(visible).join('\n')}\n`;
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((text) => `  ${text}`), ''];
}

function line({ record, file, commit, sentence, clause, code }: Finding): string {
  const place = [record, file ?? commit].filter((part) => part !== null).join(' ');
  return `${place === '' ? 'repository' : place}: ${sentence} [${code}] (${clause})`;
}

function summary(report: VerifyReport, failures: number): readonly string[] {
  const ledgers = report.ledgers.map(({ year, head, size }) => `ledger/${year} ${count(size, 'record')} at ${head}`);
  return [
    report.ok ? 'Nothing is wrong with this history.' : `${count(failures, 'thing')} wrong with this history.`,
    `  ${count(report.records, 'record')}, ${count(report.decisions, 'decision')} derived again, ${count(report.files, 'file')} on main covered.`,
    ...ledgers.map((text) => `  ${text}`),
    `  main at ${report.main ?? 'nothing'}`,
    `  root ${report.root ?? 'none'}, size ${report.size}, grade: ${report.grade}`,
    ...report.anchors.map((text) => `  ${anchorLine(text)}`),
    '',
  ];
}

function anchorLine({ kind, year, size, proof }: VerifyReport['anchors'][number]): string {
  const what = `${kind} over ${count(size, 'record')} of ledger/${year}`;
  if (proof.kind !== 'proven') return `${what}: ${proof.kind}, ${proof.why}`;
  return `${what}: by ${proof.by}${proof.at === null ? '' : ` at ${formatInstant(proof.at)}`}`;
}

function notChecked({ records: all, notRederivable, anchors, unanchored, since }: VerifyReport): readonly string[] {
  const { year, from, records } = unanchored;
  const anchored = anchors.some(({ proof }) => proof.kind === 'proven');
  const none = anchors.length === 0 ? 'there are none yet' : 'none of those listed was checked';
  return [
    ...(anchored
      ? []
      : [
          `Witnesses outside this repository: ${none}, so whoever holds the ledger's key could have written ${all === 1 ? 'its one record' : `all its ${all} records`} anew; and records since the last merge to main could have been cut off unseen.`,
        ]),
    ...(anchored && records > 0
      ? [
          `The unanchored tail, ${count(records, 'record')} from ${year}/${from} on: nobody outside has vouched for it yet.`,
        ]
      : []),
    ...(since === undefined
      ? []
      : [
          `Records before ${since.year}/${since.size}: the saved checkpoint covers them. They were read, hashed and counted as precedents; their own checkpoints and their decisions were not looked at again.${continuedBy(since.proof)}`,
        ]),
    'What the platforms did: the ledger holds what they answered, and only they can be asked again.',
    'The code host: that its accounts, reviews and moments were as recorded is its word, taken when it was recorded.',
    ...(notRederivable.length === 0 ? [] : [`${count(notRederivable.length, 'decision')}, as listed above.`]),
  ];
}

function continuedBy(proof: readonly string[] | null): string {
  return proof === null
    ? ''
    : ` A consistency proof (RFC 6962, hashes: ${proof.length}) shows that nothing among them changed.`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

/** A file's name or a review's words must not move the cursor or turn the reading direction round. */
export function visible(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/gu,
    (letter) => `\\u{${Number(letter.codePointAt(0)).toString(16)}}`,
  );
}
