// What a rogue automation says, on a running house.
import { WORDS } from './agent-words.ts';
import { stage, titled } from './staged.ts';

stage('a rogue automation that says', titled(WORDS));
