import type {
  ListTaskDefinitionFamiliesRequest,
  ListTaskDefinitionFamiliesResponse,
} from '@aws-sdk/client-ecs';
import { reads, type ServiceDeps } from '@gatehouse/service-kit';
import { shouldBeOneOf } from '../errors.ts';
import { afterText, readPage } from '../paging.ts';
import { taskDefinitions } from '../repositories/task-definitions.ts';

const STATUSES = ['ACTIVE', 'INACTIVE', 'ALL'] as const;

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitionFamilies.html */
export const listTaskDefinitionFamilies = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ListTaskDefinitionFamiliesRequest, ListTaskDefinitionFamiliesResponse>(
    {},
    async (input, call) => {
      await call.authorize('ecs:ListTaskDefinitionFamilies', '*');
      const status = STATUSES.find((name) => name === (input.status ?? 'ALL'));
      if (status === undefined) throw shouldBeOneOf(String(input.status), STATUSES);
      const filter = { prefix: input.familyPrefix ?? '', status };
      const { rows, nextToken } = await readPage(pages, call, input, {
        operation: 'ListTaskDefinitionFamilies',
        filters: filter,
        most: 100,
        fetch: (after, limit) =>
          taskDefinitions.families(call.tx, call, filter, afterText(after), limit),
        positionOf: (family: string) => [family],
      });
      return { families: [...rows], nextToken };
    },
  );
