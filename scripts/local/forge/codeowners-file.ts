// The CODEOWNERS file of a branch as the forge reads it: which one counts, and what is wrong in it.
import { parseCodeowners } from '../../core/codeowners.ts';
import type { EmbeddedForge } from './forge.ts';

// GitHub uses the first of these that is there.
const PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const;

/** One entry of GitHub's `codeowners/errors`. */
export interface CodeownersMistake {
  readonly line: number;
  readonly column: number;
  readonly kind: string;
  readonly source: string;
  readonly suggestion: string | null;
  readonly message: string;
  readonly path: string;
}

/** The mistakes in the file that counts at this branch or commit; `null` where there is no such file. */
export async function codeownersAt(
  forge: EmbeddedForge,
  ref: string,
): Promise<{ readonly errors: readonly CodeownersMistake[] } | null> {
  for (const path of PLACES) {
    const file = await forge.fileAt(ref, path);
    const text = file === null ? null : file.content.toString('utf8');
    if (text !== null) return { errors: mistakesIn(forge, path, text) };
  }
  return null;
}

function mistakesIn(forge: EmbeddedForge, path: string, text: string): readonly CodeownersMistake[] {
  const lines = text.split('\n');
  const mistake = (kind: string, line: number, message: string): CodeownersMistake => {
    const source = lines[line - 1] ?? '';
    return { line, column: 1, kind, source, suggestion: null, message: `${kind} on line ${line}: ${message}`, path };
  };
  const parsed = parseCodeowners(text);
  if ('problems' in parsed) {
    return parsed.problems.map(({ line, sentence }) => mistake('Invalid pattern', line, sentence));
  }
  return parsed.rules.flatMap(({ line, owners }) =>
    owners
      .filter((owner) => !mayOwn(forge, owner))
      .map((owner) => {
        const why = `make sure ${owner} exists and has write access to the repository`;
        return mistake('Unknown owner', line, why);
      }),
  );
}

/** Whoever owns a path must be able to write. There are no teams here. */
function mayOwn(forge: EmbeddedForge, owner: string): boolean {
  const account = owner.startsWith('@') ? forge.accountByLogin(owner.slice(1)) : forge.accountByEmail(owner);
  return account !== null && account.type === 'User' && account.permission !== 'read';
}
