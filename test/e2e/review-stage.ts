// The stage of the quarterly review: a house whose clock begins a week before a quarter ends, and what goes wrong on it.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatInstant } from '../../scripts/core/time.ts';
import { reviewFiles } from '../../scripts/core/review/files.ts';
import { FORMAT } from '../../scripts/core/review/formats.ts';
import type { Format } from '../../scripts/core/review/formats.ts';
import { commitsOf, scopeOf } from '../../scripts/core/review/scope.ts';
import { gate } from '../../scripts/gate.ts';
import { recordsOf } from '../../scripts/ground.ts';
import { policiesAt } from '../../scripts/review-policies.ts';
import { rootAt } from '../../scripts/root-at.ts';
import { houseFiles } from '../../scripts/local/files.ts';
import { openHouse } from '../../scripts/local/house.ts';
import { pushes } from '../../scripts/local/tour-push.ts';
import { step } from '../../scripts/local/tour-stage.ts';
import type { Stage } from '../../scripts/local/tour-stage.ts';

export async function openReviewStage(): Promise<Stage> {
  const directory = await mkdtemp(join(tmpdir(), 'review-'));
  let now = Date.parse('2026-09-24T09:00:00Z');
  const house = await openHouse({
    directory,
    port: 0,
    sandboxPort: 0,
    clock: () => now,
    wait: async (duration) => void (now += duration),
    log: () => undefined,
    files: houseFiles(),
    isolationDelay: 5_000,
  });
  return {
    house,
    directory,
    now: () => now,
    later: (minutes) => void (now += minutes * 60_000),
    tell: () => undefined,
    fail: (expected, came) => {
      throw new Error(`Expected ${expected}, but ${came}.`);
    },
  };
}

/** Tess pushes the files, opens the request, and the gate looks at it. */
export async function asks(branch: string, files: Readonly<Record<string, string>>, stage: Stage) {
  const login = 'tess-northwind';
  await pushes({ login, branch, files, message: branch }, stage);
  const { pull } = await stage.house.as(login).forge.openPull(branch, branch, 'Please.');
  await step(stage, () => gate(stage.house.bot));
  return { id: 'none', pull: pull.number };
}

/** Something ran without its approval, and the ledger says so. */
export async function fails(how: string, stage: Pick<Stage, 'house' | 'now'>): Promise<void> {
  const { ledger, repository } = stage.house.bot;
  const where = { repository: stage.house.settings.repositoryId, main: (await repository.resolve('main')) ?? '' };
  const what = { pull: null, action: null, how, detectedBy: 'the nightly comparison', remediation: null };
  const draft = {
    type: 'gate-failure',
    at: formatInstant(stage.now()),
    ...where,
    ...what,
    kind: 'other',
    target: 'FS01',
  };
  await ledger.append(() => [draft], stage.now());
}

/** The root-cause review of the quarter, with or without what came of it. */
export function rootCause(remediation: string): string {
  return `id: root-cause-2026-q3
title: Root cause of the gate failures of 2026-Q3
kind: root-cause
date: 2026-10-01T00:00:00Z
action: everything done by hand on ACME-FS01
target: ACME-FS01
bypass: The console lets technicians in without a request.
detectedBy: the quarterly review
reportedBy: tess
automation: null
quarter: 2026-Q3
records: []
approvers: [sam, rita]
remediation: ${remediation}
`;
}

export const REMEDY =
  '{ text: Console access is by request now., by: tomas, completed: 2026-10-02, configurationChange: it asks for one }';

/** What `countersign review` would have written while the ledger was shorter. */
export async function shorter(stage: Stage): Promise<Readonly<Record<string, string>>> {
  const records = recordsOf(await stage.house.bot.ledger.read());
  return derived(
    records.findIndex(({ type }) => type === 'gate-failure'),
    FORMAT,
    stage,
  );
}

/** What it wrote before it counted the answers to requests of every kind. */
export async function olderFormat(stage: Stage): Promise<Readonly<Record<string, string>>> {
  return derived(recordsOf(await stage.house.bot.ledger.read()).length, 1, stage);
}

async function derived(size: number, format: Format, { house }: Stage): Promise<Readonly<Record<string, string>>> {
  const view = await house.bot.ledger.read();
  const scope = scopeOf('2026-Q3', recordsOf(view).slice(0, size));
  const commits = commitsOf(scope) ?? { start: '', end: '', latest: '' };
  const policies = await policiesAt(commits, house.bot.repository);
  const basis = { year: 2026, size, root: rootAt(2026, size, view) ?? '' };
  return Object.fromEntries(reviewFiles(scope, { basis, commits, policies }, format).files);
}
