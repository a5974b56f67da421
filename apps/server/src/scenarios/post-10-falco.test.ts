import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { awsCli } from '@gatehouse/testcloud';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleFunction } from '../../../../tools/bundle-functions.ts';
import {
  eventually,
  HOME,
  MEMBER_1,
  MEMBER_2,
  type Organization,
  SECURITY,
  startOrganization,
} from './organization.fixture.ts';
import { zipOf } from './zip.fixture.ts';

const FUNCTION = 'AwsSecurityhubFalcoEcsEksln-lambdafunction';
const INSTANCE = 'i-0a1b2c3d4e5f60718';

/** What Falco writes of `touch /etc/5` and `cat /etc/shadow` in a container. */
const alerts = (time: string): readonly object[] => [
  {
    output: `${time}: Error File below /etc opened for writing (user=root command=touch /etc/5 file=/etc/5 container_id=4a4021c50439 image=nginx)`,
    output_fields: {
      'container.id': '4a4021c50439',
      'container.image.repository': 'nginx',
      'container.name': 'web',
      'evt.time': 1_767_262_530_123,
      'fd.name': '/etc/5',
      'proc.cmdline': 'touch /etc/5',
      'proc.name': 'touch',
      'user.name': 'root',
    },
    priority: 'Error',
    rule: 'Write below etc',
    source: 'syscall',
    tags: ['filesystem', 'mitre_persistence'],
    time,
  },
  {
    output: `${time}: Warning Sensitive file opened for reading by non-trusted program (user=root program=cat file=/etc/shadow container_id=4a4021c50439)`,
    output_fields: {
      'container.id': '4a4021c50439',
      'container.name': 'web',
      'fd.name': '/etc/shadow',
      'proc.name': 'cat',
      'user.name': 'root',
    },
    priority: 'Warning',
    rule: 'Read sensitive file untrusted',
    source: 'syscall',
    tags: ['T1555', 'mitre_credential_access'],
    time,
  },
];

/** A record of Fluent Bit on EKS, whose pod is Falco's own. */
const onEks = (alert: object): string =>
  JSON.stringify({
    log: `${JSON.stringify(alert)}\n`,
    stream: 'stdout',
    ec2_instance_id: INSTANCE,
    kubernetes: { pod_name: 'falco-7xk', namespace_name: 'falco', host: 'ip-10-0-3-7' },
  });

/** A record of FireLens on ECS. */
const onEcs = (account: string, alert: object): string =>
  JSON.stringify({
    container_name: '/ecs-falco-1',
    ec2_instance_id: INSTANCE,
    ecs_cluster: 'blue',
    ecs_task_arn: `arn:aws:ecs:${HOME}:${account}:task/blue/0af1`,
    ecs_task_definition: 'falco:7',
    log: JSON.stringify(alert),
    source: 'stdout',
  });

const titles = async (
  organization: Organization,
  account: string,
  owner?: string,
): Promise<readonly string[]> => {
  const { Findings: found = [] } = await organization.hub(account).getFindings({
    Filters: {
      GeneratorId: [{ Value: 'falco/', Comparison: 'PREFIX' }],
      ...(owner === undefined
        ? {}
        : { AwsAccountId: [{ Value: owner, Comparison: 'EQUALS' as const }] }),
    },
  });
  return found
    .map(({ Title: title = '' }) => title)
    .toSorted((one, other) => one.localeCompare(other));
};

const BOTH = ['Read sensitive file untrusted', 'Write below etc'];
const isBoth = (found: readonly string[]): boolean => found.length === BOTH.length;

const deploy = async (organization: Organization, account: string): Promise<void> => {
  const iam = organization.iam(account);
  await iam.createRole({
    RoleName: 'FalcoFunction',
    AssumeRolePolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
          Action: 'sts:AssumeRole',
        },
      ],
    }),
  });
  await iam.putRolePolicy({
    RoleName: 'FalcoFunction',
    PolicyName: 'findings',
    PolicyDocument: JSON.stringify({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Action: ['securityhub:BatchImportFindings', 'logs:*'],
          Resource: '*',
        },
      ],
    }),
  });
  await organization.lambda(account).createFunction({
    FunctionName: FUNCTION,
    Runtime: 'nodejs22.x',
    Role: `arn:aws:iam::${account}:role/FalcoFunction`,
    Handler: 'index.handler',
    Timeout: 60,
    Code: { ZipFile: await zipOf({ 'index.mjs': await bundleFunction('falco') }) },
  });
};

/** What "+ Add trigger, CloudWatch logs" of the Lambda console does: filter name falco, no pattern. */
const addTrigger = async (organization: Organization, account: string): Promise<void> => {
  const logs = organization.logs(account);
  await logs.createLogGroup({ logGroupName: 'falco' });
  await logs.createLogStream({ logGroupName: 'falco', logStreamName: 'node' });
  await organization.lambda(account).addPermission({
    FunctionName: FUNCTION,
    StatementId: 'falco',
    Action: 'lambda:InvokeFunction',
    Principal: 'logs.amazonaws.com',
    SourceArn: `arn:aws:logs:${HOME}:${account}:log-group:falco:*`,
    SourceAccount: account,
  });
  await logs.putSubscriptionFilter({
    logGroupName: 'falco',
    filterName: 'falco',
    filterPattern: '',
    destinationArn: `arn:aws:lambda:${HOME}:${account}:function:${FUNCTION}`,
  });
};

const write = async (
  organization: Organization,
  account: string,
  messages: readonly string[],
): Promise<void> => {
  const logEvents = messages.map((message) => ({ timestamp: Date.now(), message }));
  const { exitCode, stderr } = await awsCli.run(organization.config(account), [
    'logs',
    'put-log-events',
    '--log-group-name',
    'falco',
    '--log-stream-name',
    'node',
    '--log-events',
    JSON.stringify(logEvents),
  ]);
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
};

describe.skipIf(awsCli.missing() !== undefined)('Falco’s alerts by way of CloudWatch Logs', () => {
  let organization: Organization;

  beforeAll(async () => {
    organization = await startOrganization();
  });
  afterAll(() => organization.stop());

  test('the solution is deployed to both members, and its function is there', async () => {
    for (const account of [MEMBER_1, MEMBER_2]) {
      await deploy(organization, account);
      const { Functions: functions = [] } = await organization.lambda(account).listFunctions({});
      expect(functions.map(({ FunctionName: name }) => name)).toEqual([FUNCTION]);
    }
  });

  test('the log group falco triggers it', async () => {
    for (const account of [MEMBER_1, MEMBER_2]) {
      await addTrigger(organization, account);
      const { subscriptionFilters: filters = [] } = await organization
        .logs(account)
        .describeSubscriptionFilters({ logGroupName: 'falco' });
      expect(filters).toMatchObject([{ filterName: 'falco', filterPattern: '' }]);
    }
  });

  test('member 1, EKS: both commands are findings of the member and of the administrator', async () => {
    const now = new Date().toISOString();
    await write(organization, MEMBER_1, ['Falco initialized', ...alerts(now).map(onEks)]);
    expect(await eventually(() => titles(organization, MEMBER_1), isBoth)).toEqual(BOTH);
    expect(await titles(organization, SECURITY, MEMBER_1)).toEqual(BOTH);
  });

  test('the detail of a finding names the instance of the node', async () => {
    const { Findings: found = [] } = await organization.hub(SECURITY).getFindings({
      Filters: { Title: [{ Value: 'Read sensitive file untrusted', Comparison: 'EQUALS' }] },
    });
    expect(found[0]).toMatchObject({
      AwsAccountId: MEMBER_1,
      Severity: { Label: 'HIGH' },
      Types: ['TTPs/Credential Access/T1555'],
      Resources: expect.arrayContaining([
        expect.objectContaining({
          Type: 'AwsEc2Instance',
          Id: `arn:aws:ec2:${HOME}:${MEMBER_1}:instance/${INSTANCE}`,
        }),
        expect.objectContaining({ Type: 'Container', Id: '4a4021c50439' }),
      ]),
    });
  });

  test('member 2, ECS: the administrator has the findings of both members in one view', async () => {
    const now = new Date().toISOString();
    await write(
      organization,
      MEMBER_2,
      alerts(now).map((alert) => onEcs(MEMBER_2, alert)),
    );
    expect(await eventually(() => titles(organization, MEMBER_2), isBoth)).toEqual(BOTH);
    const { Findings: found = [] } = await organization.hub(SECURITY).getFindings({
      Filters: { Title: [{ Value: 'Write below etc', Comparison: 'EQUALS' }] },
    });
    const owners = found.map(({ AwsAccountId: owner = '' }) => owner);
    expect(owners.toSorted((one, other) => one.localeCompare(other))).toEqual([MEMBER_1, MEMBER_2]);
    expect(await titles(organization, MEMBER_1)).toEqual(BOTH);
  });

  test('the same again updates the findings and adds none', async () => {
    const later = new Date(Date.now() + 60_000).toISOString();
    await write(organization, MEMBER_1, alerts(later).map(onEks));
    const seen = async (): Promise<readonly (string | undefined)[]> => {
      const { Findings: found = [] } = await organization.hub(MEMBER_1).getFindings({});
      return found.map(({ LastObservedAt: at }) => at);
    };
    expect(await eventually(seen, (found) => found.every((at) => at === later))).toEqual([
      later,
      later,
    ]);
  });

  test('cleaning up: without the trigger nothing arrives any more', async () => {
    for (const account of [MEMBER_1, MEMBER_2]) {
      await organization
        .logs(account)
        .deleteSubscriptionFilter({ logGroupName: 'falco', filterName: 'falco' });
      await organization.lambda(account).deleteFunction({ FunctionName: FUNCTION });
    }
    const other = { ...alerts(new Date().toISOString())[0], rule: 'Another rule' };
    await write(organization, MEMBER_1, [onEks(other)]);
    expect(await titles(organization, MEMBER_1)).toEqual(BOTH);
  });
});

describe('Falco’s alerts by HTTP', () => {
  let organization: Organization;
  let secret = '';

  beforeAll(async () => {
    organization = await startOrganization({ findings: true });
    const file = join(organization.cloud.data, 'falco-sources.json');
    [{ secret }] = JSON.parse(readFileSync(file, 'utf8'));
  });
  afterAll(() => organization.stop());

  const post = (body: string, authorization: string): Promise<Response> =>
    fetch(`${organization.cloud.console}/ingest/falco`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    });

  test('without the secret of a source nothing is taken', async () => {
    for (const authorization of ['', 'Bearer wrong', `Basic ${btoa(`other:${secret}`)}`])
      expect((await post('{}', authorization)).status).toBe(401);
  });

  test('who has no secret is told so before any of his alerts is held', async () => {
    const asked = request(`${organization.cloud.console}/ingest/falco`, {
      method: 'POST',
      headers: { authorization: 'Bearer wrong', 'content-length': '16000000' },
    });
    asked.on('error', () => {});
    asked.flushHeaders();
    const [answer] = await once(asked, 'response');
    asked.destroy();
    expect(answer).toMatchObject({ statusCode: 401, headers: { connection: 'close' } });
  });

  test('falcosidekick asks whether somebody is there', async () => {
    const answer = await fetch(`${organization.cloud.console}/ingest/falco/ping`);
    expect(answer.status).toBe(200);
  });

  test('alerts become findings of the source’s account within seconds', async () => {
    const [first, second] = alerts(new Date().toISOString());
    const basic = `Basic ${btoa(`workloads:${secret}`)}`;
    expect(await (await post(JSON.stringify(first), basic)).json()).toEqual({
      accepted: 1,
      refused: [],
    });
    const bearer = await post(`${JSON.stringify(second)}\nnot json`, `Bearer ${secret}`);
    expect(await bearer.json()).toEqual({
      accepted: 1,
      refused: [{ why: 'not-json', text: 'not json' }],
    });
    expect(await eventually(() => titles(organization, MEMBER_1), isBoth)).toEqual(BOTH);
    expect(await titles(organization, SECURITY, MEMBER_1)).toEqual(BOTH);
  });

  test('an alert that names another account stays with the source’s own', async () => {
    const [alert] = alerts(new Date().toISOString());
    const foreign = {
      ...alert,
      rule: 'Foreign',
      output_fields: { 'aws.account_id': MEMBER_2 },
    };
    await post(JSON.stringify(foreign), `Bearer ${secret}`);
    const found = await eventually(
      () => titles(organization, MEMBER_1),
      (all) => all.includes('Foreign'),
    );
    expect(found).toContain('Foreign');
    expect(await titles(organization, SECURITY, MEMBER_2)).toEqual([]);
  });
});
