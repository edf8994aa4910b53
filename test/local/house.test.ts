// `countersign start` where something is in its way: one sentence, and the command ends instead of standing there.
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFiles } from '../../scripts/local/files.ts';
import { openSettings } from '../../scripts/local/settings.ts';
import { policyCheck } from '../../scripts/policy.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'scripts', 'countersign.mjs');
let folder: string;
let other: Server;
let taken: number;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-house-'));
  other = createServer();
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  taken = (other.address() as AddressInfo).port; // listening on a port, so the address is no pipe
});
afterAll(() => {
  other.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts it as a user would. @returns how it ended by itself; one that stands there is killed and has no code */
function start(port: number, data: string): Promise<{ readonly code: unknown; readonly err: string }> {
  const args = [PROGRAM, 'start', '--port', String(port), '--data', join(folder, data)];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { timeout: 20_000, killSignal: 'SIGKILL' }, (fault, _, err) => {
      resolve({ code: fault?.code ?? null, err });
    });
  });
}

describe('a start', () => {
  it.each([
    ['own', 0],
    ['sandbox', 1],
  ])('that finds its %s port taken says so and ends', async (data, before) => {
    const { code, err } = await start(taken - before, data);
    const said = /^fault: Port (\d+) of this machine is taken\. Stop what uses it, or choose others/m.exec(err)?.[1];
    // The one beside it may be taken as well, by whatever else runs here.
    expect([taken - before, taken - before + 1]).toContain(Number(said));
    expect(code).toBe(3);
  });

  it('does not take a file for its folder', async () => {
    writeFileSync(join(folder, 'file'), '');
    const { code, err } = await start(0, 'file');
    expect(err).toMatch(/^fault: \S+file cannot be the data folder: choose another with --data\. <- /);
    expect(code).toBe(3);
  });

  it('begins with a policy that is sound in a clone of it too', async () => {
    const clone = join(folder, 'clone');
    for (const [path, text] of startFiles()) {
      mkdirSync(dirname(join(clone, path)), { recursive: true });
      writeFileSync(join(clone, path), text);
    }
    let said = '';
    expect(await policyCheck({ directory: clone, json: false }, { write: (text) => (said += text) })).toBe(0);
    expect(said).toContain('no problems');
  });

  it('that never came to its first commit may take another port for the sandbox', () => {
    const data = join(folder, 'sandbox');
    expect(existsSync(join(data, 'forge'))).toBe(false);
    expect(openSettings(data, { port: 1, sandboxPort: 2 }, []).sandboxPort).toBe(2);
    expect(JSON.parse(readFileSync(join(data, 'house.json'), 'utf8'))).toMatchObject({ sandboxPort: 2 });
  });
});
