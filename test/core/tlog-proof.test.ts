// Proof texts in the form of the specification, and every way to bend one.
import { describe, expect, it } from 'vitest';
import { signCheckpoint } from '../../scripts/core/checkpoint.ts';
import { leafHash, rootOf } from '../../scripts/core/merkle.ts';
import { inclusionProof } from '../../scripts/core/merkle-proofs.ts';
import { parseSigningKey } from '../../scripts/core/note-keys.ts';
import { formatProof, parseProof, verifyProof } from '../../scripts/core/tlog-proof.ts';

// The published key of Go's sumdb/note, so that the texts below are the same in every run.
const key =
  parseSigningKey('PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz') ??
  expect.fail('the published key cannot be read');
const ORIGIN = 'example.com/fancylog';
const ENTRIES = Array.from({ length: 11 }, (_, at) => Buffer.from(`record ${at}`));
const LEAVES = ENTRIES.map(leafHash);
const checkpoint = signCheckpoint(
  { origin: ORIGIN, size: 11, root: Buffer.from(rootOf(LEAVES)).toString('base64') },
  key,
);
const PROOF = formatProof({ index: 5, hashes: inclusionProof(LEAVES, 5), checkpoint, extra: null });
const entry = ENTRIES[5] ?? expect.fail('there are eleven entries');

/** The example of the specification, whose shortened signatures stand for opaque lines. */
const PUBLISHED = `c2sp.org/tlog-proof@v1
extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6
index 73894
gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=
RoopEkOdqkYqMB4MJXrbt/hMjOxsVn0IrWjpz1ZMMes=
AHCioX9nLjsrse6YhjRRmk1WUEirVOLLRoOQ6vfO5vk=

example.com/fancylog
109482
sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

\u2014 example.com/fancylog hI2DJw==
`;

describe('a proof', () => {
  it('of the specification’s example is read and written again', () => {
    const proof = parseProof(PUBLISHED) ?? expect.fail('the published example cannot be read');
    expect(proof).toMatchObject({ index: 73_894, extra: Buffer.from('age-v1.2.1-darwin-arm64.tar.gz') });
    expect(proof.hashes).toHaveLength(5);
    expect(proof.checkpoint).toMatch(/^example\.com\/fancylog\n109482\n/);
    expect(formatProof(proof)).toBe(PUBLISHED);
  });

  it('holds for its entry', () => {
    expect(verifyProof(PROOF, entry, [key], ORIGIN)).toMatchObject({ kind: 'verified', checkpoint: { size: 11 } });
  });

  it('of a tree with one entry needs no hash', () => {
    const root = Buffer.from(rootOf([leafHash(entry)])).toString('base64');
    const note = signCheckpoint({ origin: ORIGIN, size: 1, root }, key);
    const text = formatProof({ index: 0, hashes: [], checkpoint: note, extra: null });
    expect(text).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 0\n\nexample\.com/);
    expect(verifyProof(text, entry, [key], ORIGIN).kind).toBe('verified');
  });

  it.each([
    ['another header', PROOF.replace('@v1', '@v2')],
    ['nothing but its header', PROOF.replace(/\nindex[^]*?\n\n/, '\n\n')],
    ['nothing but extra data', PROOF.replace(/\nindex[^]*?\n\n/, '\nextra YQ==\n\n')],
    ['a hash that is no base64', PROOF.replace(/\n\n/, '\n!\n\n')],
    ['no index', PROOF.replace(/index 5\n/, '')],
    ['an index with a zero before it', PROOF.replace('index 5', 'index 05')],
    ['a negative index', PROOF.replace('index 5', 'index -5')],
    ['an index beyond counting', PROOF.replace('index 5', 'index 9999999999999999')],
    ['extra data that is no base64', PROOF.replace('index', 'extra !\nindex')],
    ['extra data twice', PROOF.replace('index', 'extra YQ==\nextra YQ==\nindex')],
    ['extra data behind the index', PROOF.replace('index 5\n', 'index 5\nextra YQ==\n')],
    ['a hash that is too short', PROOF.replace(/\n\n/, '\nYQ==\n\n')],
    ['carriage returns', PROOF.replaceAll('\n', '\r\n')],
    ['too many hashes', PROOF.replace(/\n\n/, `${`\n${Buffer.alloc(32).toString('base64')}`.repeat(64)}\n\n`)],
    ['no checkpoint', PROOF.slice(0, PROOF.indexOf('\n\n') + 2)],
    ['nothing', ''],
  ])('with %s is malformed', (_, text) => {
    expect(parseProof(text)).toBeNull();
    expect(verifyProof(text, entry, [key], ORIGIN)).toEqual({ kind: 'refused', why: 'it is not a well-formed proof' });
  });

  it.each([
    ['another index', PROOF.replace('index 5', 'index 4'), 'the entry is not number 4 of the 11 under the signed root'],
    ['a hash too few', PROOF.replace(/\n[^\n]+\n\n/, '\n\n'), 'the entry is not number 5'],
    ['a signature of somebody else', PROOF.replace(/x08go/, 'x08gp'), 'its checkpoint does not hold'],
    ['another size', PROOF.replace('\n11\n', '\n12\n'), 'its checkpoint does not hold'],
  ])('with %s does not hold', (_, text, why) => {
    expect(verifyProof(text, entry, [key], ORIGIN)).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining(why),
    });
  });

  it('does not hold for another entry or another log', () => {
    expect(verifyProof(PROOF, Buffer.from('record 6'), [key], ORIGIN).kind).toBe('refused');
    expect(verifyProof(PROOF, entry, [key], 'example.com/other')).toMatchObject({ kind: 'refused' });
  });

  it('that could not be read again is never written', () => {
    const hashes = [Buffer.alloc(3)];
    expect(() => formatProof({ index: 0, hashes, checkpoint, extra: null })).toThrow('could be read again');
    expect(() => formatProof({ index: -1, hashes: [], checkpoint, extra: null })).toThrow('index -1');
  });
});
