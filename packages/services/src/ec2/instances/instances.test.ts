import type {
  DescribeInstancesResult,
  DescribeVolumesResult,
  Instance,
  Reservation,
} from '@aws-sdk/client-ec2';
import { EVENTS_TOPIC } from '@gatehouse/service-kit';
import { drainOutbox } from '@gatehouse/store';
import { beforeAll, describe, expect, test } from 'vitest';
import { ACCOUNT, arn, ec2Fixture, LINUX, PROFILE } from '../ec2.fixture.ts';

type Fixture = Awaited<ReturnType<typeof ec2Fixture>>;
let fixture: Fixture;
beforeAll(async () => {
  fixture = await ec2Fixture();
});

const run = async (more: object = {}): Promise<Instance> => {
  const { Instances = [] } = await fixture.ec2<Reservation>('RunInstances', {
    ImageId: LINUX,
    InstanceType: 't3.micro',
    MinCount: 1,
    MaxCount: 1,
    ...more,
  });
  return Instances[0] ?? {};
};
const settled = async (more: object = {}): Promise<string> => {
  const { InstanceId = '' } = await run(more);
  await fixture.pass(5);
  return InstanceId;
};
const find = async (InstanceId: string): Promise<Instance | undefined> => {
  const { Reservations = [] } = await fixture.ec2<DescribeInstancesResult>('DescribeInstances', {
    Filters: [{ Name: 'instance-id', Values: [InstanceId] }],
  });
  return Reservations[0]?.Instances?.[0];
};
const stateEvents = async (): Promise<unknown[]> => {
  const found: unknown[] = [];
  await drainOutbox(fixture.store, EVENTS_TOPIC, 1000, async (_tx, rows) => {
    for (const { payload } of rows)
      found.push(...payload.split('\n').map((line): unknown => JSON.parse(line)));
  });
  return found;
};

const counts = async () => {
  const { Reservations = [] } = await fixture.ec2<DescribeInstancesResult>('DescribeInstances');
  return Reservations.length;
};

describe('launching', () => {
  test('an instance stands in the default VPC with a volume of its image, and runs after a while', async () => {
    const launched = await run();
    await fixture.pass(5);

    expect(launched).toMatchObject({
      InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
      State: { Code: 0, Name: 'pending' },
      SecurityGroups: [{ GroupName: 'default' }],
      Placement: { AvailabilityZone: 'us-east-1a' },
    });
    expect(await find(launched.InstanceId ?? '')).toMatchObject({
      State: { Code: 16, Name: 'running' },
      PrivateIpAddress: expect.stringMatching(/^172\.31\./),
      PublicIpAddress: expect.any(String),
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Status: 'attached' } }],
    });
  });

  test('a repeated request with a client token is one launch, and a changed one is refused', async () => {
    const named = { ClientToken: 'once' };

    const [first, second] = [await run(named), await run(named)];

    expect(second.InstanceId).toBe(first.InstanceId);
    await expect(run({ ...named, InstanceType: 't3.small' })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatch',
    });
  });

  test('a dry run tells that it would have succeeded, and leaves nothing', async () => {
    const before = await counts();

    await expect(run({ DryRun: true })).rejects.toMatchObject({
      name: 'DryRunOperation',
      status: 412,
    });

    expect(await counts()).toBe(before);
  });

  test.for([
    [{ ImageId: undefined }, 'MissingParameter'],
    [{ ImageId: 'ami-nonsense' }, 'InvalidAMIID.Malformed'],
    [{ ImageId: 'ami-0123456789abcdef0' }, 'InvalidAMIID.NotFound'],
    [{ InstanceType: 't9.nano' }, 'InvalidParameterValue'],
    [{ InstanceType: 't4g.micro' }, 'InvalidParameterValue'],
    [{ MinCount: 2, MaxCount: 1 }, 'InvalidParameterValue'],
    [{ MinCount: 0 }, 'InvalidParameterValue'],
    [{ SubnetId: 'subnet-0123456789abcdef0' }, 'InvalidSubnetID.NotFound'],
    [{ SecurityGroupIds: ['sg-0123456789abcdef0'] }, 'InvalidGroup.NotFound'],
    [{ SecurityGroupIds: ['web'] }, 'InvalidGroupId.Malformed'],
    [{ SecurityGroups: ['web'] }, 'InvalidGroup.NotFound'],
    [{ KeyName: 'none' }, 'InvalidKeyPair.NotFound'],
    [{ IamInstanceProfile: { Name: 'none' } }, 'InvalidParameterValue'],
    [{ IamInstanceProfile: { Name: 'web', Arn: 'x' } }, 'InvalidParameterCombination'],
    [{ UserData: '%%%' }, 'InvalidParameterValue'],
    [{ UserData: Buffer.alloc(16_385).toString('base64') }, 'InvalidParameterValue'],
    [{ Placement: { AvailabilityZone: 'eu-west-1a' } }, 'InvalidParameterValue'],
    [{ PrivateIpAddress: '10.0.0.4' }, 'InvalidParameterValue'],
    [
      { TagSpecifications: [{ ResourceType: 'vpc', Tags: [{ Key: 'a' }] }] },
      'InvalidParameterValue',
    ],
    [{ TagSpecifications: [{ ResourceType: 'instance', Tags: [] }] }, 'InvalidParameterValue'],
    [
      { TagSpecifications: [{ ResourceType: 'instance', Tags: [{ Key: 'aws:a' }] }] },
      'InvalidParameterValue',
    ],
    [
      { SubnetId: 'subnet-0123456789abcdef0', NetworkInterfaces: [{ DeviceIndex: 0 }] },
      'InvalidParameterCombination',
    ],
    [{ LaunchTemplate: { LaunchTemplateName: 'a' } }, 'UnsupportedOperation'],
  ] as const)('a launch with %j is refused with %s', async ([more, name]) => {
    await expect(run(more)).rejects.toMatchObject({ name });
  });

  test('user data is sealed in the database, hidden in the trail, and given back to who may read it', async () => {
    const UserData = Buffer.from('token=hunter2').toString('base64');
    const id = await settled({ UserData });

    const given = await fixture.ec2('DescribeInstanceAttribute', {
      InstanceId: id,
      Attribute: 'userData',
    });
    const stored = await fixture.store.read((tx) =>
      tx.get<{ details: string }>('SELECT details FROM ec2_resource WHERE id = ?', [id]),
    );
    const trail = JSON.stringify(await fixture.events());

    expect(given).toMatchObject({ UserData: { Value: UserData } });
    expect(stored?.details).not.toContain(UserData);
    expect(trail).not.toContain(UserData);
    expect(trail).toContain('"userData":"<sensitiveDataRemoved>"');
  });
});

const document = (...statements: object[]) => ({ Version: '2012-10-17', Statement: statements });
const allow = (Action: string | string[], Resource: string | string[], Condition?: object) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition === undefined ? {} : { Condition }),
});

describe('who may launch', () => {
  const others = allow(
    'ec2:RunInstances',
    ['image', 'subnet', 'network-interface', 'security-group', 'volume'].map(
      (kind) => `arn:aws:ec2:*:*:${kind}/*`,
    ),
  );
  const team = { ResourceType: 'instance', Tags: [{ Key: 'team', Value: 'red' }] };

  test('each resource of a launch is decided on, with its condition keys', async () => {
    const small = { StringEquals: { 'ec2:InstanceType': 't3.micro' } };
    const as = fixture.userWith(
      'launcher',
      document(others, allow('ec2:RunInstances', arn('instance/*'), small)),
    );
    const request = { ImageId: LINUX, MinCount: 1, MaxCount: 1 };

    const micro = { ...request, InstanceType: 't3.micro' };
    await expect(fixture.ec2('RunInstances', micro, { as })).resolves.toBeDefined();
    const large = { ...request, InstanceType: 't3.large' };
    await expect(fixture.ec2('RunInstances', large, { as })).rejects.toMatchObject({
      name: 'UnauthorizedOperation',
      message: expect.stringMatching(/Encoded authorization failure message: /),
    });
  });

  test('tags at launch need ec2:CreateTags with the action that creates', async () => {
    const launch = allow('ec2:RunInstances', arn('instance/*'), {
      StringEquals: { 'aws:RequestTag/team': 'red' },
    });
    const tagging = allow('ec2:CreateTags', arn('*'), {
      StringEquals: { 'ec2:CreateAction': 'RunInstances' },
    });
    const untagged = fixture.userWith('untagged', document(others, launch));
    const tagger = fixture.userWith('tagger', document(others, launch, tagging));
    const request = { ImageId: LINUX, InstanceType: 't3.micro', TagSpecifications: [team] };

    const refused = { name: 'UnauthorizedOperation' };
    await expect(fixture.ec2('RunInstances', request, { as: untagged })).rejects.toMatchObject(
      refused,
    );
    const made = await fixture.ec2<Reservation>('RunInstances', request, { as: tagger });
    const { InstanceId = '' } = made.Instances?.[0] ?? {};
    const retag = { Resources: [InstanceId], Tags: [{ Key: 'team', Value: 'blue' }] };
    await expect(fixture.ec2('CreateTags', retag, { as: tagger })).rejects.toMatchObject(refused);
  });

  test('whoever gives a profile passes its role', async () => {
    const all = allow('ec2:*', '*');
    const as = fixture.userWith('no-pass', document(all));
    const passer = fixture.userWith(
      'passer',
      document(all, allow('iam:PassRole', PROFILE.roleArn)),
    );
    const request = {
      ImageId: LINUX,
      InstanceType: 't3.micro',
      IamInstanceProfile: { Name: 'web' },
    };

    await expect(fixture.ec2('RunInstances', request, { as })).rejects.toThrow('iam:PassRole');
    await expect(fixture.ec2('RunInstances', request, { as: passer })).resolves.toMatchObject({
      Instances: [{ IamInstanceProfile: { Arn: PROFILE.arn, Id: PROFILE.id } }],
    });
  });

  test('an instance is stopped by its tag, and what is not there is told to nobody who may not', async () => {
    const id = await settled({ TagSpecifications: [team] });
    const other = await settled();
    const mine = { StringEquals: { 'ec2:ResourceTag/team': 'red' } };
    const as = fixture.userWith('owner', document(allow('ec2:StopInstances', '*', mine)));

    await expect(
      fixture.ec2('StopInstances', { InstanceIds: [id] }, { as }),
    ).resolves.toMatchObject({ StoppingInstances: [{ CurrentState: { Name: 'stopping' } }] });
    for (const hidden of [other, 'i-0123456789abcdef0'])
      await expect(
        fixture.ec2('StopInstances', { InstanceIds: [hidden] }, { as }),
      ).rejects.toMatchObject({ name: 'UnauthorizedOperation' });
  });
});

describe('the life of an instance', () => {
  test('it stops, starts and is terminated, and each state is told to the default bus', async () => {
    await stateEvents();
    const id = await settled();
    await fixture.ec2('StopInstances', { InstanceIds: [id] });
    await fixture.pass(5);
    const stopped = await find(id);
    await fixture.ec2('StartInstances', { InstanceIds: [id] });
    await fixture.pass(5);
    await fixture.ec2('TerminateInstances', { InstanceIds: [id] });
    await fixture.pass(5);
    const terminated = await find(id);
    await fixture.pass(3600);

    expect(stopped).toMatchObject({
      State: { Name: 'stopped' },
      StateReason: { Code: 'Client.UserInitiatedShutdown' },
    });
    expect(stopped?.PublicIpAddress).toBeUndefined();
    expect(terminated).toMatchObject({ State: { Code: 48, Name: 'terminated' } });
    expect(await find(id)).toBeUndefined();
    const mine = (await stateEvents()).filter((event) => JSON.stringify(event).includes(id));
    expect(mine).toMatchObject(
      'pending running stopping stopped pending running shutting-down terminated'
        .split(' ')
        .map((state) => ({
          source: 'aws.ec2',
          detailType: 'EC2 Instance State-change Notification',
          account: ACCOUNT,
          resources: [arn(`instance/${id}`)],
          detail: { 'instance-id': id, state },
        })),
    );
  });

  test('volumes go with it unless they are to stay', async () => {
    const id = await settled({
      BlockDeviceMappings: [
        { DeviceName: '/dev/sdb', Ebs: { VolumeSize: 5, DeleteOnTermination: false } },
      ],
    });
    const volumes = async () => {
      const { Volumes = [] } = await fixture.ec2<DescribeVolumesResult>('DescribeVolumes');
      return Volumes.map(({ VolumeId }) => VolumeId);
    };
    const devices = (await find(id))?.BlockDeviceMappings ?? [];
    const [root, data] = devices.map(({ Ebs }) => Ebs?.VolumeId);

    await fixture.ec2('TerminateInstances', { InstanceIds: [id] });
    await fixture.pass(5);

    const left = await volumes();
    expect(left).not.toContain(root);
    expect(left).toContain(data);
  });

  test('a protected instance is not terminated until its protection is taken away', async () => {
    const id = await settled({ DisableApiTermination: true });

    await expect(fixture.ec2('TerminateInstances', { InstanceIds: [id] })).rejects.toMatchObject({
      name: 'OperationNotPermitted',
      message: `The instance '${id}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
    });
    await fixture.ec2('ModifyInstanceAttribute', {
      InstanceId: id,
      DisableApiTermination: { Value: false },
    });
    await expect(fixture.ec2('TerminateInstances', { InstanceIds: [id] })).resolves.toBeDefined();
  });

  test.for([
    ['StartInstances', ['i-nonsense'], 'InvalidInstanceID.Malformed', 'Invalid id: "i-nonsense"'],
    [
      'StopInstances',
      ['i-0123456789abcdef0'],
      'InvalidInstanceID.NotFound',
      "The instance ID 'i-0123456789abcdef0' does not exist",
    ],
    [
      'TerminateInstances',
      ['i-0123456789abcdef0', 'i-0123456789abcdef1'],
      'InvalidInstanceID.NotFound',
      "The instance IDs 'i-0123456789abcdef0, i-0123456789abcdef1' do not exist",
    ],
    ['RebootInstances', [], 'InvalidParameterCombination', 'No instances specified'],
  ] as const)('%s of %j answers %s', async ([operation, ids, name, message]) => {
    await expect(fixture.ec2(operation, { InstanceIds: ids })).rejects.toMatchObject({
      name,
      message,
    });
  });

  test('a state that forbids a move says so', async () => {
    const { InstanceId = '' } = await run();

    const pending = { name: 'IncorrectInstanceState' };
    await expect(fixture.ec2('StopInstances', { InstanceIds: [InstanceId] })).rejects.toMatchObject(
      pending,
    );
    await fixture.pass(5);
    await fixture.ec2('StopInstances', { InstanceIds: [InstanceId] });
    await expect(
      fixture.ec2('StartInstances', { InstanceIds: [InstanceId] }),
    ).rejects.toMatchObject(pending);
  });

  test('a type is changed while it is stopped, metadata options at any time', async () => {
    const id = await settled();
    const bigger = { InstanceId: id, InstanceType: { Value: 't3.large' } };

    await expect(fixture.ec2('ModifyInstanceAttribute', bigger)).rejects.toMatchObject({
      name: 'IncorrectInstanceState',
    });
    await fixture.ec2('ModifyInstanceMetadataOptions', { InstanceId: id, HttpTokens: 'required' });
    await fixture.ec2('StopInstances', { InstanceIds: [id] });
    await fixture.pass(5);
    await fixture.ec2('ModifyInstanceAttribute', bigger);

    expect(await find(id)).toMatchObject({
      InstanceType: 't3.large',
      MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
    });
  });
});
