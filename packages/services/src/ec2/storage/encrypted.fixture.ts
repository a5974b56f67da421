import type {
  DescribeInstancesResult,
  DescribeVolumesResult,
  Instance,
  Reservation,
  Snapshot,
  Volume,
} from '@aws-sdk/client-ec2';
import type { ListGrantsResponse } from '@aws-sdk/client-kms';
import { EVENTS_TOPIC, type Principal, type ServiceEvent } from '@gatehouse/service-kit';
import { drainOutbox } from '@gatehouse/store';
import type { CallOptions } from '@gatehouse/testkit';
import { ACCOUNT, ec2Fixture, LINUX } from '../ec2.fixture.ts';

export const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const zone = { AvailabilityZone: 'us-east-1a' };

type Fixture = Awaited<ReturnType<typeof ec2Fixture>>;

const by = (as: Principal | undefined): CallOptions => (as === undefined ? {} : { as });

const storage = ({ ec2, pass }: Fixture) => ({
  volume: (more: object = {}, as?: Principal): Promise<Volume> =>
    ec2('CreateVolume', { ...zone, Size: 10, ...more }, by(as)),
  shown: async (id: string | undefined, as?: Principal): Promise<Volume> => {
    const request = { VolumeIds: [id] };
    const { Volumes } = await ec2<DescribeVolumesResult>('DescribeVolumes', request, by(as));
    return Volumes?.[0] ?? {};
  },
  attach: (VolumeId: string | undefined, InstanceId: string, as?: Principal) =>
    ec2('AttachVolume', { VolumeId, InstanceId, Device: '/dev/sdf' }, by(as)),
  /** The id of a completed snapshot. */
  snapshotOf: async (VolumeId: string | undefined): Promise<string> => {
    const { SnapshotId = '' } = await ec2<Snapshot>('CreateSnapshot', { VolumeId });
    await pass(5);
    return SnapshotId;
  },
});

const instances = ({ ec2, pass }: Fixture) => {
  /** Launches an instance with a root volume like this, and answers its id. */
  const run = async (Ebs: object = {}, as?: Principal, ImageId = LINUX): Promise<string> => {
    const { Instances } = await ec2<Reservation>(
      'RunInstances',
      {
        ImageId,
        InstanceType: 't3.micro',
        MinCount: 1,
        MaxCount: 1,
        Placement: zone,
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs }],
      },
      by(as),
    );
    return Instances?.[0]?.InstanceId ?? '';
  };
  return {
    run,
    running: async (Ebs: object = {}, as?: Principal, ImageId = LINUX): Promise<string> => {
      const id = await run(Ebs, as, ImageId);
      await pass(5);
      return id;
    },
    instance: async (id: string, as?: Principal): Promise<Instance> => {
      const request = { InstanceIds: [id] };
      const found = await ec2<DescribeInstancesResult>('DescribeInstances', request, by(as));
      return found.Reservations?.[0]?.Instances?.[0] ?? {};
    },
    change: (verb: 'Start' | 'Stop' | 'Terminate', id: string, as?: Principal) =>
      ec2(`${verb}Instances`, { InstanceIds: [id] }, by(as)),
  };
};

const watching = (fixture: Fixture) => {
  const uses = async () =>
    (await fixture.events())
      .map(({ record }) => record)
      .filter((record) => record['eventSource'] === 'kms.amazonaws.com');
  return {
    /** What CloudTrail has of KMS since it was asked last. */
    uses,
    useNames: async () => (await uses()).map((record) => record['eventName']),
    grants: async (KeyId: string) =>
      (await fixture.kms<ListGrantsResponse>('ListGrants', { KeyId })).Grants ?? [],
    /** Notices of EBS since they were asked for last. */
    notices: async (): Promise<readonly ServiceEvent[]> => {
      const found: ServiceEvent[] = [];
      await drainOutbox(fixture.store, EVENTS_TOPIC, 1000, async (_tx, rows) => {
        for (const { payload } of rows)
          found.push(...payload.split('\n').map((line) => JSON.parse(line) as ServiceEvent));
      });
      return found.filter(({ detailType }) => detailType === 'EBS Volume Notification');
    },
  };
};

export type EncryptedFixture = Awaited<ReturnType<typeof encryptedFixture>>;

/** EC2 with the real KMS, and what tests of encrypted volumes ask of both. */
export const encryptedFixture = async () => {
  const fixture = await ec2Fixture();
  return {
    ...fixture,
    ...storage(fixture),
    ...instances(fixture),
    ...watching(fixture),
    /** Somebody who may do everything with EC2, and these things with keys. */
    userWithKeys: (name: string, ...actions: string[]) =>
      fixture.userWith(name, {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: ['ec2:*', ...actions], Resource: '*' }],
      }),
  };
};
