import type { PolicyType } from './model.ts';

/** Organizations User Guide, "Quotas and service limits for AWS Organizations". */
export const UNIT_DEPTH_QUOTA = 5;
export const UNITS_QUOTA = 2000;
export const POLICIES_QUOTA = 1000;
export const TAGS_QUOTA = 50;
export const HANDSHAKE_DAYS = 15;
export const HANDSHAKE_VISIBLE_DAYS = 30;

const ATTACHED_QUOTA = 10;
const CONTROL_POLICIES_ATTACHED_QUOTA = 5;

/** How many policies of one type may be attached to one root, unit or account. */
export const attachedQuota = (type: PolicyType): number =>
  type === 'SERVICE_CONTROL_POLICY' || type === 'RESOURCE_CONTROL_POLICY'
    ? CONTROL_POLICIES_ATTACHED_QUOTA
    : ATTACHED_QUOTA;

/** Characters of a policy document, white space included. */
export const contentQuota = (type: PolicyType): number => {
  switch (type) {
    case 'SERVICE_CONTROL_POLICY':
    case 'RESOURCE_CONTROL_POLICY':
      return 5120;
    case 'AISERVICES_OPT_OUT_POLICY':
      return 2500;
    default:
      return 10_000;
  }
};
