// From the approving click to the act: how long a platform waits for the call after somebody has said yes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { houseFiles } from '../../scripts/local/files.ts';
import { openHouse } from '../../scripts/local/house.ts';
import type { House } from '../../scripts/local/house.ts';
import { startRunner } from '../../scripts/local/runner.ts';
import { propose } from '../../scripts/propose.ts';
import { median } from './measure.ts';
import type { Print } from './measure.ts';

const DEVICES: readonly (readonly [number, string])[] = [
  [4711, 'ACME-FS01'],
  [4712, 'ACME-FS02'],
  [4713, 'ACME-DC01'],
  [4714, 'ACME-WS17'],
  [4715, 'ACME-WS23'],
];

/** Proposes for one device after the other, approves, and stops the clock when the sandbox has taken the call. */
export async function run(print: Print): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'click-bench-'));
  const house = await openHouse({
    directory,
    port: 0,
    sandboxPort: 0,
    clock: Date.now,
    wait: (duration) => sleep(Math.min(duration, 200)),
    log: () => undefined,
    files: houseFiles(),
    isolationDelay: 200,
  });
  const runner = startRunner(house.bot, () => undefined);
  const leave = house.forge.onChange(runner.hint);
  try {
    const times: number[] = [];
    for (const [device, name] of DEVICES) times.push(await once(house, device, name));
    print(`From the approving click to the act: ${times.length} approvals, median ${median(times).toFixed(0)} ms`);
    print(`  ${times.map((time) => time.toFixed(0)).join(', ')} ms; the aim is under 2000`);
  } finally {
    leave();
    await runner.stop();
    await house.close();
    rmSync(directory, { recursive: true });
  }
}

async function once(house: House, device: number, name: string): Promise<number> {
  const draft = {
    operation: 'ninjarmm/isolate-endpoint',
    targets: [{ client: 'acme', device: String(device), name }],
    parameters: { reason: 'benchmark' },
    justification: 'benchmark',
    expectedOutcome: `${name} is isolated`,
    technician: 'tess',
  };
  const automation = house.as('northwind-ransomware-responder[bot]');
  const proposed = await propose(new TextEncoder().encode(JSON.stringify(draft)), 'benchmark', automation);
  if (proposed.kind === 'refused') throw new Error(proposed.sentences.join(' '));
  await until(() => house.forge.pull(proposed.pull.number).labels.includes('waiting'));
  const lena = house.as('lena-northwind').forge;
  const start = performance.now();
  await lena.review(proposed.pull.number, proposed.pull.head, 'APPROVE', '');
  await until(() => house.sandbox.acts(device) > 0);
  const took = performance.now() - start;
  await until(() => house.forge.pull(proposed.pull.number).labels.includes('executed'));
  return took;
}

async function until(holds: () => boolean): Promise<void> {
  const limit = Date.now() + 60_000;
  while (!holds()) {
    if (Date.now() > limit) throw new Error('It did not happen within a minute.');
    await sleep(5);
  }
}
