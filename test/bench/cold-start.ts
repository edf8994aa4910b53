// What the start of each verb costs on top of an empty node process.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { interleave, median, row } from './measure.ts';
import type { Print } from './measure.ts';

const RUNS = 15;
const WIDTHS = [48, 10, 12];
const EMPTY = 'empty node process';
const PROJECT = join(import.meta.dirname, '..', '..');
const ENTRY = join(PROJECT, 'scripts', 'countersign.mjs');

/** An action file that `propose --dry-run` accepts without a forge. */
const FIXTURE = join(PROJECT, 'test', 'fixtures', 'action.yaml');

const VERBS: readonly (readonly string[])[] = [
  ['propose', '--dry-run', FIXTURE],
  ['policy', 'check'],
  ['policy', 'check', 'policies/people.yaml'],
  ['on-call'], // the policy in force, read whole
  ['gate', '--help'],
  ['verify', '--help'],
];

/** A verb that stops at its missing environment has loaded all that it needs: the forge's client, git, the ledger. */
const WITHOUT_ENVIRONMENT: readonly (readonly string[])[] = [['gate'], ['execute']];

/**
 * Starts every verb and an empty process in interleaved rounds and prints medians and differences in ms.
 * Throws with what the verb wrote where one exits with anything but 0: the time of a failure is no figure.
 */
export async function run(print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cold-start-bench-'));
  try {
    const empty = join(folder, 'empty.mjs');
    writeFileSync(empty, '');
    const times = await interleave(RUNS, [
      { name: EMPTY, run: () => start([empty]) },
      ...VERBS.map((verb) => ({ name: title(verb), run: () => start([ENTRY, ...verb]) })),
      ...WITHOUT_ENVIRONMENT.map((verb) => ({
        name: `${title(verb)}, everything loaded`,
        run: () => start([ENTRY, ...verb], 3),
      })),
    ]);
    const floor = median(times.get(EMPTY) ?? []);
    print(`Cold start on node ${process.versions.node}: ${RUNS} interleaved runs, medians`);
    print(row(WIDTHS, ['', 'ms', 'more, ms']));
    for (const [name, values] of times) {
      const middle = median(values);
      const more = name === EMPTY ? '' : (middle - floor).toFixed(1);
      print(row(WIDTHS, [name, middle.toFixed(1), more]));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function start(args: readonly string[], expected = 0): void {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(COUNTERSIGN|GITHUB)_/.test(name)));
  const { status, signal, error, stderr } = spawnSync(process.execPath, args, { cwd: PROJECT, env, encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status === expected) return;
  const ending = signal === null ? `exit code ${status}` : `signal ${signal}`;
  throw new Error(`The bench failed: "node ${args.join(' ')}" ended with ${ending}. It wrote: ${stderr.trim()}`);
}

function title(verb: readonly string[]): string {
  return verb.map((word) => (word === FIXTURE ? 'FIXTURE' : word)).join(' ');
}
