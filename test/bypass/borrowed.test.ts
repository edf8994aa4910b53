// Attempts with requests that were somebody else's, or something else, on a running house.
import { BORROWED } from './borrowed.ts';
import { stage } from './staged.ts';

stage('a rogue automation that changes what was asked', BORROWED);
