// What a rogue automation does around its request, tried on a running house.
import { HEADS } from './agent-heads.ts';
import { stage, titled } from './staged.ts';

stage('a rogue automation that tries', titled(HEADS));
