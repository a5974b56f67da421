import type { Store } from '@gatehouse/store';
import { callerAs, type Caller } from '../broker/account-caller.ts';
import { readSetting, writeSetting } from '../broker/settings-table.ts';
import type { Cloud } from '../cloud.ts';
import { document, ensureRole, type Role } from '../ensure-role.ts';
import { knownOrOurs } from '../once.ts';
import { DELETION_PATTERN } from './deletion-events.ts';

/** Of the demo organization: who administers Security Hub, and where findings of all Regions come together. */
export const SECURITY_ACCOUNT = '777788889999';
export const HOME_REGION = 'us-east-1';
export const IMPORTER_ROLE = 'GatehouseFalcoImporter';
const RESOLVER_ROLE = 'GatehouseResolver';
const FALCO_ROLE = 'GatehouseFalco';
export const RESOLVER_ROLE_ARN = `arn:aws:iam::${SECURITY_ACCOUNT}:role/${RESOLVER_ROLE}`;
export const FALCO_ROLE_ARN = `arn:aws:iam::${SECURITY_ACCOUNT}:role/${FALCO_ROLE}`;

const FORWARDER_ROLE = 'GatehouseDeletionForwarder';
const RULE = 'gatehouse-deletions';
const QUEUE = 'gatehouse-deletions';
const DEAD_QUEUE = 'gatehouse-deletions-dead';
const SETTING = 'demo.findings';
const BUS_ARN = `arn:aws:events:${HOME_REGION}:${SECURITY_ACCOUNT}:event-bus/default`;
const queueArn = (name: string): string => `arn:aws:sqs:${HOME_REGION}:${SECURITY_ACCOUNT}:${name}`;

/** Regions of the demo whose deletions are forwarded. */
const REGIONS = [HOME_REGION, 'eu-west-1'] as const;
const MEMBERS = ['123456789012', '111122223333', '444455556666'] as const;

const forTasks = document({
  Effect: 'Allow',
  Principal: { Service: 'ecs-tasks.amazonaws.com' },
  Action: 'sts:AssumeRole',
});

const RESOLVER: Role = {
  name: RESOLVER_ROLE,
  description: 'Resolves the findings of resources that no longer exist',
  trust: forTasks,
  inline: document(
    {
      Effect: 'Allow',
      Action: ['securityhub:GetFindings', 'securityhub:BatchUpdateFindings'],
      Resource: '*',
    },
    {
      Effect: 'Allow',
      Action: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      Resource: queueArn(QUEUE),
    },
  ),
};

const FALCO: Role = {
  name: FALCO_ROLE,
  description: 'Imports alerts of Falco as findings',
  trust: forTasks,
  inline: document({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Resource: `arn:aws:iam::*:role/${IMPORTER_ROLE}`,
  }),
};

const IMPORTER: Role = {
  name: IMPORTER_ROLE,
  description: 'Lets the Falco bridge import findings of this account',
  trust: document({
    Effect: 'Allow',
    Principal: { AWS: FALCO_ROLE_ARN },
    Action: 'sts:AssumeRole',
  }),
  inline: document({
    Effect: 'Allow',
    Action: 'securityhub:BatchImportFindings',
    Resource: '*',
  }),
};

const FORWARDER: Role = {
  name: FORWARDER_ROLE,
  description: 'Lets EventBridge forward deletions to the security account',
  trust: document({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sts:AssumeRole',
  }),
  inline: document({ Effect: 'Allow', Action: 'events:PutEvents', Resource: BUS_ARN }),
};

/** The policy of the administrator's bus, statement by statement as the post on resolving findings has it. */
export const busPolicy = (organization: string): string =>
  document({
    Sid: 'allow_all_accounts_from_organization_to_put_events',
    Effect: 'Allow',
    Principal: '*',
    Action: 'events:PutEvents',
    Resource: BUS_ARN,
    Condition: { StringEquals: { 'aws:PrincipalOrgID': organization } },
  });

const queuePolicy = (queue: string): string =>
  document({
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: 'sqs:SendMessage',
    Resource: queueArn(queue),
    Condition: {
      ArnEquals: {
        'aws:SourceArn': `arn:aws:events:${HOME_REGION}:${SECURITY_ACCOUNT}:rule/${RULE}`,
      },
    },
  });

interface Queue {
  readonly QueueUrl: string;
}

const makeQueue = async (
  call: Caller,
  name: string,
  attributes: Readonly<Record<string, string>>,
): Promise<string> => {
  const { QueueUrl: url } = (await call('sqs', 'CreateQueue', {
    QueueName: name,
    Attributes: { Policy: queuePolicy(name), ...attributes },
  })) as Queue;
  return url;
};

type CallerOf = (account: string, region: string) => Caller;

const rule = async (call: Caller, target: object): Promise<void> => {
  await call('events', 'PutRule', {
    Name: RULE,
    Description: 'Resources that are deleted, for the finding resolver',
    EventPattern: DELETION_PATTERN,
    State: 'ENABLED',
  });
  await call('events', 'PutTargets', { Rule: RULE, Targets: [target] });
};

/** The account that administers Security Hub: its bus takes events of the organization, its rule puts deletions into a queue. */
const deployAdministrator = async (callerOf: CallerOf, organization: string): Promise<string> => {
  const call = callerOf(SECURITY_ACCOUNT, HOME_REGION);
  for (const role of [RESOLVER, FALCO]) await ensureRole(call, role);
  await makeQueue(call, DEAD_QUEUE, {});
  const url = await makeQueue(call, QUEUE, {
    VisibilityTimeout: '60',
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: queueArn(DEAD_QUEUE),
      maxReceiveCount: 10,
    }),
  });
  await call('events', 'PutPermission', {
    EventBusName: 'default',
    Policy: busPolicy(organization),
  });
  await rule(call, {
    Id: 'resolver',
    Arn: queueArn(QUEUE),
    DeadLetterConfig: { Arn: queueArn(DEAD_QUEUE) },
  });
  return url;
};

const forward = async (callerOf: CallerOf, account: string): Promise<void> => {
  const roleArn = `arn:aws:iam::${account}:role/${FORWARDER_ROLE}`;
  await ensureRole(callerOf(account, HOME_REGION), FORWARDER);
  for (const region of REGIONS) {
    // The administrator's own deletions in its home Region are on its bus already.
    if (account === SECURITY_ACCOUNT && region === HOME_REGION) continue;
    await rule(callerOf(account, region), { Id: 'security', Arn: BUS_ARN, RoleArn: roleArn });
  }
};

const deploy = async (cloud: Cloud): Promise<string> => {
  const callerOf: CallerOf = (account, region) =>
    callerAs(cloud, { kind: 'root', account }, region);
  const organization = await cloud.organizations.view.of(SECURITY_ACCOUNT);
  if (organization === undefined) throw new Error('the security account is in no organization');
  const url = await deployAdministrator(callerOf, organization.id);
  for (const account of [SECURITY_ACCOUNT, ...MEMBERS]) {
    await ensureRole(callerOf(account, HOME_REGION), IMPORTER);
    await forward(callerOf, account);
  }
  return url;
};

/** Roles, rules and queue of resolver and Falco bridge in the demo organization, made once. Answers the queue's URL. */
export const deployDemo = async (store: Store, cloud: Cloud): Promise<string> => {
  const known = await knownOrOurs(store, SETTING, () =>
    store.read((tx) => readSetting(tx, SETTING)),
  );
  if (known !== undefined) return known;
  const url = await deploy(cloud);
  await store.write((tx) => writeSetting(tx, SETTING, url));
  return url;
};
