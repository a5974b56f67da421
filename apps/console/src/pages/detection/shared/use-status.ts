import { detection } from '../../../api/detection/client.ts';
import type { StatusAnswer } from '../../../api/detection/status.ts';
import { type Loaded, useLoad } from '../../../shared/use-aws.ts';

/** What detection does, and what of it who asks may do. */
export const useStatus = (): Loaded<StatusAnswer> =>
  useLoad('detection status', (signal) => detection.status(signal));
