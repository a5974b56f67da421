import type { Attribute, ListAttributesRequest, ListAttributesResponse } from '@aws-sdk/client-ecs';
import {
  type Call,
  type Position,
  reads,
  type ServiceDeps,
  tagStore,
} from '@gatehouse/service-kit';
import { clusterRef, memberArn } from '../arns.ts';
import { existing } from '../authorization.ts';
import { findCluster } from '../clusters.ts';
import { attributeValueWithoutName, clusterNotFound, shouldBeOneOf } from '../errors.ts';
import { readPage } from '../paging.ts';
import { attributes } from '../repositories/attributes.ts';
import { containerInstances } from '../repositories/container-instances.ts';

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly value: string | undefined;
}

/** Agents' and custom attributes of every instance, by instance and name. */
const all = async (call: Call, cluster: string): Promise<Listed[]> => {
  const custom = await attributes.ofCluster(call.tx, call, cluster);
  const found: Listed[] = custom.map(({ containerInstance, name, value }) => ({
    id: containerInstance,
    name,
    value: value ?? undefined,
  }));
  for (const { id, details } of await containerInstances.all(call.tx, call, cluster))
    for (const { name = '', value } of details.attributes) found.push({ id, name, value });
  const key = ({ id, name }: Listed): string => `${id}\0${name}`;
  return found.toSorted((left, right) => (key(left) < key(right) ? -1 : 1));
};

const isAfter = ({ id, name }: Listed, position: Position | undefined): boolean => {
  if (position === undefined) return true;
  const [afterId, afterName] = position.map(String);
  return id > (afterId ?? '') || (id === afterId && name > (afterName ?? ''));
};

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListAttributes.html */
export const listAttributes = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ListAttributesRequest, ListAttributesResponse>({}, async (input, call) => {
    const cluster = clusterRef(call, input.cluster);
    const tags = await tagStore.of(call.tx, cluster.arn);
    await call.authorize('ecs:ListAttributes', cluster.arn, existing(tags));
    if ((await findCluster(call.tx, call, cluster)) === undefined) throw clusterNotFound();
    const { targetType, attributeName, attributeValue } = input;
    if (targetType !== 'container-instance')
      throw shouldBeOneOf(String(targetType), ['container-instance']);
    if (attributeValue !== undefined && attributeName === undefined)
      throw attributeValueWithoutName();

    const { rows, nextToken } = await readPage(pages, call, input, {
      operation: 'ListAttributes',
      filters: [cluster.name, attributeName ?? null, attributeValue ?? null],
      most: 100,
      fetch: async (position, limit) =>
        (await all(call, cluster.name))
          .filter(
            (listed) =>
              isAfter(listed, position) &&
              (attributeName === undefined || listed.name === attributeName) &&
              (attributeValue === undefined || listed.value === attributeValue),
          )
          .slice(0, limit),
      positionOf: ({ id, name }) => [id, name],
    });
    const shown: Attribute[] = rows.map(({ id, name, value }) => ({
      name,
      ...(value === undefined ? {} : { value }),
      targetType: 'container-instance',
      targetId: memberArn(call, 'container-instance', cluster.name, id),
    }));
    return { attributes: shown, nextToken };
  });
