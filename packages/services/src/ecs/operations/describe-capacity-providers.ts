import type {
  DescribeCapacityProvidersRequest,
  DescribeCapacityProvidersResponse,
} from '@aws-sdk/client-ecs';
import { type Call, reads, type ServiceDeps, tagStore } from '@gatehouse/service-kit';
import { capacityProviderArn } from '../arns.ts';
import { existing } from '../authorization.ts';
import { builtInProvider, shownProvider } from '../capacity-providers.ts';
import { isBuiltInProvider, providerName } from '../clusters.ts';
import { tooMany } from '../errors.ts';
import type { CapacityProvider } from '../model.ts';
import { afterText, readPage } from '../paging.ts';
import { capacityProviders } from '../repositories/capacity-providers.ts';

const MOST_PROVIDERS = 100;
const BUILT_IN = [builtInProvider('FARGATE'), builtInProvider('FARGATE_SPOT')];

/** Built-in ones and the account's own, by name. */
const page = async (call: Call, after: string, limit: number): Promise<CapacityProvider[]> => {
  const own = await capacityProviders.page(call.tx, call, after, limit);
  return [...BUILT_IN.filter(({ name }) => name > after), ...own]
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .slice(0, limit);
};

const named = async (call: Call, names: readonly string[]): Promise<CapacityProvider[]> => [
  ...BUILT_IN.filter(({ name }) => names.includes(name)),
  ...(await capacityProviders.findMany(
    call.tx,
    call,
    names.filter((name) => !isBuiltInProvider(name)),
  )),
];

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeCapacityProviders.html */
export const describeCapacityProviders = ({ pages }: Pick<ServiceDeps, 'pages'>) =>
  reads<DescribeCapacityProvidersRequest, DescribeCapacityProvidersResponse>(
    {},
    async (input, call) => {
      const { tx } = call;
      const given = input.capacityProviders ?? [];
      if (given.length > MOST_PROVIDERS) throw tooMany('capacityProviders', MOST_PROVIDERS);
      const withTags = input.include?.includes('TAGS') === true;
      if (given.length === 0) {
        await call.authorize('ecs:DescribeCapacityProviders', capacityProviderArn(call, '*'));
        const { rows, nextToken } = await readPage(pages, call, input, {
          operation: 'DescribeCapacityProviders',
          filters: {},
          most: 10,
          fetch: (after, limit) => page(call, afterText(after), limit),
          positionOf: ({ name }) => [name],
        });
        const arns = rows.map(({ name }) => capacityProviderArn(call, name));
        const tags = withTags ? await tagStore.ofMany(tx, arns) : new Map();
        return {
          capacityProviders: rows.map((provider) =>
            shownProvider(call, provider, tags.get(capacityProviderArn(call, provider.name))),
          ),
          failures: [],
          nextToken,
        };
      }
      const names = given.map(providerName);
      const arnOf = (name: string): string => capacityProviderArn(call, name);
      const tags = await tagStore.ofMany(tx, names.map(arnOf));
      for (const name of names)
        await call.authorize(
          'ecs:DescribeCapacityProviders',
          arnOf(name),
          existing(tags.get(arnOf(name))),
        );
      const found = await named(call, names);
      const outcomes = names.map((name) => ({
        name,
        provider: found.find((item) => item.name === name),
      }));
      return {
        capacityProviders: outcomes.flatMap(({ name, provider }) =>
          provider === undefined
            ? []
            : [shownProvider(call, provider, withTags ? tags.get(arnOf(name)) : undefined)],
        ),
        failures: outcomes.flatMap(({ name, provider }) =>
          provider === undefined ? [{ arn: arnOf(name), reason: 'MISSING' }] : [],
        ),
      };
    },
  );
