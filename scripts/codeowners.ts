// codeowners: writes .github/CODEOWNERS as the policy asks for it, or says whether it is what the policy asks for.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CODEOWNERS_PATH, codeownersText, SHADOWS } from './core/codeowners-file.ts';
import { sentence } from './core/problem.ts';
import { parsePolicy } from './core/policy.ts';
import { isRegularFile, readPolicyFiles } from './policy-files.ts';

export type CodeownersMode = 'show' | 'write' | 'check';

/**
 * Works on the files of a directory.
 * @param directory the repository's root
 * @param say takes each line for people, or with `show` the text of the file
 * @returns the exit code: 0 done, 1 where the file is not what the policy gives or the policy cannot be used
 */
export function codeowners(directory: string, mode: CodeownersMode, say: (text: string) => void): number {
  const parsed = parsePolicy(readPolicyFiles(directory));
  if (!parsed.ok) {
    say(
      `The policy cannot be used, so nobody can be named as an owner:\n${parsed.problems.map(sentence).join('\n')}\n`,
    );
    return 1;
  }
  const text = codeownersText(parsed.policy);
  const path = join(directory, CODEOWNERS_PATH);
  if (mode === 'show') say(text);
  if (mode === 'write') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    say(`${CODEOWNERS_PATH} is written.\n`);
  }
  return mode === 'check' ? check(directory, text, say) : 0;
}

function check(directory: string, text: string, say: (text: string) => void): number {
  const there = isRegularFile(directory, CODEOWNERS_PATH);
  const differs = !there || readFileSync(join(directory, CODEOWNERS_PATH), 'utf8') !== text;
  const shadows = SHADOWS.filter((path) => isRegularFile(directory, path));
  if (differs) {
    const what = there ? 'is not what the policy gives' : 'is missing';
    say(`${CODEOWNERS_PATH} ${what}: run countersign codeowners --write.\n`);
  }
  for (const path of shadows) say(`${path} is a second file of owners: remove it, only ${CODEOWNERS_PATH} counts.\n`);
  if (!differs && shadows.length === 0) say(`${CODEOWNERS_PATH} is what the policy gives.\n`);
  return differs || shadows.length > 0 ? 1 : 0;
}
