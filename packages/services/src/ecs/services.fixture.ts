import type {
  CreateServiceResponse,
  DescribeServicesResponse,
  Service,
  UpdateServiceResponse,
} from '@aws-sdk/client-ecs';
import { CONTAINER, ecsFixture, IDENTITY, NETWORK } from './ecs.fixture.ts';

export const INSTANCE = { cluster: 'web', instanceIdentityDocument: IDENTITY };
/** Changes of SERVICE that make it run on container instances. */
export const ON_INSTANCES = {
  taskDefinition: 'box',
  launchType: 'EC2',
  networkConfiguration: undefined,
};
export const SERVICE = {
  cluster: 'web',
  serviceName: 'api',
  taskDefinition: 'job',
  launchType: 'FARGATE',
  networkConfiguration: NETWORK,
};

/** A cluster `web` with two revisions of the Fargate task definition `job`, and `box` for container instances. */
export const servicesFixture = async (settings: Parameters<typeof ecsFixture>[0] = {}) => {
  const fixture = await ecsFixture(settings);
  const { ecs } = fixture;
  await ecs('CreateCluster', { clusterName: 'web' });
  const job = {
    family: 'job',
    networkMode: 'awsvpc',
    requiresCompatibilities: ['FARGATE'],
    cpu: '256',
    memory: '512',
    containerDefinitions: [CONTAINER],
    tags: [{ key: 'from', value: 'definition' }],
  };
  await ecs('RegisterTaskDefinition', job);
  await ecs('RegisterTaskDefinition', { family: 'box', containerDefinitions: [CONTAINER] });
  const create = async (input: object = {}): Promise<Service> => {
    const { service } = await ecs<CreateServiceResponse>('CreateService', { ...SERVICE, ...input });
    if (service === undefined) throw new Error('no service was created');
    return service;
  };
  const describe = async (include: readonly string[] = []): Promise<Service> => {
    const { services } = await ecs<DescribeServicesResponse>('DescribeServices', {
      cluster: 'web',
      services: ['api'],
      include,
    });
    const [service] = services ?? [];
    if (service === undefined) throw new Error('the service is missing');
    return service;
  };
  const update = async (input: object): Promise<Service | undefined> =>
    (
      await ecs<UpdateServiceResponse>('UpdateService', {
        cluster: 'web',
        service: 'api',
        ...input,
      })
    ).service;
  const register = () => ecs('RegisterTaskDefinition', job);
  const messages = async () => (await describe()).events?.map(({ message }) => message);
  return { ...fixture, create, describe, update, register, messages };
};
