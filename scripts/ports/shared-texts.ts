// One text for all that are alike: each record is parsed by itself, and half of what it says stands in others too.

/** How many different texts are remembered: those that are alike mostly lie near each other. */
const MOST = 20_000;
/** In characters. Shorter ones the engine shares by itself, longer ones are hardly ever the same. */
const [SHORTEST, LONGEST] = [11, 200];

/** @returns a function that puts shared texts into a value just parsed, which then says the same in less memory */
export function sharedTexts(): (value: unknown) => void {
  const known = new Map<string, string>();
  const shared = (text: string): string => {
    if (text.length < SHORTEST || text.length > LONGEST) return text;
    const found = known.get(text);
    if (found !== undefined) return found;
    if (known.size >= MOST) known.clear();
    known.set(text, text);
    return text;
  };
  const share = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const members: Record<string, unknown> = Object(value);
    for (const name of Object.keys(members)) {
      const member = members[name];
      if (typeof member === 'string') members[name] = shared(member);
      else share(member);
    }
  };
  return share;
}
