import type { ResourceApis } from './resources.ts';

const PAGE = 200;

export interface ResourceClientSettings {
  readonly region: string;
  readonly endpoint?: string | undefined;
  readonly credentials?:
    | (() => Promise<{
        readonly accessKeyId: string;
        readonly secretAccessKey: string;
        readonly sessionToken?: string;
        readonly expiration?: Date;
      }>)
    | undefined;
}

const chunks = (ids: readonly string[]): readonly (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / PAGE) }, (_, index) =>
    ids.slice(index * PAGE, (index + 1) * PAGE),
  );

const configOf = ({ region, endpoint, credentials }: ResourceClientSettings) => ({
  region,
  ...(endpoint === undefined ? {} : { endpoint }),
  ...(credentials === undefined ? {} : { credentials }),
});

/** EC2 and RDS, whose clients are large and are loaded only when a grant names something of theirs. */
export const resourceApisOf = (settings: ResourceClientSettings): ResourceApis => ({
  instances: async (ids) => {
    const { EC2 } = await import('@aws-sdk/client-ec2');
    const ec2 = new EC2(configOf(settings));
    const found: string[] = [];
    for (const some of chunks(ids)) {
      // A filter, not InstanceIds: of those, one unknown id is an error for all.
      const { Reservations = [] } = await ec2.describeInstances({
        Filters: [
          { Name: 'instance-id', Values: [...some] },
          {
            Name: 'instance-state-name',
            Values: ['pending', 'running', 'stopping', 'stopped', 'shutting-down'],
          },
        ],
      });
      for (const { Instances = [] } of Reservations)
        found.push(...Instances.flatMap(({ InstanceId }) => InstanceId ?? []));
    }
    ec2.destroy();
    return found;
  },
  volumes: async (ids) => {
    const { EC2 } = await import('@aws-sdk/client-ec2');
    const ec2 = new EC2(configOf(settings));
    const found: string[] = [];
    for (const some of chunks(ids)) {
      const { Volumes = [] } = await ec2.describeVolumes({
        Filters: [{ Name: 'volume-id', Values: [...some] }],
      });
      found.push(...Volumes.flatMap(({ VolumeId }) => VolumeId ?? []));
    }
    ec2.destroy();
    return found;
  },
  databases: async (ids) => {
    const { RDS } = await import('@aws-sdk/client-rds');
    const rds = new RDS(configOf(settings));
    const found: string[] = [];
    for (const some of chunks(ids)) {
      const { DBInstances = [] } = await rds.describeDBInstances({
        Filters: [{ Name: 'dbi-resource-id', Values: [...some] }],
      });
      found.push(...DBInstances.flatMap(({ DbiResourceId }) => DbiResourceId ?? []));
    }
    rds.destroy();
    return found;
  },
});
