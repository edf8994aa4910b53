// One part of the tour: an ending, walked through from the proposal on. A new one is a new row in one of the tables.
import type { Stage } from './tour-stage.ts';

export interface Part {
  /** Names the ending; the summary lists it. */
  readonly title: string;
  /** @throws TourDifference where anything comes otherwise than expected */
  readonly run: (stage: Stage) => Promise<void>;
}
