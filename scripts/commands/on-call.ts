// countersign on-call: who may approve now, and the gaps ahead.
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import { parsePolicyInForce } from '../core/policy.ts';
import { sentence } from '../core/problem.ts';
import { formatInstant, parseInstant } from '../core/time.ts';
import { describeOnCall, onCallReport } from '../on-call.ts';
import type { OnCallReport } from '../on-call.ts';
import { readPolicyFiles } from '../policy-files.ts';

/** Longer is no plan; a table of absences for years would be fiction. */
const MOST_DAYS = 730;

export const command: Command = {
  usage: 'countersign on-call [--at MOMENT] [--days 90] [--json]',
  help: [
    'Says who is on call for each rotation and who holds each role that fills a seat, now and until when; then every stretch',
    'of time ahead in which some row of policies/authority.yaml could not be filled, with who is missing and why. Reads the',
    'policy in this folder and nothing else.',
    '',
    '  --at MOMENT  look from then on, for example 2026-12-24T18:00:00Z',
    '  --days N     how far ahead; 90 unless said otherwise',
    '  --json       the same as data',
    '',
    'Exit code 1 where there is a gap.',
  ].join('\n'),
  options: { at: { type: 'string' }, days: { type: 'string' }, json: { type: 'boolean' } },
  run: async (call) => onCallIn(process.cwd(), call),
};

/** Runs the verb on the policy of a folder. @returns the exit code */
export function onCallIn(directory: string, { options, io }: Call): number {
  const at = typeof options.at === 'string' ? parseInstant(options.at) : Math.floor(Date.now() / 1_000) * 1_000;
  if (at === null) {
    io.err(`--at ${JSON.stringify(options.at)} is no moment. Write it in UTC, for example 2026-12-24T18:00:00Z.\n`);
    return EXIT.badInput;
  }
  const days = typeof options.days === 'string' ? Number(options.days) : 90;
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS) {
    io.err(`--days ${JSON.stringify(options.days)} is no whole number from 1 to ${MOST_DAYS}.\n`);
    return EXIT.badInput;
  }
  const parsed = parsePolicyInForce(readPolicyFiles(directory));
  if (!parsed.ok) {
    for (const problem of parsed.problems) io.err(`${sentence(problem)}\n`);
    return EXIT.badInput;
  }
  const report = onCallReport(parsed.policy, at, days);
  if (options.json === true) io.out(`${JSON.stringify(asData(report))}\n`);
  else io.out(`${describeOnCall(report, parsed.policy).join('\n')}\n`);
  return report.gaps.length === 0 ? EXIT.done : EXIT.no;
}

/** The report with its moments as people and other programs read them. */
function asData({ at, until, rotations, roles, gaps }: OnCallReport) {
  const turn = ({ people, from, to }: OnCallReport['rotations'][number]['now']) => {
    return { people, from: formatInstant(from), to: formatInstant(to) };
  };
  return {
    at: formatInstant(at),
    until: formatInstant(until),
    rotations: rotations.map(({ id, now, next }) => ({ id, now: turn(now), next: next === null ? null : turn(next) })),
    roles: roles.map(({ role, people }) => ({
      role,
      people: people.map((one) => ({ ...one, until: one.until === null ? null : formatInstant(one.until) })),
    })),
    gaps: gaps.map((gap) => ({ ...gap, from: formatInstant(gap.from), to: formatInstant(gap.to) })),
  };
}
