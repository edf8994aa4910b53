// Attempts of our own, on a running house.
import { OWN } from './own.ts';
import { stage } from './staged.ts';

stage('somebody who', OWN);
