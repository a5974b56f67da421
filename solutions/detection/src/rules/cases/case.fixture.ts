import type { JsonObject, Severity } from '../../model.ts';
import { record } from '../rules.fixture.ts';

/** A technique: what must be found of it, and what must not be taken for it. */
export interface Case {
  readonly rule: string;
  readonly records: readonly JsonObject[];
  /** What looks like it and is not. */
  readonly near: readonly JsonObject[];
  readonly severity?: Severity;
}

export const login = (more: Record<string, unknown>, mfa = 'No'): JsonObject =>
  record('signin:ConsoleLogin', null, {
    responseElements: { ConsoleLogin: 'Success' },
    additionalEventData: {
      LoginTo: 'https://console.aws.amazon.com/',
      MobileVersion: 'No',
      MFAUsed: mfa,
    },
    eventType: 'AwsConsoleSignIn',
    userAgent: 'Go-http-client/1.1',
    ...more,
  });
export const trust = (principal: string, condition?: unknown): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
      {
        Effect: 'Allow',
        Principal: { AWS: principal },
        Action: 'sts:AssumeRole',
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  });
export const ingress = (fromPort: number, toPort: number, cidrIp: string) => ({
  groupId: 'sg-0123456789abcdef0',
  ipPermissions: {
    items: [
      {
        ipProtocol: 'tcp',
        fromPort,
        toPort,
        groups: {},
        ipRanges: { items: [{ cidrIp }] },
        ipv6Ranges: {},
      },
    ],
  },
});
export const share = (
  who: Record<string, string>,
  of: 'launchPermission' | 'createVolumePermission',
) => ({
  [of]: { add: { items: [who] } },
  attributeType: of === 'launchPermission' ? 'launchPermission' : 'CREATE_VOLUME_PERMISSION',
});
export const object = (call: string, key: string, more: Record<string, unknown> = {}): JsonObject =>
  record(
    `s3:${call}`,
    { bucketName: 'orders', Host: 'orders.s3.us-east-1.amazonaws.com', key, ...more },
    {
      eventCategory: 'Data',
      managementEvent: false,
    },
  );
export const DENIED = { errorCode: 'AccessDenied', errorMessage: 'User is not authorized' };
