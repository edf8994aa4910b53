// countersign doctor: says where the repository is protected less than it should be, or was for a time.
import type { Finding } from '../core/settings-model.ts';
import { parseDuration } from '../core/time.ts';
import type { Duration } from '../core/time.ts';
import { EXIT } from '../cli.ts';
import type { Command } from '../cli.ts';
import { doctor } from '../doctor.ts';
import type { OnRecord, RecordedLook } from '../doctor-record.ts';
import { fileWeakenings } from '../weakening-report.ts';
import type { FiledEvent } from '../weakening-report.ts';
import type { Workplace } from '../workplace.ts';
import { APP_OPTIONS, openSettingsPlace } from './settings-place.ts';
import type { SettingsPlace } from './settings-place.ts';

const LOOK_BACK = '7d';

export const command: Command = {
  usage:
    'countersign doctor [--json] [--record] [--file-event PERSON] [--since DURATION] [--gate-app SLUG] [--merge-app SLUG]',
  help: [
    'Compares rulesets, environments, Actions settings, Apps, secrets’ places, CODEOWNERS and schedules with what .github/ says,',
    'and explains each difference with its risk and its remedy. What cannot be read counts as off.',
    `Also looks back (${LOOK_BACK}, or --since 30d) for protection that was weaker for a time or was passed by.`,
    '--record: writes each such time to the ledger as a gate failure, once, and then that this look took place, at most once a day',
    '(UTC) while nothing changes; needs the ledger’s key. It looks back as far as the look before, whatever --since says.',
    '--file-event: with --record, opens one gate event for all that no report names yet, in the name of this person.',
    'Needs a token with the permission administration (write, because bypass lists are shown to nobody else).',
  ].join('\n'),
  options: {
    ...APP_OPTIONS,
    json: { type: 'boolean' },
    record: { type: 'boolean' },
    'file-event': { type: 'string' },
    since: { type: 'string' },
  },
  run: async ({ options, io }) => {
    const back = parseDuration(typeof options.since === 'string' ? options.since : LOOK_BACK);
    if (back === null) {
      io.err('--since takes a whole number and s, m, h or d, for example 30d.\n');
      return EXIT.badInput;
    }
    const reporter = options['file-event'];
    if (reporter !== undefined && options.record !== true) {
      io.err('--file-event reports what --record has written: say both.\n');
      return EXIT.badInput;
    }
    const place = await openSettingsPlace(io, options);
    if (typeof place === 'string') {
      io.err(`${place}\n`);
      return EXIT.badInput;
    }
    const workplace = options.record === true ? await (await import('./environment.ts')).openWorkplace(io) : null;
    const { findings, weakenings, fresh, look } = await looked(place, workplace, back);
    const filed = workplace === null || typeof reporter !== 'string' ? null : await fileWeakenings(reporter, workplace);
    const drift = findings.filter((finding) => finding.severity === 'drift');
    const refused = [filed, look].filter((one) => one?.kind === 'refused');
    const wrong = drift.length + fresh.length + refused.length;
    if (options.json === true) {
      io.out(`${JSON.stringify({ findings, weakenings, recorded: workplace !== null, look, filed })}\n`);
      return wrong === 0 ? EXIT.done : EXIT.no;
    }
    const known = findings.filter((finding) => finding.severity === 'stated');
    for (const finding of [...drift, ...fresh, ...known]) io.out(`${told(finding)}\n`);
    if (look?.kind === 'refused') io.out(`look: ${look.sentence}\n`);
    if (filed !== null) io.out(`${saidOf(filed)}\n`);
    io.out(wrong === 0 ? 'Protection is as it should be.\n' : `${counted(wrong)} should be.\n`);
    return wrong === 0 ? EXIT.done : EXIT.no;
  },
};

function counted(wrong: number): string {
  return wrong === 1 ? 'One thing is not as it' : `${wrong} things are not as they`;
}

function saidOf(filed: FiledEvent): string {
  if (filed.kind === 'nothing') return 'gate event: nothing to report';
  if (filed.kind === 'refused') return `gate event: not opened: ${filed.sentences.join(' ')}`;
  return `gate event: ${filed.url}`;
}

/** Without a workplace nothing is recorded, and only the days asked for are looked at. */
async function looked(
  { settings, wanted }: SettingsPlace,
  workplace: Workplace | null,
  back: Duration,
): Promise<Omit<OnRecord, 'look'> & { readonly look: RecordedLook | null }> {
  if (workplace !== null)
    return (await import('../doctor-record.ts')).doctorOnRecord(settings, wanted, workplace, back);
  const now = Date.now();
  const since = Math.floor((now - back) / 1_000) * 1_000;
  const report = await doctor(settings, wanted, { since, founded: false, now });
  return { ...report, fresh: report.weakenings, look: null };
}

function told({ severity, sentence, risk, remedy }: Finding): string {
  if (severity === 'stated') return `known: ${sentence} ${risk}`;
  return `drift: ${sentence}\n  risk: ${risk}\n  remedy: ${remedy}`;
}
