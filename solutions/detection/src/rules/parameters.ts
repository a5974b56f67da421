import type { RuleParameters, RuleSettings } from './model.ts';

const SENSITIVE_SERVICES = [
  'iam',
  'kms',
  'secretsmanager',
  'ssm',
  'sts',
  'organizations',
  'cloudtrail',
  'guardduty',
  'rds',
  'dynamodb',
  's3',
];

/** What is sensible where nobody said anything. */
export const withDefaults = (given: RuleSettings['parameters'] = {}): RuleParameters => ({
  expectedPrincipals: given.expectedPrincipals ?? [],
  pipelines: given.pipelines ?? [],
  scanners: given.scanners ?? [],
  sensitiveBuckets: given.sensitiveBuckets ?? [],
  bucketReaders: given.bucketReaders ?? [],
  networks: given.networks ?? [],
  partnerAccounts: given.partnerAccounts ?? [],
  sensitiveServices: given.sensitiveServices ?? SENSITIVE_SERVICES,
});
