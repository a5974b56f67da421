import type { AnomalyDetectorStateValue, MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Tx } from '@gatehouse/store';
import { checkQueries } from '../checked-queries.ts';
import { dimensionsOf, type MetricRef, seriesRef } from '../model.ts';
import { periods } from '../periods.ts';
import type { Detector } from '../repositories/detectors.ts';
import { LEAST_POINTS } from './band-model.ts';

const PERIOD_SECONDS = 300;
const DAY = 86_400_000;
const TRAINED_ON = 14 * DAY;

const watchedMetrics = (detector: Detector): readonly MetricRef[] =>
  detector.kind === 'METRIC_MATH'
    ? // Stored by ofMath, checked.
      checkQueries(JSON.parse(detector.queries) as MetricDataQuery[]).metrics
    : [
        {
          namespace: detector.namespace,
          name: detector.name,
          // Stored by dimensionsText.
          dimensions: dimensionsOf(JSON.parse(detector.dimensions) as [string, string][]),
        },
      ];

/** How far a detector is: whether its metrics have had enough data lately. */
export const trainingState = async (
  tx: Tx,
  detector: Detector,
  now: number,
): Promise<AnomalyDetectorStateValue> => {
  const to = Math.floor(now / (PERIOD_SECONDS * 1000)) * PERIOD_SECONDS * 1000;
  let least = Infinity;
  for (const metric of watchedMetrics(detector)) {
    const found = await periods(tx, {
      seriesId: seriesRef(detector, metric).id,
      periodSeconds: PERIOD_SECONDS,
      needsSpread: false,
      from: to - TRAINED_ON,
      to: now,
    });
    least = Math.min(least, found.length);
  }
  if (least === 0 || least === Infinity) return 'PENDING_TRAINING';
  return least < LEAST_POINTS ? 'TRAINED_INSUFFICIENT_DATA' : 'TRAINED';
};
