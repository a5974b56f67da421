import type { RolePrincipal } from './principal.ts';

const HOUR_MILLISECONDS = 60 * 60 * 1000;

/**
 * A machine of a service that works for an account, as CloudTrail shows it:
 * `arn:aws:sts::111122223333:assumed-role/aws:ec2-infrastructure/i-…`, its unique id `111122223333:aws:ec2-infrastructure:i-…`
 * (AWS KMS Developer Guide, "Logging Amazon EC2: two"). It has no policies: only grants and resource policies let it do anything.
 */
export const infrastructure = ({
  service,
  account,
  role,
  machine,
  now,
}: {
  /** `ec2.amazonaws.com` */
  readonly service: string;
  readonly account: string;
  /** `aws:ec2-infrastructure` */
  readonly role: string;
  /** The session's name, an instance id. */
  readonly machine: string;
  readonly now: Date;
}): RolePrincipal => ({
  kind: 'assumed-role',
  account,
  arn: `arn:aws:sts::${account}:assumed-role/${role}/${machine}`,
  roleArn: `arn:aws:iam::${account}:role/${role}`,
  roleName: role,
  roleId: `${account}:${role}`,
  sessionName: machine,
  serviceLinked: true,
  infrastructureOf: service,
  tags: new Map(),
  transitiveTagKeys: [],
  session: {
    issuedAt: now,
    expiresAt: new Date(now.getTime() + HOUR_MILLISECONDS),
    mfaAuthenticated: false,
  },
  chained: false,
});
