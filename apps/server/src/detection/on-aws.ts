import { createClients, foundKeys } from '@gatehouse/clients';
import type { DetectionOnAws } from './on-aws-settings.ts';
import { type DetectionPlace, type RunningDetection, startDetection } from './start-detection.ts';

/** Detection on real AWS accounts. */
export const startDetectionOnAws = (
  place: DetectionPlace,
  { region, live, places }: DetectionOnAws,
): Promise<RunningDetection> =>
  startDetection(
    place,
    // Without an endpoint the SDK asks AWS, or what AWS_ENDPOINT_URL names.
    createClients({
      region,
      credentials: foundKeys(region),
      clock: place.clock,
      userAgent: 'gatehouse-detection',
    }),
    { live, traps: undefined, places },
  );
