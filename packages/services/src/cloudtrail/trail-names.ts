import { invalidTrailName } from './errors.ts';

const SHORTEST = 3;
const LONGEST = 128;

/** CloudTrail User Guide, "Naming requirements for CloudTrail resources, S3 buckets, and KMS keys". */
export const requireTrailName = (name: string): void => {
  if (name.length < SHORTEST)
    throw invalidTrailName(
      `Trail name too short. Minimum allowed length: ${SHORTEST} characters. Specified name length: ${name.length} characters.`,
    );
  if (name.length > LONGEST)
    throw invalidTrailName(
      `Trail name too long. Maximum allowed length: ${LONGEST} characters. Specified name length: ${name.length} characters.`,
    );
  if (!/^[a-zA-Z0-9]/.test(name))
    throw invalidTrailName('Trail name must starts with a letter or number.');
  if (!/[a-zA-Z0-9]$/.test(name))
    throw invalidTrailName('Trail name must ends with a letter or number.');
  if (!/^[a-zA-Z0-9._-]+$/.test(name))
    throw invalidTrailName(
      'Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).',
    );
  if (/[._-][._-]/.test(name))
    throw invalidTrailName(
      'Trail name must not have adjacent periods (.), hyphens (-), or underscores (_).',
    );
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name))
    throw invalidTrailName('Trail name must not be in IP address format.');
};
