import { type ClientSettings, createClients, type KeyProvider } from '@gatehouse/clients';
import { stderrLog, systemClock } from '@gatehouse/core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  type BrokerProcess,
  type Environment,
  fileIn,
  newPlace,
  startBrokerProcess,
  type TaskMetadata,
  taskMetadata,
} from '../broker/on-aws.fixture.ts';
import { readConfig } from '../config.ts';
import { ask } from '../console/console.fixture.ts';
import { document } from '../ensure-role.ts';
import { taskRoleKeys } from '../role-keys.ts';
import {
  eventually,
  findingOf,
  HOME,
  MEMBER_1,
  MEMBER_2,
  type Organization,
  OTHER_REGION,
  SECURITY,
  startOrganization,
} from '../scenarios/organization.fixture.ts';
import { requireImporterAccess, requireResolverAccess } from './access-on-aws.ts';
import { deployDemo, IMPORTER_ROLE, RESOLVER_ROLE_ARN } from './demo-deployment.ts';
import { readAlertSources } from './falco-sources.ts';
import { type FindingsOnAws, findingsOnAws } from './on-aws-settings.ts';
import { sessionOf } from './on-aws.ts';

const SERVER_ROLE = 'GatehouseServer';
const SERVER_ROLE_ARN = `arn:aws:iam::${SECURITY}:role/${SERVER_ROLE}`;
const BROKER_ROLE_ARN = `arn:aws:iam::${SECURITY}:role/GatehouseBrokerRole`;
const HISTORY_ROLE = 'GatehouseHistoryReader';
const SECRET = 'secret-of-the-workloads';

let organization: Organization;
let task: TaskMetadata;
let environment: Environment;
const place = newPlace();

const keysOf = (roleArn: string): KeyProvider =>
  taskRoleKeys(organization.cloud.cloud, roleArn, 'gatehouse');

const trusts = (principal: object): string =>
  document({ Effect: 'Allow', Principal: principal, Action: 'sts:AssumeRole' });

const mayAssume = (...roles: readonly string[]): string =>
  document({ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: roles });

const permit = (account: string, RoleName: string, PolicyDocument: string) =>
  organization.iam(account).putRolePolicy({ RoleName, PolicyName: 'more', PolicyDocument });

/** The process is a role of its own, which becomes those of the demo and one that reads a history. */
const deployRoles = async (): Promise<void> => {
  const security = organization.iam(SECURITY);
  await security.createRole({
    RoleName: SERVER_ROLE,
    AssumeRolePolicyDocument: trusts({ Service: 'ecs-tasks.amazonaws.com' }),
  });
  await permit(
    SECURITY,
    SERVER_ROLE,
    mayAssume(RESOLVER_ROLE_ARN, `arn:aws:iam::*:role/${IMPORTER_ROLE}`),
  );
  await security.updateAssumeRolePolicy({
    RoleName: 'GatehouseResolver',
    PolicyDocument: trusts({ AWS: SERVER_ROLE_ARN }),
  });
  await permit(SECURITY, 'GatehouseResolver', mayAssume(`arn:aws:iam::*:role/${HISTORY_ROLE}`));
  for (const account of [MEMBER_1, MEMBER_2])
    await organization.iam(account).updateAssumeRolePolicy({
      RoleName: IMPORTER_ROLE,
      PolicyDocument: trusts({ AWS: SERVER_ROLE_ARN }),
    });
  await organization.iam(MEMBER_2).createRole({
    RoleName: HISTORY_ROLE,
    AssumeRolePolicyDocument: trusts({ AWS: RESOLVER_ROLE_ARN }),
  });
  await permit(
    MEMBER_2,
    HISTORY_ROLE,
    document({ Effect: 'Allow', Action: 'cloudtrail:LookupEvents', Resource: '*' }),
  );
};

/** A role with a finding about it, deleted. */
const deleteRole = async (account: string, RoleName: string): Promise<void> => {
  const iam = organization.iam(account);
  const AssumeRolePolicyDocument = trusts({ Service: 'ec2.amazonaws.com' });
  const { Role } = await iam.createRole({ RoleName, AssumeRolePolicyDocument });
  const finding = findingOf({
    account,
    region: OTHER_REGION,
    id: RoleName,
    type: 'AwsIamRole',
    resource: Role?.Arn ?? '',
  });
  await organization.hub(account, OTHER_REGION).batchImportFindings({ Findings: [finding] });
  await iam.deleteRole({ RoleName });
};

const stateOf = async (id: string): Promise<string | undefined> => {
  const { Findings: found = [] } = await organization
    .hub(SECURITY)
    .getFindings({ Filters: { Id: [{ Value: id, Comparison: 'EQUALS' }] } });
  return found[0]?.Workflow?.Status;
};

const resolved = (id: string) =>
  eventually(
    () => stateOf(id),
    (state) => state === 'RESOLVED',
  );

beforeAll(async () => {
  organization = await startOrganization();
  const { cloud } = organization;
  const queueUrl = await deployDemo(cloud.store, cloud.cloud);
  await deployRoles();
  for (const region of [HOME, OTHER_REGION])
    await organization.events(MEMBER_2, region).disableRule({ Name: 'gatehouse-deletions' });
  task = await taskMetadata(keysOf(SERVER_ROLE_ARN));
  const sources = [{ name: 'workloads', secret: SECRET, account: MEMBER_1, region: HOME }];
  environment = {
    ...task.environment,
    AWS_REGION: HOME,
    AWS_ENDPOINT_URL: cloud.aws,
    GATEHOUSE_ACCESS_POLICY_FILE: undefined,
    GATEHOUSE_RESOLVER_QUEUE_URL: queueUrl,
    GATEHOUSE_RESOLVER_ROLE_ARN: RESOLVER_ROLE_ARN,
    GATEHOUSE_RESOLVER_ACCOUNTS: MEMBER_2,
    GATEHOUSE_RESOLVER_HISTORY_ROLE: HISTORY_ROLE,
    GATEHOUSE_FALCO_SOURCES_FILE: fileIn(place, 'sources.json', JSON.stringify(sources)),
    GATEHOUSE_FALCO_IMPORTER_ROLE: IMPORTER_ROLE,
  };
});
afterAll(async () => {
  task.close();
  place.remove();
  await organization.stop();
});

describe('without the broker, as a task whose role becomes others', () => {
  let server: BrokerProcess;

  beforeAll(async () => {
    // CloudTrail tells of what was deleted before the server came, too.
    await deleteRole(MEMBER_2, 'told-by-history');
    server = await startBrokerProcess(place, environment);
  });
  afterAll(async () => {
    const exitCode = await server.stop();
    if (exitCode !== 0) throw new Error(`the stop ended with ${exitCode}: ${server.log()}`);
  });

  test('it is ready, with no page to show', async () => {
    expect((await ask(server.console, '/_gatehouse/ready')).body).toEqual({
      state: 'ready',
      database: 'sqlite',
      deadWork: false,
    });
    for (const path of ['/', '/api/session', '/broker/v1/sign-in'])
      expect((await ask(server.console, path)).status).toBe(404);
    expect(task.asked()).toBeGreaterThan(0);
  });

  test('what is deleted in a member crosses the bus to the queue, and its finding is resolved', async () => {
    await deleteRole(MEMBER_1, 'told-by-queue');

    expect(await resolved('told-by-queue')).toBe('RESOLVED');
  });

  test('where no bus brings events, the event history does', async () => {
    expect(await resolved('told-by-history')).toBe('RESOLVED');
  });

  test('an alert of Falco becomes a finding of the source’s account, seen by the administrator', async () => {
    const alert = {
      output: 'Sensitive file opened for reading',
      output_fields: { 'container.id': '4a4021c50439', 'fd.name': '/etc/shadow' },
      priority: 'Warning',
      rule: 'Read sensitive file untrusted',
      time: new Date().toISOString(),
    };
    const post = (secret: string) =>
      fetch(`${server.console}/ingest/falco`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}` },
        body: JSON.stringify(alert),
      });

    expect((await post('another-secret-of-nobody')).status).toBe(401);
    expect((await post(SECRET)).status).toBe(200);
    const found = await eventually(
      async () =>
        (
          await organization.hub(SECURITY).getFindings({
            Filters: { Title: [{ Value: alert.rule, Comparison: 'EQUALS' }] },
          })
        ).Findings ?? [],
      (findings) => findings.length > 0,
    );
    expect(found).toMatchObject([{ AwsAccountId: MEMBER_1, Severity: { Label: 'HIGH' } }]);
  });
});

describe('beside the broker, in one task', () => {
  const beside = newPlace();
  let server: BrokerProcess;
  let brokerTask: TaskMetadata;

  beforeAll(async () => {
    const { cloud } = organization;
    brokerTask = await taskMetadata(keysOf(BROKER_ROLE_ARN));
    await permit(
      SECURITY,
      'GatehouseBrokerRole',
      mayAssume(RESOLVER_ROLE_ARN, `arn:aws:iam::*:role/${IMPORTER_ROLE}`),
    );
    const byBoth = trusts({ AWS: [SERVER_ROLE_ARN, BROKER_ROLE_ARN] });
    await organization
      .iam(SECURITY)
      .updateAssumeRolePolicy({ RoleName: 'GatehouseResolver', PolicyDocument: byBoth });
    await organization
      .iam(MEMBER_1)
      .updateAssumeRolePolicy({ RoleName: IMPORTER_ROLE, PolicyDocument: byBoth });
    await deleteRole(MEMBER_2, 'told-beside-the-broker');
    server = await startBrokerProcess(beside, {
      ...environment,
      ...brokerTask.environment,
      // A wait for messages that the stopped server has left behind may take one with it.
      GATEHOUSE_RESOLVER_QUEUE_URL: '',
      GATEHOUSE_ACCESS_POLICY_FILE: beside.policy,
      GATEHOUSE_BROKER_ROLE_ARN: BROKER_ROLE_ARN,
      GATEHOUSE_ORGANIZATION_ROLE_ARN:
        'arn:aws:iam::123456789012:role/GatehouseBrokerOrganizationRole',
      GATEHOUSE_CONSOLE_URL: 'https://access.example.com',
      GATEHOUSE_OIDC_ISSUER: cloud.aws,
      GATEHOUSE_OIDC_CLIENT_ID: 'client',
      GATEHOUSE_OIDC_AUDIENCE: 'gatehouse',
    });
  });
  afterAll(async () => {
    brokerTask.close();
    const exitCode = await server.stop();
    beside.remove();
    if (exitCode !== 0) throw new Error(`the stop ended with ${exitCode}: ${server.log()}`);
  });

  test('pages are served, deletions are read and alerts are taken', async () => {
    expect((await ask(server.console, '/api/session')).body).toEqual({
      signedIn: false,
      embedded: false,
    });
    expect((await ask(server.console, '/ingest/falco/ping')).status).toBe(200);
    expect(await resolved('told-beside-the-broker')).toBe('RESOLVED');
  });
});

test.for<readonly [string, number, Environment]>([
  [
    `Nobody becomes arn:aws:iam::${SECURITY}:role/Missing`,
    1,
    { GATEHOUSE_RESOLVER_ROLE_ARN: `arn:aws:iam::${SECURITY}:role/Missing` },
  ],
  // One setting of the broker, and all that it needs is asked for.
  [
    'aws needs brokerRoleArn, organizationRoleArn, consoleUrl too',
    2,
    { GATEHOUSE_ACCESS_POLICY_FILE: '/nonexistent' },
  ],
])('a start that cannot succeed says why: %s', async ([message, exitCode, changes]) => {
  const at = newPlace();
  onTestFinished(() => at.remove());
  const ended = await startBrokerProcess(at, { ...environment, ...changes }).then(
    async (started) => {
      await started.stop();
      return { exitCode: undefined, message: 'it started' };
    },
    (error: { readonly exitCode?: number; readonly message: string }) => error,
  );

  expect(ended.message).toContain(message);
  expect(ended.exitCode).toBe(exitCode);
});

/** As the SDK fails that found nothing. */
const noKeys: KeyProvider = async () => {
  throw Object.assign(new Error('looked everywhere'), { name: 'CredentialsProviderError' });
};

const settingsOf = (changes: Environment): FindingsOnAws => {
  const config = readConfig([], { ...environment, ...changes, GATEHOUSE_CLOUD: 'aws' }, () => '');
  const found = findingsOnAws(config, readAlertSources);
  if (found === undefined) throw new Error('nothing is wanted');
  return found;
};

const asked = async (changes: Environment, given: Partial<ClientSettings> = {}) => {
  const { resolver, falco } = settingsOf(changes);
  const clients = createClients({
    endpoint: organization.cloud.aws,
    region: HOME,
    credentials: keysOf(SERVER_ROLE_ARN),
    clock: systemClock,
    maxAttempts: 1,
    ...given,
  });
  onTestFinished(() => clients.close());
  const log = stderrLog(systemClock, 'error');
  if (resolver !== undefined) {
    const { roleArn } = resolver;
    const session = roleArn === undefined ? undefined : sessionOf(clients, roleArn);
    const asResolver = session === undefined ? clients : clients.withCredentials(session);
    await requireResolverAccess(asResolver, resolver, log);
  }
  if (falco !== undefined) await requireImporterAccess(clients, falco, log);
};

describe('what AWS is asked before a start', () => {
  test('is answered as things are', async () => {
    await expect(asked({})).resolves.toBeUndefined();
  });

  test('one account that refuses is no reason while another does not', async () => {
    const accounts = { GATEHOUSE_RESOLVER_ACCOUNTS: `${MEMBER_1},${MEMBER_2}` };

    await expect(asked(accounts)).resolves.toBeUndefined();
  });

  test.for<readonly [string, () => Environment]>([
    [
      'missing cannot be read',
      () => ({ GATEHOUSE_RESOLVER_QUEUE_URL: `${organization.cloud.aws}/${SECURITY}/missing` }),
    ],
    [
      `The event history of ${MEMBER_2} cannot be read`,
      () => ({ GATEHOUSE_RESOLVER_HISTORY_ROLE: 'Missing' }),
    ],
    [
      'Security Hub in us-east-1 does not answer the credentials that were found',
      () => ({ GATEHOUSE_RESOLVER_ROLE_ARN: '' }),
    ],
    [
      `Nobody becomes arn:aws:iam::${MEMBER_1}:role/Missing`,
      () => ({ GATEHOUSE_FALCO_IMPORTER_ROLE: 'Missing' }),
    ],
    [
      `The sources of Falco alerts are of ${MEMBER_1}, and the credentials are of ${SECURITY}`,
      () => ({ GATEHOUSE_FALCO_IMPORTER_ROLE: '' }),
    ],
  ])('names the setting to look at: %s', async ([message, changes]) => {
    await expect(asked(changes())).rejects.toMatchObject({
      name: 'StartRefusedError',
      message: expect.stringContaining(message),
    });
  });

  test('AWS that does not answer may do so later', async () => {
    await expect(asked({}, { endpoint: 'http://127.0.0.1:9' })).resolves.toBeUndefined();
  });

  test('credentials that there are not are said to be missing', async () => {
    await expect(asked({}, { credentials: noKeys })).rejects.toThrow(
      'There are no AWS credentials',
    );
  });
});
