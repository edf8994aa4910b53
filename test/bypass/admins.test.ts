// What an administrator tries, on a running house.
import { ADMINS } from './admins.ts';
import { stage, titled } from './staged.ts';

stage('an administrator who tries', titled(ADMINS));
