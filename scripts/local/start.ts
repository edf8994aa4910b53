// `npm start`: opens the house, serves the pages, runs the verbs, and lets three simulated automations propose.
import { setTimeout as sleep } from 'node:timers/promises';
import { takeDispatches } from './dispatches.ts';
import { startFiles } from './files.ts';
import { openHouse } from './house.ts';
import type { House } from './house.ts';
import { takeIssues } from './issue-forms.ts';
import { startLog } from './log.ts';
import type { Log } from './log.ts';
import { pagesHandler } from './pages/handler.ts';
import { pagesSource } from './pages-source.ts';
import { startRunner } from './runner.ts';
import { REQUESTS } from './simulated-requests.ts';
import { SIMULATIONS } from './simulations.ts';

export interface StartOptions {
  /** 0 for any free port, then for the sandbox too. */
  readonly port: number;
  readonly directory: string;
  readonly out: (text: string) => void;
}

/** Looks at the sandbox come quickly one after another; a real platform is given its own time. */
const LONGEST_WAIT = 500;

/** Runs until SIGINT or SIGTERM. @returns the exit code */
export async function start({ port, directory, out }: StartOptions): Promise<number> {
  const log = startLog(Date.now, out);
  const house = await openHouse({
    directory,
    port,
    sandboxPort: port === 0 ? 0 : port + 1,
    clock: Date.now,
    wait: (duration) => sleep(Math.min(duration, LONGEST_WAIT)),
    log: log.say,
    files: startFiles(),
    isolationDelay: 1_500,
    patchDelay: 5_000,
  });
  const onFault = (cause: unknown): void => log.say(`pages: ${cause instanceof Error ? cause.message : 'a fault'}`);
  house.serve(pagesHandler(pagesSource(house, log), { secret: house.settings.secret, clock: Date.now, onFault }));
  const runner = startRunner(house.bot, () => undefined);
  house.forge.onChange(runner.hint);
  const dispatches = takeDispatches(house, log.say, runner.hint);
  const issues = takeIssues(house, log.say);
  out(banner(house));
  try {
    await seed(house, log);
    await interrupted();
    log.say('closing: what is running now is finished first');
  } finally {
    await dispatches.stop();
    await issues.stop();
    await runner.stop();
    await house.close();
  }
  return 0;
}

/** On the very first start the three automations propose and people ask; later only the automations' buttons do. */
async function seed(house: House, log: Log): Promise<void> {
  const before = house.forge.pulls().length;
  if (before > 0) {
    log.say(`found ${before === 1 ? 'one request' : `${before} requests`} from before`);
    return;
  }
  for (const simulation of [...SIMULATIONS, ...REQUESTS]) {
    const refusal = await simulation.run(house).catch(sentenceOf);
    log.say(refusal === null ? `simulated: ${simulation.title}` : `simulated, and not proposed: ${refusal}`);
  }
}

/** A simulation that fails is no reason to bring the house down. */
function sentenceOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : 'a fault';
}

function banner(house: House): string {
  const people = [...house.policy.people.values()].map((person) => `${person.name} (${person.roles.join(', ')})`);
  return [
    '',
    `  ${house.policy.standard.organisation}`,
    '',
    `  Open       ${house.url}`,
    `  Sign in as Lena Lindqvist to approve the first request; or as anybody else:`,
    ...people.map((person) => `             ${person}`),
    `  Verify     git clone ${house.cloneUrl} audit && npx countersign verify audit`,
    `  Ctrl-C ends it; the next start finds everything again.`,
    '',
    '',
  ].join('\n');
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}
