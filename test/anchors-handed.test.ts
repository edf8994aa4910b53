// A signed tag in a clone from somebody else: neither a program that the clone names judges it, nor a file of signers that lies there.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { anchor } from '../scripts/anchors.ts';
import { formatVerifierKey } from '../scripts/core/note-keys.ts';
import { verify } from '../scripts/verify.ts';
import { foundedWorld, IDENTITY, NOW, type World } from './ports/ledger-world.ts';

let world: World;
beforeAll(async () => {
  world = await foundedWorld(2);
  const tagKey = join(world.folder, 'tagger');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'tagger', '-f', tagKey]);
  const ledger = await world.ledger('anchorer');
  await anchor({ ledger, mirror: world.settings('anchorer'), identity: IDENTITY, now: NOW, tagKey });
});
afterAll(() => world.remove());

const audit = (tagSigners: string) =>
  verify({ directory: world.origin, key: formatVerifierKey(world.key), anchors: { tagSigners } });
const place = (name: string): string => join(world.folder, name);

it('is judged by the file that the auditor names, seen from where they are', async () => {
  const [type, body] = readFileSync(place('tagger.pub'), 'utf8').split(' ');
  writeFileSync(place('signers'), `auditor@example.invalid namespaces="git" ${type} ${body}\n`);
  // By the name of this folder, so that it leads nowhere from the clone, where it could as well lead to a file of whoever made that.
  const typed = `../${basename(process.cwd())}/${relative(process.cwd(), place('signers'))}`;
  expect((await audit(typed)).grade).toBe('anchored');
});

it.each<readonly [name: string, armor: string]>([
  ['gpg.ssh.program', 'SSH SIGNATURE'],
  ['gpg.program', 'PGP SIGNATURE'],
  ['gpg.openpgp.program', 'PGP SIGNATURE'],
  ['gpg.x509.program', 'SIGNED MESSAGE'],
])('is not judged by what the clone has as %s', async (name, armor) => {
  const good = 'Good "git" signature for auditor@example.invalid with ED25519 key SHA256:x';
  writeFileSync(place('program'), `#!/bin/sh\ntouch '${place('ran')}'\necho '${good}'\n`, { mode: 0o755 });
  world.git(['config', name, place('program')]);
  rmSync(place('ran'), { force: true });
  const [ref = ''] = world.git(['for-each-ref', '--format=%(refname)', 'refs/tags/ledger']).split('\n');
  const tag = world.git(['cat-file', 'tag', ref]).replaceAll(/(?<=-----(?:BEGIN|END) )[A-Z ]+(?=-----)/g, armor);
  world.git(['update-ref', ref, world.git(['hash-object', '-t', 'tag', '-w', '--stdin'], `${tag}\n`)]);
  writeFileSync(place('nobody'), '');
  const { grade, findings } = await audit(place('nobody'));
  world.git(['config', '--unset', name]);
  expect([grade, existsSync(place('ran'))]).toEqual(['signed', false]);
  expect(findings.map(({ code }) => code)).toContain('anchor-refused');
});
