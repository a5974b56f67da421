import { parseArn } from '@gatehouse/core';
import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import type { CloudTrailDeps } from './deps.ts';
import { invalidArn, notHomeRegion, notManagementAccount, trailNotFound } from './errors.ts';
import { trails } from './repositories/trails.ts';
import { requireTrailName } from './trail-names.ts';
import { type Trail, trailArn, type TrailSettings } from './trails.ts';

type Deps = Pick<CloudTrailDeps, 'organizations'>;

/** Where a trail would be, whether or not it exists. */
export interface TrailAddress {
  readonly account: string;
  readonly homeRegion: string;
  readonly name: string;
}

/** CloudTrail has no tag keys of its own beside the global ones. */
export const trailTagKeys = (tags: Tags): ConditionKeys => resourceTagKeys(undefined, tags);

/** A name is looked for in the Region of the call; a trail of another Region is named by its ARN. */
export const trailAddress = (call: Call, given: string): TrailAddress => {
  if (!given.startsWith('arn:')) {
    requireTrailName(given);
    return { account: call.account, homeRegion: call.region, name: given };
  }
  const arn = parseArn(given);
  const [type, name, ...rest] = arn?.resource.split('/') ?? [];
  if (
    arn?.service !== 'cloudtrail' ||
    arn.partition !== call.partition ||
    !/^\d{12}$/.test(arn.account) ||
    arn.region === '' ||
    type !== 'trail' ||
    name === undefined ||
    rest.length > 0
  )
    throw invalidArn(given);
  requireTrailName(name);
  return { account: arn.account, homeRegion: arn.region, name };
};

/** An organization's trail belongs to its management account and is seen by its members. */
export const findTrail = async (
  { organizations }: Deps,
  call: Call,
  { account, homeRegion, name }: TrailAddress,
): Promise<Trail | undefined> => {
  const trail = await trails.find(call.tx, account, homeRegion, name);
  if (trail === undefined || account === call.account) return trail;
  const organization = await organizations.of(call.account);
  const isMembers =
    trail.settings.IsOrganizationTrail && organization?.managementAccount === account;
  return isMembers ? trail : undefined;
};

/** Who gives CloudTrail a role must be allowed to pass it on (Service Authorization Reference, "Actions defined by AWS CloudTrail"). */
export const authorizeRole = async (
  call: Call,
  { CloudWatchLogsRoleArn: role }: TrailSettings,
): Promise<void> => {
  if (role === undefined) return;
  await call.authorize('iam:PassRole', role, {
    'iam:PassedToService': 'cloudtrail.amazonaws.com',
  });
};

export interface Access {
  /** `cloudtrail:GetTrail` */
  readonly action: string;
  readonly keys?: ConditionKeys;
  /** How the error names a trail that does not exist; default: by its ARN. */
  readonly missingAs?: string;
}

/** The trail that a call names, once the caller may do `action` on it. */
export const authorizedTrail = async (
  deps: Deps,
  call: Call,
  given: string,
  { action, keys = {}, missingAs }: Access,
): Promise<Trail> => {
  const address = trailAddress(call, given);
  const arn = trailArn(address);
  const trail = await findTrail(deps, call, address);
  const tags = trail === undefined ? new Map<string, string>() : await tagStore.of(call.tx, arn);
  await call.authorize(
    action,
    arn,
    { ...trailTagKeys(tags), ...keys },
    // A trail has no policy of its own: what the caller can see is the caller's, as members see an organization's trail.
    { resourceAccount: call.account },
  );
  if (trail === undefined) throw trailNotFound(missingAs ?? arn, call.account);
  call.touch({ type: 'AWS::CloudTrail::Trail', name: arn });
  return trail;
};

/** The same for a change: only the owner, and only in the home Region. */
export const changeableTrail = async (
  deps: Deps,
  call: Call,
  given: string,
  access: Access,
): Promise<Trail> => {
  const trail = await authorizedTrail(deps, call, given, access);
  if (trail.account !== call.account) throw notManagementAccount();
  if (trail.homeRegion !== call.region) throw notHomeRegion(trailArn(trail), trail.homeRegion);
  return trail;
};
