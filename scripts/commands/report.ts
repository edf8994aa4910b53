// countersign report: says that the gate was bypassed, or what was done about it.
import { readFileSync } from 'node:fs';
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';
import { reportedEvent, reportedHow, eventApprovers, gateEventText } from '../core/gate-event-draft.ts';
import { readDocument } from '../core/document.ts';
import { gateEventPath } from '../core/gate-event-file.ts';
import { parsePolicyInForce } from '../core/policy.ts';
import { sentence } from '../core/problem.ts';
import { formatInstant, parseInstant } from '../core/time.ts';
import type { Filed } from '../file-event.ts';
import { readPolicyFiles } from '../policy-files.ts';
import { faultsIn } from '../report.ts';
import type { ReportWish } from '../report.ts';

const FIELDS = ['date', 'action', 'target', 'bypass', 'detected-by', 'automation', 'reported-by', 'kind'] as const;
const REMEDY = ['text', 'by', 'completed', 'configuration-change'] as const;

export const command: Command = {
  usage:
    'countersign report --date MOMENT --action TEXT --target TEXT --bypass TEXT --detected-by TEXT [--automation ID] [--reported-by PERSON] [--kind KIND] [--dry-run] [--json], or FILE instead; countersign report remedy ID --text TEXT --by PERSON [--completed DAY] [--configuration-change TEXT]',
  help: [
    'Records a gate failure at once, and opens the request with its file, which goes to the Security Lead and the Risk Owner.',
    'The same words again are the same report. Without the ledger’s key the record is laid into the inbox, and the next run of',
    'a verb takes it in. FILE is YAML with the keys date, action, target, bypass, detectedBy, automation, reportedBy, kind.',
    '',
    '  --date MOMENT         when it happened, in UTC, for example 2026-11-21T08:30:00Z',
    '  --bypass TEXT         how the gate was bypassed',
    '  --detected-by TEXT    who or what detected it',
    '  --reported-by PERSON  instead of the person whose token it is',
    '  --kind gate-event     it only nearly went past the gate; gate-failure where absent',
    '  --dry-run             show the record’s words and the file, from the policy in this folder; nothing is recorded or opened',
    '',
    'report remedy asks that the gate event ID be closed by what was done; it stays open until both of its approvers agree.',
    '  --by PERSON who did it, --completed DAY (today where absent), --configuration-change TEXT what changed in the configuration',
  ].join('\n'),
  options: {
    ...Object.fromEntries([...FIELDS, ...REMEDY].map((name) => [name, { type: 'string' } as const])),
    'dry-run': { type: 'boolean' },
    json: { type: 'boolean' },
  },
  takesArguments: true,
  run: async (call) => {
    const [first, second, ...more] = call.positionals;
    if (first === 'remedy' && second !== undefined && more.length === 0) return remedyCall(second, call);
    if (first === 'remedy' || second !== undefined) {
      return bad(['Say what to report by options or one FILE, or: countersign report remedy ID.'], call);
    }
    const wish = first === undefined ? wishOf(optionsOf(call)) : fromFile(first, call);
    if (typeof wish === 'string') return bad([wish], call);
    return call.options['dry-run'] === true ? dryRun(wish, call) : open(wish, call);
  },
};

type Given = Readonly<Record<string, unknown>>;

function optionsOf({ options }: Call): Given {
  const { 'detected-by': detectedBy, 'reported-by': reportedBy, ...rest } = options;
  return { ...rest, detectedBy, reportedBy };
}

/** @returns the report, or what is missing in one sentence */
function wishOf({
  date,
  action,
  target,
  bypass,
  detectedBy,
  automation,
  reportedBy,
  kind = 'gate-failure',
}: Given): ReportWish | string {
  const moment = typeof date === 'string' ? parseInstant(date) : null;
  if (moment === null) return '--date says when it happened, in UTC, for example 2026-11-21T08:30:00Z.';
  if (typeof action !== 'string') return '--action says which action it was.';
  if (typeof target !== 'string') return '--target says what it touched.';
  if (typeof bypass !== 'string') return '--bypass says how the gate was bypassed.';
  if (typeof detectedBy !== 'string') return '--detected-by says who or what detected it.';
  if (kind !== 'gate-failure' && kind !== 'gate-event')
    return '--kind is gate-failure, or gate-event for what nearly was one.';
  const report = { date: moment, action, target, bypass, detectedBy, kind } as const;
  const who = typeof reportedBy === 'string' ? { reportedBy } : {};
  return { ...report, automation: typeof automation === 'string' ? automation : null, ...who };
}

const KEYS = ['date', 'action', 'target', 'bypass', 'detectedBy', 'automation', 'reportedBy', 'kind'];

function fromFile(file: string, _call: Call): ReportWish | string {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (cause) {
    return `${file}: cannot be read: ${cause instanceof Error ? cause.message : 'unknown reason'}`;
  }
  const document = readDocument(bytes, file);
  if (!document.ok) return document.problems.map(sentence).join('\n');
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `${file}:1:1 a report is a list of keys.`;
  const unknown = Object.keys(value).find((key) => !KEYS.includes(key));
  return unknown === undefined ? wishOf({ ...value }) : `${file}: a report has no key ${JSON.stringify(unknown)}.`;
}

function dryRun(wish: ReportWish, call: Call): number {
  const parsed = parsePolicyInForce(readPolicyFiles(process.cwd()));
  if (!parsed.ok) return bad(parsed.problems.map(sentence), call);
  const faults = faultsIn(wish, parsed.policy, Date.now());
  if (faults.length > 0) return bad(faults, call);
  const event = reportedEvent(wish, wish.reportedBy ?? null);
  const text = gateEventText(event, eventApprovers(parsed.policy, [event.reportedBy]));
  const path = gateEventPath(event.id);
  if (call.options.json === true) call.io.out(`${JSON.stringify({ how: reportedHow(event), path, text })}\n`);
  else call.io.out(`Nothing was recorded.\nrecord  ${reportedHow(event)}\nfile    ${path}\n${text}`);
  return EXIT.done;
}

const INBOX = 'laid into the inbox: the next run of a verb takes it into the ledger';

async function open(wish: ReportWish, call: Call): Promise<number> {
  const [{ openWorkplace }, { report }] = await Promise.all([import('./environment.ts'), import('../report.ts')]);
  const place = await openWorkplace(call.io);
  const reported = await report(wish, call.io.env['COUNTERSIGN_LEDGER_KEY'] !== undefined, place);
  if (reported.kind === 'refused') return bad(reported.sentences, call);
  const { record, filed, event } = reported;
  if (call.options.json === true) call.io.out(`${JSON.stringify({ event: event.id, record, ...shown(filed) })}\n`);
  else call.io.out(`${record === null ? INBOX : `recorded as ${record}`}\n${said(filed)}\n`);
  return filed.kind === 'refused' ? EXIT.no : EXIT.done;
}

async function remedyCall(id: string, call: Call): Promise<number> {
  const { text, by, completed, 'configuration-change': change } = call.options;
  if (typeof text !== 'string' || typeof by !== 'string') {
    return bad(['A remediation needs --text, what was done, and --by, the person who did it.'], call);
  }
  const [{ openWorkplace }, { remedy }] = await Promise.all([import('./environment.ts'), import('../remedy.ts')]);
  const place = await openWorkplace(call.io);
  const day = typeof completed === 'string' ? completed : formatInstant(place.now()).slice(0, 10);
  const configurationChange = typeof change === 'string' ? change : null;
  const filed = await remedy(id, { text, by, completed: day, configurationChange }, place);
  if (filed.kind === 'refused') return bad(filed.sentences, call);
  call.io.out(call.options.json === true ? `${JSON.stringify({ event: id, ...shown(filed) })}\n` : `${said(filed)}\n`);
  return EXIT.done;
}

function shown(filed: Filed): object {
  if (filed.kind === 'refused') return { refused: filed.sentences };
  return { kind: filed.kind, request: filed.pull.number, url: filed.pull.url, path: filed.path };
}

function said(filed: Filed): string {
  if (filed.kind === 'refused') return `not filed yet: ${filed.sentences.join(' ')}`;
  const { kind, pull } = filed;
  return kind === 'opened'
    ? `Opened request ${pull.number}: ${pull.url}`
    : `Request ${pull.number} is there: ${pull.url}`;
}

function bad(sentences: readonly string[], { io, options }: Call): number {
  if (options.json === true) io.out(`${JSON.stringify({ refused: sentences })}\n`);
  for (const one of sentences) io.err(`${one}\n`);
  return EXIT.badInput;
}
