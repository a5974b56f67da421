import type { PolicyType } from '../model.ts';
import { type Place, fault, text } from './node-access.ts';

const VENDOR = /^[a-zA-Z0-9.-]+$/;

/** Behind its service IAM takes any name of an action: one with a comma, a bracket or nothing in it is no action's. */
export const checkAction = (place: Place, type: PolicyType): void => {
  const action = text(place);
  if (type === 'trust' && !/^sts:/i.test(action)) {
    fault(place, 'AssumeRole policy may only specify STS AssumeRole actions.');
  }
  if (action === '*') return;
  const colon = action.indexOf(':');
  if (colon < 0) {
    fault(place, 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  const vendor = action.slice(0, colon);
  const name = action.slice(colon + 1);
  if (name.includes(':')) fault(place, 'Actions/Condition can contain only one colon.');
  if (vendor !== '*' && !VENDOR.test(vendor)) fault(place, `Vendor ${vendor} is not valid`);
};

const PARTITION = /^(?:\*|aws[a-zA-Z0-9*?-]*)$/;

/** Types that IAM and STS store for identities. */
const FOR_IDENTITIES: ReadonlySet<PolicyType> = new Set(['identity', 'boundary', 'session']);

/** Types in which IAM completes an ARN of fewer than six parts: what it stores for identities. */
const COMPLETES: ReadonlySet<PolicyType> = new Set(['identity', 'boundary']);

/**
 * IAM User Guide, "Amazon Resource Names (ARNs)": in an identity-based policy `arn:aws:sqs` is `arn:aws:sqs:*:*:*`.
 * Everywhere else an ARN has all its parts.
 */
export const completeResource = (resource: string, type: PolicyType): string => {
  const missing = 6 - resource.split(':').length;
  return missing > 0 && COMPLETES.has(type) && resource !== '*' && !resource.endsWith('*')
    ? `${resource}${':*'.repeat(missing)}`
    : resource;
};

export const checkResource = (place: Place, type: PolicyType): void => {
  const resource = text(place);
  if (resource === '*') return;
  // Amazon API Gateway Developer Guide, "resource policy": an ARN may be shortened to its last part.
  if (type === 'resource' && resource.startsWith('execute-api:/')) return;
  const [prefix, partition = '', service, ...rest] = resource.split(':');
  if (prefix !== 'arn') fault(place, `Resource ${resource} must be in ARN format or "*".`);
  if (!PARTITION.test(partition)) {
    fault(place, `Partition "${partition}" is not valid for resource "${resource}".`);
  }
  const spansTheRest = resource.endsWith('*');
  if (service === undefined || service === '') {
    if (!spansTheRest)
      fault(place, 'Resource vendor must be fully qualified and cannot contain regexes.');
  }
  // An empty part before the end is a part that was forgotten: `arn:aws:s3::bucket`.
  const isCutShort =
    rest.length < 3 && !spansTheRest && !(COMPLETES.has(type) && !resource.includes('::'));
  // IAM User Guide, "Where you can use policy variables": only behind the fifth colon.
  const isEarlyVariable =
    FOR_IDENTITIES.has(type) && [service, ...rest.slice(0, 2)].some((part) => part?.includes('${'));
  if (isCutShort || isEarlyVariable) fault(place, 'The policy failed legacy parsing');
};
