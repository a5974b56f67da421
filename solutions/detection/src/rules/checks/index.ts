import type { TrailEvent } from '../../model.ts';
import { valueAt } from '../fields.ts';
import type { CheckName, Finding } from '../model.ts';
import {
  credentialsForAnother,
  instanceCredentialsElsewhere,
  launchedOutsidePipeline,
  lifecycleDeletesSoon,
  sessionFromInstance,
  unusualInstance,
} from './compute.ts';
import type { CheckContext } from './context.ts';
import { adminGranted, policyLetsStrangersIn } from './policies.ts';
import { adminPortOpened, encryptedForStrangers, sharedWithStrangers } from './sharing.ts';

export type Check = (event: TrailEvent, context: CheckContext) => Finding | undefined;

const NOTHING_MORE: Finding = { because: [] };

const bucketIsSensitive: Check = (event, context) => {
  const bucket = valueAt(event.record, ['requestParameters', 'bucketName']);
  if (typeof bucket !== 'string' || context.isBucketReader(event)) return undefined;
  const told = context.parameters.sensitiveBuckets.length > 0;
  if (told && !context.isSensitiveBucket(bucket)) return undefined;
  return {
    because: [
      told
        ? `${bucket} is sensitive, and ${event.actor.key} is not among its readers.`
        : `No sensitive buckets are named in the parameters, so ${bucket} may be one.`,
    ],
    severity: told ? 'MEDIUM' : undefined,
  };
};

const networkIsForeign: Check = (event, context) =>
  context.isOwnNetwork(event.sourceIp) === false
    ? { because: [`${event.sourceIp} is in none of your networks.`] }
    : undefined;

const BY_A_SCANNER: Finding = {
  because: [
    'By its name it is a scanner or a function, so it weighs less: name it in the parameter scanners.',
  ],
  severity: 'LOW',
};

const notUsual: Check = (event, { callers }) =>
  callers.looksLikeScanner(event) ? BY_A_SCANNER : NOTHING_MORE;

const serviceIsSensitive: Check = (event, { parameters, callers }) =>
  parameters.sensitiveServices.includes(event.service) && !callers.isScanner(event)
    ? NOTHING_MORE
    : undefined;

/** What of a check decides whether an event counts at all; the check itself is then asked of what came together. */
export const GATES: ReadonlyMap<CheckName, (event: TrailEvent, context: CheckContext) => boolean> =
  new Map([
    [
      'not-usual',
      (event: TrailEvent, { isUsual, callers }: CheckContext) =>
        !isUsual(event) && !callers.isScanner(event),
    ],
  ]);

/** Conditions that no filter pattern can say, by the names that rules use. */
export const CHECKS: Readonly<Record<CheckName, Check>> = {
  'admin-granted': adminGranted,
  'admin-port-opened': adminPortOpened,
  'bucket-is-sensitive': bucketIsSensitive,
  'credentials-for-another': credentialsForAnother,
  'encrypted-for-strangers': encryptedForStrangers,
  'instance-credentials-elsewhere': instanceCredentialsElsewhere,
  'launched-outside-pipeline': launchedOutsidePipeline,
  'lifecycle-deletes-soon': lifecycleDeletesSoon,
  'network-is-foreign': networkIsForeign,
  'not-usual': notUsual,
  'policy-lets-strangers-in': policyLetsStrangersIn,
  'service-is-sensitive': serviceIsSensitive,
  'session-from-instance': sessionFromInstance,
  'shared-with-strangers': sharedWithStrangers,
  'unusual-instance': unusualInstance,
};
