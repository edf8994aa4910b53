// GitHub Actions as the place that a verb runs in: secrets masked, failures shown, untrusted text kept from being a command.
import { error, setSecret, summary } from '@actions/core';

/**
 * Masks every secret of the job before anything is written.
 * @param secrets values; empty ones are left out, because masking them would mask everything
 */
export function maskSecrets(secrets: readonly string[]): void {
  for (const secret of secrets) if (secret !== '') setSecret(secret);
}

/** Shows a fault as an annotation of the run; the SDK escapes the text, so it can be no command. */
export function showFault(sentence: string): void {
  error(sentence);
}

/** Adds what a verb said to the job's summary, as text that is not interpreted. */
export async function showSummary(verb: string, said: string): Promise<void> {
  if (process.env.GITHUB_STEP_SUMMARY === undefined || said === '') return;
  await summary.addHeading(`countersign ${verb}`, 3).addCodeBlock(escaped(said)).write();
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
