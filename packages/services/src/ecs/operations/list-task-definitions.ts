import type { ListTaskDefinitionsRequest, ListTaskDefinitionsResponse } from '@aws-sdk/client-ecs';
import { reads, type Position, type ServiceDeps } from '@gatehouse/service-kit';
import { taskDefinitionArn } from '../arns.ts';
import { shouldBeOneOf } from '../errors.ts';
import { readPage } from '../paging.ts';
import { taskDefinitions } from '../repositories/task-definitions.ts';

const STATUSES = ['ACTIVE', 'INACTIVE', 'DELETE_IN_PROGRESS'] as const;
const ORDERS = ['ASC', 'DESC'];

const afterRevision = (position: Position | undefined): [string, number] | undefined =>
  position === undefined ? undefined : [String(position[0]), Number(position[1])];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListTaskDefinitions.html */
export const listTaskDefinitions = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<ListTaskDefinitionsRequest, ListTaskDefinitionsResponse>({}, async (input, call) => {
    await call.authorize('ecs:ListTaskDefinitions', '*');
    const status = STATUSES.find((name) => name === (input.status ?? 'ACTIVE'));
    if (status === undefined) throw shouldBeOneOf(String(input.status), STATUSES);
    const sort = input.sort ?? 'ASC';
    if (!ORDERS.includes(sort)) throw shouldBeOneOf(sort, ORDERS);
    const filter = {
      family: input.familyPrefix === '' ? undefined : input.familyPrefix,
      status,
      descending: sort === 'DESC',
    };
    const { rows, nextToken } = await readPage(pages, call, input, {
      operation: 'ListTaskDefinitions',
      filters: { ...filter, family: filter.family ?? null },
      most: 100,
      fetch: (after, limit) =>
        taskDefinitions.page(call.tx, call, filter, afterRevision(after), limit),
      positionOf: ({ family, revision }) => [family, revision],
    });
    return {
      taskDefinitionArns: rows.map(({ family, revision }) =>
        taskDefinitionArn(call, family, revision),
      ),
      nextToken,
    };
  });
