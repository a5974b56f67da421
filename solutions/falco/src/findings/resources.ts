import type { AwsSecurityFinding } from '@gatehouse/clients';
import type { FalcoAlert } from '../alerts/alert.ts';

export type Resource = NonNullable<AwsSecurityFinding['Resources']>[number];

interface Place {
  readonly account: string;
  readonly region: string;
  readonly partition: string;
}

const INSTANCE = /^i-[0-9a-f]{8,17}$/;
const LONGEST_ID = 512;

const instance = ({ origin, hostname }: FalcoAlert, place: Place): readonly Resource[] => {
  const id = [origin.instanceId, hostname, origin.host].find(
    (name) => name !== undefined && INSTANCE.test(name),
  );
  if (id === undefined) return [];
  const { partition, region, account } = place;
  return [
    {
      Type: 'AwsEc2Instance',
      // An ARN: a bare id would be found by nobody who looks for the instance.
      Id: `arn:${partition}:ec2:${region}:${account}:instance/${id}`,
      Region: region,
    },
  ];
};

const imageOf = ({ fields }: FalcoAlert): string | undefined => {
  const full = fields.get('container.image');
  if (full !== undefined) return full;
  const repository = fields.get('container.image.repository');
  const tag = fields.get('container.image.tag');
  return repository === undefined || tag === undefined ? repository : `${repository}:${tag}`;
};

const container = (alert: FalcoAlert): readonly Resource[] => {
  const { fields } = alert;
  const id = fields.get('container.id');
  // Falco calls what runs outside of containers "host".
  if (id === undefined || id === 'host') return [];
  const name = fields.get('container.name');
  const imageName = imageOf(alert);
  const imageId = fields.get('container.image.digest') ?? fields.get('container.image.id');
  return [
    {
      Type: 'Container',
      Id: id.slice(0, LONGEST_ID),
      Details: {
        Container: {
          ...(name === undefined ? {} : { Name: name }),
          ...(imageName === undefined ? {} : { ImageName: imageName }),
          ...(imageId === undefined ? {} : { ImageId: imageId }),
          ...(fields.get('container.privileged') === 'true' ? { Privileged: true } : {}),
        },
      },
    },
  ];
};

const ECR = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/(.+)$/;

/** The image, where it is one of ECR: its digest is what ECR's own findings name it by. */
const image = ({ fields }: FalcoAlert, { partition }: Place): readonly Resource[] => {
  const found = ECR.exec(fields.get('container.image.repository') ?? '');
  const digest = fields.get('container.image.digest');
  if (found === null || digest === undefined) return [];
  const [, account = '', region = '', repository = ''] = found;
  return [
    {
      Type: 'AwsEcrContainerImage',
      Id: `arn:${partition}:ecr:${region}:${account}:repository/${repository}/${digest}`,
      Region: region,
    },
  ];
};

const other = (id: string, details: Readonly<Record<string, string | undefined>>): Resource => ({
  Type: 'Other',
  Id: id.slice(0, LONGEST_ID),
  Details: {
    Other: Object.fromEntries(
      Object.entries(details).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value.slice(0, 1024)]],
      ),
    ),
  },
});

const pod = ({ fields, origin }: FalcoAlert): readonly Resource[] => {
  const name = fields.get('k8s.pod.name') ?? fields.get('ka.target.pod.name');
  if (name === undefined) return [];
  const namespace = fields.get('k8s.ns.name') ?? fields.get('ka.target.namespace');
  const path = [origin.cluster, namespace, name].filter((part) => part !== undefined).join('/');
  return [
    other(`kubernetes/pod/${path}`, {
      Pod: name,
      Namespace: namespace,
      Cluster: origin.cluster,
      PodId: fields.get('k8s.pod.id') ?? fields.get('k8s.pod.uid'),
      Deployment: fields.get('k8s.deployment.name'),
    }),
  ];
};

const eksCluster = ({ origin }: FalcoAlert, place: Place): readonly Resource[] =>
  origin.cluster === undefined
    ? []
    : [
        {
          Type: 'AwsEksCluster',
          Id: `arn:${place.partition}:eks:${place.region}:${place.account}:cluster/${origin.cluster}`,
          Region: place.region,
        },
      ];

const ecs = ({ origin }: FalcoAlert, place: Place): readonly Resource[] => {
  const { partition, region, account } = place;
  const { ecsTaskArn, ecsCluster, ecsTaskDefinition } = origin;
  const cluster = ecsCluster?.startsWith('arn:')
    ? ecsCluster
    : `arn:${partition}:ecs:${region}:${account}:cluster/${ecsCluster}`;
  return [
    ...(ecsTaskArn === undefined
      ? []
      : [
          {
            Type: 'AwsEcsTask',
            Id: ecsTaskArn.slice(0, LONGEST_ID),
            Region: region,
            Details: {
              AwsEcsTask: {
                ...(ecsCluster === undefined ? {} : { ClusterArn: cluster }),
                ...(ecsTaskDefinition === undefined
                  ? {}
                  : { TaskDefinitionArn: ecsTaskDefinition }),
              },
            },
          },
        ]),
    ...(ecsCluster === undefined ? [] : [{ Type: 'AwsEcsCluster', Id: cluster, Region: region }]),
  ];
};

/** Something must be named: the machine where nothing nearer is known. */
const host = ({ hostname, origin }: FalcoAlert, { account }: Place): Resource => {
  const name = hostname ?? origin.host;
  return name === undefined
    ? { Type: 'AwsAccount', Id: `AWS::::Account:${account}` }
    : other(`host/${name}`, { Hostname: name });
};

/** What an alert is about, the nearest first (ASFF takes 32). */
export const resourcesOf = (alert: FalcoAlert, place: Place): Resource[] => {
  const found = [
    ...container(alert),
    ...pod(alert),
    ...instance(alert, place),
    ...ecs(alert, place),
    ...eksCluster(alert, place),
    ...image(alert, place),
  ];
  return found.length === 0 ? [host(alert, place)] : found;
};
