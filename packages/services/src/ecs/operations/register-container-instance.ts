import type {
  RegisterContainerInstanceRequest,
  RegisterContainerInstanceResponse,
} from '@aws-sdk/client-ecs';
import { tagStore, writes } from '@gatehouse/service-kit';
import { clusterRef, memberArn, memberRef } from '../arns.ts';
import { authorizeCreation, existing } from '../authorization.ts';
import { findCluster, requireActive } from '../clusters.ts';
import {
  identityOf,
  scheduleServicesOn,
  shownInstance,
  USUAL_RESOURCES,
  USUAL_VERSION,
} from '../container-instances.ts';
import type { EcsDeps } from '../deps.ts';
import { tooMany } from '../errors.ts';
import type { ContainerInstance } from '../model.ts';
import { attributes } from '../repositories/attributes.ts';
import { containerInstances } from '../repositories/container-instances.ts';
import { tasks } from '../repositories/tasks.ts';
import { requestTags, tagLimits, tagOwner } from '../tags.ts';

const MOST_ATTRIBUTES = 100;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterContainerInstance.html */
export const registerContainerInstance = ({ ids }: Pick<EcsDeps, 'ids'>) =>
  writes<RegisterContainerInstanceRequest, RegisterContainerInstanceResponse>(
    { limits: tagLimits, redact: ['instanceIdentityDocumentSignature'] },
    async (input, call) => {
      const { tx } = call;
      const tags = requestTags(input.tags);
      const cluster = clusterRef(call, input.cluster);
      const found = await findCluster(tx, call, cluster);
      await authorizeCreation(call, {
        operation: 'RegisterContainerInstance',
        resource: cluster.arn,
        created: memberArn(call, 'container-instance', cluster.name, '*'),
        tags,
        keys: existing(await tagStore.of(tx, cluster.arn)),
      });
      requireActive(found);
      const identity = identityOf(input.instanceIdentityDocument);
      const reported = input.attributes ?? [];
      if (reported.length > MOST_ATTRIBUTES) throw tooMany('attributes', MOST_ATTRIBUTES);

      const again = input.containerInstanceArn;
      const known =
        again === undefined || again === ''
          ? undefined
          : memberRef(call, 'container-instance', cluster, again);
      const [earlier] =
        known?.own === true
          ? await containerInstances.findMany(tx, call, cluster.name, [known.id])
          : [];
      const own = new Map(
        [...identity.attributes, ...reported].map(({ name, value }) => [name, { name, value }]),
      );
      const instance: ContainerInstance = {
        cluster: cluster.name,
        id: earlier?.id ?? ids.uuid(),
        status: 'ACTIVE',
        ec2InstanceId: identity.instanceId,
        version: (earlier?.version ?? 0) + 1,
        registeredAt: earlier?.registeredAt ?? call.now.getTime(),
        details: {
          versionInfo: input.versionInfo ?? USUAL_VERSION,
          registeredResources: [...(input.totalResources ?? USUAL_RESOURCES)],
          attributes: [...own.values()],
        },
      };
      const arn = memberArn(call, 'container-instance', cluster.name, instance.id);
      await containerInstances.save(tx, call, instance);
      await tagStore.put(tx, tagOwner(call, 'container-instance', arn), tags);
      await scheduleServicesOn(tx, call, cluster.name, call.now);
      call.touch({ type: 'AWS::ECS::ContainerInstance', name: instance.id });
      const custom = (await attributes.ofCluster(tx, call, cluster.name)).filter(
        ({ containerInstance }) => containerInstance === instance.id,
      );
      const running = await tasks.onInstances(tx, call, cluster.name, instance.id);
      return { containerInstance: shownInstance(call, instance, running, custom, tags) };
    },
  );
