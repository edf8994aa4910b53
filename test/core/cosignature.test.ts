// Cosignatures of C2SP tlog-cosignature: only the witness's own key, over this very text, at the time that was signed.
import { describe, expect, it } from 'vitest';
import { generateKeyPairSync, sign } from 'node:crypto';
import { cosignedBy, cosignedMessage, parseWitnessKey, witnessKey } from '../../scripts/core/cosignature.ts';
import { parseVerifierKey } from '../../scripts/core/note-keys.ts';
import { readNote } from '../../scripts/core/note.ts';
import { generateLedgerKey } from '../../scripts/ports/ledger-key.ts';

const NAME = 'witness.example.com/w1';
const pair = generateKeyPairSync('ed25519');
const raw = pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
const key = witnessKey(NAME, raw);
const vkey = `${NAME}+${key.id}+${Buffer.from([4, ...raw]).toString('base64')}`;
const TEXT = 'example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n';
/** The example of the specification. */
const PUBLISHED = `${TEXT}\n\u2014 example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\u2014 ${NAME} jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n`;

function cosigned(text: string, seconds: number, over = text, length = 64): string {
  const time = Buffer.alloc(8);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = sign(null, cosignedMessage(over, seconds), pair.privateKey).subarray(0, length);
  return `${text}\n\u2014 ${NAME} ${Buffer.concat([Buffer.from(key.id, 'hex'), time, signature]).toString('base64')}\n`;
}

describe('a witness’s key', () => {
  it('is read from its text, and only where type and id fit', () => {
    expect(parseWitnessKey(vkey)).toMatchObject({ name: NAME, id: key.id });
    const plain = generateLedgerKey(NAME).vkey;
    expect(parseVerifierKey(plain)).not.toBeNull();
    for (const text of [plain, vkey.replace(key.id, '00000000'), `${NAME}+${key.id}+BA==`, 'x', '']) {
      expect(parseWitnessKey(text)).toBeNull();
    }
  });
});

describe('a cosignature', () => {
  it('holds for the text and time that were signed', () => {
    expect(cosignedBy(cosigned(TEXT, 1_679_315_147), key)).toEqual({ kind: 'cosigned', at: 1_679_315_147_000 });
    expect(String(cosignedMessage(TEXT, 1_679_315_147))).toBe(`cosignature/v1\ntime 1679315147\n${TEXT}`);
  });

  it('in the published example carries the published time', () => {
    const bytes = readNote(PUBLISHED)?.signatures[1]?.signature ?? new Uint8Array();
    expect(Buffer.from(bytes).readBigUInt64BE(0)).toBe(1_679_315_147n);
    expect(cosignedBy(PUBLISHED, key)).toEqual({ kind: 'absent' });
  });

  it.each([
    ['over another text', cosigned(TEXT, 7, TEXT.replace('20852163', '20852162')), 'does not fit the checkpoint'],
    ['that is cut short', cosigned(TEXT, 7, TEXT, 63), 'is malformed'],
    ['of a time beyond all clocks', cosigned(TEXT, 2 ** 60), 'is malformed'],
    ['on no note', 'x', 'it is not a well-formed signed note'],
  ])('%s is refused', (_name, note, why) => {
    expect(cosignedBy(note, key)).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) });
  });
});
