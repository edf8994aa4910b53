// countersign erase: asks for the erasure of personal data, or carries out what two people have approved.
import { EXIT } from '../cli.ts';
import type { Call, Command } from '../cli.ts';

export const command: Command = {
  usage: 'countersign erase [--json] | countersign erase RECORD... --because TEXT --basis TEXT --requestor PERSON',
  help: [
    'Without a record: drops the personal parts that merged erasures name, each in one push with the record that says so. What a',
    'legal hold (policies/legal-holds.yaml) covers stays until the hold is over, which is no fault. It needs the ledger’s key, as merge does.',
    'With records (YEAR/INDEX): opens the request for it, exceptions/erasures/<id>.yaml, which two people approve. --because says',
    'why and --basis by what law or contract; neither may repeat what is to go, because that file stays on main.',
    'A clone that was made before still holds what was dropped: git fetch --prune, then git gc --prune=now. What main holds of',
    'a merged action, and what the code host keeps of a request, no erasure of the ledger reaches.',
  ].join('\n'),
  options: {
    because: { type: 'string' },
    basis: { type: 'string' },
    requestor: { type: 'string' },
    json: { type: 'boolean' },
  },
  takesArguments: true,
  run: (call) => (call.positionals.length === 0 ? carryOut(call) : ask(call)),
};

async function carryOut({ options, io }: Call): Promise<number> {
  const [{ openWorkplace }, { erase }] = await Promise.all([import('./environment.ts'), import('../erase.ts')]);
  const outcomes = await erase(await openWorkplace(io));
  const lines = outcomes.length === 0 ? ['nothing to erase'] : outcomes.map(({ sentence }) => sentence);
  io.out(options.json === true ? `${JSON.stringify(outcomes)}\n` : `${lines.join('\n')}\n`);
  // What a legal hold keeps back is as it should be.
  return outcomes.every(({ kind }) => kind === 'erased' || kind === 'legal-hold') ? EXIT.done : EXIT.no;
}

async function ask({ positionals, options, io }: Call): Promise<number> {
  const { because, basis, requestor } = options;
  if (typeof because !== 'string' || typeof basis !== 'string' || typeof requestor !== 'string') {
    io.err('Say --because TEXT, --basis TEXT and --requestor PERSON: the request has to name all three.\n');
    return EXIT.badInput;
  }
  const [{ openWorkplace }, { askForErasure }] = await Promise.all([
    import('./environment.ts'),
    import('../erase-request.ts'),
  ]);
  const wish = { records: positionals, because, legalBasis: basis, requestor };
  const asked = await askForErasure(wish, await openWorkplace(io));
  if (asked.kind === 'refused') {
    io.err(`${asked.sentences.join('\n')}\n`);
    return EXIT.badInput;
  }
  io.out(`Request ${asked.pull} asks for it: ${asked.path}. Once it is merged, countersign erase carries it out.\n`);
  return EXIT.done;
}
