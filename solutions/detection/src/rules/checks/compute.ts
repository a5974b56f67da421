import { isObject } from '../../events/json.ts';
import type { TrailEvent } from '../../model.ts';
import { valueAt } from '../fields.ts';
import type { Finding } from '../model.ts';
import type { CheckContext } from './context.ts';
import { instanceOf } from './instance-sessions.ts';

/** With accelerators, whole machines or many processors: what is mined on. Large ones of general families are nodes and databases. */
const UNUSUAL =
  /^(?:p\d|g\d|inf\d|trn\d|dl\d|vt\d|f\d|u-|x\d|z1d)|metal|^(?:c|hpc)\d[a-z]*\.(?:16|18|24|32|48|56|96|112|192|224)xlarge$|\.(?:112|224)xlarge$/i;
const MANY = 20;

const launchedCount = (event: TrailEvent): number =>
  Number(
    valueAt(event.record, ['requestParameters', 'instancesSet', 'items', '0', 'maxCount']) ?? 1,
  );

/** Kinds or numbers of instances that attackers mine with. */
export const unusualInstance = (event: TrailEvent): Finding | undefined => {
  const type = valueAt(event.record, ['requestParameters', 'instanceType']);
  if (typeof type === 'string' && UNUSUAL.test(type))
    return { because: [`Instances of type ${type} are expensive.`] };
  const count = launchedCount(event);
  return count >= MANY ? { because: [`${count} instances at once.`] } : undefined;
};

/** By nobody of the pipelines. Without any named, tools that apply descriptions and AWS itself pass for them. */
export const launchedOutsidePipeline = (
  event: TrailEvent,
  { callers, parameters }: CheckContext,
): Finding | undefined => {
  if (callers.isExpected(event)) return undefined;
  const told = parameters.expectedPrincipals.length + parameters.pipelines.length > 0;
  return {
    because: [
      told
        ? `${event.actor.key} is none of the expected users, roles and pipelines.`
        : 'No pipeline launched it. Name yours in the parameters to have this told with more weight.',
    ],
    severity: told ? 'MEDIUM' : undefined,
  };
};

/** By the role of an EC2 instance, under the instance's own session. */
export const sessionFromInstance = (event: TrailEvent): Finding | undefined => {
  const instance = instanceOf(event);
  return instance === undefined
    ? undefined
    : { because: [`It used the credentials of the instance ${instance}.`] };
};

export const instanceCredentialsElsewhere = (
  event: TrailEvent,
  context: CheckContext,
): Finding | undefined => {
  if (context.isOwnNetwork(event.sourceIp) === true) return undefined;
  const strange = context.instances.strangeness(event);
  return strange === undefined ? undefined : { because: [strange] };
};

/** An access key, password or device of somebody else than the caller. */
export const credentialsForAnother = ({ record, actor }: TrailEvent): Finding | undefined => {
  const user = valueAt(record, ['requestParameters', 'userName']);
  if (typeof user !== 'string' || (actor.kind === 'user' && user === actor.name)) return undefined;
  return { because: [`${user} is not who called.`] };
};

const SOON_DAYS = 1;
const LOG_DAYS = 30;
const LOGS = /trail|log|audit/i;

/** Whatever a bucket holds, gone within a day; what seems to be logs, within a month. */
export const lifecycleDeletesSoon = ({ record }: TrailEvent): Finding | undefined => {
  const request = record['requestParameters'];
  if (!isObject(request)) return undefined;
  const configuration = request['LifecycleConfiguration'] ?? request['lifecycleConfiguration'];
  if (!isObject(configuration)) return undefined;
  const bucket = String(request['bucketName']);
  const rules = [configuration['Rule'] ?? configuration['Rules'] ?? configuration['rules']].flat();
  for (const rule of rules) {
    const days = expiryOf(rule);
    if (days === undefined || days > (LOGS.test(bucket) ? LOG_DAYS : SOON_DAYS)) continue;
    return {
      because: [`Objects of ${bucket} are deleted after ${days} day${days === 1 ? '' : 's'}.`],
    };
  }
  return undefined;
};

const expiryOf = (rule: unknown): number | undefined => {
  if (!isObject(rule)) return undefined;
  const expiration = rule['Expiration'] ?? rule['expiration'];
  if (!isObject(expiration)) return undefined;
  const days = Number(expiration['Days'] ?? expiration['days']);
  return Number.isInteger(days) && days > 0 ? days : undefined;
};
