// slip: writes one action's records with their proofs out of a clone, and checks such a file with keys from elsewhere.
import { placeText, voidedBy } from './core/key-history.ts';
import { inclusionProof } from './core/merkle-proofs.ts';
import { parseVerifierKey } from './core/note-keys.ts';
import type { Indexed } from './core/records.ts';
import type { Openings } from './core/sealed.ts';
import { formatSlip, storyOf } from './core/slip.ts';
import { checkSlip, finding, type SlipReport, withFindings } from './core/slip-check.ts';
import { compareSlip } from './core/slip-compare.ts';
import { entryBundles } from './core/entry-bundles.ts';
import { allTiles } from './core/tiles.ts';
import { formatProof } from './core/tlog-proof.ts';
import type { BranchState } from './ports/ledger-branch.ts';
import { bytesOf } from './ports/ledger-record.ts';
import { sealedFilesOf } from './ports/ledger-sealed.ts';
import type { StoredRecord } from './ports/ledger.ts';
import { CloneFault, originOf, type ReadClone, readYears } from './read-years.ts';

export interface MadeSlip {
  /** The file's text, canonical JSON. */
  readonly text: string;
  /** The same records one by one, with a C2SP tlog-proof each, by file name. */
  readonly proofs: ReadonlyMap<string, Uint8Array | string>;
}

/**
 * Makes the slip of an action.
 * @param directory any clone with main and `ledger/*`; nothing is fetched
 * @throws CloneFault where the clone pins no key, no record is about the action, or one of them was signed by a key that
 * is known to be compromised
 * @throws LedgerFault where the ledger is not what was signed: no slip is made of that
 */
export async function makeSlip(directory: string, action: string): Promise<MadeSlip> {
  const clone = await readYears(directory);
  const { text, stored } = await slipFrom(clone, action);
  return { text, proofs: proofsOf(clone.years, stored) };
}

/** The slip of an action from a clone that has been read, and the records in it. @throws CloneFault as `makeSlip` */
export async function slipFrom(
  clone: ReadClone,
  action: string,
): Promise<{ readonly text: string; readonly stored: readonly StoredRecord[] }> {
  const { directory, years } = clone;
  const story = new Set<unknown>(
    storyOf(
      action,
      years.flatMap(({ records }) => records.map(contentOf)),
    ),
  );
  const stored = years.flatMap(({ records }) => records.filter(({ record }) => story.has(record)));
  const openings = await openingsOf(clone, stored);
  const text = formatSlip(
    action,
    years.map((state) => ({ ...partsOf(state), openings: openings.get(state.year) ?? new Map() })),
  );
  if (text === null) throw new CloneFault(unknownAction(action, directory));
  const voided = stored.map((place) => voidSentence(years, place)).find((sentence) => sentence !== null);
  if (voided !== undefined) throw new CloneFault(voided);
  return { text, stored };
}

/**
 * What opens the personal parts of these records, by year and index; what was erased, or is not here, is left out.
 * @throws CloneFault where the whole branch is not here: nobody could rely on a slip without its words
 */
async function openingsOf(
  { directory, git, branches: { sealed } }: ReadClone,
  stored: readonly StoredRecord[],
): Promise<ReadonlyMap<number, ReadonlyMap<number, Openings>>> {
  const files = await sealedFilesOf(git, stored, sealed);
  const years = new Map<number, Map<number, Openings>>();
  for (const [at, { year, index, bytes }] of stored.entries()) {
    if (bytes !== undefined && !sealed.has(year)) throw new CloneFault(unsealed(directory, year));
    const openings = bytes !== undefined ? (files[at] ?? null) : null;
    if (openings !== null) years.set(year, (years.get(year) ?? new Map<number, Openings>()).set(index, openings));
  }
  return years;
}

/**
 * Checks a slip with the ledger's key.
 * @param keys verifier keys that came from elsewhere, separated by commas where the years have different ones
 * @throws CloneFault where one is no verifier key
 */
export function verifySlip(bytes: Uint8Array, keys: string): SlipReport {
  const texts = keys.split(',').map((text) => text.trim());
  if (texts.some((text) => parseVerifierKey(text) === null)) {
    throw new CloneFault('The key is no verifier key: write name+hash+base64.');
  }
  return checkSlip(bytes, texts);
}

/** Checks a slip with a clone: with the keys of its ledger, and against the records that it has. @throws as `makeSlip` */
export async function verifySlipAgainst(bytes: Uint8Array, directory: string): Promise<SlipReport> {
  const { years } = await readYears(directory);
  const keys = years.at(-1)?.keys.spans.map(({ key }) => key) ?? [];
  const compared = years.map((state) => ({ ...partsOf(state), origin: originOf(state) }));
  const report = compareSlip(checkSlip(bytes, keys), compared);
  const voided = report.records.flatMap(({ id, record }) => {
    const sentence = voidSentence(years, { year: Number(id.split('/')[0]), index: record.index });
    return sentence === null ? [] : [finding('key-compromised', sentence, id)];
  });
  return withFindings(report, voided);
}

/** Says that a record was signed by a key that is known to be compromised from there on; `null` where it was not. */
function voidSentence(
  years: readonly BranchState[],
  { year, index }: Pick<StoredRecord, 'year' | 'index'>,
): string | null {
  const mark = voidedBy(years.at(-1)?.keys ?? never(), { year, index });
  if (mark === null) return null;
  if (mark.why === 'reopened') {
    return `Record ${placeText({ year, index })} was added behind the end of its year, which record ${placeText(mark.by)} quotes, with a key that was replaced since: it proves nothing.`;
  }
  return `Record ${placeText({ year, index })} was signed by a key that record ${placeText(mark.by)} says is compromised from ${placeText(mark)} on: it proves nothing.`;
}

/**
 * The whole ledger as other tools of the tile family read it (C2SP tlog-tiles): for each year its checkpoint, every hash
 * tile, the partial ones included, and the entry bundles.
 * @returns files by path, and the places of the bundles that the format has no room for. @throws as `makeSlip`
 */
export async function tileFiles(directory: string): Promise<{
  readonly files: ReadonlyMap<string, Uint8Array | string>;
  readonly missing: readonly string[];
}> {
  const files = new Map<string, Uint8Array | string>();
  const missing: string[] = [];
  for (const { year, checkpoint, records, size } of (await readYears(directory)).years) {
    const leafAt = (index: number): Uint8Array => (records[index] ?? never()).leaf;
    const bundles = entryBundles(records.map(bytesOf));
    files.set(`${year}/checkpoint`, checkpoint);
    for (const { path, bytes } of allTiles(leafAt, size)) files.set(`${year}/${path}`, bytes);
    for (const [path, bytes] of bundles.files) files.set(`${year}/${path}`, bytes);
    missing.push(...bundles.missing.map((path) => `${year}/${path}`));
  }
  return { files, missing };
}

function partsOf({ keys, checkpoint, records }: BranchState) {
  return {
    key: keys.current,
    checkpoint,
    leaves: records.map(({ leaf }) => leaf),
    records: records.map(contentOf),
  };
}

/** The checkpoint covers the bytes, and the schema is asked when the slip is checked. */
function contentOf({ record }: StoredRecord): Indexed {
  return record as unknown as Indexed;
}

function unsealed(directory: string, year: number): string {
  return `${directory} has no branch sealed/${year}, which holds the words of its records: give a clone with all branches.`;
}

function unknownAction(action: string, directory: string): string {
  return `No record in ${directory} is about the action ${JSON.stringify(action)}: give its ULID, as it stands in the name of its file, and fetch where it is newer than the clone.`;
}

function proofsOf(years: readonly BranchState[], stored: readonly StoredRecord[]): MadeSlip['proofs'] {
  const files = new Map<string, Uint8Array | string>();
  for (const one of stored) {
    const { record, year, index } = one;
    const ledger = years.find((one) => one.year === year) ?? never();
    const hashes = inclusionProof(
      ledger.records.map(({ leaf }) => leaf),
      index,
    );
    const name = `${year}-${String(index).padStart(8, '0')}-${record.type}`;
    files.set(`${name}.json`, bytesOf(one));
    files.set(`${name}.tlog-proof`, formatProof({ index, hashes, checkpoint: ledger.checkpoint, extra: null }));
  }
  return files;
}

function never(): never {
  throw new Error('a record without a year was read');
}
