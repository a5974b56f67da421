import type {
  PutBucketCorsRequest,
  PutBucketLifecycleConfigurationRequest,
  PutBucketReplicationRequest,
  PutBucketWebsiteRequest,
  LifecycleRule,
} from '@aws-sdk/client-s3';
import type { OperationDefinition } from '@gatehouse/service-kit';
import { invalidArgument, invalidRequest, malformedXml } from '../errors.ts';
import type { S3Parts } from '../parts.ts';
import { getSetting, given, putSetting, removeSetting } from './setting.ts';

type Deps = Pick<S3Parts, 'access'>;

const MOST_CORS_RULES = 100;
const MOST_LIFECYCLE_RULES = 1000;
const METHODS = new Set(['DELETE', 'GET', 'HEAD', 'POST', 'PUT']);

const checkedCors = ({ CORSConfiguration }: PutBucketCorsRequest): unknown => {
  const { CORSRules } = given(CORSConfiguration);
  if (CORSRules === undefined || CORSRules.length === 0 || CORSRules.length > MOST_CORS_RULES)
    throw malformedXml();
  for (const { AllowedMethods = [], AllowedOrigins = [], AllowedHeaders = [] } of CORSRules) {
    if (AllowedMethods.length === 0 || AllowedOrigins.length === 0) throw malformedXml();
    for (const method of AllowedMethods)
      if (!METHODS.has(method))
        throw invalidRequest(
          `Found unsupported HTTP method in CORS config. Unsupported method is ${method}`,
        );
    for (const origin of AllowedOrigins)
      if (origin.split('*').length > 2)
        throw invalidRequest(`AllowedOrigin "${origin}" can not have more than one wildcard.`);
    for (const header of AllowedHeaders)
      if (header.split('*').length > 2)
        throw invalidRequest(`AllowedHeader "${header}" can not have more than one wildcard.`);
  }
  return { CORSRules };
};

const MIDNIGHT = /T00:00:00\.000Z$/;

const checkLifecycleRule = (rule: LifecycleRule): void => {
  const { Expiration, Transitions, NoncurrentVersionExpiration, NoncurrentVersionTransitions } =
    rule;
  if (rule.Status !== 'Enabled' && rule.Status !== 'Disabled') throw malformedXml();
  if (rule.Filter === undefined && rule.Prefix === undefined) throw malformedXml();
  if ((rule.ID ?? '').length > 255)
    throw invalidArgument('ID length should not exceed allowed limit of 255', 'ID');
  const acts = [
    Expiration,
    Transitions,
    NoncurrentVersionExpiration,
    NoncurrentVersionTransitions,
    rule.AbortIncompleteMultipartUpload,
  ].some((part) => part !== undefined);
  if (!acts) throw invalidRequest('At least one action needs to be specified in a rule');
  const whens = [Expiration?.Date, Expiration?.Days, Expiration?.ExpiredObjectDeleteMarker];
  if (Expiration !== undefined && whens.filter((when) => when !== undefined).length !== 1)
    throw malformedXml();
  if (Expiration?.Days !== undefined && Expiration.Days <= 0)
    throw invalidArgument("'Days' for Expiration action must be a positive integer", 'Days');
  if (Expiration?.Date !== undefined && !MIDNIGHT.test(Expiration.Date.toISOString()))
    throw invalidArgument("'Date' must be at midnight GMT", 'Date');
  for (const { Days, Date, StorageClass } of Transitions ?? []) {
    if (StorageClass === undefined || (Days === undefined) === (Date === undefined))
      throw malformedXml();
    if (Days !== undefined && Days < 0)
      throw invalidArgument("'Days' for Transition action must be a nonnegative integer", 'Days');
  }
};

const checkedLifecycle = (input: PutBucketLifecycleConfigurationRequest): unknown => {
  const { Rules } = given(input.LifecycleConfiguration);
  if (Rules === undefined || Rules.length === 0 || Rules.length > MOST_LIFECYCLE_RULES)
    throw malformedXml();
  Rules.forEach(checkLifecycleRule);
  const named = Rules.map((rule, index) => ({ ...rule, ID: rule.ID ?? `rule-${index + 1}` }));
  if (new Set(named.map(({ ID }) => ID)).size !== named.length)
    throw invalidArgument('Rule ID must be unique. Found same ID for more than one rule', 'ID');
  return {
    Rules: named,
    TransitionDefaultMinimumObjectSize:
      input.TransitionDefaultMinimumObjectSize ?? 'all_storage_classes_128K',
  };
};

const checkedReplication = (
  { ReplicationConfiguration }: PutBucketReplicationRequest,
  isVersioned: boolean,
): unknown => {
  const { Role = '', Rules = [] } = given(ReplicationConfiguration);
  if (!isVersioned)
    throw invalidRequest(
      "Versioning must be 'Enabled' on the bucket to apply a replication configuration",
    );
  if (Rules.length === 0 || Rules.length > MOST_LIFECYCLE_RULES) throw malformedXml();
  if (!Role.startsWith('arn:aws:iam::'))
    throw invalidArgument('Invalid Role specified in replication configuration', 'Role', Role);
  for (const { Destination, Status } of Rules) {
    if (Status !== 'Enabled' && Status !== 'Disabled') throw malformedXml();
    if (Destination?.Bucket?.startsWith('arn:aws:s3:::') !== true)
      throw invalidArgument('Invalid bucket ARN', 'Bucket', Destination?.Bucket);
  }
  return { Role, Rules };
};

const checkedWebsite = ({ WebsiteConfiguration }: PutBucketWebsiteRequest): unknown => {
  const website = given(WebsiteConfiguration);
  const { IndexDocument, ErrorDocument, RedirectAllRequestsTo, RoutingRules } = website;
  if (RedirectAllRequestsTo !== undefined) {
    if (IndexDocument !== undefined || ErrorDocument !== undefined || RoutingRules !== undefined)
      throw invalidRequest(
        'RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.',
      );
    return website;
  }
  const suffix = IndexDocument?.Suffix;
  if (suffix === undefined)
    throw invalidArgument(
      'A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty',
      'IndexDocument',
      'null',
    );
  if (suffix === '' || suffix.includes('/'))
    throw invalidArgument('The IndexDocument Suffix is not well formed', 'IndexDocument', suffix);
  return website;
};

const asIs = (stored: unknown): unknown => stored;

const replicationAndWebsite = (deps: Deps): Readonly<Record<string, OperationDefinition>> => ({
  GetBucketReplication: getSetting(deps, {
    kind: 'replication',
    action: 's3:GetReplicationConfiguration',
    answer: (stored) => ({ ReplicationConfiguration: stored }),
    absent: 'replication',
  }),
  PutBucketReplication: putSetting<PutBucketReplicationRequest>(deps, {
    kind: 'replication',
    action: 's3:PutReplicationConfiguration',
    stored: (input, bucket) => checkedReplication(input, bucket.versioning === 'Enabled'),
    partial: 'checked and kept, not carried out',
  }),
  DeleteBucketReplication: removeSetting(deps, {
    kind: 'replication',
    action: 's3:PutReplicationConfiguration',
  }),
  GetBucketWebsite: getSetting(deps, {
    kind: 'website',
    action: 's3:GetBucketWebsite',
    answer: asIs,
    absent: 'website',
  }),
  PutBucketWebsite: putSetting<PutBucketWebsiteRequest>(deps, {
    kind: 'website',
    action: 's3:PutBucketWebsite',
    stored: checkedWebsite,
    partial: 'checked and kept; no website endpoint',
  }),
  DeleteBucketWebsite: removeSetting(deps, {
    kind: 'website',
    action: 's3:DeleteBucketWebsite',
  }),
});

/** Configurations that are kept, checked, for those who read them: CORS alone is acted upon. */
export const ruleOperations = (deps: Deps): Readonly<Record<string, OperationDefinition>> => {
  return {
    ...replicationAndWebsite(deps),
    GetBucketCors: getSetting(deps, {
      kind: 'cors',
      action: 's3:GetBucketCORS',
      answer: asIs,
      absent: 'cors',
    }),
    PutBucketCors: putSetting<PutBucketCorsRequest>(deps, {
      kind: 'cors',
      action: 's3:PutBucketCORS',
      stored: checkedCors,
    }),
    DeleteBucketCors: removeSetting(deps, { kind: 'cors', action: 's3:PutBucketCORS' }),
    GetBucketLifecycleConfiguration: getSetting(deps, {
      kind: 'lifecycle',
      action: 's3:GetLifecycleConfiguration',
      answer: asIs,
      absent: 'lifecycle',
    }),
    PutBucketLifecycleConfiguration: putSetting<PutBucketLifecycleConfigurationRequest>(deps, {
      kind: 'lifecycle',
      action: 's3:PutLifecycleConfiguration',
      stored: checkedLifecycle,
      partial: 'checked and kept, not carried out',
    }),
    DeleteBucketLifecycle: removeSetting(deps, {
      kind: 'lifecycle',
      action: 's3:PutLifecycleConfiguration',
    }),
  };
};
