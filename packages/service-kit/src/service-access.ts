import type { Clock } from '@gatehouse/core';
import { decide, type NamedPolicy, requestContext } from '@gatehouse/policy';
import type { OrganizationPort } from './ports.ts';

/** A service that acts for a resource of somebody: SNS for a topic, EventBridge for a rule. */
export interface ServiceSource {
  /** `events.amazonaws.com` */
  readonly service: string;
  /** For `aws:SourceArn`: the rule, the topic. */
  readonly sourceArn: string;
  /** For `aws:SourceAccount`: its owner. */
  readonly sourceAccount: string;
}

/** A resource that services may reach by its own policy. */
export interface ReachedResource {
  readonly arn: string;
  readonly account: string;
  readonly region: string;
  /** Undefined: it has none, and nobody gets in. */
  readonly policy: NamedPolicy | undefined;
}

interface Deps {
  readonly clock: Clock;
  readonly organizations: OrganizationPort;
}

/**
 * Whether the resource's policy, and the control policies of its owner's organization, let a service do `action` on it
 * (IAM User Guide, "AWS global condition context keys": what a service principal's request has). `keys` are further
 * condition keys, such as `aws:SourceOwner` of SNS.
 */
export const permitsService = async (
  { clock, organizations }: Deps,
  action: string,
  { arn, account, region, policy }: ReachedResource,
  { service, sourceArn, sourceAccount }: ServiceSource,
  keys: Readonly<Record<string, string>> = {},
): Promise<boolean> => {
  const owner = await organizations.of(account);
  const source = await organizations.of(sourceAccount);
  const now = clock.now();
  const decision = decide(
    {
      action,
      resource: arn,
      resourceAccount: account,
      principal: { kind: 'service', name: service, account: sourceAccount },
      context: requestContext({
        'aws:CurrentTime': now,
        'aws:EpochTime': Math.floor(now.getTime() / 1000),
        'aws:PrincipalIsAWSService': true,
        'aws:PrincipalServiceName': service,
        'aws:PrincipalServiceNamesList': [service],
        'aws:PrincipalType': 'Service',
        'aws:SourceArn': sourceArn,
        'aws:SourceAccount': sourceAccount,
        'aws:SourceOrgID': source?.id,
        'aws:SourceOrgPaths': source === undefined ? undefined : [source.path],
        'aws:ResourceAccount': account,
        'aws:ResourceOrgID': owner?.id,
        'aws:ResourceOrgPaths': owner === undefined ? undefined : [owner.path],
        'aws:RequestedRegion': region,
        'aws:SecureTransport': true,
        'aws:ViaAWSService': false,
        ...keys,
      }),
    },
    {
      identity: [],
      resource: policy,
      rcps: owner?.managementAccount === account ? undefined : owner?.rcps,
    },
  );
  return decision.allowed;
};
