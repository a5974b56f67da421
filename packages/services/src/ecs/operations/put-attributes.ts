import type {
  Attribute,
  DeleteAttributesRequest,
  DeleteAttributesResponse,
  PutAttributesRequest,
  PutAttributesResponse,
} from '@aws-sdk/client-ecs';
import { type Call, tagStore, writes } from '@gatehouse/service-kit';
import { type ClusterRef, clusterRef, memberArn, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import {
  attributeInvalid,
  cannotBeEmpty,
  clusterNotFound,
  shouldBeOneOf,
  targetNotFound,
  tooMany,
  tooManyAttributes,
} from '../errors.ts';
import { attributes } from '../repositories/attributes.ts';
import { containerInstances } from '../repositories/container-instances.ts';

const NAME = /^[A-Za-z0-9_./\\-]{1,128}$/;
const VALUE = /^(?! )[A-Za-z0-9_./\\@: -]{1,128}(?<! )$/;
const MOST_CUSTOM = 10;
const MOST_IN_REQUEST = 10;

/** An attribute with the container instance that it is for. */
interface Targeted {
  readonly containerInstance: string;
  readonly name: string;
  readonly value: string | null;
}

const check = (given: readonly Attribute[]): void => {
  if (given.length > MOST_IN_REQUEST) throw tooMany('attributes', MOST_IN_REQUEST);
  for (const { name, value, targetType } of given) {
    if (!NAME.test(name ?? '')) throw attributeInvalid('name');
    if (value !== undefined && value !== '' && !VALUE.test(value)) throw attributeInvalid('value');
    if (targetType !== undefined && targetType !== 'container-instance')
      throw shouldBeOneOf(targetType, ['container-instance']);
  }
};

/** The attributes by container instance; one without target is for every instance of the cluster. */
const targeted = async (
  call: Call,
  cluster: ClusterRef,
  given: readonly Attribute[],
): Promise<Targeted[]> => {
  const all = cluster.own ? await containerInstances.all(call.tx, call, cluster.name) : [];
  return given.flatMap(({ name = '', value, targetId }) => {
    const ids =
      targetId === undefined || targetId === ''
        ? all.map(({ id }) => id)
        : [memberRef(call, 'container-instance', cluster, targetId).id];
    return ids.map((containerInstance) => ({ containerInstance, name, value: value ?? null }));
  });
};

const authorize = async (
  call: Call,
  action: 'ecs:PutAttributes' | 'ecs:DeleteAttributes',
  cluster: ClusterRef,
  wanted: readonly Targeted[],
): Promise<void> => {
  const ids = [...new Set(wanted.map(({ containerInstance }) => containerInstance))];
  const arnOf = (id: string): string => memberArn(call, 'container-instance', cluster.name, id);
  const tags = await tagStore.ofMany(call.tx, ids.map(arnOf));
  for (const id of ids.length === 0 ? ['*'] : ids)
    await call.authorize(action, arnOf(id), existing(tags.get(arnOf(id)), clusterKey(cluster)));
  if ((await findCluster(call.tx, call, cluster)) === undefined) throw clusterNotFound();
  const known = await containerInstances.findMany(call.tx, call, cluster.name, ids);
  for (const id of ids) if (!known.some((instance) => instance.id === id)) throw targetNotFound(id);
};

const shown = (
  call: Call,
  cluster: ClusterRef,
  { containerInstance, name, value }: Targeted,
): Attribute => ({
  name,
  ...(value === null ? {} : { value }),
  targetType: 'container-instance',
  targetId: memberArn(call, 'container-instance', cluster.name, containerInstance),
});

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutAttributes.html */
export const putAttributes = () =>
  writes<PutAttributesRequest, PutAttributesResponse>({}, async (input, call) => {
    const { tx } = call;
    const given = input.attributes ?? [];
    check(given);
    const cluster = clusterRef(call, input.cluster);
    const wanted = await targeted(call, cluster, given);
    await authorize(call, 'ecs:PutAttributes', cluster, wanted);
    if (given.length === 0) throw cannotBeEmpty('attributes');

    for (const attribute of wanted) await attributes.put(tx, call, cluster.name, attribute);
    const present = Map.groupBy(
      await attributes.ofCluster(tx, call, cluster.name),
      ({ containerInstance }) => containerInstance,
    );
    if ([...present.values()].some((own) => own.length > MOST_CUSTOM)) throw tooManyAttributes();
    return { attributes: wanted.map((attribute) => shown(call, cluster, attribute)) };
  });

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteAttributes.html */
export const deleteAttributes = () =>
  writes<DeleteAttributesRequest, DeleteAttributesResponse>({}, async (input, call) => {
    const { tx } = call;
    const given = input.attributes ?? [];
    check(given);
    const cluster = clusterRef(call, input.cluster);
    const wanted = await targeted(call, cluster, given);
    await authorize(call, 'ecs:DeleteAttributes', cluster, wanted);
    if (given.length === 0) throw cannotBeEmpty('attributes');

    for (const { containerInstance, name } of wanted)
      await attributes.remove(tx, call, cluster.name, containerInstance, name);
    return { attributes: wanted.map((attribute) => shown(call, cluster, attribute)) };
  });
