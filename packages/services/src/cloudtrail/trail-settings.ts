import type { CreateTrailRequest, UpdateTrailRequest } from '@aws-sdk/client-cloudtrail';
import { parseArn } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import type { CloudTrailDeps } from './deps.ts';
import {
  invalidBucketName,
  invalidCombination,
  invalidKeyId,
  invalidLogGroup,
  invalidLogsRole,
  invalidPrefix,
  invalidTopicName,
  notInOrganization,
  notManagementAccount,
  roleMissing,
} from './errors.ts';
import type { TrailSettings } from './trails.ts';

const LONGEST_ARN = 2048;

const requireBucketName = (name: string): void => {
  if (name.length < 3 || name.length > 63)
    throw invalidBucketName('The bucket name must be between 3 and 63 characters long.');
  if (!/^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(name) || /\.\.|\.-|-\./.test(name))
    throw invalidBucketName(
      'The bucket name can contain only lowercase letters, numbers, periods and hyphens.',
    );
  if (/^\d{1,3}(?:\.\d{1,3}){3}$/.test(name))
    throw invalidBucketName('The bucket name must not be in IP address format.');
};

const requireTopic = (topic: string): void => {
  const arn = parseArn(topic);
  const name = topic.startsWith('arn:') ? (arn?.service === 'sns' ? arn.resource : '') : topic;
  if (topic.length > LONGEST_ARN) throw invalidTopicName();
  if (!/^[\w-]{1,256}$/.test(name)) throw invalidTopicName();
};

const isKey = (text: string): boolean =>
  /^key\/[\w-]{1,256}$/.test(text) || /^alias\/[\w/-]{1,250}$/.test(text);

/** A key id, an alias or the ARN of either, as the ARN that AWS shows. */
const keyArn = (call: Call, key: string): string => {
  const arn = parseArn(key);
  if (arn?.service === 'kms' && key.length <= LONGEST_ARN && isKey(arn.resource)) return key;
  const name = key.startsWith('alias/') ? key : `key/${key}`;
  if (!isKey(name)) throw invalidKeyId();
  return `arn:${call.partition}:kms:${call.region}:${call.account}:${name}`;
};

const requireLogs = ({ CloudWatchLogsLogGroupArn, CloudWatchLogsRoleArn }: TrailSettings): void => {
  if (CloudWatchLogsLogGroupArn === undefined && CloudWatchLogsRoleArn === undefined) return;
  const group = parseArn(CloudWatchLogsLogGroupArn ?? '');
  if (
    group?.service !== 'logs' ||
    (CloudWatchLogsLogGroupArn ?? '').length > LONGEST_ARN ||
    !/^log-group:[\w./#-]{1,512}:\*$/.test(group.resource)
  )
    throw invalidLogGroup();
  if (CloudWatchLogsRoleArn === undefined) throw roleMissing();
  const role = parseArn(CloudWatchLogsRoleArn);
  const isRole = role?.service === 'iam' && role.resource.startsWith('role/');
  if (!isRole || CloudWatchLogsRoleArn.length > LONGEST_ARN) throw invalidLogsRole();
};

// UpdateTrail takes a setting away where the request has an empty text.
const text = (given: string | undefined, kept: string | undefined): string | undefined => {
  if (given === undefined) return kept;
  return given === '' ? undefined : given;
};

/** The settings that a request leads to, starting from `present` where it says nothing. */
export const requestedSettings = (
  call: Call,
  input: CreateTrailRequest | UpdateTrailRequest,
  present: TrailSettings | undefined,
): TrailSettings => {
  const key = text(input.KmsKeyId, present?.KmsKeyId);
  const settings: TrailSettings = {
    S3BucketName: input.S3BucketName ?? present?.S3BucketName ?? '',
    S3KeyPrefix: text(input.S3KeyPrefix, present?.S3KeyPrefix),
    SnsTopicName: text(input.SnsTopicName, present?.SnsTopicName),
    IncludeGlobalServiceEvents:
      input.IncludeGlobalServiceEvents ?? present?.IncludeGlobalServiceEvents ?? true,
    IsMultiRegionTrail: input.IsMultiRegionTrail ?? present?.IsMultiRegionTrail ?? false,
    LogFileValidationEnabled:
      input.EnableLogFileValidation ?? present?.LogFileValidationEnabled ?? false,
    CloudWatchLogsLogGroupArn: text(
      input.CloudWatchLogsLogGroupArn,
      present?.CloudWatchLogsLogGroupArn,
    ),
    CloudWatchLogsRoleArn: text(input.CloudWatchLogsRoleArn, present?.CloudWatchLogsRoleArn),
    KmsKeyId: key === undefined ? undefined : keyArn(call, key),
    IsOrganizationTrail: input.IsOrganizationTrail ?? present?.IsOrganizationTrail ?? false,
  };
  // AWS says this before it looks at the bucket.
  if (settings.IsMultiRegionTrail && !settings.IncludeGlobalServiceEvents)
    throw invalidCombination('Multi-Region trail must include global service events.');
  requireBucketName(settings.S3BucketName);
  if ((settings.S3KeyPrefix?.length ?? 0) > 200) throw invalidPrefix();
  if (settings.SnsTopicName !== undefined) requireTopic(settings.SnsTopicName);
  requireLogs(settings);
  return settings;
};

/** Only the management account makes trails for its organization. */
export const requireOrganization = async (
  {
    organizations,
    acceptsLooseInput = false,
  }: Pick<CloudTrailDeps, 'organizations' | 'acceptsLooseInput'>,
  call: Call,
  { IsOrganizationTrail }: TrailSettings,
): Promise<void> => {
  if (!IsOrganizationTrail || acceptsLooseInput) return;
  const organization = await organizations.of(call.account);
  if (organization === undefined) throw notInOrganization();
  if (organization.managementAccount !== call.account) throw notManagementAccount();
};
