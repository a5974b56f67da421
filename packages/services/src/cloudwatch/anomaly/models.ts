import { createHash } from 'node:crypto';
import { createEvaluation, type EvaluationSettings } from '../evaluation.ts';
import type { Node } from '../math/syntax.ts';
import { ExpressionError } from '../math/tokens.ts';
import { detectors } from '../repositories/detectors.ts';
import { type BandModel, type BandSettings, trainBand } from './band-model.ts';
import { metricDetectorId, readConfiguration, settingsOf } from './detector.ts';

const HOUR = 3_600_000;
const TRAINED_ON = 14 * 24 * HOUR;
const MOST_MODELS = 256;

/** How the detector of a metric is told to learn, where somebody has made one. */
const configured = async (
  { tx, scope, queries }: EvaluationSettings,
  node: Node,
): Promise<BandSettings> => {
  const query = node.kind === 'name' ? queries.find(({ id }) => id === node.name) : undefined;
  if (query?.kind !== 'metric') return settingsOf(undefined);
  const id = metricDetectorId(scope, query.metric, query.statistic);
  const detector = await detectors.find(tx, id);
  return settingsOf(detector === undefined ? undefined : readConfiguration(detector.configuration));
};

/** A band within a band would be trained on bands, each of which is trained. */
const noBand: EvaluationSettings['model'] = () =>
  Promise.reject(new ExpressionError('ANOMALY_DETECTION_BAND cannot be nested'));

const train = async (
  settings: EvaluationSettings,
  node: Node,
  until: number,
  how: BandSettings,
): Promise<BandModel | undefined> => {
  const past = { ...settings, from: until - TRAINED_ON, to: until, model: noBand };
  const value = await createEvaluation(past).evaluate(node);
  if (value.kind !== 'series') return undefined;
  const { times, values } = value.series;
  return trainBand(
    times.map((at, index) => ({ at, value: values[index] ?? 0 })),
    how,
  );
};

/** Names a question in few bytes, however many queries it has; maps and trees included. */
const keyOf = (value: unknown): string =>
  createHash('sha256')
    .update(
      JSON.stringify(value, (_, member: unknown) => (member instanceof Map ? [...member] : member)),
    )
    .digest('base64url');

/**
 * Models of what is usual, each trained on the two weeks before the present hour. They are kept, because an alarm asks again
 * every minute; what is forgotten is trained anew.
 */
export const createModels = (): EvaluationSettings['model'] => {
  const kept = new Map<string, BandModel | undefined>();
  return async (settings, node) => {
    const until = Math.floor(Math.min(settings.to, settings.now) / HOUR) * HOUR;
    const how = await configured(settings, node);
    const key = keyOf([settings.scope, settings.queries, node, until, how]);
    const known = kept.get(key);
    if (known !== undefined) return known;
    const model = await train(settings, node, until, how);
    if (model === undefined) return undefined;
    const [oldest] = kept.keys();
    if (kept.size >= MOST_MODELS && oldest !== undefined) kept.delete(oldest);
    kept.set(key, model);
    return model;
  };
};
