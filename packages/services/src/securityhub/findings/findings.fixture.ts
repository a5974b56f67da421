import type { AwsSecurityFinding } from '@aws-sdk/client-securityhub';
import { type Ids, systemTimers } from '@gatehouse/core';
import { EVENTS_TOPIC, type ServiceEvent } from '@gatehouse/service-kit';
import { drainOutbox, type Store } from '@gatehouse/store';
import { type CallOptions, serviceFixture, type ServiceFixture } from '@gatehouse/testkit';
import type { Findings, Hubs, VisibleAccount } from '../ports.ts';
import { createFindings } from './index.ts';

export const ACCOUNT = '111122223333';
export const ADMINISTRATOR = '777788889999';
export const PRODUCT = `arn:aws:securityhub:us-east-1:${ACCOUNT}:product/${ACCOUNT}/default`;

/** A sound finding of the default product. */
export const sample = (Id: string, more: Partial<AwsSecurityFinding> = {}): AwsSecurityFinding => ({
  SchemaVersion: '2018-10-08',
  Id,
  ProductArn: PRODUCT,
  GeneratorId: 'rule-1',
  AwsAccountId: ACCOUNT,
  Types: ['Software and Configuration Checks/Vulnerabilities/CVE'],
  CreatedAt: '2026-03-01T10:00:00.000Z',
  UpdatedAt: '2026-03-01T10:00:00.000Z',
  Severity: { Label: 'HIGH' },
  Title: `Title of ${Id}`,
  Description: 'Something is open to everybody.',
  Resources: [{ Type: 'AwsEc2Instance', Id: `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/${Id}` }],
  ...more,
});

interface Settings {
  readonly open?: () => Promise<Store>;
  /** Default: the fixture's, which count up; several nodes of one database need others. */
  readonly ids?: Ids;
  /** Default: the account sees its own Region. */
  readonly visible?: readonly VisibleAccount[];
  readonly hubs?: Partial<Hubs>;
  /** Whether anybody listens to events. Default: true. */
  readonly listeners?: boolean;
}

export interface FindingsFixture extends ServiceFixture {
  readonly findings: Findings;
  readonly hub: <Output>(
    operation: string,
    input: unknown,
    options?: CallOptions,
  ) => Promise<Output>;
  readonly import: (
    ...findings: readonly AwsSecurityFinding[]
  ) => Promise<{ readonly FailedFindings: readonly { readonly ErrorMessage: string }[] }>;
  /** The findings that a question finds, in order. */
  readonly get: (
    question?: object,
    options?: CallOptions,
  ) => Promise<readonly AwsSecurityFinding[]>;
  /** Events on default buses since the last time this was asked. */
  readonly heard: () => Promise<readonly ServiceEvent[]>;
}

/** The real findings over an in-memory database; hubs are as the test states. */
export const findingsFixture = async (settings: Settings = {}): Promise<FindingsFixture> => {
  const hubs: Hubs = {
    isEnabled: async () => true,
    visibility: async (_tx, { account, region }) =>
      settings.visible ?? [{ account, regions: [region] }],
    audience: async (_tx, owner) => [owner, { account: ADMINISTRATOR, region: owner.region }],
    mayImport: async () => false,
    product: () => undefined,
    automation: async () => undefined,
    ...settings.hubs,
  };
  let findings: Findings | undefined;
  const fixture = await serviceFixture((deps) => {
    const part = createFindings({
      ...deps,
      ids: settings.ids ?? deps.ids,
      timers: systemTimers,
      listeners: { any: () => settings.listeners ?? true },
      hubs,
    });
    findings = part.findings;
    return {
      services: [
        {
          id: 'securityhub',
          eventSource: 'securityhub.amazonaws.com',
          accessDenied: 'AccessDeniedException',
          validationCode: 'InvalidInputException',
          ...part,
        },
      ],
    };
  }, settings.open);
  if (findings === undefined) throw new Error('the findings were not made');
  const hub: FindingsFixture['hub'] = (operation, input, options) =>
    fixture.call('securityhub', operation, input, options);
  return {
    ...fixture,
    findings,
    hub,
    import: (...Findings) => hub('BatchImportFindings', { Findings }),
    get: async (question = {}, options) =>
      (await hub<{ Findings: AwsSecurityFinding[] }>('GetFindings', question, options)).Findings,
    heard: async () => {
      const events: ServiceEvent[] = [];
      await drainOutbox(fixture.store, EVENTS_TOPIC, 10_000, async (_tx, rows) => {
        for (const { payload } of rows)
          for (const line of payload.split('\n')) events.push(JSON.parse(line) as ServiceEvent);
      });
      return events;
    },
  };
};
