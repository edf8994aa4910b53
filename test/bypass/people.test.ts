// What a single malicious approver tries, on a running house.
import { PEOPLE } from './people.ts';
import { stage, titled } from './staged.ts';

stage('a malicious approver who tries', titled(PEOPLE));
