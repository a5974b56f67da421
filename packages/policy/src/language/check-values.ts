import type { PolicyType } from '../model.ts';
import { type Place, fault, text } from './node-access.ts';

const VENDOR = /^[a-zA-Z0-9.-]+$/;
/** Letters, digits, wildcards, and blanks: IAM takes them, though no action has one. */
const ACTION_NAME = /^[a-zA-Z0-9*?_. -]+$/;

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
  if (!ACTION_NAME.test(name)) fault(place, 'Syntax errors in policy.');
};

const PARTITION = /^(?:\*|aws[a-zA-Z0-9*?-]*)$/;

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
  if (rest.length < 3 && !spansTheRest) fault(place, 'The policy failed legacy parsing');
};
