import type { OrganizationPort, ServiceSource } from '@gatehouse/service-kit';
import type { Folder, OwedScope } from '../repositories/owed.ts';
import { type Trail, trailArn } from '../trails.ts';

export const SERVICE = 'cloudtrail.amazonaws.com';

/** For whom CloudTrail acts when a trail delivers: what policies know by `aws:SourceArn`. */
export const sourceOf = (trail: Trail): ServiceSource => ({
  service: SERVICE,
  sourceArn: trailArn(trail),
  sourceAccount: trail.account,
});

/** The organization whose trail it is; undefined for the trail of one account. */
export const organizationOf = async (
  organizations: OrganizationPort,
  { settings, account }: Trail,
): Promise<string | undefined> =>
  settings.IsOrganizationTrail ? (await organizations.of(account))?.id : undefined;

/** Where an account's files lie (CloudTrail User Guide, "Finding your CloudTrail log files"). */
const folderOf = (
  { settings }: Trail,
  organizationId: string | undefined,
  account: string,
  folder: Folder | 'CloudTrail-Digest',
): string =>
  [
    ...(settings.S3KeyPrefix === undefined ? [] : [settings.S3KeyPrefix]),
    'AWSLogs',
    ...(organizationId === undefined ? [] : [organizationId]),
    account,
    folder,
  ].join('/');

/** What every key of a trail begins with: what the bucket's policy must let CloudTrail write. */
export const checkedKey = (trail: Trail, organizationId: string | undefined): string =>
  `${folderOf(trail, organizationId, trail.account, 'CloudTrail')}/`;

/** `2026/03/02` */
const dayOf = (at: Date): string => at.toISOString().slice(0, 10).replaceAll('-', '/');

/** `20260302T1005Z`, or with seconds. */
const stampOf = (at: Date, precision: 'minutes' | 'seconds'): string =>
  `${at
    .toISOString()
    .slice(0, precision === 'minutes' ? 16 : 19)
    .replaceAll(/[-:]/g, '')}Z`;

/** CloudTrail User Guide, "CloudTrail log file names". */
export const logFileKey = (
  trail: Trail,
  organizationId: string | undefined,
  { account, region, folder }: OwedScope,
  at: Date,
  unique: string,
): string =>
  `${folderOf(trail, organizationId, account, folder)}/${region}/${dayOf(at)}/${account}_${folder}_${region}_${stampOf(at, 'minutes')}_${unique}.json.gz`;

/** CloudTrail User Guide, "Digest file structure". */
export const digestKey = (
  trail: Trail,
  organizationId: string | undefined,
  { account, region }: Pick<OwedScope, 'account' | 'region'>,
  at: Date,
): string =>
  `${folderOf(trail, organizationId, account, 'CloudTrail-Digest')}/${region}/${dayOf(at)}/${account}_CloudTrail-Digest_${region}_${trail.name}_${trail.homeRegion}_${stampOf(at, 'seconds')}.json.gz`;

/** CloudTrail User Guide, "Role policy document": an organization's streams begin with its id. */
export const streamName = (
  organizationId: string | undefined,
  { account, region }: Pick<OwedScope, 'account' | 'region'>,
): string =>
  `${organizationId === undefined ? '' : `${organizationId}_`}${account}_CloudTrail_${region}`;

/** How a trail's files are encrypted (CloudTrail User Guide, "Encrypting CloudTrail log files with AWS KMS keys"). */
export const encryptionOf = (trail: Trail) =>
  trail.settings.KmsKeyId === undefined
    ? undefined
    : {
        keyArn: trail.settings.KmsKeyId,
        context: { 'aws:cloudtrail:arn': trailArn(trail) },
      };

/** Where a trail's key is, else where the trail is. */
export const regionOf = ({ settings, homeRegion }: Trail): string =>
  settings.KmsKeyId?.split(':')[3] ?? homeRegion;
