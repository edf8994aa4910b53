// Runs the benchmarks: all of them in turn, or those named on the command line.
import { run as appends } from './appends.ts';
import { run as click } from './click.ts';
import { run as codeowners } from './codeowners.ts';
import { run as coldStart } from './cold-start.ts';
import { run as decision } from './decision.ts';
import { run as ledger } from './ledger.ts';
import type { Print } from './measure.ts';
import { run as slip } from './slip.ts';
import { run as year } from './year.ts';

const BENCHES: Readonly<Record<string, (print: Print) => Promise<void>>> = {
  decision,
  codeowners,
  'cold-start': coldStart,
  click,
  ledger,
  appends,
  slip,
  year,
};

process.exitCode = await runNamed(process.argv.slice(2), (line) => console.log(line));

/** Runs those named, all where none is, each after the other so that none disturbs another; returns the exit code. */
async function runNamed(names: readonly string[], print: Print): Promise<number> {
  const unknown = names.filter((name) => !Object.hasOwn(BENCHES, name));
  if (unknown.length > 0) {
    print(`There is no benchmark ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.`);
    return 1;
  }
  let failed = 0;
  for (const [name, run] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    failed += await run(print).then(
      () => 0,
      (error: unknown) => {
        print(`${name}: ${error instanceof Error ? error.message : String(error)}`);
        return 1;
      },
    );
    print('');
  }
  return failed === 0 ? 0 : 1;
}
