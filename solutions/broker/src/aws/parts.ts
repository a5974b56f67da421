import type { Clients, RoleHop } from '@gatehouse/clients';
import type { Clock, Ids, Log, Outbound, Timers } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import type { AuditLog, Grants, Notifier } from '../model/index.ts';

/** The tag that binds a session to its grant, in trust policies, session tags and cuts. */
export const GRANT_TAG = 'gatehouse:grant';
export const REQUEST_TAG = 'gatehouse:request';

export interface AwsSettings {
  /** Who assumes brokered roles: `arn:aws:iam::777788889999:role/GatehouseBrokerRole`. */
  readonly brokerRoleArn: string;
  /** Role of each account by which the broker reads and cuts: `GatehouseBrokerTargetRole`. */
  readonly targetRoleName: string;
  /** Role of the management account by which Organizations is read. */
  readonly organizationRoleArn: string;
  /** Where sessions may be used, for CloudTrail's events; the first one is where STS is asked. */
  readonly regions: readonly string[];
  readonly signIn: SignInSettings;
  /** How many accounts are read anew in a second, over all nodes; default 5. */
  readonly accountsPerSecond?: number | undefined;
}

export interface SignInSettings {
  /** `https://signin.aws.amazon.com/federation`, or the console of the embedded cloud with that path. */
  readonly federationUrl: string;
  /** How a sign-in token is asked for. GET is the documented way; our own endpoint takes the credentials in a POST's body. */
  readonly method: 'GET' | 'POST';
  /** Origin of the console: `https://console.aws.amazon.com`. */
  readonly consoleUrl: string;
  /** Where a console session that has ended sends the person: the broker's page. */
  readonly issuer: string;
}

export interface AwsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly ids: Ids;
  readonly log: Log;
  /** As the broker's own role. */
  readonly clients: Clients;
  readonly outbound: Outbound;
  readonly grants: Grants;
  readonly audit: AuditLog;
  readonly notifier: Notifier;
  readonly settings: AwsSettings;
  /** Asks for a pass of the work runner: a cut does not wait for the next look. */
  readonly wake: () => void;
}

const partitionOf = (arn: string): string => arn.split(':', 2)[1] ?? 'aws';

/** By which an account is read, and its brokered roles are cut. */
export const targetHop = (
  { brokerRoleArn, targetRoleName }: Pick<AwsSettings, 'brokerRoleArn' | 'targetRoleName'>,
  account: string,
): RoleHop => ({
  roleArn: `arn:${partitionOf(brokerRoleArn)}:iam::${account}:role/${targetRoleName}`,
  sessionName: 'gatehouse-broker',
});

export const organizationHop = ({
  organizationRoleArn,
}: Pick<AwsSettings, 'organizationRoleArn'>): RoleHop => ({
  roleArn: organizationRoleArn,
  sessionName: 'gatehouse-broker',
});

/** The last part of a role's ARN, which its API calls take. */
export const roleNameOf = (roleArn: string): string => roleArn.slice(roleArn.lastIndexOf('/') + 1);
