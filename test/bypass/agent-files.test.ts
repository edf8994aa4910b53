// What a rogue automation writes into its request, tried on a running house.
import { FILES } from './agent-files.ts';
import { stage, titled } from './staged.ts';

stage('a rogue automation that writes', titled(FILES));
