import type {
  DescribeServicesRequest,
  DescribeServicesResponse,
  Failure,
  Service as ShownService,
} from '@aws-sdk/client-ecs';
import { reads, tagStore } from '@gatehouse/service-kit';
import { clusterRef, ecsArn, memberArn, memberRef } from '../arns.ts';
import { existing } from '../authorization.ts';
import { clusterKey, findCluster } from '../clusters.ts';
import { cannotBeEmpty, clusterNotFound, tooMany } from '../errors.ts';
import { services } from '../repositories/services.ts';
import { describeService } from '../services.ts';

const MOST_SERVICES = 10;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServices.html */
export const describeServices = () =>
  reads<DescribeServicesRequest, DescribeServicesResponse>({}, async (input, call) => {
    const { tx } = call;
    const cluster = clusterRef(call, input.cluster);
    const given = input.services ?? [];
    if (given.length > MOST_SERVICES) throw tooMany('services', MOST_SERVICES);
    const refs = given.map((text) => ({ text, ...memberRef(call, 'service', cluster, text) }));
    const tags = await tagStore.ofMany(
      tx,
      refs.map(({ arn }) => arn),
    );
    const key = clusterKey(cluster);
    for (const { arn } of refs)
      await call.authorize('ecs:DescribeServices', arn, existing(tags.get(arn), key));
    if (refs.length === 0)
      await call.authorize(
        'ecs:DescribeServices',
        memberArn(call, 'service', cluster.name, '*'),
        key,
      );
    if ((await findCluster(tx, call, cluster)) === undefined) throw clusterNotFound();
    if (refs.length === 0) throw cannotBeEmpty('Services');

    const names = [...new Set(refs.filter(({ own }) => own).map(({ id }) => id))];
    const found = new Map(
      (await services.findMany(tx, call, cluster.name, names)).map((item) => [item.name, item]),
    );
    const withTags = input.include?.includes('TAGS') === true;
    const shown: ShownService[] = [];
    const failures: Failure[] = [];
    for (const { text, id, arn, own } of refs) {
      const service = own ? found.get(id) : undefined;
      if (service === undefined) {
        // A name fails under the short ARN, whatever format the account uses.
        const failed = text.startsWith('arn:') ? text : ecsArn(call, `service/${text}`);
        failures.push({ arn: failed, reason: 'MISSING' });
        continue;
      }
      const shownWith = withTags ? (tags.get(arn) ?? new Map()) : undefined;
      shown.push(await describeService(tx, call, service, shownWith));
    }
    return { services: shown, failures };
  });
